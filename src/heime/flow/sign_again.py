"""Plans that a doctor should sign again, after a stay, a drug, a diagnosis, oxygen or a new meter.

Rows of the team's list (core/worklist): made from what happened and from when a version was
approved, and gone when one has been.
"""

import json
from collections.abc import Sequence
from datetime import datetime, time

from heime.core import happenings
from heime.core.actor import Actor
from heime.core.hours import HOME
from heime.core.phases import Phase
from heime.core.worklist import Item
from heime.core.worklist import Sort as Row
from heime.records.access import standing
from heime.records.access.standing import Found, Part, as_item
from heime.records.happenings.models import Happening
from heime.records.people.hours import OPENINGS, hours_from, lines_of
from heime.records.people.models import Enrolment, Team
from heime.records.people.reads import hours_of_team
from heime.records.plans.models import PlanVersion

IN_CARE = (Phase.ACTIVE, Phase.PAUSED)
# about: what happened, and the hours of the team, which has three working days.
_UNSIGNED = f"""
SELECT DISTINCT ON (h.enrolment_id) h.id, h.enrolment_id, h.municipality_id, h.entered_at,
       NULL::timestamptz, NULL::smallint, NULL::smallint, NULL::uuid, NULL::timestamptz,
       json_build_array(h.sort, team.opens, team.closes, {OPENINGS})::text
  FROM happening h JOIN folk e ON e.id = h.enrolment_id JOIN team ON team.id = e.team_id
 WHERE h.struck_at IS NULL AND e.phase IN ('active', 'paused') AND h.enrolment_id {{work}}
   AND EXISTS (SELECT FROM plan_version v WHERE v.enrolment_id = h.enrolment_id
                  AND v.status IN ('approved', 'replaced') AND NOT v.shadow)
   AND NOT EXISTS (SELECT FROM plan_version v WHERE v.enrolment_id = h.enrolment_id
                      AND v.status IN ('approved', 'replaced') AND NOT v.shadow
                      AND v.approved_at > h.entered_at)
 ORDER BY h.enrolment_id, h.entered_at, h.id
"""  # noqa: S608  only names of our own


def waiting(by: Actor, *, now: datetime) -> list[Item]:
    """One row for each person whose plan should be signed again: for the first thing told.

    Nobody without an approved plan: their plan waits to be approved, and that is another row.
    """
    return standing.items((PART,), by, now)


def _item(found: Found, now: datetime) -> Item:
    sort, opens, closes, lines = json.loads(found.about)
    hours = hours_from(
        time.fromisoformat(opens), time.fromisoformat(closes), lines_of(lines),
        found.since.astimezone(HOME).date(),
    )  # fmt: skip
    due_at = happenings.sign_by(found.since, hours)
    return as_item(Row.PLAN_TO_SIGN_AGAIN, found._replace(due_at=due_at, about=sort))


PART = Part(_UNSIGNED, _item)


def signed_at(versions: Sequence[PlanVersion]) -> datetime | None:
    """When a person's plan was signed last; None while it never was. versions: all that held."""
    return max((one.approved_at for one in versions if one.approved_at), default=None)


def unsigned_of(
    person: Enrolment, versions: Sequence[PlanVersion], told: Sequence[Happening]
) -> list[Happening]:
    """What `waiting` asks of one person, among everything told since their plan was signed."""
    signed = signed_at(versions)
    if signed is None or person.phase not in IN_CARE:
        return []
    found = [one for one in told if one.struck_at is None and one.entered_at >= signed]
    return sorted(found, key=lambda one: (one.entered_at, one.id))


def due(one: Happening, team: Team | None = None) -> datetime:
    """Until when it should be signed: three working days of the team, holidays left out."""
    hours = hours_of_team(team or one.enrolment.team, one.entered_at.astimezone(HOME).date())
    return happenings.sign_by(one.entered_at, hours)
