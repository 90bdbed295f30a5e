"""What a person has agreed to measure, and what the plan judges it by (RS-1 7.2 and 7.5)."""

from collections.abc import Mapping
from datetime import time
from random import Random
from typing import Any

from heime.core.kinds import Kind
from heime.ops.population.person import (
    SHOWS,
    Agreed,
    Condition,
    Home,
    Instrument,
    Signal,
)

Override = dict[str, Any]
"""Lines set otherwise than the profile has them, in the words of the scenario format."""

EVERY_DAY = frozenset(range(7))
THREE_A_WEEK = frozenset({0, 2, 4})
TWICE_A_WEEK = frozenset({1, 4})
MONDAYS = frozenset({0})

HEART_FAILURE_RULES = ("W-1", "W-3", "W-4", "W-5")


def schedule_for(conditions: tuple[Condition, ...], home: Home, rng: Random) -> tuple[Agreed, ...]:
    """The agreed measurings of a week. People keep to their own hour, so the times differ."""
    early = rng.randrange(-40, 45, 5)
    agreed = [
        Agreed(instrument, _moved(at, early), weekdays)
        for instrument, at, weekdays in _by_condition(conditions, rng)
    ]
    if home.diabetes:
        agreed.append(Agreed(Instrument.GLUCOSE_METER, _moved(time(7, 0), early), EVERY_DAY))
        agreed.append(Agreed(Instrument.GLUCOSE_METER, time(17, 30), THREE_A_WEEK))
    return tuple(sorted(agreed, key=lambda one: one.at))


Row = tuple[Instrument, time, frozenset[int]]


def _by_condition(conditions: tuple[Condition, ...], rng: Random) -> list[Row]:
    match conditions[0]:
        case Condition.HEART_FAILURE:
            return [
                (Instrument.SCALE, time(7, 20), EVERY_DAY),
                (Instrument.CUFF, time(7, 35), EVERY_DAY),
                (Instrument.CUFF, time(20, 15), EVERY_DAY),
            ]
        case Condition.HYPERTENSION:
            return [
                (Instrument.CUFF, time(7, 45), EVERY_DAY),
                (Instrument.CUFF, time(19, 45), EVERY_DAY),
            ]
        case Condition.ATRIAL_FIBRILLATION | Condition.AFTER_INFARCTION:
            return [
                (Instrument.CUFF, time(8, 10), EVERY_DAY),
                (Instrument.CUFF, time(20, 30), rng.choice((EVERY_DAY, THREE_A_WEEK))),
                (Instrument.SCALE, time(8, 0), MONDAYS),
            ]
        case Condition.COPD:
            return _lungs(conditions)
        case Condition.DEMENTIA:
            cuff_days = rng.choice((EVERY_DAY, THREE_A_WEEK, TWICE_A_WEEK))
            return [
                (Instrument.CUFF, time(9, 45), cuff_days),
                (Instrument.THERMOMETER, time(9, 40), rng.choice((EVERY_DAY, TWICE_A_WEEK))),
                (Instrument.SCALE, time(9, 30), MONDAYS),
            ]
        case Condition.DEPRESSION:
            high = Condition.HYPERTENSION in conditions
            return [
                (Instrument.CUFF, time(8, 20), EVERY_DAY if high else THREE_A_WEEK),
                (Instrument.SCALE, time(8, 10), TWICE_A_WEEK),
            ]


def _lungs(conditions: tuple[Condition, ...]) -> list[Row]:
    rows = [
        (Instrument.OXIMETER, time(8, 30), EVERY_DAY),
        (Instrument.OXIMETER, time(13, 30), EVERY_DAY),
        (Instrument.THERMOMETER, time(8, 40), EVERY_DAY),
        (Instrument.WATCH, time(8, 45), EVERY_DAY),
        (Instrument.OXIMETER, time(19, 30), EVERY_DAY),
        (Instrument.SCALE, time(8, 15), MONDAYS),
    ]
    if Condition.HEART_FAILURE in conditions:
        rows.append((Instrument.SCALE, time(8, 15), EVERY_DAY - MONDAYS))
    return rows


def _moved(at: time, minutes: int) -> time:
    hours, rest = divmod(at.hour * 60 + at.minute + minutes, 60)
    return time(hours, rest)


def plan_for(
    conditions: tuple[Condition, ...],
    home: Home,
    schedule: tuple[Agreed, ...],
    usual: Mapping[Signal, float],
    age: int,
) -> dict[str, Any]:
    """A plan as heime.core.plan reads it: start values for all that is measured.

    A few lines are moved for the person; the others no doctor has considered yet.
    """
    failing = Condition.HEART_FAILURE in conditions
    chosen: dict[Kind, tuple[str | None, Override]] = {
        Kind.OXYGEN_SATURATION: _oxygen(home, usual),
        Kind.HEART_RATE: ("PULSE_STD", {"yellow_high": "116"} if usual[Signal.PULSE] > 104 else {}),
        Kind.BLOOD_PRESSURE: _pressure(failing, age, usual),
        Kind.BODY_TEMPERATURE: ("TEMP_STD", {}),
        Kind.RESPIRATORY_RATE: ("RR_STD", {}),
        Kind.BLOOD_GLUCOSE: ("GLU_STD", {}),
    }
    if not failing:
        # No profile has limits for weight, so these are the person's own. In heart failure the
        # rules judge the weight instead.
        chosen[Kind.BODY_WEIGHT] = (None, _own_weight(usual[Signal.WEIGHT]))
    measured = {kind for one in schedule for kind in SHOWS[one.instrument]}
    return {
        "limits": [_entry(kind, *chosen[kind]) for kind in sorted(measured & chosen.keys())],
        "rules": list(HEART_FAILURE_RULES) if failing else [],
        "person": _facts(home),
    }


def _entry(kind: Kind, profile: str | None, override: Override) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": kind.label}
    if profile is not None:
        entry["profile"] = profile
    if override:
        entry |= {"override": override, "considered": True}
    return entry


def _facts(home: Home) -> dict[str, Any]:
    facts: dict[str, Any] = {"atrial_fibrillation_known": home.atrial_fibrillation_known}
    if home.dry_weight is not None:
        facts["dry_weight_kg"] = home.dry_weight
    return facts


def _oxygen(home: Home, usual: Mapping[Signal, float]) -> tuple[str, Override]:
    if home.home_oxygen:
        return "SPO2_HYPERCAP_O2", {}
    return "SPO2_COPD", {"yellow_low": "90", "red_low": "87"} if usual[Signal.SPO2] < 91.9 else {}


def _pressure(failing: bool, age: int, usual: Mapping[Signal, float]) -> tuple[str, Override]:
    if failing:
        low = usual[Signal.SYSTOLIC] < 101
        return "BP_HF", {"systolic": {"yellow_low": "92"}} if low else {}
    return "BP_STD", {"systolic": {"yellow_high": "165"}} if age >= 85 else {}


def _own_weight(usual: float) -> Override:
    return {"yellow_low": f"{usual * 0.955:.1f}", "yellow_high": f"{usual + 4:.1f}"}
