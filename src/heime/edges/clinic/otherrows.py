"""Rows about what is no case and no awaited reading: a plan, a message, a fault, an answer."""

from datetime import datetime

from heime.core.actor import Actor
from heime.core.worklist import Item, Sort, group_for
from heime.core.zone import Priority, Zone
from heime.edges.clinic import marks, moments
from heime.edges.clinic.row import Row
from heime.edges.clinic.rows import person_words
from heime.edges.clinic.sorts import TERMS
from heime.records.people.models import Enrolment

CHOSEN = frozenset({Sort.ANSWER})
"""What may be acknowledged several at a time. Nothing that is not green (core/answers.py)."""


def row(
    item: Item,
    person: Enrolment,
    has_it: str,
    actor: Actor,
    *,
    now: datetime,
) -> Row:
    """has_it: the name of whoever has taken it."""
    terms = TERMS[item.sort]
    name, age, conditions = person_words(person, now)
    is_overdue = item.due_at is not None and now > item.due_at
    return Row(
        key=f"{item.sort}-{item.id}",
        case=None,
        sort=item.sort,
        link=terms.link(item),
        enrolment_id=item.enrolment,
        municipality_id=item.municipality,
        group=group_for(item, now=now),
        zone=item.zone or Zone.GREY,
        urgent=item.priority is Priority.HIGH,
        word=terms.word(item),
        name=name,
        age=age,
        place=person.municipality.name,
        conditions=conditions,
        marks=marks.of(person.patient, now),
        reason=terms.said(item),
        latest="", latest_at=None, latest_when="", curve=None,
        since=moments.stamp(item.since, now),
        due=_due(item, is_overdue, now),
        is_overdue=is_overdue,
        has_it=has_it,
        is_mine=item.has_it == actor.account_id,
        icon=item.sort.value if item.zone is None and item.sort is not Sort.FAULT else "",
        chosen=str(item.id) if item.sort in CHOSEN else "",
    )  # fmt: skip


def _due(item: Item, is_overdue: bool, now: datetime) -> str:
    if item.due_at is None:
        return ""
    return (moments.overdue if is_overdue else moments.due)(item.due_at, now)
