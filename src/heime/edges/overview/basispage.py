"""What a number of the overview is made from, row by row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heime.core.actor import Actor
from heime.core.hours import Hours
from heime.core.indicators import counted
from heime.core.indicators.counted import Answer, Counted
from heime.core.indicators.defined import DEFINED, Indicator
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import moments, words
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rows import person_words
from heime.edges.overview import gather
from heime.edges.overview import words as numbers
from heime.edges.overview.asked import asked
from heime.edges.overview.gather import Gathered
from heime.flow import see_people

Heads = Callable[[], list[str]]
Rows = Callable[[Gathered, Actor], Iterator["Line"]]
MOST = 300
"""Rows on the page; how many there are in all is said."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: about whom, where it leads, and what it adds to the number."""

    person: UUID
    href: str
    facts: tuple[str, ...]


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def basis(request: HttpRequest) -> HttpResponse:
    """`?tall=` says which number; the rest is as the overview's own address."""
    actor, now = actor_of(request), timezone.now()
    made = MADE_FROM.get(request.GET.get("tall", Indicator.MANUAL.value))
    if made is None:
        raise Http404
    indicator, heads, rows = made
    all_ = gather.gather(actor, asked(request, actor, now))
    found = list(rows(all_, actor))
    shown = found[:MOST]
    people = [all_.people[line.person] for line in shown]
    see_people.listed([(p.id, p.municipality_id) for p in people], by=actor, now=now)
    context = {
        "place": "overview",
        "asked": all_.what,
        "name": words.said(DEFINED[indicator].name),
        "numerator": words.said(DEFINED[indicator].numerator),
        "denominator": words.said(DEFINED[indicator].denominator),
        "heads": heads(),
        "rows": [
            (*person_words(p, now), p.municipality.name, line)
            for p, line in zip(people, shown, strict=True)
        ],
        "count": len(found),
        "most": MOST,
    }
    return clinical(request, "overview/basis.html", context, actor=actor, now=now)


def _cases(all_: Gathered, actor: Actor) -> Iterator[Line]:
    for case in all_.opened:
        yield Line(case.enrolment, f"/sak/{case.id}/", (*_about(case, all_), str(case.alarms)))


def _answers(all_: Gathered, actor: Actor) -> Iterator[Line]:
    """Those that came too late first, then those that took longest."""
    hours, now = gather.hours_by_person(all_), all_.what.upto
    rank = {Answer.LATE: 0, Answer.IN_TIME: 1, Answer.WAITS: 2}
    told = sorted(
        all_.opened,
        key=lambda case: (rank[counted.answer(case, now=now)], -_minutes(case, hours, now)),
    )
    for case in told:
        how = counted.answer(case, now=now)
        taken = numbers.minutes(_minutes(case, hours, now)) if case.answered_at else "–"
        facts = (*_about(case, all_), moments.stamp(case.due_at, now), taken, _answer(how))
        yield Line(case.enrolment, f"/sak/{case.id}/", facts)


def _minutes(case: Counted, hours: dict[UUID, Hours], now: datetime) -> float:
    return counted.open_minutes(hours[case.enrolment], case.opened_at, case.answered_at or now)


def _answer(how: Answer) -> str:
    return {
        Answer.IN_TIME: _("In time"),
        Answer.LATE: _("Too late"),
        Answer.WAITS: _("There is time yet"),
    }[how]


def _about(case: Counted, all_: Gathered) -> tuple[str, str]:
    kind = numbers.kind_of_case(case.zone, case.priority)
    return kind, moments.stamp(case.opened_at, all_.what.upto)


def _met(all_: Gathered, actor: Actor) -> Iterator[Line]:
    """Those of whom least came first."""
    shares = gather.met_by_person(actor, all_)
    for id_ in sorted(shares, key=lambda one: (shares[one].value or 0, one)):
        share = shares[id_]
        yield Line(id_, f"/person/{id_}/", (numbers.of(share), numbers.percent(share)))


def _without_plan(all_: Gathered, actor: Actor) -> Iterator[Line]:
    for one in all_.going_on:
        if all_.in_force(one.id) is None:
            since = moments.stamp(one.starts_at, all_.what.upto)
            yield Line(one.id, reverse("person-plans", args=[one.id]), (since,))


def _reviews(all_: Gathered, actor: Actor) -> Iterator[Line]:
    """Those due, the longest overdue first; then those whose plan names no date."""
    today = all_.what.upto.date()
    dates = [(day, one.id) for one, day in gather.review_dates(all_) if day is not None]
    for day, id_ in sorted(dates):
        if gather.is_due(day, all_.what.upto):
            yield Line(id_, reverse("person-plans", args=[id_]), (moments.on(day, today),))
    for one, named in gather.review_dates(all_):
        if named is None:
            yield Line(
                one.id, reverse("person-plans", args=[one.id]), (_("The plan names no date"),)
            )


def _case_heads() -> list[str]:
    return [_("Case"), _("Opened"), _("Alarms in it")]


def _answer_heads() -> list[str]:
    return [_("Case"), _("Opened"), _("Deadline"), _("Answered after"), _("How it went")]


MADE_FROM: dict[str, tuple[Indicator, Heads, Rows]] = {
    Indicator.MANUAL: (Indicator.MANUAL, _case_heads, _cases),
    Indicator.ALARMS: (Indicator.ALARMS, _case_heads, _cases),
    Indicator.IN_TIME: (Indicator.IN_TIME, _answer_heads, _answers),
    Indicator.MET: (Indicator.MET, lambda: [_("Windows with something in them"), _("Share")], _met),
    Indicator.WITHOUT_PLAN: (
        Indicator.WITHOUT_PLAN, lambda: [_("Followed up since")], _without_plan,
    ),
    Indicator.REVIEW_DUE: (Indicator.REVIEW_DUE, lambda: [_("To be reviewed")], _reviews),
}  # fmt: skip
"""Number → its name, what stands over the columns, and its rows."""
