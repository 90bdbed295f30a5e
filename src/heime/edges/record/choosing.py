"""What a correction or an erasure may point at: the newest of each kind, to choose among."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from heime.core.actor import Actor
from heime.core.corrections import Sort
from heime.core.errors import Refused
from heime.edges.clinic import corrected, words
from heime.edges.record import about
from heime.flow import correct
from heime.records.measurements.models import Measurement, Response
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Case

LOOK_BACK = timedelta(days=90)
MOST = 200
Choice = tuple[str, str]
"""`sort:id`, and what it is in words."""


def choices(
    enrolment_id: UUID, sorts: frozenset[Sort], by: Actor, now: datetime
) -> list[tuple[str, list[Choice]]]:
    """For each kind: its name, and the newest of it."""
    found = [(corrected.sort(sort), list(_of(enrolment_id, sort, by, now))) for sort in Sort]
    named = {corrected.sort(sort) for sort in sorts}
    return [(name, some) for name, some in found if some and name in named]


def _of(enrolment_id: UUID, sort: Sort, by: Actor, now: datetime) -> Iterator[Choice]:
    rows = correct.things(enrolment_id, sort, by)
    since = now - LOOK_BACK
    if sort is Sort.READING:
        for reading in rows.filter(measured_at__gte=since).order_by("-measured_at")[:MOST]:
            reading = cast(Measurement, reading)
            said = f"{words.kind_name(reading.kind)} {about.value(reading)}"
            yield f"{sort}:{reading.id}", f"{about.moment(reading.measured_at)} {said}"
    elif sort is Sort.ANSWERS:
        for form in rows.filter(answered_at__gte=since).order_by("-answered_at")[:MOST]:
            form = cast(Response, form)
            name = words.kind_name(form.questionnaire)
            yield f"{sort}:{form.id}", f"{about.moment(form.answered_at)} {name}"
    elif sort is Sort.NOTE:
        for case in rows.order_by("-opened_at")[:MOST]:
            case = cast(Case, case)
            yield f"{sort}:{case.id}", f"{about.moment(case.opened_at)} {case.note[:60]}"
    else:
        for plan in rows.order_by("-number")[:MOST]:
            plan = cast(PlanVersion, plan)
            number = _("version %(number)s") % {"number": plan.number}
            yield f"{sort}:{plan.id}", f"{about.moment(plan.valid_from)} {number}"


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
