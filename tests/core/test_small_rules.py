"""What the scenario format cannot show: limits that it has no word for, due times, single facts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from heime.core import (
    asked,
    baseline,
    events,
    hbpm,
    irregular,
    judging,
    missing,
    plan,
    rules,
    spirometry,
    weight,
)
from heime.core.agreed import Agreed
from heime.core.baseline import baseline_of, decimal_text
from heime.core.errors import BadLimits
from heime.core.events import Event, EventKind
from heime.core.judging import Around
from heime.core.kinds import Kind
from heime.core.late import late
from heime.core.limits import PROFILES
from heime.core.missing import Gap, Window
from heime.core.person import Pause
from heime.core.quantity import SCALE, scaled
from heime.core.reading import Reading
from heime.core.session import Before
from heime.core.symptoms import breathless
from heime.core.verdict import Verdict, failed, found
from heime.core.zone import Priority, State, Zone
from tests.core.readings import at, pressure, taken

HOUR = timedelta(hours=1)
SPIRO = plan.read(
    {
        "limits": [{"kind": "fev1", "override": {"red_low": "0.90", "crit_low": "0.80"}}],
        "rules": ["F-1"],
        "person": {"personal_best": {"fev1": "1.50"}},
    }
)


@pytest.mark.parametrize(
    ("blows", "zone", "fired", "value"),
    [
        (["1.30"], Zone.GREEN, (), "1.30"),
        (["0.90", "0.88"], Zone.RED, ("G-2", "F-1"), "0.90"),
        (["1.30", "0.80"], Zone.RED, ("C-6", "G-2"), "0.80"),
    ],
)
def test_limits_of_a_blow(blows, zone, fired, value):
    readings = [taken(Kind.FEV1, text, n) for n, text in enumerate(blows)]
    verdict = spirometry.judge(readings, SPIRO, now=at(5))
    assert (verdict.zone, set(verdict.rules)) == (zone, set(fired))
    assert verdict.values == (scaled(Decimal(value)),)
    assert verdict.priority is (Priority.HIGH if "C-6" in fired else rules.priority_of(fired, zone))
    decided = next(r for r in readings if r.value == verdict.values[0])
    assert verdict.inputs == (decided.id,)


def test_a_blow_that_is_not_believed_waits_half_an_hour():
    blow = taken(Kind.FEV1, "6.50", 0)
    waits = spirometry.judge([blow], replace(SPIRO, limits={}), now=at(29))
    assert (waits.zone, waits.state, waits.changes_at) == (Zone.YELLOW, State.PENDING, at(30))
    assert waits.priority is None
    ended = spirometry.judge([blow], replace(SPIRO, limits={}), now=at(30))
    assert (ended.zone, ended.state, ended.priority) == (Zone.YELLOW, State.FINAL, Priority.NORMAL)
    assert {"V-4", "C-2"} <= set(ended.rules)


def test_limits_of_a_weight():
    heavy = plan.read({"limits": [{"kind": "body_weight", "override": {"yellow_high": "100.0"}}]})
    for kilos, zone, fired in (("100.0", Zone.YELLOW, ("G-2",)), ("99.9", Zone.GREEN, ())):
        reading = taken(Kind.BODY_WEIGHT, kilos)
        verdict = judging.judge(reading, heavy, Around([reading], weights={}), now=at(1))
        assert (verdict.zone, verdict.rules) == (zone, fired)


def test_irregular_pulse_is_counted_by_local_days_and_half_hours():
    start = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # 00:30 on 22 November at home
    first = datetime(2026, 11, 15, 23, 0, tzinfo=UTC)  # midnight that begins 16 November
    minute = timedelta(minutes=1)

    def before(*flags: datetime, of: Kind = Kind.BLOOD_PRESSURE) -> int:
        return irregular.times_before([(at, of) for at in flags], start, Kind.OXYGEN_SATURATION)

    assert before(first) == 1
    assert before(first - minute) == 0
    assert before(first, first + 29 * minute) == 1
    assert before(first, first + 30 * minute) == 2
    assert before(start - 30 * minute) == 1
    assert before(start - 29 * minute) == 0
    assert before(start, start + 29 * minute) == 0


def test_another_session_of_the_same_kind_counts_however_near():
    """A session holds what was taken less than half an hour after its first reading (CL-06), so a
    flag late in one lies only minutes before the next."""
    start = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    minute, oxygen, cuff = timedelta(minutes=1), Kind.OXYGEN_SATURATION, Kind.BLOOD_PRESSURE

    def before(*flags: irregular.Flag) -> int:
        return irregular.times_before(flags, start, oxygen)

    assert before((start - 2 * minute, oxygen)) == 1
    assert before((start - 2 * minute, None)) == 0, "whichever kind it was is not known any more"
    assert before((start - 40 * minute, cuff), (start - 15 * minute, oxygen)) == 1, "one time"
    assert before((start - 50 * minute, cuff), (start - 15 * minute, oxygen)) == 2
    assert before((start, oxygen), (start + minute, oxygen)) == 0, "its own session"
    assert before((start + timedelta(milliseconds=400), oxygen)) == 0, "seconds are whole"


def test_a_baseline_is_exact():
    odd = baseline_of([965_000] * 4 + [965_001] * 4)
    assert odd is not None
    assert baseline.line(Kind.OXYGEN_SATURATION, odd) == 965_000 - 4 * SCALE
    assert baseline.line(Kind.HEART_RATE, odd) == 965_001 + 20 * SCALE
    assert isinstance(baseline.line(Kind.HEART_RATE, odd), int)
    assert [decimal_text(Fraction(n, 20_000)) for n in (1, -1, 20_001)] == [
        "0.0001",
        "-0.0001",
        "1.0001",
    ]


def test_the_last_change_of_limits_counts():
    ways = [plan.read({"limits": [{"kind": "oxygen_saturation", "profile": name}]})
            for name in ("SPO2_COPD", "SPO2_STD", "SPO2_STD", "SPO2_COPD")]  # fmt: skip
    agreed = Agreed([(at(60 * n), way) for n, way in enumerate(ways)])
    changed = [agreed.reset_before(Kind.OXYGEN_SATURATION, at(60 * n + 1)) for n in range(4)]
    assert changed == [None, at(60), at(60), at(180)]
    assert Agreed([(at(0), None), (at(60), ways[0])]).reset_before(
        Kind.OXYGEN_SATURATION, at(61)
    ) == at(60)


def test_a_gap_tells_when_it_will_change():
    window = [Window("pef", at(0), at(60))]

    def gap(hours: int, *ids: str, pauses: tuple[Pause, ...] = ()) -> Gap:
        moment = at(60) + hours * HOUR
        return missing.gaps(window, {}, frozenset(), frozenset(ids), pauses, now=moment)[0]

    due = at(60) + 48 * HOUR
    assert gap(47, "M-1") == Gap("pef", at(60), Zone.GREY, "", False, due)
    assert gap(48, "M-1") == Gap("pef", at(60), Zone.YELLOW, "M-1", False, None)
    assert gap(48) == Gap("pef", at(60), Zone.GREY, "", False, None)
    pause = Pause(at(0), at(60))
    assert gap(48, "M-1", pauses=(pause,)) == Gap("pef", at(60), Zone.GREY, "", True, None)


PENDING = Verdict(
    at(0), Zone.RED, State.PENDING, Priority.HIGH, ("G-2",), (UUID(int=1),), changes_at=at(30)
)


def test_what_came_late_waits_for_nothing():
    old = late(PENDING, taken=at(0), received=at(0) + 25 * HOUR, newer=True)
    assert (old.state, old.priority, old.changes_at) == (State.HISTORICAL, None, None)
    stale = late(PENDING, taken=at(0), received=at(0) + 25 * HOUR, newer=False)
    assert (stale.zone, stale.state, stale.priority, stale.changes_at) == (
        Zone.YELLOW, State.FINAL, Priority.NORMAL, None,
    )  # fmt: skip


def test_a_rule_that_failed_says_so():
    assert failed(at(0), (UUID(int=1),)) == Verdict(
        at(0), Zone.GREY, State.FINAL, Priority.LOW, (rules.RULE_FAILED,), (UUID(int=1),)
    )


def test_priority_by_the_rules_that_give_a_zone():
    assert rules.priority_of(("T-1", "V-4", "no-such"), Zone.YELLOW) is Priority.LOW
    assert rules.priority_of(("V-4",), Zone.YELLOW) is Priority.NORMAL
    assert rules.priority_of(("P-1",), Zone.GREEN) is None
    assert found(at(0), [], (), high=True).zone is Zone.GREEN


def test_the_line_that_was_reached():
    lines = PROFILES["PULSE_STD"][1].first
    reached = [lines.reached_by(n * SCALE) for n in (35, 36, 40, 50, 51, 111, 131, 150)]
    assert reached == [
        None if n is None else n * SCALE for n in (35, 40, 40, 50, None, 111, 131, 150)
    ]


def test_half_a_cuff_pair_waits_from_its_own_time():
    bp = plan.read({"limits": [{"kind": "blood_pressure", "profile": "BP_STD"}]})
    cuff = pressure("165", "90", 3)
    verdict = judging.judge(cuff, bp, Around([cuff]), now=at(4))
    assert (verdict.state, verdict.changes_at) == (State.PENDING, at(33))


def test_a_week_that_is_not_whole_shows_no_mean():
    readings = [replace(pressure("140", "90", 24 * 60 + n * 90), device="") for n in range(3)]
    assert hbpm.week(readings, date(2026, 11, 21)) == hbpm.Week(
        None, tuple(readings), 1, Fraction(0), Fraction(0)
    )
    assert hbpm.ends(date(2026, 11, 14)) == date(2026, 11, 21)


def test_nobody_waits_for_a_second_reading_of_what_has_no_limits():
    seen = plan.read({"limits": [], "rules": ["AF-1"]})
    cuff = Reading(UUID(int=1), Kind.BLOOD_PRESSURE, 165 * SCALE, at(0), at(0), second=90 * SCALE)
    verdict = judging.judge(cuff, seen, Around([cuff]), now=at(0))
    assert (verdict.zone, verdict.state, verdict.changes_at) == (Zone.GREEN, State.FINAL, None)


def test_a_long_session_goes_on_from_what_is_remembered_of_it():
    spo2 = plan.read({"limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD"}]})
    last = taken(Kind.OXYGEN_SATURATION, "95", 25)
    red = Around([last], before=Before(at(0), all_green=False), critical_before=True)
    still = judging.judge(last, spo2, red, now=at(25))
    assert (still.started_at, still.zone, still.priority) == (at(0), Zone.RED, Priority.HIGH)
    green = judging.judge(last, spo2, Around([last], before=Before(at(0), True)), now=at(25))
    assert (green.started_at, green.zone) == (at(0), Zone.GREEN)


def test_a_half_pair_behind_a_pair_may_still_change_it():
    bp = plan.read({"limits": [{"kind": "blood_pressure", "profile": "BP_STD"}]})
    cuffs = [pressure("140", "90", 0), pressure("140", "90", 1), pressure("170", "90", 10)]
    verdict = judging.judge(cuffs[0], bp, Around(cuffs), now=at(11))
    assert (verdict.zone, verdict.state, verdict.changes_at) == (Zone.GREEN, State.FINAL, at(40))


def test_a_dose_that_is_waited_for():
    rule = plan.read({"limits": [], "rules": ["DEM-1"]})
    dose = Event(UUID(int=1), EventKind.DOSE_LATE, at(0), at(0), None, "apixaban")
    assert events.judge(dose, [dose], rule, now=at(30)).changes_at == at(60)


def test_a_critical_line_may_lie_on_the_red_one_but_not_inside_it():
    def limits(line: str) -> None:
        lines = {"yellow_high": "111", "red_high": "131", "crit_high": line}
        plan.read({"limits": [{"kind": "heart_rate", "override": lines}]})

    limits("131")
    with pytest.raises(BadLimits):
        limits("130")


def test_the_days_that_a_gain_was_counted_from():
    by = plan.read({"limits": [], "rules": ["W-1"]})
    weights = {date(2026, 11, day): 80 * SCALE for day in (18, 20, 21)}
    found_ = weight.judge(date(2026, 11, 21), weights, by)
    assert found_.used == (date(2026, 11, 20), date(2026, 11, 21))
    late_ = {day: kilos for day, kilos in weights.items() if day.day != 20 and day.day != 18}
    late_[date(2026, 11, 16)] = 80 * SCALE
    assert weight.judge(date(2026, 11, 21), late_, by).used[0] == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("answers", "breath"), [({"h1": 0}, 0), ({"k1": 2}, 2), ({"h1": 3, "k1": 1}, 3), ({}, 0)]
)
def test_breath_whichever_form_asked(answers, breath):
    assert breathless(answers) == breath


@pytest.mark.parametrize("kind", [EventKind.DOOR_OPEN, EventKind.BED_EXIT])
def test_what_began_at_night_tells_when_time_alone_decides_it(kind):
    night = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
    waits = {EventKind.DOOR_OPEN: events.BACK_WITHIN, EventKind.BED_EXIT: events.STILL_FOR}[kind]
    went = Event(UUID(int=1), kind, night, night)
    someday = plan.read({"rules": []})

    assert events.judge(went, (), someday, now=night).changes_at == night + waits
    late = night + 2 * waits
    assert events.judge(went, (), someday, now=late).changes_at is None, "it has been decided"
    back = replace(went, ended_at=night + timedelta(minutes=1))
    assert events.judge(back, (), someday, now=night).changes_at is None, "it is over"


def test_a_window_has_ended_when_its_end_is_now():
    window = Window("weight", at(0), at(60))
    asked = missing.gaps([window], {}, frozenset(), frozenset({"M-1"}), (), now=at(60))
    assert [gap.what for gap in asked] == ["weight"]
    assert missing.gaps([window], {}, frozenset(), frozenset({"M-1"}), (), now=at(59)) == []


def test_seven_days_of_irregular_pulse_are_counted_by_the_local_calendar():
    start = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    # Half past eleven in the evening of the third in London is half past midnight here: in time.
    first = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)

    def before(moment: datetime) -> int:
        return irregular.times_before([(moment, Kind.BLOOD_PRESSURE)], start, Kind.BLOOD_PRESSURE)

    assert (before(first), before(first - HOUR)) == (1, 0)


def test_only_a_form_without_any_answer_says_nothing():
    form = next(iter(asked.SYMPTOMS))
    assert asked.says_nothing(form, {"q1": None, "q2": None})
    assert not asked.says_nothing(form, {"q1": None, "q2": 0})
    assert not asked.says_nothing("phq-9", {"q1": None})
