"""What two sides share, and what is sure without a replay, is what one by one would say."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heime.core.kinds import Kind
from heime.core.limits import KindLimits, Limits
from heime.core.plan import Plan
from heime.core.quantity import SCALE
from heime.core.series import Sitting
from heime.core.whatif import Side
from heime.ops.whatif import alike
from heime.ops.whatif.history import History
from tests.core.readings import MORNING, spo2
from tests.core.test_whatif import RULES, SLOW, histories, in_both_ways, sides


@st.composite
def changed(draw: st.DrawFn, before: Side) -> Side:
    """A side as people ask for it: the same plans with some lines moved or a rule switched."""
    moved = draw(st.sets(st.sampled_from(sorted(Kind)), max_size=4))
    by = draw(st.integers(-15, 15)) * SCALE // 10
    switched = draw(st.sets(st.sampled_from(RULES), max_size=1))
    whole = draw(st.booleans())
    steps = [(start, plan and _changed(plan, moved, by, switched)) for start, plan in before.steps]
    return replace(before, steps=tuple(steps if whole else steps[:1]))


def _changed(plan: Plan, moved: set[Kind], by: int, switched: set[str]) -> Plan:
    lines = {
        kind: replace(of, first=replace(of.first, **{
            name: line + by
            for name in ("yellow_low", "yellow_high")
            if (line := getattr(of.first, name)) is not None
        })) if kind in moved else of
        for kind, of in plan.limits.items()
    }  # fmt: skip
    return replace(plan, limits=lines, rules=plan.rules ^ switched)


@given(histories(), st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
def test_a_plan_changed_a_little_agrees_with_one_by_one(items, data) -> None:
    before = data.draw(sides())
    after = data.draw(changed(before))

    quickly, one_by_one = in_both_ways(items, before, after)

    assert quickly == one_by_one


@pytest.mark.long
@given(histories(), st.data())
@settings(max_examples=3000, deadline=None, suppress_health_check=SLOW)
def test_a_plan_changed_a_little_agrees_with_one_by_one_for_long(items, data) -> None:
    before = data.draw(sides())
    after = data.draw(changed(before))

    quickly, one_by_one = in_both_ways(items, before, after)

    assert quickly == one_by_one


def limits_side(yellow: int, *rules: str) -> Side:
    limits = Limits(red_low=88 * SCALE, yellow_low=yellow * SCALE)
    plan = Plan({Kind.OXYGEN_SATURATION: KindLimits(limits)}, frozenset(rules))
    return Side(((MORNING - timedelta(days=60), plan),))


def oxygen(*values: str) -> History:
    """One reading a day."""
    items = [spo2(value, minutes=day * 1440) for day, value in enumerate(values)]
    return History.of(items, MORNING + timedelta(days=60))


def test_a_moved_line_asks_anew_only_of_what_lies_between() -> None:
    column = oxygen("89", "90", "91", "92").columns[Kind.OXYGEN_SATURATION]

    same = alike.alike(column, limits_side(91), limits_side(90))

    assert same.tolist() == [True, True, False, True]


def test_a_line_that_is_taken_away_asks_anew_of_all_it_was_reached_by() -> None:
    column = oxygen("89", "90", "91", "92").columns[Kind.OXYGEN_SATURATION]
    start, plan = limits_side(91).steps[0]
    without = Side(((start, replace(plan, limits={}, rules=frozenset({"D-1"}))),))

    same = alike.alike(column, limits_side(91, "D-1"), without)

    assert same.tolist() == [False, False, False, True]


def test_a_rule_that_is_switched_asks_anew_of_everything() -> None:
    column = oxygen("89", "92").columns[Kind.OXYGEN_SATURATION]

    assert not alike.alike(column, limits_side(91), limits_side(91, "D-1")).any()


def test_what_was_usual_must_be_the_same_since_the_baseline_began_anew() -> None:
    def before(*values: str, reset: int | None = None) -> alike.Earlier:
        past = [
            (Sitting(MORNING + timedelta(days=day), (), None), int(value) * SCALE)
            for day, value in enumerate(values)
        ]
        return alike.Earlier(past, None if reset is None else MORNING + timedelta(days=reset))

    assert before("95", "94").is_like(before("95", "94"))
    assert not before("95", "94").is_like(before("96", "94"))
    assert before("95", "94", reset=1).is_like(before("96", "94", reset=1))
    assert not before("95", "94").is_like(before("95", "94", reset=1))
