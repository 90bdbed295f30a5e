"""A team's opening hours, with the public holidays of Norway."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from functools import cache
from typing import Any, NamedTuple

import holidays

from heime.core.hours import Hours, Span


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Weekdays on which nobody works, of one year."""
    return frozenset(holidays.country_holidays("NO", years=[year]))


def closed_days(around: date) -> frozenset[date]:
    """The holidays that a deadline counted from `around` can meet, and those just behind it."""
    years = {around.year, around.year + 1, (around - timedelta(days=14)).year}
    return frozenset().union(*(public_holidays(year) for year in years))


OPENINGS = """
(SELECT coalesce(json_agg(json_build_array(o.weekday, o.day, o.opens, o.closes)), '[]')
   FROM opening o WHERE o.team_id = team.id
    AND (o.day IS NULL OR o.day BETWEEN current_date - 8 AND current_date + 400))
"""
"""Part of a statement about `team`: what its calendar says, as JSON for `hours_from`."""


class Opens(NamedTuple):
    """One line of a team's calendar: of a weekday or of a day; closed where it has no times."""

    weekday: int | None
    day: date | None
    opens: time | None
    closes: time | None


def hours_from(opens: time, closes: time, lines: Iterable[Opens], around: date) -> Hours:
    """A team's hours, with the holidays near `around` and what its calendar says."""
    week: dict[int, Span | None] = {}
    special: dict[date, Span | None] = {}
    for line in lines:
        span = (line.opens, line.closes) if line.opens and line.closes else None
        if line.weekday is not None:
            week[line.weekday] = span
        elif line.day is not None:
            special[line.day] = span
    return Hours(opens, closes, closed_days(around), week, special)


def lines_of(found: Iterable[Sequence[Any]]) -> list[Opens]:
    """What OPENINGS gave, read by Django or psycopg as JSON."""
    return [
        Opens(
            weekday, day and date.fromisoformat(day), opens and time.fromisoformat(opens),
            closes and time.fromisoformat(closes),
        )
        for weekday, day, opens, closes in found
    ]  # fmt: skip
