"""What a case is about when it is no single reading: several together, silence, a week at home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from heime.core import hbpm, topics
from heime.core.care_plan import CarePlan
from heime.core.hours import HOME
from heime.core.kinds import Kind
from heime.edges.clinic import moments, planview, results, uncounted, words
from heime.edges.clinic.words import NBSP
from heime.records.happenings.models import Invalidation
from heime.records.measurements.models import Judgement, Measurement, Response


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person has sent lately, oldest first, and how each was judged last, by id.

    invalid: the readings that do not count, by id.
    """

    readings: Sequence[Measurement]
    responses: Sequence[Response]
    judged: dict[UUID, Judgement]
    invalid: Mapping[UUID, Invalidation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One result: what, its value, when, and how it was judged.

    zone: None for one that was not. out: why it does not count, empty for one that does.
    """

    name: str
    value: str
    at: str
    zone: int | None
    word: str
    out: str = ""


@dataclass(frozen=True, slots=True)
class MissingView:
    """expected: what the plan asks for, in words. since: when the first that did not come was due.

    last: the last that came, None when nothing did in the time the page looks back.
    """

    name: str
    expected: list[str]
    since: str
    last: ResultLine | None


@dataclass(frozen=True, slots=True)
class DayLine:
    """The readings of one day of a home week. counts: whether they are in the mean."""

    number: int
    day: str
    values: list[str]
    counts: bool


@dataclass(frozen=True, slots=True)
class WeekView:
    """A home blood-pressure week. mean: empty when it is not complete."""

    mean: str
    readings: int
    days: int
    table: list[DayLine]
    fewest_readings: int = hbpm.FEWEST_READINGS
    fewest_days: int = hbpm.FEWEST_DAYS


def together(judgement: Judgement, kept: Kept, now: datetime) -> list[ResultLine]:
    """The results that made it, in the order they were taken."""
    wanted = set(judgement.inputs or ())
    found: list[tuple[datetime, ResultLine]] = [
        (reading.measured_at, reading_line(reading, kept, now))
        for reading in kept.readings
        if reading.id in wanted
    ]
    found += [
        (response.answered_at, form_line(response, kept, now))
        for response in kept.responses
        if response.id in wanted
    ]
    return [line for _, line in sorted(found, key=lambda one: one[0])]


def reading_line(reading: Measurement, kept: Kept, now: datetime) -> ResultLine:
    value, out = results.of_reading(reading), kept.invalid.get(reading.id)
    if out is not None:
        name, at = words.kind_name(reading.kind), moments.stamp(reading.measured_at, now)
        return ResultLine(name, value, at, None, "", uncounted.why(out))
    judgement = kept.judged.get(reading.id)
    return _line(reading.kind, value, reading.measured_at, judgement, now)


def form_line(response: Response, kept: Kept, now: datetime) -> ResultLine:
    judgement = kept.judged.get(response.id)
    value = results.told_by(response, judgement)
    return _line(response.questionnaire, value, response.answered_at, judgement, now)


def _line(
    topic: int, value: str, at: datetime, judgement: Judgement | None, now: datetime
) -> ResultLine:
    zone, word = None, ""
    if judgement is not None:
        zone = judgement.zone
        word = words.zone_words(judgement.zone, judgement.priority, judgement.state)
    return ResultLine(words.kind_name(topic), value, moments.stamp(at, now), zone, word)


def missing(judgement: Judgement, plan: CarePlan | None, kept: Kept, now: datetime) -> MissingView:
    topic = judgement.kind - topics.MISSING
    what = topics.label(topic)
    expected = [one for one in plan.all_expectations if one.what == what] if plan else []
    came = [
        reading_line(reading, kept, now)
        for reading in kept.readings
        if reading.kind == topic and not reading.rejected and reading.id not in kept.invalid
    ] + [form_line(one, kept, now) for one in kept.responses if one.questionnaire == topic]
    return MissingView(
        name=words.kind_name(topic),
        expected=[planview.expected(one) for one in expected],
        since=moments.stamp(judgement.measured_at, now),
        last=came[-1] if came else None,
    )


def week(judgement: Judgement, kept: Kept, now: datetime) -> WeekView:
    facts = judgement.facts or {}
    used = set(judgement.inputs or ())
    end = judgement.measured_at.astimezone(HOME)
    first = (end - timedelta(days=1)).date() - timedelta(days=hbpm.DAYS - 1)
    mean = ""
    if facts.get("systolic") and facts.get("diastolic"):
        pair = "/".join(words.figure(facts[name]) for name in ("systolic", "diastolic"))
        mean = f"{pair}{NBSP}{words.unit(Kind.BLOOD_PRESSURE)}"
    table = []
    for number in range(hbpm.DAYS):
        day = first + timedelta(days=number)
        of_day = [
            reading
            for reading in kept.readings
            if reading.kind == Kind.BLOOD_PRESSURE
            and reading.measured_at.astimezone(HOME).date() == day
        ]
        values = [_of_week(reading, kept) for reading in of_day]
        counts = any(reading.id in used for reading in of_day)
        table.append(DayLine(number + 1, moments.weekday(day), values, counts))
    return WeekView(mean, int(facts.get("readings", len(used))), int(facts.get("days", 0)), table)


def _of_week(reading: Measurement, kept: Kept) -> str:
    shown = f"{_pair(reading)} {moments.clock(reading.measured_at)}"
    return f"{shown} ({uncounted.word()})" if reading.id in kept.invalid else shown


def _pair(reading: Measurement) -> str:
    """Both numbers, without the unit that stands over the column."""
    if reading.value is None or reading.second is None or reading.rejected:
        return results.of_reading(reading)
    return f"{words.number(reading.value)}/{words.number(reading.second)}"
