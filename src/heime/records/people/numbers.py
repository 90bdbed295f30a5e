"""A person found by a number of theirs: the one they have, or one they had."""

from django.db.models import Q

from heime.records.people import identity
from heime.records.people.changes import Identifier
from heime.records.people.models import Patient


def known_by(number: str, *, of: str = "") -> Q:
    """Patients whom a number names. of: the way from the rows asked for to them (`patient__`).

    number: what core.identifiers.personal gives for it. Two index look-ups, of the number that
    counts and of all the others.
    """
    hashes = identity.lookups(number)
    others = Identifier.objects.filter(lookup__in=hashes).values("patient_id")
    return Q(**{f"{of}national_id_lookup__in": hashes}) | Q(**{f"{of}id__in": others})


def number_of(patient: Patient) -> str | None:
    """The national number in clear: for the moment that it is shown or sent, and never kept."""
    return identity.unseal(bytes(patient.national_id)) if patient.national_id else None
