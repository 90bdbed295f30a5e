"""Everything that the overview is made of, asked for once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import zip_longest
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import BadPlan
from heime.core.expectations import Expectation, windows
from heime.core.hours import HOME, Hours
from heime.core.indicators import counted
from heime.core.indicators.counted import Counted, Share
from heime.core.missing import Window
from heime.core.person import Pause
from heime.core.phases import Phase, unwatched
from heime.core.zone import Zone
from heime.edges.overview.asked import Asked, followed
from heime.records.intake import reads as intake
from heime.records.measurements import counting as facts
from heime.records.people import reads as people
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion
from heime.records.worklist import counting as work

SOON = timedelta(days=14)
"""How long before a review is due it is told."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The people, and what there is about them, in the period that was asked for."""

    what: Asked
    people: dict[UUID, Enrolment]
    cases: list[Counted]
    held: dict[UUID, list[PlanVersion]]
    away: dict[UUID, tuple[Pause, ...]]
    """Of each person when nothing is waited for: before the start, and in pauses."""

    @property
    def opened(self) -> list[Counted]:
        """The cases of the period; the monthly review looks further back than seven days."""
        return [case for case in self.cases if case.opened_at >= self.what.since]

    @property
    def patient_days(self) -> float:
        spans = ((p.starts_at, p.ends_at, self.away[id_]) for id_, p in self.people.items())
        return counted.patient_days(spans, self.what.since, self.what.upto)

    @property
    def going_on(self) -> list[Enrolment]:
        upto = self.what.upto
        return [p for p in self.people.values() if p.ends_at is None or p.ends_at > upto]

    def in_force(self, person: UUID) -> PlanVersion | None:
        """The version that holds now."""
        begun = [v for v in self.held.get(person, ()) if v.valid_from <= self.what.upto]
        return begun[-1] if begun else None


def gather(actor: Actor, what: Asked) -> Gathered:
    found = {one.id: one for one in followed(actor, what)}
    since = min(what.since, what.upto - counted.LOOKED_BACK)
    held: dict[UUID, list[PlanVersion]] = {}
    for version in plans.held_since(actor, list(found), what.since):
        held.setdefault(version.enrolment_id, []).append(version)
    changes = intake.changes_by_person(found, actor)
    away = {
        id_: unwatched(intake.as_changes(changes.get(id_, ())), now=Phase(one.phase))
        for id_, one in found.items()
    }
    return Gathered(what, found, work.counted(actor, list(found), since), held, away)


def hours_by_person(all_: Gathered) -> dict[UUID, Hours]:
    """When the team of each person is open."""
    day = all_.what.since.astimezone(HOME).date()
    teams = {one.team_id: people.hours_of_team(one.team, day) for one in all_.people.values()}
    return {id_: teams[one.team_id] for id_, one in all_.people.items()}


def met_by_person(actor: Actor, all_: Gathered) -> dict[UUID, Share]:
    """Of each person with agreed windows in the period: how many of them something came in."""
    what = all_.what
    margin = timedelta(days=1)  # a window that ends in the period may begin before it
    came = facts.came(actor, list(all_.people), what.since - margin, what.upto)
    shares = {
        id_: _met(one, all_.held.get(id_, []), came.get(id_, {}), all_.away[id_], what)
        for id_, one in all_.people.items()
    }
    return {id_: share for id_, share in shares.items() if share.whole}


def _met(
    person: Enrolment,
    held: list[PlanVersion],
    came: dict[str, list[datetime]],
    away: tuple[Pause, ...],
    what: Asked,
) -> Share:
    until = min(person.ends_at or what.upto, what.upto)
    asked: list[Window] = []
    pauses: list[Pause] = list(away)
    for version, later in zip_longest(held, held[1:]):
        start = max(version.valid_from, person.starts_at, what.since)
        end = min(later.valid_from, until) if later else until
        agreed, planned = _agreed(version)
        pauses += planned
        asked += [w for w in _windows(agreed, what) if start <= w.start and w.end <= end]
    return counted.windows_met(asked, came, pauses)


def _agreed(version: PlanVersion) -> tuple[tuple[Expectation, ...], tuple[Pause, ...]]:
    """What the version agrees on, and its pauses. One that cannot be read agrees on nothing: it
    is a case on the list."""
    try:
        plan = plans.read(version)
        return plan.expectations, plan.person.pauses
    except BadPlan:
        return (), ()


def _windows(agreed: tuple[Expectation, ...], what: Asked) -> tuple[Window, ...]:
    first = what.since.astimezone(HOME).date()
    return _windows_of(agreed, first, what.upto.astimezone(HOME).date())


@lru_cache(maxsize=512)
def _windows_of(agreed: tuple[Expectation, ...], first: date, last: date) -> tuple[Window, ...]:
    """Most people share what was agreed with somebody."""
    return tuple(windows(agreed, first, last))


def zones_by_day(actor: Actor, all_: Gathered) -> Iterator[tuple[date, dict[Zone | None, int]]]:
    """Each day, how many had which zone as their worst; None: followed up, and nothing judged."""
    what = all_.what
    told = counted.by_zone(facts.worst_by_day(actor, list(all_.people), what.since, what.upto))
    days = counted.days_of(what.since, what.upto)
    nobody: Counter[Zone] = Counter()
    for day, (begins, ends) in zip(days, counted.midnights(days), strict=True):
        there = sum(
            one.starts_at < ends
            and (one.ends_at is None or one.ends_at > begins)
            and not any(p.start <= begins and p.end >= ends for p in all_.away[id_])
            for id_, one in all_.people.items()
        )
        zones: dict[Zone | None, int] = {zone: told.get(day, nobody)[zone] for zone in Zone}
        zones[None] = max(there - sum(zones.values()), 0)
        yield day, zones


def review_dates(all_: Gathered) -> Iterator[tuple[Enrolment, date | None]]:
    """Whoever has a plan in force, with the date on which it is to be looked at; None when it
    names none that can be read."""
    for one in all_.going_on:
        version = all_.in_force(one.id)
        if version is not None:
            yield one, _date(version.content.get("review_on"))


def _date(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def is_due(day: date | None, now: datetime) -> bool:
    return day is not None and day <= (now + SOON).astimezone(HOME).date()
