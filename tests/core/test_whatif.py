"""The quick replay says what the one-by-one replay says, whatever the plan and the history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heime.core import whatif
from heime.core.asked import Answers
from heime.core.events import Event, EventKind
from heime.core.kinds import KINDS, Kind
from heime.core.limits import PROFILES, KindLimits, Limits
from heime.core.missing import Window
from heime.core.person import Pause, Person
from heime.core.plan import Plan
from heime.core.quantity import SCALE
from heime.core.reading import Quality, Reading
from heime.core.whatif import Side
from heime.core.zone import Zone
from heime.ops.whatif import quick
from heime.ops.whatif.history import History
from tests.core.readings import MORNING, spo2

START = datetime(2026, 10, 12, 4, 0, tzinfo=UTC)
"""So that the night when summer time ends lies within the history."""
DAYS = 24
UNTIL = START + timedelta(days=DAYS + 4)

SPO2, PULSE, PRESSURE = Kind.OXYGEN_SATURATION, Kind.HEART_RATE, Kind.BLOOD_PRESSURE
WEIGHT, WARMTH, BREATH = Kind.BODY_WEIGHT, Kind.BODY_TEMPERATURE, Kind.RESPIRATORY_RATE

# Around what values are drawn: mostly green, often near a line, seldom beyond belief.
USUAL = {SPO2: (93, 3), PULSE: (80, 30), PRESSURE: (135, 30), WEIGHT: (80, 3),
         WARMTH: (37, 2), BREATH: (16, 7), Kind.FEV1: (2, 1)}  # fmt: skip
RULES = ("D-1", "P-D1", "T-1", "AF-1", "F-1", "W-1", "W-2", "W-3", "W-4", "W-5", "N-1", "N-2",
         "S-R1", "S-R3", "S-Y1", "S-Y2", "HF-S3", "HF-S4", "C1", "C2", "M-1", "M-2",
         "DEM-1")  # fmt: skip
PROFILE_OF = {SPO2: "SPO2_COPD", PULSE: "PULSE_STD", PRESSURE: "BP_HF", WARMTH: "TEMP_STD",
              BREATH: "RR_STD"}  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    lines: dict[Kind, KindLimits] = {}
    for kind, name in PROFILE_OF.items():
        if draw(st.integers(0, 4)):
            shift = draw(st.integers(-2, 2)) * SCALE
            first = PROFILES[name][1].first
            moved = {
                line: at + shift
                for line in ("yellow_low", "yellow_high")
                if (at := getattr(first, line)) is not None
            }
            lines[kind] = replace(PROFILES[name][1], first=replace(first, **moved))
    if draw(st.booleans()):
        lines[WEIGHT] = KindLimits(Limits(yellow_low=78 * SCALE, red_high=83 * SCALE))
    person = Person(
        atrial_fibrillation_known=draw(st.booleans()),
        dry_weight=draw(st.sampled_from([None, 80 * SCALE])),
        personal_best={Kind.FEV1: 25_000},
        pauses=draw(st.sampled_from([
            (), (Pause(START + timedelta(days=6), START + timedelta(days=9)),),
        ])),
    )  # fmt: skip
    rules = frozenset(draw(st.sets(st.sampled_from(RULES), max_size=len(RULES))))
    if draw(st.booleans()):
        rules |= {"D-1", "P-D1", "T-1", "C2", "C1"}
    return Plan(lines, rules, person=person)


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    found: list[Window] = []
    for what in draw(st.sets(st.sampled_from(
        ["oxygen_saturation", "body_weight", "heart_failure_daily", "copd_daily"]
    ))):  # fmt: skip
        high = draw(st.booleans())
        every = draw(st.integers(1, 3))
        for day in range(0, DAYS, every):
            start = START + timedelta(days=day, hours=2)
            found.append(Window(what, start, start + timedelta(hours=6), high))
    return tuple(found)


@st.composite
def sides(draw: st.DrawFn) -> Side:
    steps: list[tuple[datetime, Plan | None]] = [(START - timedelta(days=60), draw(plans()))]
    change = draw(st.integers(0, 5))
    if change == 1:
        steps.append((START + timedelta(days=9, hours=5, minutes=3), draw(plans())))
    elif change == 2:
        steps.append((START + timedelta(days=17, hours=5), None))
    return Side(tuple(steps), draw(windows()))


@st.composite
def readings(draw: st.DrawFn, ids: "count[int]") -> list[Reading]:
    """Days of measuring: most alone, some with others close behind; most arrive at once."""
    rng = Random(draw(st.integers(0, 2**32)))
    kinds = draw(st.sets(st.sampled_from(sorted(USUAL)), min_size=1, max_size=5))
    calm = draw(st.sampled_from([0.25, 0.6, 1.0]))
    trouble = not draw(st.integers(0, 5))
    found: list[Reading] = []
    for kind in sorted(kinds):
        middle, spread = USUAL[kind]
        for day in range(DAYS):
            if rng.random() < 0.15:
                continue
            at = START + timedelta(days=day, minutes=rng.choice([180, 200, 235, 1200, 1310, 1315]))
            synced = rng.random() < 0.03
            for _ in range(rng.choice([1, 1, 1, 1, 2, 2, 3, 4])):
                at += timedelta(minutes=rng.choice([0, 1, 2, 5, 10, 20, 29, 30, 31, 90]))
                away = rng.gauss(0, spread * calm * (2.5 if rng.random() < 0.05 else 1) / 2)
                late = timedelta(seconds=4)
                if trouble:
                    late = timedelta(hours=rng.choice([0, 0, 0, 0, 0, 0, 1, 3, 26]))
                found.append(_reading(kind, middle + away, at, at + late, rng, next(ids)))
            if synced:  # offline for hours: all of it comes at once
                found[-1:] = [
                    replace(found[-1], received_at=found[-1].measured_at + timedelta(hours=5))
                ]
    return found


def _reading(kind, value, at, received, rng, number: int) -> Reading:
    step = SCALE if KINDS[kind].decimals == 0 else SCALE // 10
    scaled = round(value * SCALE / step) * step
    quality = Quality.NONE
    if rng.random() < 0.04:
        quality = rng.choice([Quality.MOVEMENT, Quality.IRREGULAR_PULSE, Quality.IRREGULAR_PULSE])
    return Reading(
        id=UUID(int=number),
        kind=kind,
        value=None if rng.random() < 0.005 else scaled,
        second=round(scaled * 0.6 / SCALE) * SCALE if KINDS[kind].has_two else None,
        measured_at=at,
        received_at=received,
        quality=quality,
        device="meter",
        sequence=number if rng.random() < 0.8 else None,
        manual=rng.random() < 0.1,
    )


@st.composite
def forms(draw: st.DrawFn, ids: "count[int]") -> list[Answers]:
    rng = Random(draw(st.integers(0, 2**32)))
    found: list[Answers] = []
    for name in draw(st.sets(st.sampled_from(["copd_daily", "heart_failure_daily"]))):
        letter = name[0] if name[0] == "h" else "k"
        for day in range(DAYS):
            if rng.random() < 0.25:
                continue
            at = START + timedelta(days=day, minutes=rng.choice([170, 190, 1300]))
            worse = rng.random() < 0.3
            items = {f"{letter}{n}": rng.choice([0, 0, 0, 1, 2]) if worse else 0
                     for n in range(1, 8)}  # fmt: skip
            late = timedelta(hours=rng.choice([0, 0, 0, 0, 0, 0, 0, 0, 3]))
            found.append(Answers(UUID(int=next(ids)), name, at, at + late, items))
    return found


@st.composite
def events(draw: st.DrawFn, ids: "count[int]") -> list[Event]:
    rng = Random(draw(st.integers(0, 2**32)))
    found = []
    for day in range(0, DAYS, draw(st.sampled_from([2, 7, 50]))):
        at = START + timedelta(days=day, hours=4)
        end = rng.choice([None, timedelta(minutes=20), timedelta(minutes=80)])
        kind = EventKind.DOSE_LATE if end is None else EventKind.DOSE_TAKEN
        received = at + (end or timedelta(minutes=5))
        found.append(Event(UUID(int=next(ids)), kind, at, received, end and at + end, "x"))
    if draw(st.integers(0, 9)) == 0:
        at = START + timedelta(days=8)
        found.append(Event(UUID(int=next(ids)), EventKind.BASELINE_RESET, at, at))
    return found


class Sent(list[whatif.Item]):
    """A history. A month of it is too much to print; Hypothesis keeps what it was drawn from."""

    def __repr__(self) -> str:
        return f"<{len(self)} things sent>"


@st.composite
def histories(draw: st.DrawFn) -> Sent:
    ids = count(1)
    found: list[whatif.Item] = [*draw(readings(ids)), *draw(forms(ids)), *draw(events(ids))]
    return Sent(sorted(found, key=whatif.taken))


def in_both_ways(items, *both: Side) -> tuple[list, list]:
    """Each side's answer and how many readings it settled: quick, and one by one."""
    history = History.of(items, UNTIL)
    quickly = [quick.replay(history, side) for side in both]
    return (
        [(answer, shares.by_columns + shares.by_judge) for answer, shares in quickly],
        [(whatif.replay(items, side, until=UNTIL), history.readings) for side in both],
    )


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@given(histories(), sides(), sides())
@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
def test_quick_and_one_by_one_agree_on_everything(items, before, after) -> None:
    quickly, one_by_one = in_both_ways(items, before, after)

    assert quickly == one_by_one


