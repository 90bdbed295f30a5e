"""The numbers that name a person: another one is added, and one that counted becomes an old one.

Nothing is overwritten. Whoever sends or asks by the old number still finds the person.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from heime.core import identifiers
from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow
from heime.core.identifiers import Kind
from heime.flow import keeping
from heime.records.audit.writes import note
from heime.records.people import identity, numbers
from heime.records.people.changes import Identifier
from heime.records.people.models import Enrolment, Patient


def replace(
    enrolment_id: UUID, number: str, *, by: Actor, now: datetime, synthetic: bool
) -> Patient:
    """A national number now counts for this person; the one before it is kept as old.

    synthetic: whether this installation is for invented people. Raises NotFound, BadNationalId,
    BadIdentifier, NotTakenHere, and NotAllowedNow when the number is another record's here.
    """
    person = keeping.worked_with(by, enrolment_id)
    kind = identifiers.national(number, synthetic=synthetic)
    patient = Patient.objects.select_for_update().get(id=person.patient_id)
    if _anothers(number, patient):
        raise NotAllowedNow("Another record here has this number: they may be the same person.")
    before = numbers.number_of(patient)
    if before == number:
        return patient
    try:
        with transaction.atomic():
            _put_in_place(patient, number, before, now)
    except IntegrityError:
        # Of somebody here whom this team does not follow up: no more is told than of one it does.
        raise NotAllowedNow("Another record here has this number.") from None
    _note("number.replaced", person, kind, by=by, now=now)
    return patient


def _put_in_place(patient: Patient, number: str, before: str | None, now: datetime) -> None:
    if before is not None:
        _keep_old(patient, before, now)
    Identifier.objects.filter(
        patient_id=patient.id, lookup__in=identity.lookups(number), ends_at=None
    ).update(use=Identifier.Use.OLD, ends_at=now)
    patient.national_id = identity.seal(number, patient.municipality_id)
    patient.national_id_lookup = identity.lookup(number)
    patient.save(update_fields=["national_id", "national_id_lookup"])


def add(
    enrolment_id: UUID,
    kind: Kind,
    number: str,
    *,
    by: Actor,
    now: datetime,
    synthetic: bool,
    assigner: str = "",
) -> Identifier:
    """Another number that the person is known by, such as a hospital's. Adding it twice is once.

    assigner: who gave it out; an H-number needs one. Raises as `replace` does.
    """
    person = keeping.worked_with(by, enrolment_id)
    known_as = identifiers.personal(kind, number, assigner=assigner.strip(), synthetic=synthetic)
    made, new = Identifier.objects.get_or_create(
        patient_id=person.patient_id,
        lookup=identity.lookup(known_as),
        defaults={
            "municipality_id": person.municipality_id,
            "system": kind,
            "value": identity.seal(number, person.municipality_id),
            "use": Identifier.Use.TEMPORARY if kind in _HELP else Identifier.Use.OFFICIAL,
            "starts_at": now,
            "assigner": assigner.strip(),
        },
    )
    if new:
        _note("number.added", person, kind, by=by, now=now)
    return made


_HELP = (Kind.HNR, Kind.FHN)


def _anothers(number: str, patient: Patient) -> bool:
    """Whether another record of the municipality, within reach, has the number."""
    known = Patient.objects.filter(numbers.known_by(number), municipality=patient.municipality_id)
    return known.exclude(id=patient.id).exists()


def _keep_old(patient: Patient, before: str, now: datetime) -> None:
    kind = Kind.FHN if before[0] in "89" else Kind.DNR if before[0] in "4567" else Kind.FNR
    Identifier.objects.get_or_create(
        patient_id=patient.id,
        lookup=identity.lookup(before),
        defaults={
            "municipality_id": patient.municipality_id,
            "system": kind,
            "value": identity.seal(before, patient.municipality_id),
            "use": Identifier.Use.OLD,
            "ends_at": now,
        },
    )


def _note(what: str, person: Enrolment, kind: Kind, *, by: Actor, now: datetime) -> None:
    note(
        what, by=by, at=now, enrolment_id=person.id, municipality_id=person.municipality_id,
        detail=kind,
    )  # fmt: skip
