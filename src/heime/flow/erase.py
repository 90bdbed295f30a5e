"""Some of what is kept about a person is taken out, by a decision of two (helsepersonelloven 43).

One clinician of the team proposes, with a reason and exactly which rows; another, a lead or a
doctor, decides. The log keeps that it was done, by whom and to how many rows, and never what stood
there. Copies outside the database, backups among them, go when their own time is out.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from heime.core.actor import Actor
from heime.core.corrections import CAN_BE_ERASED, Sort
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.roles import Scope
from heime.flow import keeping
from heime.flow.break_glass import ProveFirst
from heime.flow.correct import exists
from heime.records.access.reach import within_reach
from heime.records.audit.writes import note
from heime.records.home.models import HomeEntry
from heime.records.keeping.models import Correction, Erasure
from heime.records.measurements.models import Judgement

MOST = 200
"""Rows in one decision: somebody must be able to read it."""

Row = tuple[Sort, UUID]
"""What would go: of which kind, and its id."""


def what_would_go(enrolment_id: UUID, rows: Collection[Row], *, by: Actor) -> dict[str, int]:
    """How many rows of each table a decision would take. Changes nothing.

    Raises NotFound when one of them is not of this person, or can only be corrected.
    """
    _check(enrolment_id, rows, by)
    count = {sort: sum(1 for one, _id in rows if one is sort) for sort in Sort}
    ids = [id_ for sort, id_ in rows if sort is not Sort.NOTE]
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
        "judgement": judged.count(),
        "correction": corrected.count(),
        "home_entry": sent.count(),
    }


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
