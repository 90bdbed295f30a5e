"""What a correction or an erasure may point at: the newest of each kind, to choose among."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from heime.core.actor import Actor
from heime.core.corrections import Sort
from heime.core.errors import Refused
from heime.core.messages import Side
from heime.edges.clinic import corrected, words
from heime.edges.record import about
from heime.flow import correct
from heime.records.keeping.models import Correction
from heime.records.measurements.models import Measurement, Response
from heime.records.messages import reads as messages
from heime.records.messages.models import Message
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Case

LOOK_BACK = timedelta(days=90)
MOST = 200
_WITHIN = {
    Sort.READING: "measured_at", Sort.ANSWERS: "answered_at", Sort.MESSAGE: "sent_at",
}  # fmt: skip
"""Kinds of which only what is newer than LOOK_BACK is shown, and when each was."""
Choice = tuple[str, str]
"""`sort:id`, and what it is in words."""


def choices(
    enrolment_id: UUID, sorts: frozenset[Sort], by: Actor, now: datetime
) -> list[tuple[str, list[Choice]]]:
    """For each kind: its name, and the newest of it."""
    found = [(corrected.sort(sort), list(_of(enrolment_id, sort, by, now))) for sort in Sort]
    named = {corrected.sort(sort) for sort in sorts}
    return [(name, some) for name, some in found if some and name in named]


def named(enrolment_id: UUID, rows: list[tuple[Sort, UUID]], by: Actor) -> list[str]:
    """What was chosen, in words. What is gone, or is not the reader's to see, is left out."""
    found: list[str] = []
    for sort in Sort:
        ids = [id_ for one, id_ in rows if one is sort]
        if ids:
            some = _told(sort, correct.things(enrolment_id, sort, by).filter(id__in=ids))
            found += [f"{corrected.sort(sort)}: {_said(one)}" for one in some]
    return found


def messages_named(enrolments: list[UUID], by: Actor) -> dict[str, str]:
    """What each message that somebody corrected is called, by id."""
    found = messages.with_names(messages.messages_within(by).filter(enrolment_id__in=enrolments))
    asked = Correction.objects.filter(enrolment_id__in=enrolments, sort=Sort.MESSAGE)
    some = found.filter(id__in=list(asked.values_list("about", flat=True)))
    return {str(one.id): f"{corrected.sort(Sort.MESSAGE)}, {_said(one)}" for one in some}


def _of(enrolment_id: UUID, sort: Sort, by: Actor, now: datetime) -> Iterator[Choice]:
    rows = correct.things(enrolment_id, sort, by)
    if sort in _WITHIN:
        rows = rows.filter(**{f"{_WITHIN[sort]}__gte": now - LOOK_BACK})
    order = _WITHIN.get(sort, "number" if sort is Sort.PLAN else "opened_at")
    for one in _told(sort, rows.order_by(f"-{order}"))[:MOST]:
        yield f"{sort}:{one.id}", _said(one)


def _said(one: Model) -> str:
    """When it was, and enough to know it by."""
    if isinstance(one, Measurement):
        return f"{about.moment(one.measured_at)} {words.kind_name(one.kind)} {about.value(one)}"
    if isinstance(one, Response):
        return f"{about.moment(one.answered_at)} {words.kind_name(one.questionnaire)}"
    if isinstance(one, Case):
        return f"{about.moment(one.opened_at)} {one.note[:60]}"
    if isinstance(one, PlanVersion):
        number = _("version %(number)s") % {"number": one.number}
        return f"{about.moment(one.valid_from)} {number}"
    return _message(cast(Message, one))


def _told(sort: Sort, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With what it takes to say what each is."""
    return messages.with_names(rows) if sort is Sort.MESSAGE else rows


def _message(one: Message) -> str:
    """Who wrote it, how it begins, and how many files came with it."""
    patient = one.enrolment.patient
    who = one.sent_by.name if one.sent_by else ""
    if one.side == Side.PATIENT:
        who = f"{patient.given} {patient.family}"
    files = getattr(one, "file_count", 0)
    count = [_("Files: %(count)s") % {"count": files}] if files else []
    said = f"{who or _('Next of kin')}: {' '.join(one.text.split())[:60]}"
    return " · ".join([f"{about.moment(one.sent_at)} {said}", *count])


def chosen(text: str) -> tuple[Sort, str] | None:
    """What was chosen; None for none, and for what is no choice."""
    sort, colon, id_ = text.partition(":")
    return (Sort(sort), id_) if colon and sort in set(Sort) else None


def to_step_up(back: str) -> HttpResponse:
    """The page where somebody proves who they are, and then comes back."""
    return HttpResponseRedirect(f"{reverse('step-up')}?{urlencode({'til': back})}")


def why_not(refusal: Refused) -> str:
    return {
        "missing-text": _("Something that must be filled in is missing."),
        "not-allowed-now": _(
            "This has been decided already, or must be decided by somebody else: a lead or doctor"
            " of the team who did not propose it."
        ),
        "not-found": _("We cannot find this. It may have been moved, or it is not yours to see."),
    }.get(refusal.code, _("This cannot be done."))
