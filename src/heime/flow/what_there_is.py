"""Of which kinds anything at all is kept about a person, asked once for a whole page.

Most people have never moved, been in hospital or had a reading corrected. A page that would ask for
each of these by itself asks first which there are. It tells of no row what is in it, and opens
nothing: whoever reads a row asks for it as always, through both walls.
"""

from enum import StrEnum

from django.db import connection

from heime.records.people.models import Enrolment


class Kind(StrEnum):
    """What may be there, by the name of its table."""

    AWAITED = "awaited"
    CARERS = "carer_response"
    CORRECTIONS = "correction"
    DEATHS = "death"
    FORMS = "response"
    HAPPENINGS = "happening"
    INVALID = "invalidation"
    LINKS = "patient_link"
    MOVES = "move"
    NUMBERS = "identifier"
    PROTECTED = "protected_address"
    SETS = "vital_set"


BECAME = frozenset({Kind.DEATHS, Kind.LINKS, Kind.MOVES, Kind.NUMBERS, Kind.PROTECTED})
"""What tells of what has become of somebody."""

_OF_PATIENT = {
    Kind.LINKS: "%(patient)s IN (patient_id, twin_id)",
    Kind.NUMBERS: "patient_id = %(patient)s",
}
_PARTS = ", ".join(
    f"EXISTS (SELECT FROM {kind.value} WHERE {_OF_PATIENT.get(kind, 'enrolment_id = %(person)s')})"
    for kind in Kind
)


def of(person: Enrolment) -> frozenset[Kind]:
    """The kinds that there is something of, as far as the database's wall shows it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_PARTS}", {"person": person.id, "patient": person.patient_id})
        found = cursor.fetchone()
    return frozenset(kind for kind, there in zip(Kind, found, strict=True) if there)
