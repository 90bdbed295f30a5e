"""The tables of the overview, as they are shown."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from heime.core.actor import Actor
from heime.core.hours import HOME, Hours
from heime.core.indicators import counted
from heime.core.indicators.counted import Counted, Share
from heime.core.roles import Role
from heime.core.zone import Priority, Zone
from heime.edges.overview import words


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """How soon cases of one zone and priority were answered. Minutes are of opening hours."""

    zone: Zone
    priority: Priority
    kind: str
    percent: str
    share: str
    half: str
    nine_of_ten: str
    waits: int


@dataclass(frozen=True, slots=True)
class LoadLine:
    """What one employee took and closed, on how many days. is_me: the reader's own."""

    name: str
    taken: int
    closed: int
    days: int
    a_day: str
    is_me: bool


def responses(
    cases: Iterable[Counted], hours: dict[UUID, Hours], *, now: datetime
) -> list[ResponseLine]:
    """One line for each zone and priority that there were cases of, worst first."""
    groups: dict[tuple[Zone, Priority], list[Counted]] = {}
    for case in cases:
        groups.setdefault((case.zone, case.priority), []).append(case)
    return [
        _response(zone, priority, groups[zone, priority], hours, now)
        for zone, priority in sorted(groups, reverse=True)
    ]


def _response(
    zone: Zone, priority: Priority, cases: list[Counted], hours: dict[UUID, Hours], now: datetime
) -> ResponseLine:
    minutes = [
        counted.open_minutes(hours[case.enrolment], case.opened_at, case.answered_at)
        for case in cases
        if case.answered_at is not None
    ]
    share = counted.in_time(cases, now=now)
    told = Counter(counted.answer(case, now=now) for case in cases)
    return ResponseLine(
        zone, priority, words.kind_of_case(zone, priority), words.percent(share), words.of(share),
        words.minutes(counted.quantile(minutes, 0.5)),
        words.minutes(counted.quantile(minutes, 0.9)), told[counted.Answer.WAITS],
    )  # fmt: skip


def loads(rows: list[dict[str, Any]], actor: Actor) -> list[LoadLine]:
    """One line for each employee. Colleagues have names for a team lead only; for everybody else
    they are one line together."""
    if Role.LEAD in actor.roles:
        return [_load(row["name"], [row], row["account"] == actor.account_id) for row in rows]
    mine = [row for row in rows if row["account"] == actor.account_id]
    others = [row for row in rows if row["account"] != actor.account_id]
    own = [_load(actor.name, mine, True)] if mine else []
    return own + ([_load(_("Everybody else together"), others, False)] if others else [])


def _load(name: str, rows: list[dict[str, Any]], is_me: bool) -> LoadLine:
    taken, closed, days = (sum(row[what] for row in rows) for what in ("taken", "closed", "days"))
    a_day = Share(closed, days).value
    return LoadLine(name, taken, closed, days, words.one_decimal(a_day), is_me)


def by_day(cases: Iterable[Counted]) -> Counter[date]:
    """Local day → how many were opened."""
    return Counter(case.opened_at.astimezone(HOME).date() for case in cases)
