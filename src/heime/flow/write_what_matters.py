"""What matters to a person, in their own words: written by themselves, or down by the team."""

from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotYours
from heime.core.roles import Scope
from heime.flow import keeping
from heime.flow.enter import person_for
from heime.records.access.reach import enrolment_within
from heime.records.audit.writes import note
from heime.records.keeping.own_words import keep_matters
from heime.records.people.models import Enrolment, Patient

LONGEST = 600
"""As much as is read at a glance."""


def write(enrolment_id: UUID, text: str, *, by: Actor, now: datetime) -> None:
    """The team keeps their words; empty takes them away. Raises NotFound, and MissingText when too
    long."""
    person = person_for(by, enrolment_id)
    words = _checked(text)
    Patient.objects.filter(id=person.patient_id).update(matters=words)
    _note(person, by, now)


def write_own(enrolment_id: UUID, text: str, *, by: Actor, now: datetime) -> None:
    """Somebody keeps their own words; empty takes them away. Raises MissingText when too long, and
    NotYours for whoever is not the person."""
    person = enrolment_within(by, enrolment_id, Scope.CONTACT)
    words = _checked(text)
    if person is None or not keeping.is_self(by, enrolment_id):
        raise NotYours("Only the person themselves writes this.")
    if not keep_matters(person.id, words):
        raise NotYours("Only the person themselves writes this.")
    _note(person, by, now)


def _checked(text: str) -> str:
    words = text.strip()
    if len(words) > LONGEST:
        raise MissingText(f"At most {LONGEST} characters.")
    return words


def _note(person: Enrolment, by: Actor, now: datetime) -> None:
    note(
        "matters.written", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, resource="contact",
    )  # fmt: skip
