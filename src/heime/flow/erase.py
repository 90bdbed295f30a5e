"""Some of what is kept about a person is taken out, by a decision of two (helsepersonelloven 43).

One clinician of the team proposes, with a reason and exactly which rows; another, a lead or a
doctor, decides. The log keeps that it was done, by whom and to how many rows, and never what stood
there. Copies outside the database, backups among them, go when their own time is out.

A NEWS2 set keeps the numbers of the readings that it was taken with. When one of them is erased the
set goes whole, with its score: with six observations it has no score (clinical reference 2.3), and
a score that nobody can work out again must not go on looking like one. The set's other readings
stand, each by itself; what has no reading of its own, consciousness and oxygen, goes with it.

What people wrote in their own words is never searched and never changed by this: the cases in which
the thing stood are told of, before anybody decides, so that somebody looks.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from heime.core.actor import Actor
from heime.core.corrections import CAN_BE_ERASED, Sort
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.roles import Scope
from heime.flow import keeping
from heime.flow.break_glass import ProveFirst
from heime.flow.correct import exists
from heime.records.access.reach import within_reach
from heime.records.audit.writes import note
from heime.records.duty.models import HandOver
from heime.records.happenings.models import VitalSet
from heime.records.home.models import HomeEntry
from heime.records.keeping.models import Correction, Erasure
from heime.records.measurements.models import Judgement
from heime.records.messages.models import File, Message
from heime.records.worklist.models import Case, CaseEvent

MOST = 200
"""Rows in one decision: somebody must be able to read it."""

Row = tuple[Sort, UUID]
"""What would go: of which kind, and its id."""


def what_would_go(enrolment_id: UUID, rows: Collection[Row], *, by: Actor) -> dict[str, int]:
    """How many rows of each table a decision would take. Changes nothing.

    Raises NotFound when one of them is not of this person, or can only be corrected.
    """
    _check(enrolment_id, rows, by)
    return left_to_go(enrolment_id, rows, by=by)


def left_to_go(enrolment_id: UUID, rows: Collection[Row], *, by: Actor) -> dict[str, int]:
    """The same of what was proposed earlier, some of which may have gone since."""
    count = {sort: sum(1 for one, _id in set(rows) if one is sort) for sort in Sort}
    sets = _sets(enrolment_id, rows, by)
    ids = [id_ for sort, id_ in rows if sort in (Sort.READING, Sort.ANSWERS)] + sets
    letters = [id_ for sort, id_ in rows if sort is Sort.MESSAGE]
    files = File.objects.filter(
        within_reach(by, Scope.MESSAGES), enrolment_id=enrolment_id, message_id__in=letters
    )
    judged = Judgement.objects.filter(
        within_reach(by, Scope.VALUES), enrolment_id=enrolment_id, measurement_id__in=ids
    )
    corrected = Correction.objects.filter(
        enrolment_id=enrolment_id, about__in=[str(id_) for _sort, id_ in rows]
    )
    sent = HomeEntry.objects.filter(
        within_reach(by, Scope.VALUES), enrolment_id=enrolment_id, made__in=ids
    )
    return {
        "measurement": count[Sort.READING],
        "response": count[Sort.ANSWERS],
        "note": count[Sort.NOTE],
        "message": count[Sort.MESSAGE],
        "message_file": files.count(),
        "vital_set": len(sets),
        "judgement": judged.count(),
        "correction": corrected.count(),
        "home_entry": sent.count(),
    }


def cases_to_look_at(
    enrolment_id: UUID, rows: Collection[Row], *, by: Actor
) -> list[tuple[Case, bool]]:
    """The cases in which readings, answers or messages stood, and whether one was handed over.

    Their notes, and what was written in them, may say what is about to go. Those whose note goes
    in the same decision are left out.
    """
    ids = [id_ for sort, id_ in rows if sort in (Sort.READING, Sort.ANSWERS)]
    ids += _sets(enrolment_id, rows, by)
    used = Judgement.objects.filter(
        within_reach(by, Scope.VALUES), enrolment_id=enrolment_id, inputs__overlap=ids
    ).values_list("measurement_id", flat=True)
    raised = CaseEvent.objects.filter(
        within_reach(by, Scope.CASES), enrolment_id=enrolment_id,
        measurement_id__in={*ids, *used},
    )  # fmt: skip
    letters = [id_ for sort, id_ in rows if sort is Sort.MESSAGE]
    sent = Message.objects.filter(
        within_reach(by, Scope.MESSAGES), enrolment_id=enrolment_id, id__in=letters
    ).exclude(case_id=None)
    found = Case.objects.filter(
        Q(id__in=raised.values("case_id")) | Q(id__in=sent.values("case_id")),
        within_reach(by, Scope.CASES), enrolment_id=enrolment_id,
    ).exclude(id__in=[id_ for sort, id_ in rows if sort is Sort.NOTE])  # fmt: skip
    handed = set(
        HandOver.objects.filter(within_reach(by, Scope.CASES), enrolment_id=enrolment_id)
        .values_list("case_id", flat=True)
    )  # fmt: skip
    return [(one, one.id in handed) for one in found.order_by("-opened_at")]


def propose(
    enrolment_id: UUID, rows: Collection[Row], *, reason: str, by: Actor, now: datetime
) -> Erasure:
    """Write down what should go and why, for somebody else to decide.

    Raises NotFound, MissingText, and ProveFirst when the proof of who asks is too old.
    """
    _check(enrolment_id, rows, by)
    if not by.is_sure(now):
        raise ProveFirst("Prove who you are first.")
    person = keeping.kept_by(by, enrolment_id)
    proposed = Erasure.objects.create(
        municipality_id=person.municipality_id,
        enrolment_id=person.id,
        reason=keeping.said(reason, "Say why this must go"),
        rows=[{"sort": sort.value, "id": str(id_)} for sort, id_ in sorted(set(rows))],
        proposed_by_id=by.account_id,
        proposed_at=now,
    )
    _noted("erasure.proposed", proposed, f"{len(proposed.rows)} rows", by=by, now=now)
    return proposed


def decide(erasure_id: UUID, *, carry_out: bool, by: Actor, now: datetime) -> Erasure:
    """Carry out what somebody else proposed, or refuse it. By a lead or doctor of the team.

    Raises NotFound, NotAllowedNow when it is decided already or is not theirs to decide, and
    ProveFirst when the proof of who asks is too old.
    """
    found = Erasure.objects.filter(within_reach(by, Scope.WORK), id=erasure_id).first()
    if found is None or not keeping.works_with(by, found.enrolment_id):
        raise NotFound("There is no such decision to make.")
    if not by.is_sure(now):
        raise ProveFirst("Prove who you are first.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT decide_erasure(%s, %s, %s)", [erasure_id, carry_out, now])
        ((came_of_it,),) = cursor.fetchall()
    if came_of_it == "no":
        raise NotAllowedNow("This is decided, or must be decided by another lead or doctor.")
    found.refresh_from_db()
    gone = ", ".join(f"{n} {table}" for table, n in sorted((found.done or {}).items()) if n)
    _noted("erased" if carry_out else "erasure.refused", found, gone, by=by, now=now)
    return found


def _sets(enrolment_id: UUID, rows: Collection[Row], by: Actor) -> list[UUID]:
    """The NEWS2 sets that one of the readings was taken with."""
    readings = [id_ for sort, id_ in rows if sort is Sort.READING]
    found = VitalSet.objects.filter(
        within_reach(by, Scope.VALUES), enrolment_id=enrolment_id, readings__overlap=readings
    )
    return list(found.values_list("id", flat=True))


def _check(enrolment_id: UUID, rows: Collection[Row], by: Actor) -> None:
    if not keeping.works_with(by, enrolment_id):
        raise NotFound("There is nobody of that id whom you follow up.")
    if not rows or len(rows) > MOST:
        raise MissingText(f"Choose what must go: 1 to {MOST} rows.")
    for sort, id_ in rows:
        if sort not in CAN_BE_ERASED or not exists(enrolment_id, sort, str(id_), by):
            raise NotFound("There is nothing of that kind about this person.")


def _noted(what: str, of: Erasure, detail: str, *, by: Actor, now: datetime) -> None:
    note(
        what, by=by, at=now, enrolment_id=of.enrolment_id, municipality_id=of.municipality_id,
        detail=detail[:200], resource="values",
    )  # fmt: skip
