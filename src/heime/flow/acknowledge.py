"""Step 3b: somebody has read the green answers, and the people are told so.

Only what is green and settled, of people whom one works with and who have no case: anything else
in the choice, and nothing of it is done. The database looks at each judgement itself as well.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from heime.core import answers
from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow
from heime.core.roles import Scope
from heime.core.worklist import Sort
from heime.core.zone import State, Zone
from heime.records.access.reach import within_reach
from heime.records.access.standing import Part, as_item
from heime.records.audit.writes import note_each
from heime.records.desk.models import Acknowledged
from heime.records.measurements.models import Judgement, Response
from heime.records.worklist.models import Case
from heime.records.worklist.notify import changed_each

UNDO_WITHIN = timedelta(seconds=10)
"""How long the act can be taken back, and until when the person is shown nothing of it."""
ASKED_ABOUT = timedelta(days=3)
"""How long a green answer waits for somebody to acknowledge it; later it is history."""
MOST = 500


# The green answers of the last days that nobody has acknowledged, of people without a case.
# about: the form. The same as `_judged` asks of those that are chosen.
_WAITING = f"""
SELECT r.id, r.enrolment_id, r.municipality_id, r.answered_at, NULL::timestamptz,
       {Zone.GREEN:d}::smallint, NULL::smallint, NULL::uuid, NULL::timestamptz,
       r.questionnaire::text
  FROM response r
 WHERE r.answered_at > %(now)s - interval '{ASKED_ABOUT.days} days'
   AND r.enrolment_id {{work}} AND r.enrolment_id {{values}}
   AND NOT EXISTS (SELECT FROM acknowledged a WHERE a.response_id = r.id)
   AND NOT EXISTS (SELECT FROM case_ c
                    WHERE c.enrolment_id = r.enrolment_id AND c.closed_at IS NULL)
   AND EXISTS (SELECT FROM (
        SELECT j.zone, j.state FROM judgement j
         WHERE j.enrolment_id = r.enrolment_id AND j.kind = r.questionnaire
           AND j.measured_at = r.answered_at AND j.measurement_id = r.id
           AND j.measured_at >= {{lately}} AND j.measured_at < {{soon}}
         ORDER BY j.judged_at DESC LIMIT 1) newest
        WHERE newest.zone = {Zone.GREEN:d} AND newest.state = {State.FINAL:d})
"""  # noqa: S608  numbers of our own
PART = Part(_WAITING, lambda found, now: as_item(Sort.ANSWER, found))


def acknowledge(chosen: Collection[UUID], *, by: Actor, now: datetime) -> UUID:
    """Acknowledge these answers in one act; the id of the act, to take it back by.

    Raises NotAllowedNow, and does nothing, when anything chosen is not green, not settled, not of
    somebody one works with, or acknowledged already.
    """
    wanted = set(chosen)
    if not 0 < len(wanted) <= MOST:
        raise NotAllowedNow(f"Choose 1 to {MOST} answers.")
    batch = uuid7.uuid7()
    with transaction.atomic():
        found = list(_judged(by, now).filter(id__in=wanted).select_related("enrolment__patient"))
        if len(found) != len(wanted) or not all(_may_be(row) for row in found):
            raise NotAllowedNow("Something that was chosen is not a green answer any more.")
        Acknowledged.objects.bulk_create(_receipt(row, batch, by, now) for row in found)
        people = sorted({(row.enrolment_id, row.municipality_id) for row in found})
        note_each("answer.acknowledged", people, by=by, at=now, resource="answers")
        changed_each([(row.enrolment.team_id, row.enrolment_id) for row in found])
    return batch


def take_back(batch: UUID, *, by: Actor, now: datetime) -> int:
    """Undo one's own act within ten seconds: how many answers wait again.

    Raises NotAllowedNow when it is too late, or not one's own.
    """
    with transaction.atomic():
        rows = Acknowledged.objects.filter(
            within_reach(by, Scope.WORK), batch=batch, by_id=by.account_id, shown_from__gt=now
        )
        people = sorted(set(rows.values_list("enrolment_id", "municipality_id")))
        teams = list(rows.values_list("enrolment__team_id", "enrolment_id"))
        count, _ = rows.delete()
        if not count:
            raise NotAllowedNow("It is too late to take this back.")
        note_each("answer.acknowledged-undone", people, by=by, at=now, resource="answers")
        changed_each(teams)
    return count


def _judged(by: Actor, now: datetime) -> Any:
    """Unacknowledged answers of the last days, as a query of Response with `newest_zone`,
    `newest_state` and `has_case`: how it was judged last, and whether its person has a case."""
    newest = Judgement.objects.filter(
        enrolment_id=OuterRef("enrolment_id"), kind=OuterRef("questionnaire"),
        measured_at=OuterRef("answered_at"), measurement_id=OuterRef("id"),
        measured_at__gt=now - ASKED_ABOUT,  # the same again, for whoever chooses the months
    ).order_by("-judged_at")  # fmt: skip
    open_case = Case.objects.filter(enrolment_id=OuterRef("enrolment_id"), closed_at=None)
    return (
        Response.objects.filter(
            within_reach(by, Scope.WORK),
            within_reach(by, Scope.VALUES),
            Q(answered_at__gt=now - ASKED_ABOUT),
            ~Exists(Acknowledged.objects.filter(response_id=OuterRef("id"))),
        )
        .annotate(
            newest_zone=Subquery(newest.values("zone")[:1]),
            newest_state=Subquery(newest.values("state")[:1]),
            has_case=Exists(open_case),
        )
        .order_by("answered_at", "id")
    )


def _may_be(row: Any) -> bool:
    return answers.may_be_acknowledged(row.newest_zone, row.newest_state, has_case=row.has_case)


def _receipt(row: Response, batch: UUID, by: Actor, now: datetime) -> Acknowledged:
    text = answers.receipt(by.name, language=row.enrolment.patient.language)
    return Acknowledged(
        municipality_id=row.municipality_id, enrolment_id=row.enrolment_id, response_id=row.id,
        by_id=by.account_id, at=now, batch=batch, text=text, shown_from=now + UNDO_WITHIN,
    )  # fmt: skip


def receipts_of(response_ids: Sequence[UUID], by: Actor) -> dict[UUID, Acknowledged]:
    """What is kept about answers having been read, by answer; as far as the actor reaches it."""
    found = Acknowledged.objects.filter(
        within_reach(by, Scope.VALUES), response_id__in=response_ids
    ).select_related("by")
    return {one.response_id: one for one in found}
