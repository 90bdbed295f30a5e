"""The month in figures: for each kind of act a row of bars, and the table that says the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from heime.core.log_words.series import Series, series_of
from heime.edges.clinic import moments
from heime.records.audit.reviewing import DayCount

HIGH, STEP = 40, 10
"""The drawing, in units of its own: the tallest bar, and from one day to the next."""
LOWEST_TOP = 4
"""How many acts a full bar stands for at least."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of act. most: in a day, with which day; empty when there was none."""

    name: str
    total: int
    most: str
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class TableDay:
    title: str
    counts: list[int]


@dataclass(frozen=True, slots=True)
class Month:
    """width: of each drawing. names: the table's columns; days: its rows, the newest first."""

    width: int
    rows: list[Row]
    names: list[str]
    days: list[TableDay]


def month(counts: Iterable[DayCount], today: date, days: int) -> Month:
    """The last days as bars and as a table."""
    span = [today - timedelta(days=back) for back in reversed(range(days))]
    found: dict[tuple[Series, date], int] = {}
    for one in counts:
        series = series_of(one.action, one.denied)
        if series is not None:
            found[series, one.day] = found.get((series, one.day), 0) + one.times
    by_series = {series: [found.get((series, day), 0) for day in span] for series in Series}
    table = [
        TableDay(moments.on(day, today), [by_series[series][place] for series in Series])
        for place, day in enumerate(span)
    ]
    return Month(
        STEP * days,
        [_row(series, by_series[series], span) for series in Series],
        [name(series) for series in Series],
        table[::-1],
    )


def _row(series: Series, counts: list[int], span: list[date]) -> Row:
    highest = max(counts)
    # A single act among hundreds is still to be seen, and a single one is no tower.
    top = max(highest, LOWEST_TOP)
    heights = [max(3, round(HIGH * count / top)) if count else 0 for count in counts]
    most = ""
    if highest:
        day = moments.on(span[counts.index(highest)], span[-1])
        most = _("most in a day: %(count)s, %(day)s") % {"count": highest, "day": day}
    bars = [
        Bar(STEP * place, HIGH - height, height) for place, height in enumerate(heights) if height
    ]
    return Row(name(series), sum(counts), most, bars)


def name(series: Series) -> str:
    return {
        Series.READS: _("Opened"),
        Series.SEARCHES: _("Searches"),
        Series.DENIED: _("Refused attempts"),
        Series.EMERGENCIES: _("Emergency accesses"),
        Series.EXPORTS: _("Copies and prints"),
        Series.RIGHTS: _("Changes of access"),
    }[series]
