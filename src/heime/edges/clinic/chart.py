"""What the charts draw: readings, and the plan's lines as they were at the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any
from uuid import UUID

from heime.core.kinds import KINDS, Kind
from heime.core.limits import FIELDS, Limits
from heime.edges.clinic import moments, results, uncounted, words
from heime.records.happenings.models import Invalidation
from heime.records.measurements.models import Judgement, Measurement
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion

MOST_IN_TABLE = 60


@dataclass(frozen=True, slots=True)
class TableRow:
    """One reading in the table that says the same as the chart. out: why it does not count."""

    at: str
    value: str
    rejected: bool
    zone: int | None
    word: str
    out: str


@dataclass(frozen=True, slots=True)
class Plot:
    """One curve. `data` goes to the page as JSON, in the element of this id."""

    element: str
    name: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """One kind: a plot for each of its numbers, and the table that says the same."""

    name: str
    unit: str
    plots: list[Plot]
    table: list[TableRow]


def charts(
    readings: Sequence[Measurement],
    judged: dict[Any, Judgement],
    versions: Sequence[PlanVersion],
    *,
    first: int,
    now: datetime,
    invalid: Mapping[UUID, Invalidation],
) -> list[Chart]:
    """One chart per kind that has readings; `first`: the topic of the case, whose kind leads."""
    of_case = results.measured_kind(first)
    kinds = sorted({reading.kind for reading in readings}, key=lambda kind: (kind != of_case, kind))
    return [
        _chart(kind, [r for r in readings if r.kind == kind], judged, versions, invalid, now=now)
        for kind in kinds
    ]


def _chart(
    kind: int,
    readings: Sequence[Measurement],
    judged: dict[Any, Judgement],
    versions: Sequence[PlanVersion],
    invalid: Mapping[UUID, Invalidation],
    *,
    now: datetime,
) -> Chart:
    name = words.kind_name(kind)
    numbers = [("first", name)]
    if KINDS[Kind(kind)].has_two:
        upper, lower = words.pressure_names()
        numbers = [("first", f"{name}, {upper}"), ("second", f"{name}, {lower}")]
    newest = list(reversed(readings))[:MOST_IN_TABLE]
    return Chart(
        name,
        words.unit(kind),
        [
            Plot(
                f"chart-{kind}-{number}",
                title,
                _data(kind, number, readings, versions, invalid, now),
            )
            for number, title in numbers
        ],
        [
            _table_row(reading, judged.get(reading.id), invalid.get(reading.id), now)
            for reading in newest
        ],
    )


def _data(
    kind: int,
    number: str,
    readings: Sequence[Measurement],
    versions: Sequence[PlanVersion],
    invalid: Mapping[UUID, Invalidation],
    now: datetime,
) -> dict[str, Any]:
    """What app/src/clinic/chart.ts draws; times are seconds since 1970."""
    values = {r: r.value if number == "first" else r.second for r in readings if not r.rejected}
    usable = {r: value for r, value in values.items() if value is not None}
    valid = {r: value for r, value in usable.items() if r.id not in invalid}
    return {
        "unit": words.unit(kind),
        "decimals": KINDS[Kind(kind)].decimals,
        "now": int(now.timestamp()),
        "at": [int(r.measured_at.timestamp()) for r in valid],
        "value": [words.as_number(value) for value in valid.values()],
        "rejected": [int(r.measured_at.timestamp()) for r in readings if r not in usable],
        "invalid": [
            [int(r.measured_at.timestamp()), words.as_number(value)]
            for r, value in usable.items()
            if r.id in invalid
        ],
        "limits": lines(kind, number, versions),
    }


def lines(kind: int, number: str, versions: Sequence[PlanVersion]) -> list[dict[str, Any]]:
    """Which lines held from when until when; a version without lines for this kind ends them."""
    found = []
    for version, later in zip_longest(versions, versions[1:]):
        held = plans.read(version).limits.get(Kind(kind))
        if held is None:
            continue
        found.append(
            {
                "from": int(version.valid_from.timestamp()),
                "to": int(later.valid_from.timestamp()) if later else None,
                "version": version.number,
                "lines": _numbers(held.first if number == "first" else held.second),
            }
        )
    return found


def _numbers(limits: Limits) -> dict[str, float]:
    return {
        name: words.as_number(line)
        for name in FIELDS
        if (line := getattr(limits, name)) is not None
    }


def _table_row(
    reading: Measurement, judgement: Judgement | None, out: Invalidation | None, now: datetime
) -> TableRow:
    value = (
        words.amount(reading.kind, reading.value, reading.second, reading.decimals)
        if reading.value is not None and not reading.rejected
        else words.no_value(reading.quality)
    )
    return TableRow(
        at=moments.stamp(reading.measured_at, now),
        value=value,
        rejected=not value,
        zone=judgement.zone if judgement and value and not out else None,
        word=words.zone_words(judgement.zone, judgement.priority, judgement.state)
        if judgement and not out
        else "",
        out=uncounted.why(out),
    )