@pytest.mark.long
@given(histories(), sides(), sides())
@settings(max_examples=3000, deadline=None, suppress_health_check=SLOW)
def test_quick_and_one_by_one_agree_for_long(items, before, after) -> None:
    quickly, one_by_one = in_both_ways(items, before, after)

    assert quickly == one_by_one


def a_month_of_oxygen(*values: str) -> list[Reading]:
    """One value a day at nine, each sent at once."""
    return [spo2(value, minutes=day * 1440, late=timedelta(seconds=4))
            for day, value in enumerate(values)]  # fmt: skip


def oxygen_side(*rules: str) -> Side:
    plan = Plan({SPO2: PROFILES["SPO2_COPD"][1]}, frozenset(rules))
    return Side(((MORNING - timedelta(days=60), plan),))


def test_ordinary_days_are_settled_by_columns_and_only_the_others_are_judged() -> None:
    items = a_month_of_oxygen(*["94"] * 10, "91", *["94"] * 9)
    history = History.of(items, MORNING + timedelta(days=30))

    replayed, shares = quick.replay(history, oxygen_side("D-1"))

    assert (shares.by_columns, shares.by_judge) == (19, 1)
    assert [(a.rule, a.zone) for a in replayed.alerts] == [("G-2", Zone.YELLOW)]


