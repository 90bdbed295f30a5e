"""Rows for the list of what duty owns: hand-overs; and how far up a red has gone."""

from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.hand_over import State
from heime.core.worklist import Item, Sort
from heime.records.access import standing
from heime.records.access.standing import Found, Part, as_item
from heime.records.duty.models import Climb
from heime.records.duty.reads import climbs_of


def hand_overs(actor: Actor, now: datetime) -> list[Item]:
    """What waits for a receiver, and what came back or asks something: the team's again."""
    return standing.items((PART,), actor, now)


# The same as handovers.to_be_seen. about: its state.
_TO_BE_SEEN = """
SELECT h.id, h.enrolment_id, h.municipality_id, coalesce(h.answered_at, h.sent_at),
       CASE WHEN h.state IN ('sent', 'asked') THEN h.due_at END, NULL::smallint, NULL::smallint,
       NULL::uuid, NULL::timestamptz, h.state
  FROM hand_over h
 WHERE (h.state IN ('sent', 'asked')
        OR h.state IN ('declined', 'late', 'done') AND h.seen_back_at IS NULL)
   AND h.enrolment_id {cases}
"""


def _hand_over(found: Found, now: datetime) -> Item:
    waits = found.about == State.SENT
    return as_item(Sort.HAND_OVER_WAITS if waits else Sort.HAND_OVER_BACK, found)


PART = Part(_TO_BE_SEEN, _hand_over)


def newest_step(case_ids: list[UUID], actor: Actor) -> dict[UUID, Climb]:
    """How far up each case is, for a mark on its row."""
    return {case: steps[-1] for case, steps in climbs_of(case_ids, actor).items()}
