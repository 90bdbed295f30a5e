"""What belongs to a person and stands beside their own record: earlier history, carers' answers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from heime.core import carer_form
from heime.core.hours import HOME
from heime.core.roles import Scope
from heime.core.sentences import names
from heime.core.sight import Sight
from heime.edges.clinic import moments
from heime.edges.clinic import words as clinical_words
from heime.edges.people import words
from heime.flow import carer_answers, see_people
from heime.flow.what_there_is import Kind
from heime.records.access import reach
from heime.records.people.changes import CarerResponse
from heime.records.people.models import Enrolment


@dataclass(frozen=True, slots=True)
class CarerLine:
    """What one next of kin answered about themselves. who: empty on their own page."""

    who: str
    form: str
    at: str
    items: list[tuple[str, str]]


def of_person(
    person: Enrolment,
    linked: Sequence[Enrolment],
    there_is: Collection[Kind],
    sight: Sight,
    now: datetime,
) -> dict[str, Any]:
    """For the person's page: that there is history, for whoever reads it; and what next of kin
    answered about themselves, for the team alone. linked: as flow.what_changed says; there_is: as
    flow.what_there_is does."""
    see_people.listed([(one.id, one.municipality_id) for one in linked], by=sight.actor, now=now)
    today = now.astimezone(HOME).date()
    found: dict[str, Any] = {"linked": [history(one, person, today) for one in linked]}
    if Scope.WORK in sight.scopes and Kind.CARERS in there_is:
        answers = carer_answers.of_carers(person.id, by=sight, now=now)
        found["carers"] = carer_lines(answers, now, _kin(person, sight) if answers else None)
    return found


def history(one: Enrolment, person: Enrolment, today: date) -> dict[str, str]:
    """A follow-up that is linked: where, from when to when; the name where it is another."""
    begun, ended = one.starts_at.astimezone(HOME).date(), one.ends_at
    until = moments.on(ended.astimezone(HOME).date(), today) if ended else ""
    name = f"{one.patient.given} {one.patient.family}"
    own = f"{person.patient.given} {person.patient.family}"
    return {
        "place": one.municipality.name,
        "when": f"{moments.on(begun, today)} – {until}".rstrip(),
        "name": name if name != own else "",
        "conditions": ", ".join(clinical_words.condition(code) for code in one.conditions),
    }


def carer_lines(
    answers: Iterable[CarerResponse], now: datetime, kin: dict[UUID, str] | None = None
) -> list[CarerLine]:
    """kin: who the accounts are, by id; None on one's own page."""
    return [
        CarerLine(
            "" if kin is None else kin.get(one.account_id, words.kin()),
            _form(one.questionnaire),
            words.day(one.answered_at, now),
            _items(one),
        )
        for one in answers
    ]


def _kin(person: Enrolment, sight: Sight) -> dict[UUID, str]:
    contacts = reach.contacts_of(person.id, sight)
    return {one.account_id: f"{one.name} ({one.relation})" for one in contacts if one.account_id}


def _items(one: CarerResponse) -> list[tuple[str, str]]:
    if one.questionnaire == carer_form.NAME:
        return carer_form.in_words(one.items, clinical_words.language())
    return [(str(question), str(answer)) for question, answer in one.items.items()]


def _form(code: str) -> str:
    """The name of a form; one that we have no words for by its code."""
    if code == carer_form.NAME:
        return carer_form.TITLE[clinical_words.language()]
    known = names.FORMS.get(code)
    return clinical_words.said(known) if known else code
