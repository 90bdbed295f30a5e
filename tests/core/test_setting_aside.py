"""What brings back a case that was set aside, what merges, and for how long it may wait."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heime.core.casework import CaseState
from heime.core.hours import HOME, Hours
from heime.core.kinds import Kind
from heime.core.rules import RULES, SETTLING
from heime.core.setting_aside import (
    ALWAYS,
    BREAKS,
    LONGEST,
    Finding,
    Known,
    Stands,
    Why,
    back_to,
    breaks_through,
    is_over,
    latest,
    remembered,
    why_new,
)
from heime.core.topics import ASKED
from heime.core.zone import Priority, Zone

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HOME)
OPEN = Hours(time(8), time(15, 30))
OXYGEN, PULSE, PHQ9 = int(Kind.OXYGEN_SATURATION), int(Kind.HEART_RATE), ASKED["phq9"]
YELLOW = Stands(
    Zone.YELLOW, Priority.NORMAL, (Known(OXYGEN, ("G-2",), Priority.NORMAL, NOW),)
)  # fmt: skip
RED = Stands(Zone.RED, Priority.NORMAL, YELLOW.known)


def found(
    *rules: str,
    zone: Zone = Zone.YELLOW,
    priority: Priority = Priority.NORMAL,
    kind: int = OXYGEN,
) -> Finding:
    return Finding(kind, zone, priority, rules)


@pytest.mark.parametrize(
    ("what", "stands", "why"),
    [
        (found("G-2", "C-3"), YELLOW, None),
        (found("G-2", "C-2"), YELLOW, None),  # the same limit, settled in another way
        (found("G-2", zone=Zone.RED), YELLOW, Why.ZONE),
        (found("G-2", priority=Priority.HIGH), YELLOW, Why.PRIORITY),
        (found("G-2", "D-1"), YELLOW, Why.RULE),
        (found("G-2", kind=PULSE), YELLOW, Why.KIND),
        (found("G-2"), RED, None),
        (found("G-2", priority=Priority.HIGH), RED, Why.PRIORITY),
        (found("G-2", "C-6", zone=Zone.RED, priority=Priority.HIGH), RED, Why.CRITICAL),
        (found("P-0", zone=Zone.RED, priority=Priority.HIGH, kind=PHQ9), RED, Why.SAFETY),
        (found("P-2", priority=Priority.HIGH, kind=PHQ9), RED, Why.SAFETY),
        (found("DEM-3", zone=Zone.RED, priority=Priority.HIGH, kind=0), RED, Why.HAPPENED),
        (found("DEM-2", zone=Zone.RED, priority=Priority.HIGH, kind=0), RED, Why.HAPPENED),
        (found("G-2"), Stands(Zone.YELLOW, Priority.NORMAL), Why.KIND),  # before this was kept
    ],
)
def test_what_breaks_through(what, stands, why) -> None:
    said = why_new(what, stands, at=NOW)

    assert said == why
    assert breaks_through(said) == (why is not None)


def test_an_equal_red_merges_and_is_shown_as_new() -> None:
    said = why_new(found("G-2", zone=Zone.RED), RED, at=NOW)

    assert said is Why.RED
    assert not breaks_through(said)


def test_a_repeat_merges_for_72_hours_and_not_longer() -> None:
    assert why_new(found("G-2"), YELLOW, at=NOW + LONGEST) is None
    assert why_new(found("G-2"), YELLOW, at=NOW + LONGEST + timedelta(seconds=1)) is Why.LATER


RULE_IDS = sorted(RULES)
findings = st.builds(
    Finding,
    st.sampled_from([OXYGEN, PULSE, PHQ9, 120, 203]),
    st.sampled_from(list(Zone)),
    st.sampled_from(list(Priority)),
    st.lists(st.sampled_from(RULE_IDS), min_size=1, max_size=4).map(tuple),
)


@given(st.lists(findings, max_size=6), findings)
def test_nothing_worse_other_or_dangerous_ever_merges(history: list[Finding], one: Finding) -> None:
    """Told from the issue's own words, and not from the table."""
    stands = after(history)
    seen = [past for past in history if past.kind == one.kind]
    earlier = {rule for past in seen for rule in past.rules}
    must = (
        one.zone > stands.zone
        or one.priority > max([stands.priority, *(past.priority for past in history)])
        or not seen
        or bool(set(one.rules) - earlier - SETTLING)
        or bool({"C-6", "P-0", "P-1", "P-2", "P-3", "DEM-2", "DEM-3"} & set(one.rules))
    )

    said = why_new(one, stands, at=NOW)

    if must:
        assert breaks_through(said)
    if one.zone is Zone.RED:
        assert said is not None


@given(st.lists(findings, min_size=1, max_size=6))
def test_what_joined_a_moment_ago_is_no_news_unless_dangerous_or_red(history) -> None:
    last = history[-1]

    said = why_new(last, after(history), at=NOW)

    assert said is None or said in ALWAYS or said is Why.RED


def after(history: list[Finding]) -> Stands:
    stands = Stands(Zone.GREY, Priority.LOW)
    for one in history:
        zone, priority = max((stands.zone, stands.priority), (one.zone, one.priority))
        stands = Stands(zone, priority, remembered(stands, one, at=NOW))
    return stands


def test_every_break_is_in_the_table_and_the_others_are_not() -> None:
    assert set(Why) - set(BREAKS) == {Why.RED, Why.LATER}


def test_a_yellow_waits_three_days_and_a_red_until_the_end_of_the_shift() -> None:
    assert latest(Zone.YELLOW, NOW, OPEN) == NOW + timedelta(hours=72)
    assert latest(Zone.RED, NOW, OPEN) == NOW.replace(hour=15, minute=30)


def test_a_red_in_the_evening_waits_some_hours_and_never_past_opening() -> None:
    evening = NOW.replace(hour=20)
    assert latest(Zone.RED, evening, OPEN) == evening + timedelta(hours=4)
    early = NOW.replace(hour=6)
    assert latest(Zone.RED, early, OPEN) == NOW.replace(hour=8)


def test_it_comes_back_to_whoever_had_it_while_their_shift_lasts() -> None:
    me = uuid4()
    aside = NOW.replace(hour=11)

    assert back_to(me, aside, at=NOW.replace(hour=13), hours=OPEN) == (CaseState.TAKEN, me)
    assert back_to(me, aside, at=NOW.replace(hour=15, minute=30), hours=OPEN) == (
        CaseState.OPEN,
        None,
    )
    assert back_to(None, aside, at=NOW.replace(hour=13), hours=OPEN) == (CaseState.OPEN, None)


def test_only_what_is_away_is_back_by_the_clock() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)

    assert is_over(CaseState.WAITING, now, now)
    assert is_over(CaseState.HANDED_OVER, now - timedelta(days=1), now)
    assert not is_over(CaseState.WAITING, now + timedelta(seconds=1), now)
    assert not is_over(CaseState.TAKEN, now, now)
