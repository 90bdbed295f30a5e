"""A meter that shows HI or LO: no number, and never calm (core/off_scale.py)."""

import pytest

from heime.core import judging
from heime.core.kinds import Kind
from heime.core.limits import NO_LIMITS, PROFILES, KindLimits, Limits
from heime.core.plan import Plan
from heime.core.quantity import SCALE
from heime.core.reading import Quality
from heime.core.zone import Priority, State, Zone
from tests.core.readings import at, taken

GLU_STD = PROFILES["GLU_STD"][1]
HI, LO = Quality.ABOVE_RANGE, Quality.BELOW_RANGE


def glucose(value=None, minutes=0, **more):
    return taken(Kind.BLOOD_GLUCOSE, value, minutes, **more)


def lines(**named):
    return KindLimits(Limits(**{name: int(value * SCALE) for name, value in named.items()}))


def judged(*readings, limits=GLU_STD, now=0):
    """The verdict on the last of these."""
    plan = Plan(limits={Kind.BLOOD_GLUCOSE: limits})
    around = judging.Around(sorted(readings, key=lambda one: one.measured_at))
    return judging.judge(readings[-1], plan, around, now=at(now))


@pytest.mark.parametrize("side", [HI, LO])
def test_past_what_the_meter_shows_is_past_the_critical_line(side):
    verdict = judged(glucose(quality=side))

    assert (verdict.zone, verdict.state) == (Zone.RED, State.FINAL)
    assert verdict.priority is Priority.HIGH
    assert verdict.rules == ("G-2", "C-6", "V-2")
    assert verdict.remeasure


def test_it_is_no_number_for_anybody():
    verdict = judged(glucose(quality=HI))

    assert verdict.values == ()
    assert verdict.facts == (("off_scale", "above"),)


@pytest.mark.parametrize(
    ("limits", "side", "zone", "state"),
    [
        (lines(red_high=20), HI, Zone.RED, State.FINAL),
        (lines(yellow_high=15), HI, Zone.YELLOW, State.FINAL),
        (lines(yellow_high=15), LO, Zone.GREY, State.REJECTED),
        (lines(red_low=2.9), LO, Zone.RED, State.FINAL),
        (KindLimits(NO_LIMITS, NO_LIMITS), HI, Zone.GREY, State.REJECTED),
    ],
)
def test_the_plan_says_how_bad_and_none_says_green(limits, side, zone, state):
    verdict = judged(glucose(quality=side), limits=limits)

    assert (verdict.zone, verdict.state) == (zone, state)


@pytest.mark.parametrize("more", [Quality.TESTING, Quality.DEMO, Quality.INVALID])
def test_control_solution_is_nobody_s(more):
    assert judged(glucose(quality=HI | more)).state is State.REJECTED


def test_what_is_measured_afterwards_does_not_make_it_less():
    verdict = judged(glucose(quality=HI), glucose("10.0", 6), now=6)

    assert (verdict.zone, verdict.priority) == (Zone.RED, Priority.HIGH)
    assert verdict.started_at == at(0)
    assert verdict.values == ()
    assert judged(glucose(quality=HI), glucose("10.0", 30), now=30).zone is Zone.GREEN


def test_leading_green_is_dropped():
    verdict = judged(glucose("10.0"), glucose(quality=LO, minutes=20), now=20)

    assert (verdict.zone, verdict.started_at) == (Zone.RED, at(20))


def test_a_worse_value_beside_it_decides():
    yellow = lines(yellow_high=15, crit_low=2.4)
    verdict = judged(glucose(quality=HI), glucose("2.0", 6), limits=yellow, now=6)

    assert (verdict.zone, verdict.priority) == (Zone.RED, Priority.HIGH)
    assert "C-6" in verdict.rules
    assert verdict.values == (2 * SCALE,)


def test_a_weight_and_a_blow_without_a_number_are_failed_readings():
    for kind in (Kind.BODY_WEIGHT, Kind.FEV1):
        plan = Plan(limits={kind: lines(red_high=2)})
        reading = taken(kind, None, quality=HI)
        assert judging.judge(reading, plan, judging.Around([reading]), now=at(0)).state is (
            State.REJECTED
        )
