"""What a person has agreed to measure, and what the plan judges it by (RS-1 7.2 and 7.5)."""

from collections.abc import Mapping
from datetime import time
from random import Random
from typing import Any

from heime.core import templates
from heime.core.expectations import EVERY_DAY as EVERY_DAY_WORD
from heime.core.expectations import WEEKDAYS
from heime.core.kinds import Kind
from heime.ops.population.person import (
    SHOWS,
    Agreed,
    AgreedForm,
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

TOLERANCE = 90
"""Minutes on each side of the agreed time."""
ALL_DAY = (360, 540)
"""Minutes before and after noon in which a scale of two weeks may be answered."""


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


def forms_for(
    conditions: tuple[Condition, ...], schedule: tuple[Agreed, ...]
) -> tuple[AgreedForm, ...]:
    """The agreed questionnaires: of the day a little after the first measuring, of two weeks on
    a Monday. GAD-7 waits for its official Norwegian wording, so nobody here is given it.
    """
    first = min(one.at for one in schedule)
    morning = _moved(first, 20)
    found = []
    if Condition.COPD in conditions:
        found.append(AgreedForm("copd_daily", morning, EVERY_DAY))
    if Condition.HEART_FAILURE in conditions:
        found.append(AgreedForm("heart_failure_daily", morning, EVERY_DAY))
    if Condition.DEPRESSION in conditions:
        found.append(AgreedForm("phq9", time(12), MONDAYS, every_weeks=2))
        found.append(AgreedForm("who5", time(12), MONDAYS, every_weeks=2))
    return tuple(found)


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
    forms: tuple[AgreedForm, ...],
    usual: Mapping[Signal, float],
    age: int,
    team: str,
) -> dict[str, Any]:
    """A whole plan as heime.core.care_plan reads it, begun from the templates of the conditions.

    Limits for all that is measured: a few lines are moved for the person, the others no doctor has
    considered yet. With two conditions the plans lie side by side as the templates have them, and
    the merge says what holds for this person. When the plan is looked at again is for whoever
    fills the demo to say: an invented person has no calendar.
    """
    content = templates.joined(str(one) for one in conditions)
    limits = limits_for(conditions, home, schedule, usual, age)
    shared = {one["kind"] for part in content.get("parts", []) for one in part["limits"]}
    content["limits"] = [one for one in limits if one["kind"] not in shared]
    if "parts" in content:
        _keep_measured(content["parts"], {one["kind"] for one in limits})
        content["merge"] = {"limits": [one for one in limits if one["kind"] in shared]}
    content["person"] |= _facts(home)
    content["expectations"] = [*expected(schedule), *expected_forms(forms)]
    content["responders"] = [{"for": "office", "name": team, "staffed": "hours"}]
    content["calendar"] = team
    return content


def _keep_measured(parts: list[dict[str, Any]], measured: set[str]) -> None:
    """A part says nothing of what this person has no meter for."""
    for part in parts:
        part["limits"] = [one for one in part["limits"] if one["kind"] in measured]


def expected(schedule: tuple[Agreed, ...]) -> list[dict[str, Any]]:
    """What the schedule means as expectations: each instrument by the first thing it shows."""
    found: list[dict[str, Any]] = []
    for one in schedule:
        days = [WEEKDAYS[day] for day in sorted(one.weekdays)]
        found.append({
            "what": SHOWS[one.instrument][0].label,
            "days": EVERY_DAY_WORD if len(days) == 7 else days,
            "at": [one.at.strftime("%H:%M")],
            "before_minutes": TOLERANCE,
            "after_minutes": TOLERANCE,
        })  # fmt: skip
    return found


def expected_forms(forms: tuple[AgreedForm, ...]) -> list[dict[str, Any]]:
    """The same of questionnaires. A daily form has the tolerance of a measuring."""
    found: list[dict[str, Any]] = []
    for one in forms:
        days = [WEEKDAYS[day] for day in sorted(one.weekdays)]
        before, after = (TOLERANCE, TOLERANCE) if len(days) == 7 else ALL_DAY
        found.append({
            "what": one.questionnaire,
            "days": EVERY_DAY_WORD if len(days) == 7 else days,
            "every_weeks": one.every_weeks,
            "at": [one.at.strftime("%H:%M")],
            "before_minutes": before,
            "after_minutes": after,
        })  # fmt: skip
    return found


def limits_for(
    conditions: tuple[Condition, ...],
    home: Home,
    schedule: tuple[Agreed, ...],
    usual: Mapping[Signal, float],
    age: int,
) -> list[dict[str, Any]]:
    """The limits of everything the person measures."""
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
    return [_entry(kind, *chosen[kind]) for kind in sorted(measured & chosen.keys())]


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
