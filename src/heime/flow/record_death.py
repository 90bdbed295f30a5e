"""Somebody has died: nothing more is asked of them, nobody is reminded, and the record stays.

Everything stops in the transaction that records it. What is left for people to do, cases about
readings that came while the person lived, stays on the list for the team to finish.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from heime.core.actor import Actor
from heime.core.casework import CaseState, Outcome
from heime.core.errors import NotAllowedNow
from heime.core.hours import HOME
from heime.core.phases import Phase, WhyEnded
from heime.core.rights import Ground
from heime.core.topics import MISSING
from heime.flow import keeping, move, phase
from heime.records.access.models import Binding, Right
from heime.records.audit.writes import note
from heime.records.exchange.models import Notice
from heime.records.people.changes import Death
from heime.records.people.locks import enrolment_lock_key
from heime.records.people.models import Enrolment, Patient
from heime.records.worklist.models import Awaited, Case, CaseEvent
from heime.records.worklist.notify import changed

_NOTE = {"nb": "Lukket fordi personen er død.", "nn": "Lukka fordi personen er død."}


def record(enrolment_id: UUID, died_on: date, *, by: Actor, now: datetime) -> Death:
    """Record a death. By a clinician of the team; also within a month of the follow-up's end.

    Raises NotFound, and NotAllowedNow for a day to come, one before the person was born, or a
    death that is recorded already.
    """
    person = keeping.worked_with(by, enrolment_id)
    born = person.patient.birth_date
    if died_on > now.astimezone(HOME).date() or (born is not None and died_on < born):
        raise NotAllowedNow("Nobody dies tomorrow, or before they were born.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(enrolment_id)])
    patient = Patient.objects.select_for_update().get(id=person.patient_id)
    if patient.died_on is not None:
        raise NotAllowedNow("This death is recorded already.")
    person.refresh_from_db(fields=["phase", "ends_at"])
    made = Death.objects.create(
        municipality_id=person.municipality_id, enrolment_id=person.id, died_on=died_on,
        phase=person.phase, recorded_by_id=by.account_id, recorded_at=now,
    )  # fmt: skip
    if person.phase != Phase.ENDED:
        phase.move(enrolment_id, Phase.ENDED, by=by, now=now, why=WhyEnded.DIED)
    _stop(person, by=by, now=now)
    Patient.objects.filter(id=patient.id).update(died_on=died_on)
    _note("person.died", person, by=by, now=now)
    return made


def correct(enrolment_id: UUID, reason: str, *, by: Actor, now: datetime) -> Enrolment:
    """It was a mistake: the follow-up goes on where it was. Rights must be given again, by name.

    Raises NotFound, MissingText, and NotAllowedNow when no death is recorded.
    """
    words = keeping.said(reason, "Write how the mistake came about")
    person = keeping.worked_with(by, enrolment_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(enrolment_id)])
    death = Death.objects.filter(enrolment_id=person.id, corrected_at=None).first()
    if death is None:
        raise NotAllowedNow("No death is recorded here.")
    Death.objects.filter(id=death.id).update(
        corrected_by_id=by.account_id, corrected_at=now, reason=words
    )
    Patient.objects.filter(id=person.patient_id).update(died_on=None)
    if death.phase != Phase.ENDED:
        # What listened before listens again; nobody need go home to them to connect a meter.
        Binding.objects.filter(enrolment_id=person.id, ends_at=person.ends_at).update(ends_at=None)
        Enrolment.objects.filter(id=person.id).update(phase=death.phase, ends_at=None)
        person.phase, person.ends_at = death.phase, None
        phase.remember(person, Phase.ENDED, by=by, now=now)
        phase.watch(person, now)
    _note("person.died-corrected", person, by=by, now=now)
    changed(person.team_id, person.id)
    return person


def _stop(person: Enrolment, *, by: Actor, now: datetime) -> None:
    """What would have gone on by itself: waiting, reminding, telling; and everybody's rights."""
    Awaited.objects.filter(enrolment_id=person.id).delete()
    Notice.objects.filter(enrolment_id=person.id, sent_at=None).delete()
    left = Right.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), enrolment_id=person.id)
    for right in left.exclude(ground=Ground.EMERGENCY):
        keeping.logged("right.ended", right, by=by, now=now)
    left.exclude(ground=Ground.EMERGENCY).update(ends_at=now, ended_by_id=by.account_id)
    offer = move.open_offer(person.id, by=by)
    if offer is not None:
        move.withdraw(offer.id, by=by, now=now)
    _close_missing(person, by=by, now=now)


def _close_missing(person: Enrolment, *, by: Actor, now: datetime) -> None:
    """Nobody shall call to ask why no reading came."""
    silent = Case.objects.filter(
        ~Q(state=CaseState.CLOSED), enrolment_id=person.id, kind__gte=MISSING
    )
    for case in silent:
        CaseEvent.objects.create(
            municipality_id=case.municipality_id, enrolment_id=case.enrolment_id, case=case,
            at=now, what="closed", by_id=by.account_id, zone=case.zone, priority=case.priority,
        )  # fmt: skip
        _note("case.closed", person, by=by, now=now)
    silent.update(
        state=CaseState.CLOSED, changed_at=now, closed_at=now, closed_by_id=by.account_id,
        outcome=Outcome.NO_ACTION, note=_NOTE.get(person.municipality.language, _NOTE["nb"]),
    )  # fmt: skip


def _note(what: str, person: Enrolment, *, by: Actor, now: datetime) -> None:
    note(what, by=by, at=now, enrolment_id=person.id, municipality_id=person.municipality_id)
