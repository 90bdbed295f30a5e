"""C1 and C2 on days on which much is yellow at once: quick is what one by one would say."""

from datetime import datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heime.core.agreed import Agreed
from heime.core.asked import Answers
from heime.core.kinds import Kind
from heime.core.limits import PROFILES, KindLimits, Limits
from heime.core.plan import Plan
from heime.core.quantity import SCALE
from heime.core.reading import Reading
from heime.core.record import Item, Record
from heime.core.whatif import Raised, Side, follow
from heime.ops.whatif import standing
from heime.ops.whatif.history import History
from tests.core.readings import MORNING, taken
from tests.core.test_whatif import SLOW, UNTIL, Sent, in_both_ways

START = UNTIL - timedelta(days=18, hours=6)
"""A local midnight, three days before the night on which summer time ends."""
DAYS = 6
SPO2, PULSE = Kind.OXYGEN_SATURATION, Kind.HEART_RATE
WARMTH, BREATH = Kind.BODY_TEMPERATURE, Kind.RESPIRATORY_RATE

# Green, yellow and red by the profiles below.
VALUES = {SPO2: (95, 90, 87), PULSE: (80, 115, 135), WARMTH: (37, 38, 40), BREATH: (16, 22, 26)}
LIMITS = {kind: PROFILES[name][1] for kind, name in (
    (SPO2, "SPO2_COPD"), (PULSE, "PULSE_STD"), (WARMTH, "TEMP_STD"), (BREATH, "RR_STD"),
)}  # fmt: skip
LIMITS[Kind.BODY_WEIGHT] = KindLimits(Limits(yellow_high=85 * SCALE))
BOTH = frozenset({"C1", "C2"})


def a_side(*rules: str) -> Side:
    return Side(((START - timedelta(days=60), Plan(LIMITS, frozenset(rules))),))


def sick_days(seed: int, night: bool, late: float) -> Sent:
    """Days on which most kinds are yellow at some time; `night`: about midnight.

    late: of how many things in each the sender was offline for hours.
    """
    rng = Random(seed)
    ids = count(1)
    found: list[Item] = []
    for day in range(DAYS):
        hours = rng.choice([0, 2, 23]) if night else rng.choice([7, 9])
        begin = START + timedelta(days=day, hours=hours, minutes=rng.choice([0, 10, 25, 40]))
        for kind, values in VALUES.items():
            at = begin
            for _ in range(rng.choice([0, 1, 1, 2, 2, 3])):
                at += timedelta(minutes=rng.choice([0, 1, 5, 20, 29, 35, 200]))
                value = rng.choice([values[0], *values[1:2] * 3, values[2]])
                found.append(_reading(kind, value, at, rng, late, next(ids)))
        if rng.random() < 0.2:
            found.append(_reading(Kind.BODY_WEIGHT, 86, begin, rng, late, next(ids)))
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            at = begin + timedelta(minutes=rng.choice([-5, 3, 31, 300]))
            items = {"k1": rng.choice([0, 1, 2, 2]), "k2": rng.choice([0, 1])}
            by = rng.choice(["patient", "patient", "carer"])
            form = Answers(
                UUID(int=next(ids)), "copd_daily", at, _came(at, rng, late), items, by=by
            )
            found.append(form)
    return Sent(sorted(found, key=lambda item: item.received_at))


def _came(at: datetime, rng: Random, late: float) -> datetime:
    hours = rng.choice([1, 3, 26]) if rng.random() < late else 0
    return at + timedelta(hours=hours, seconds=4)


def _reading(
    kind: Kind, value: int, at: datetime, rng: Random, late: float, number: int
) -> Reading:
    return Reading(
        UUID(int=number), kind, value * SCALE, at, _came(at, rng, late), device="m", sequence=number
    )


def some_days() -> st.SearchStrategy[Sent]:
    late = st.sampled_from([0.0, 0.0, 0.1])
    return st.builds(sick_days, st.integers(0, 2**32), st.booleans(), late)


def some_rules() -> st.SearchStrategy[set[str]]:
    return st.sets(st.sampled_from(["C1", "C2", "S-Y1", "S-Y2", "S-R3", "T-1", "D-1"]))


@given(some_days(), some_rules())
@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
def test_what_is_sure_and_what_is_replayed_agree_with_one_by_one(items, rules) -> None:
    quickly, one_by_one = in_both_ways(items, a_side(*rules | BOTH, "S-Y1"), a_side(*rules))

    assert quickly == one_by_one


@pytest.mark.long
@given(some_days(), some_rules())
@settings(max_examples=5000, deadline=None, suppress_health_check=SLOW)
def test_what_is_sure_and_what_is_replayed_agree_for_long(items, rules) -> None:
    quickly, one_by_one = in_both_ways(items, a_side(*rules | BOTH, "S-Y1"), a_side(*rules))

    assert quickly == one_by_one


def three_yellow(*more: Reading) -> list[Item]:
    """Saturation, pulse and temperature yellow twice each, one after the other."""
    pairs = [(SPO2, "90", 0), (PULSE, "115", 20), (WARMTH, "38.0", 40)]
    twice = [taken(kind, value, at + again) for kind, value, at in pairs for again in (0, 5)]
    return [*twice, *more]


def is_sure(items: list[Item]) -> bool:
    """Whether C2 surely fired when the third of them was final."""
    side, until = a_side("C2"), MORNING + timedelta(days=1)
    agreed, raised = Agreed(side.steps), Raised()
    follow(Record(agreed), items, raised, until=until)
    by_day = {MORNING.date(): list(raised.by_key.items())}
    at = MORNING + timedelta(minutes=45)
    return standing.surely("C2", MORNING.date(), at, by_day, History.of(items, until), agreed)


def test_three_that_still_stand_are_surely_c2() -> None:
    assert is_sure(three_yellow())


def test_what_came_after_the_third_takes_nothing_back() -> None:
    assert is_sure(three_yellow(taken(SPO2, "95", 60)))


def test_one_that_was_measured_again_before_the_third_is_for_the_replay_to_say() -> None:
    assert not is_sure(three_yellow(taken(SPO2, "95", 41)))


def test_one_that_became_green_by_its_later_readings_no_longer_stands() -> None:
    assert not is_sure(three_yellow(taken(SPO2, "95", 20), taken(SPO2, "95", 28)))


def test_something_that_came_late_that_day_is_for_the_replay_to_say() -> None:
    late = taken(BREATH, "16", -200, late=timedelta(hours=3, minutes=5))

    assert not is_sure(three_yellow(late))
