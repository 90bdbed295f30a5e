"""What must hold of every judgement, whatever was measured (RS-1; architecture 6)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from heime.core import baseline, events, missing, moods, news2, picture, plan, symptoms, weight
from heime.core.agreed import Agreed
from heime.core.asked import Answers
from heime.core.events import Event, EventKind
from heime.core.kinds import KINDS, Kind
from heime.core.limits import PROFILES
from heime.core.missing import Window
from heime.core.news2 import Vitals
from heime.core.picture import Picture
from heime.core.quantity import SCALE, scaled
from heime.core.reading import Reading
from heime.core.record import Item, Record
from heime.core.rules import RULE_FAILED, RULES
from heime.core.zone import State, Zone

START = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
STEPS = {Kind.BODY_TEMPERATURE: SCALE // 10, Kind.BLOOD_GLUCOSE: SCALE // 10}
LIMITS = [
    {"kind": kind.label, "profile": name}
    for name, (kind, _) in PROFILES.items()
    if name in ("SPO2_COPD", "PULSE_STD", "BP_STD", "TEMP_STD", "RR_STD", "GLU_STD")
]
OPTIONAL = sorted(id_ for id_, rule in RULES.items() if not rule.always)
PERSON = {"dry_weight_kg": "80.0", "personal_best": {"fev1": "1.50"}, "baselines": {"phq9": 5}}


def agreed(rules: Sequence[str] = OPTIONAL) -> Agreed:
    content = {"limits": LIMITS, "rules": list(rules), "person": PERSON}
    return Agreed([(LONG_AGO, plan.read(content))])


def picture_of(
    items: Sequence[Item], now: datetime, *, by: Agreed, windows: Sequence[Window] = ()
) -> Picture:
    record = Record(by, windows)
    for item in items:
        record.add(item)
    return record.picture(now, [item.id for item in items])


def sessions_in(record: Record) -> list[tuple]:
    return sorted(
        (kind, one.start, one.verdict.zone, one.verdict.state, sorted(r.id for r in one.readings))
        for kind, series in record.series.items()
        for one in series.sittings
        if one.verdict is not None
    )


# --- What people send ------------------------------------------------------------------------

identities = st.uuids(version=4)


@st.composite
def readings(draw: st.DrawFn, *, within: int = 4 * 24 * 60, kinds: Sequence[Kind] = ()) -> Reading:
    kind = draw(
        st.sampled_from(
            kinds
            or [
                Kind.OXYGEN_SATURATION,
                Kind.HEART_RATE,
                Kind.BODY_TEMPERATURE,
                Kind.BODY_WEIGHT,
                Kind.BLOOD_PRESSURE,
            ]
        )
    )
    spec = KINDS[kind]
    if kind is Kind.BODY_WEIGHT:
        value = draw(st.integers(770, 870)) * SCALE // 10
    else:
        step = STEPS.get(kind, SCALE)
        value = draw(st.integers(spec.plausible.low // step, spec.plausible.high // step)) * step
    second = draw(st.integers(30, 130)) * SCALE if spec.has_two else None
    at = START + timedelta(minutes=draw(st.integers(0, within)))
    return Reading(draw(identities), kind, value, at, at, second=second)


@st.composite
def forms(draw: st.DrawFn, *, within: int = 4 * 24 * 60) -> Answers:
    name, letter, most = draw(
        st.sampled_from([("copd_daily", "k", 9), ("heart_failure_daily", "h", 10)])
    )
    items = {
        f"{letter}{n}": draw(
            st.sampled_from([0, 0, 0, 0, 1, None] if n > 1 else [0, 1, 2, 3, None])
        )
        for n in range(1, most + 1)
    }
    at = START + timedelta(minutes=draw(st.integers(0, within)))
    by = draw(st.sampled_from(["patient", "carer"]))
    return Answers(draw(identities), name, at, at, items, by=by)


lives = st.lists(st.one_of(readings(), readings(), forms()), min_size=1, max_size=14)


# --- Laws ------------------------------------------------------------------------------------


USUAL = {
    Kind.OXYGEN_SATURATION: 97,
    Kind.HEART_RATE: 75,
    Kind.BODY_TEMPERATURE: 367,
    Kind.RESPIRATORY_RATE: 16,
    Kind.BLOOD_GLUCOSE: 70,
}
"""What is green everywhere, in the steps that a meter shows."""


@given(
    st.sampled_from(list(USUAL)),
    st.integers(0, 400),
    st.integers(0, 400),
    st.sampled_from([0, 29, 30]),
)
def test_further_out_is_never_better(kind: Kind, one: int, other: int, minutes: int):
    """A single credible reading, moved outward on one side, alone or after its half hour."""
    spec, by = KINDS[kind], agreed([])
    step = STEPS.get(kind, SCALE)
    centre = USUAL[kind] * step
    for side in (-1, 1):
        near, far = (centre + side * n * step for n in sorted((one, other)))
        if not (spec.credible.holds(near) and spec.credible.holds(far)):
            continue
        zones = []
        for value in (near, far):
            reading = Reading(UUID(int=1), kind, value, START, START)
            zones.append(picture_of([reading], START + timedelta(minutes=minutes), by=by).zone)
        assert zones[0] <= zones[1]


@settings(deadline=None, max_examples=40)
@given(st.lists(readings(within=29), min_size=2, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(items: list[Reading], chance):
    """Within two hours and with no time-out between: same sessions, same zones (architecture 6)."""
    now = START + timedelta(minutes=29)
    by = agreed(["D-1", "T-1", "AF-1", "C2", "W-1", "W-3", "W-4"])
    shuffled = list(items)
    chance.shuffle(shuffled)
    ways = []
    for order in (items, shuffled):
        record = Record(by)
        for item in order:
            record.add(item)
            record.picture(now, [item.id])
        whole = record.picture(now, [item.id for item in items])
        ways.append((sessions_in(record), whole.zone, whole.state, whole.priority))
    assert ways[0] == ways[1]


@settings(deadline=None, max_examples=40)
@given(lives)
def test_judged_on_the_way_or_all_at_once_is_the_same(items: list[Item]):
    items = sorted(items, key=_taken)
    by, step_by_step = agreed(), Record(agreed())
    for number, item in enumerate(items):
        now = _taken(item)
        step_by_step.add(item)
        on_the_way = step_by_step.picture(now, [item.id])
        fresh = Record(by)
        for known in reversed(items[: number + 1]):
            fresh.add(known)
        at_once = fresh.picture(now, [item.id])
        assert (on_the_way.zone, on_the_way.state) == (at_once.zone, at_once.state)
        assert sessions_in(step_by_step) == sessions_in(fresh)


@settings(deadline=None, max_examples=40)
@given(lives)
def test_the_same_twice_changes_nothing(items: list[Item]):
    now = START + timedelta(days=4)
    by = agreed()
    again = [
        replace(item, id=UUID(int=number), device="meter", sequence=number)
        if isinstance(item, Reading)
        else item
        for number, item in enumerate(items)
    ]
    once = picture_of(again, now, by=by)
    record = Record(by)
    for item in [*again, *again]:
        record.add(item)
    for item in again:
        if isinstance(item, Reading):
            late = item.received_at + timedelta(hours=1)
            record.add(replace(item, id=UUID(int=item.id.int + 10_000), received_at=late))
    twice = record.picture(now, [item.id for item in again])
    assert (once.zone, once.state, once.priority) == (twice.zone, twice.state, twice.priority)


@settings(deadline=None, max_examples=40)
@given(lives, st.integers(0, 5))
def test_grey_is_never_hidden_by_green(items: list[Item], days: int):
    """Something that was expected and never came: the whole is grey or worse."""
    window = Window("blood_glucose", START, START + timedelta(hours=1))
    now = START + timedelta(days=4 + days)
    assert picture_of(items, now, by=agreed(["M-1"]), windows=[window]).zone >= Zone.GREY


@settings(deadline=None, max_examples=40)
@given(lives)
def test_the_overall_zone_is_the_worst_of_what_is_live(items: list[Item]):
    now = START + timedelta(days=4)
    whole = picture_of(items, now, by=agreed())
    live = [part.verdict for part in whole.parts if part.verdict.is_live]
    zones = [v.zone for v in live] + [Zone.RED for _ in whole.combined]
    assert whole.zone == max(zones, default=Zone.GREY)
    if whole.combined or any(v.zone is whole.zone and v.state is State.FINAL for v in live):
        assert whole.state is State.FINAL
    abnormal = [v for v in live if v.state is State.FINAL and v.zone >= Zone.YELLOW]
    assert (whole.priority is not None) == bool(abnormal or whole.combined)


# D-1 and P-D1 move the lines that sessions begin at, and so what belongs to which session.
ADDABLE = sorted(set(OPTIONAL) - {"D-1", "P-D1"})


@settings(deadline=None, max_examples=40)
@given(lives, st.sets(st.sampled_from(ADDABLE)), st.sampled_from(ADDABLE))
def test_one_more_rule_is_never_better(items: list[Item], rules: set[str], more: str):
    now = START + timedelta(days=4)
    few = picture_of(items, now, by=agreed(sorted(rules)))
    assume(any(part.verdict.is_live for part in few.parts))
    many = picture_of(items, now, by=agreed(sorted(rules | {more})))
    assert many.zone >= few.zone


@settings(deadline=None, max_examples=40)
@given(lives, st.integers(1, 10))
def test_another_week_is_judged_alike(items: list[Item], weeks: int):
    """No calendar date is special: the same life some weeks later, without a change of clocks."""
    later = timedelta(weeks=weeks)
    moved = [
        replace(item, measured_at=item.measured_at + later, received_at=item.received_at + later)
        if isinstance(item, Reading)
        else replace(
            item, answered_at=item.answered_at + later, received_at=item.received_at + later
        )
        for item in items
    ]
    now, by = START + timedelta(days=4), agreed()
    one, other = picture_of(items, now, by=by), picture_of(moved, now + later, by=by)
    assert (one.zone, one.state, one.priority) == (other.zone, other.state, other.priority)


@given(st.decimals(min_value=40, max_value=140, places=1), st.sampled_from(["2.0", "3.0"]))
@example(Decimal("62.9"), "2.0")
def test_no_gain_is_made_by_binary_fractions(before: Decimal, gain: str):
    """64.9 - 62.9 is 2.0, and 2.0 is not more than 2.0 (G-3)."""
    day = timedelta(days=1)
    by = agreed(["W-1", "W-3"])
    rule = {"2.0": "W-1", "3.0": "W-3"}[gain]
    for more, fires in (("0.0", False), ("0.1", True)):
        after = before + Decimal(gain) + Decimal(more)
        weights = [
            Reading(UUID(int=1), Kind.BODY_WEIGHT, scaled(before), START - day, START - day),
            Reading(UUID(int=2), Kind.BODY_WEIGHT, scaled(after), START, START),
        ]
        whole = picture_of(weights, START, by=by)
        assert (rule in whole.parts[-1].verdict.rules) is fires


def _taken(item: Item) -> datetime:
    return item.measured_at if isinstance(item, Reading | Vitals) else item.answered_at


# --- A rule that raises ----------------------------------------------------------------------


def broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError("a rule that was written wrong")


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def reading(kind: Kind, value: int, minutes: float = 0, number: int = 0) -> Reading:
    return Reading(UUID(int=number or int(kind)), kind, value * SCALE, at(minutes), at(minutes))


WEIGHT = reading(Kind.BODY_WEIGHT, 80)
FORM = Answers(UUID(int=100), "copd_daily", START, START, {"k1": 0})
PHQ = Answers(UUID(int=101), "phq9", START, START, {str(n): 0 for n in range(1, 10)})
SET = Vitals(
    UUID(int=102), START, START, "health_personnel", *(16 * SCALE, 97 * SCALE, False),
    *(120 * SCALE, 70 * SCALE, "A", scaled(Decimal("36.8"))),
)  # fmt: skip
DOSE = Event(UUID(int=103), EventKind.DOSE_TAKEN, START, START, START, "apixaban")
PULSES = [reading(Kind.HEART_RATE, 70, -1440 * n, 200 + n) for n in range(9)]


@pytest.mark.parametrize(
    ("where", "name", "items"),
    [
        (weight, "judge", [WEIGHT]),
        (symptoms, "copd", [FORM]),
        (moods, "phq9", [PHQ]),
        (news2, "score", [SET]),
        (events, "dose", [DOSE]),
        (baseline, "is_far", PULSES),
        (baseline, "line", PULSES),
        (baseline, "baseline_of", PULSES),
        (missing, "gaps", [FORM]),
        (picture, "combinations", [FORM]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_rule_that_raises_is_grey_and_no_other_red_is_lost(where, name, items, monkeypatch):
    monkeypatch.setattr(where, name, broken)
    if name == "baseline_of":
        monkeypatch.setattr("heime.core.series.baseline_of", broken)
    windows = [Window("blood_glucose", at(-600), at(-500))]
    rules = [id_ for id_ in OPTIONAL if id_ != "M-1"]
    alone = picture_of(items, at(1), by=agreed(rules), windows=windows)
    assert alone.zone is Zone.GREY
    assert any(RULE_FAILED in part.verdict.rules for part in alone.parts)

    red = reading(Kind.OXYGEN_SATURATION, 80)
    beside = picture_of([*items, red], at(1), by=agreed(rules), windows=windows)
    assert (beside.zone, beside.state) == (Zone.RED, State.FINAL)
    assert any(RULE_FAILED in part.verdict.rules for part in beside.parts)


@pytest.mark.parametrize("name", ["is_far", "line"])
def test_a_limit_stands_when_what_looks_back_raises(name, monkeypatch):
    """D-1, P-D1 or T-1 broken in the same session: the red of its limit is not lost."""
    monkeypatch.setattr(baseline, name, broken)
    twice = [reading(Kind.HEART_RATE, 135, n, 300 + n) for n in (1, 6)]
    whole = picture_of([*PULSES, *twice], at(7), by=agreed(["P-D1", "T-1"]))
    assert whole.zone is Zone.RED
    assert RULE_FAILED in whole.parts[-1].verdict.rules