def test_a_baseline_that_could_touch_a_green_reading_brings_it_to_the_judge() -> None:
    # 93 is green by the limits, and four below what is usual for somebody at 97.
    items = a_month_of_oxygen(*["97"] * 10, "93")
    history = History.of(items, MORNING + timedelta(days=30))

    replayed, shares = quick.replay(history, oxygen_side("D-1"))

    assert shares.by_judge == 1
    assert [a.rule for a in replayed.alerts] == ["D-1"]
    assert quick.replay(history, oxygen_side())[0].alerts == ()


def test_an_alert_that_was_raised_stays_though_the_session_ends_green() -> None:
    # Yellow twice is final at the second; the third makes the median green, and changes nothing.
    items = [spo2("91", 0), spo2("91", 6), spo2("95", 12), spo2("95", 18)]

    replayed = whatif.replay(items, oxygen_side(), until=MORNING + timedelta(days=1))

    assert [a.at for a in replayed.alerts] == [MORNING + timedelta(minutes=6)]


def test_a_silence_is_told_when_it_is_due_and_not_when_something_came() -> None:
    start = MORNING + timedelta(days=3)
    window = Window("oxygen_saturation", start, start + timedelta(hours=2))
    side = replace(oxygen_side("M-1"), windows=(window,))
    until = start + timedelta(days=5)
    before, answered = spo2("94", 0), spo2("94", 3 * 1440 + 30)

    silent, _ = quick.replay(History.of([before], until), side)
    heard, _ = quick.replay(History.of([before, answered], until), side)

    assert [(a.rule, a.at) for a in silent.alerts] == [("M-1", window.end + timedelta(hours=48))]
    assert heard.alerts == ()
