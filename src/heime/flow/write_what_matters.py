"""The team writes down what matters to a person, in the person's own words."""

from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import MissingText
from heime.flow.enter import person_for
from heime.records.audit.writes import note
from heime.records.people.models import Patient

LONGEST = 600
"""As much as is read at a glance."""


def write(enrolment_id: UUID, text: str, *, by: Actor, now: datetime) -> None:
    """Keep their words; empty takes them away. Raises NotFound, and MissingText when too long."""
    person = person_for(by, enrolment_id)
    words = text.strip()
    if len(words) > LONGEST:
        raise MissingText(f"At most {LONGEST} characters.")
    Patient.objects.filter(id=person.patient_id).update(matters=words)
    note(
        "matters.written", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, resource="contact",
    )  # fmt: skip
