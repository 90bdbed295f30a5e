"""The overview: the period in numbers, each with what it is made of."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from heime.core.actor import Actor
from heime.core.indicators import counted
from heime.core.indicators.counted import PROMISE, Share
from heime.core.indicators.defined import DEFINED, Indicator
from heime.core.roles import Role
from heime.core.zone import Zone
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import moments, words
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rows import person_words
from heime.edges.overview import draw, gather, lines
from heime.edges.overview import words as numbers
from heime.edges.overview.asked import PERIODS, asked
from heime.edges.overview.gather import Gathered
from heime.flow import see_people
from heime.records.worklist import counting as work

STACK: tuple[Zone | None, ...] = (Zone.RED, Zone.YELLOW, Zone.GREY, Zone.GREEN, None)
"""From the bottom up: what matters most stands on the same line every day."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number: what it is called, what it came to, and its definition."""

    key: Indicator
    name: str
    value: str
    unit: str
    part: str
    whole: str
    numerator: str
    denominator: str
    is_not: str
    aim: str = ""
    is_beyond: bool = False
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, and the table that says the same. looks: (class, word) of what the bars are."""

    key: Indicator | str
    bars: list[draw.Bar]
    looks: list[tuple[str, str]]
    rows: list[tuple[str, list[int]]]
    first: str
    last: str
    most: int


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def overview(request: HttpRequest) -> HttpResponse:
    """`?dager=` 7, 30 or 90; `?lag=` and `?kommune=` one team or municipality of one's own."""
    actor, now = actor_of(request), timezone.now()
    what = asked(request, actor, now)
    all_ = gather.gather(actor, what)
    reviewed = review_lines(all_, actor, now)
    context: dict[str, Any] = {
        "place": "overview",
        "asked": what,
        "periods": PERIODS,
        "first_day": moments.on(what.since.date(), now.date()),
        "patient_days": round(all_.patient_days),
        "going_on": followed_now(len(all_.going_on)),
        "numbers": summary(all_, actor),
        "responses": lines.responses(all_.opened, gather.hours_by_person(all_), now=now),
        "loads": lines.loads(work.worked_by(actor, list(all_.people), what.since), actor),
        "names_shown": Role.LEAD in actor.roles,
        "reviewed": reviewed,
        "charts": {"work": work_chart(all_, actor), "zones": zone_chart(all_, actor)},
        "defined": {one.name: _definition(one) for one in Indicator},
        "few": counted.FEW,
    }
    return clinical(request, "overview/overview.html", context, actor=actor, now=now)


def followed_now(count: int) -> str:
    said = ngettext(
        "%(count)s person is followed up now.", "%(count)s people are followed up now.", count
    )
    return said % {"count": count}


def summary(all_: Gathered, actor: Actor) -> list[Number]:
    """The numbers on top, the same for every period."""
    now, days = all_.what.upto, all_.patient_days
    opened = all_.opened
    manual = Share(len(opened), days)
    met = sum_of(gather.met_by_person(actor, all_).values())
    dates = list(gather.review_dates(all_))
    due = sum(gather.is_due(day, now) for _person, day in dates)
    followed = len(all_.going_on)
    return [
        _number(
            Indicator.MANUAL, numbers.ratio(manual), manual, aim=words.figure(f"{PROMISE:.2f}"),
            is_beyond=manual.value is not None and manual.value > PROMISE,
        ),
        _per_day(Indicator.ALARMS, Share(sum(case.alarms for case in opened), days)),
        _percent(Indicator.IN_TIME, counted.in_time(opened, now=now)),
        _percent(Indicator.MET, met),
        _people(Indicator.WITHOUT_PLAN, Share(followed - len(dates), followed)),
        _people(Indicator.REVIEW_DUE, Share(due, len(dates))),
    ]  # fmt: skip


def sum_of(shares: Any) -> Share:
    every = list(shares)
    return Share(sum(one.part for one in every), sum(one.whole for one in every))


def _per_day(key: Indicator, share: Share) -> Number:
    return _number(key, numbers.ratio(share), share)


def _percent(key: Indicator, share: Share) -> Number:
    if not share.whole:
        return replace(_number(key, "–", share), unit="")
    if share.is_few:
        return replace(_number(key, numbers.of(share), share), unit="")
    return _number(key, numbers.percent(share), share)


def _people(key: Indicator, share: Share) -> Number:
    return _number(key, f"{share.part:g}", share)


def _number(
    key: Indicator, value: str, share: Share, *, aim: str = "", is_beyond: bool = False
) -> Number:
    said = _definition(key)
    return Number(
        key, said["name"], value, said["unit"], _plain(share.part), _plain(share.whole),
        said["numerator"], said["denominator"], said["is_not"], aim, is_beyond,
    )  # fmt: skip


def _plain(value: float) -> str:
    return words.figure(f"{round(value, 1):g}" if value < 1000 else f"{round(value)}")


def _definition(key: Indicator) -> dict[str, str]:
    said = DEFINED[key]
    return {
        name: words.said(getattr(said, name))
        for name in ("name", "numerator", "denominator", "unit", "is_not")
    }


def work_chart(all_: Gathered, actor: Actor) -> Chart:
    """Cases that came and cases that were closed, day by day."""
    days = counted.days_of(all_.what.since, all_.what.upto)
    opened = lines.by_day(all_.opened)
    closed = work.closed_on(actor, list(all_.people), all_.what.since)
    rows = [(day, [opened.get(day, 0), closed.get(day, 0)]) for day in days]
    columns = [list(zip(("opened", "closed"), counts, strict=True)) for _day, counts in rows]
    return _chart("work", draw.beside(columns), [], rows, max(max(c) for _d, c in rows))


def zone_chart(all_: Gathered, actor: Actor) -> Chart:
    rows = [
        (day, [zones[zone] for zone in STACK]) for day, zones in gather.zones_by_day(actor, all_)
    ]
    looks = [(_look(zone), numbers.zone_name(zone)) for zone in STACK]
    columns = [
        [(look, count) for (look, _word), count in zip(looks, counts, strict=True)]
        for _day, counts in rows
    ]
    return _chart(
        Indicator.ZONES, draw.stacked(columns), looks, rows, max(sum(c) for _d, c in rows)
    )


def _look(zone: Zone | None) -> str:
    return f"zone-{int(zone or 0)}"


def _chart(
    key: str,
    bars: list[draw.Bar],
    looks: list[tuple[str, str]],
    rows: list[tuple[date, list[int]]],
    most: int,
) -> Chart:
    said = [(numbers.short_day(day), counts) for day, counts in rows]
    return Chart(key, bars, looks, said, said[0][0], said[-1][0], most)


def review_lines(all_: Gathered, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The monthly list: whose limits are worth a look, with what it is made from."""
    found = counted.to_review(all_.cases, now=now)
    people = [all_.people[id_] for id_, _share in found]
    see_people.listed([(p.id, p.municipality_id) for p in people], by=actor, now=now)
    said = []
    for person, (_id, share) in zip(people, found, strict=True):
        name, age, conditions = person_words(person, now)
        said.append(
            {
                "href": reverse("person-plans", args=[person.id]), "name": name, "age": age,
                "conditions": conditions,
                "place": person.municipality.name, "alarms": int(share.part),
                "a_week": numbers.one_decimal(share.value),
            }
        )  # fmt: skip
    return said
