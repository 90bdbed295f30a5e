"""What a phone needs to judge by itself, in the scenario format (heime-scenario/1, 2 to 4).

Limits are written out, line by line, so that it does not matter which profile they began as or how
many parts the plan has. What is expected sooner is a second plan, since a scenario has one class a
plan.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from heime.core.asked import Answers
from heime.core.events import Event
from heime.core.home_known import BACK, Known, in_order, taken_at, windows
from heime.core.kinds import KINDS, Kind
from heime.core.limits import FIELDS, Limits
from heime.core.missing import Window
from heime.core.news2 import SEVEN, Vitals
from heime.core.person import Person
from heime.core.plan import Plan
from heime.core.quantity import Scaled, plain
from heime.core.reading import OFF_SCALE, Quality, Reading
from heime.core.record import Item

RULE_SET = "RS-1"
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_FLAGS = {Quality.IRREGULAR_PULSE}
_SCORED = ("respiratory_rate", "oxygen_saturation", "systolic", "heart_rate", "body_temperature")


def of(known: Known, now: datetime) -> dict[str, Any]:
    """The `judging` block of a day: rule set, person, plans and history."""
    newest = known.plan_at(now)
    return {
        "rule_set": RULE_SET,
        "person": {} if newest is None else person(newest.person),
        "plans": list(_plans(known, now)),
        "history": [
            item(one) for one in in_order(known.items)
            if taken_at(one) >= now - BACK and _can_be_said(one)
        ],
    }  # fmt: skip


def _plans(known: Known, now: datetime) -> Iterator[dict[str, Any]]:
    expected = windows(known, now)
    sooner = any(one.high_class for step in expected for one in step)
    for number, ((start, plan), asked) in enumerate(zip(known.steps, expected, strict=True), 1):
        yield {
            "id": "plan",
            "version": number,
            "signed": True,
            "valid_from": at(start),
            "limits": list(_limits(plan)),
            "rules": sorted(plan.rules),
            "missing_data_class": "standard",
            "expected": _expected([one for one in asked if not one.high_class]),
        }
        if sooner:
            yield {
                "id": "sooner",
                "version": number,
                "signed": True,
                "valid_from": at(start),
                "limits": [],
                "rules": [],
                "missing_data_class": "high",
                "expected": _expected([one for one in asked if one.high_class]),
            }


def _expected(asked: Sequence[Window]) -> list[dict[str, str]]:
    return [{"kind": one.what, "from": at(one.start), "to": at(one.end)} for one in asked]


def _limits(plan: Plan) -> Iterator[dict[str, Any]]:
    for kind, lines in plan.limits.items():
        override: dict[str, Any] = _lines(kind, lines.first)
        if KINDS[kind].has_two:
            override = {"systolic": override, "diastolic": _lines(kind, lines.second)}
        yield {"kind": kind.label, "override": override}


def _lines(kind: Kind, lines: Limits) -> dict[str, str]:
    decimals = KINDS[kind].decimals
    known = {name: getattr(lines, name) for name in FIELDS}
    return {name: plain(value, decimals) for name, value in known.items() if value is not None}


def person(one: Person) -> dict[str, Any]:
    """What the plan and the person say of themselves (format 2)."""
    best = {kind.label: plain(value, 0) for kind, value in one.personal_best.items()}
    said: dict[str, Any] = {
        "home_oxygen": one.home_oxygen,
        "atrial_fibrillation_known": one.atrial_fibrillation_known,
        "dry_weight_kg": None if one.dry_weight is None else plain(one.dry_weight, 1),
        "personal_best": best,
        "habitual_news2": one.habitual_news2,
        "news2_scale": 2 if one.scale_2 else 1,
        "baselines": dict(one.baselines),
        "critical_drugs": sorted(one.critical_drugs),
        "standby_course": None if one.course is None else {
            "started_on": one.course.started_on.isoformat(),
            "k1_at_start": one.course.breath_at_start,
        },
        "pauses": [
            {"from": at(max(pause.start, _FIRST)), "to": at(min(pause.end, _LAST))}
            for pause in one.pauses
        ],
    }  # fmt: skip
    return {name: value for name, value in said.items() if value not in (None, {}, [])}


def item(one: Item) -> dict[str, Any]:
    """One thing that came (format 4)."""
    known = {"id": str(one.id), "received_at": at(one.received_at)}
    match one:
        case Reading():
            return known | _reading(one)
        case Answers():
            return known | _answers(one)
        case Vitals():
            return known | _set(one)
        case Event():
            return known | _event(one)


def _reading(one: Reading) -> dict[str, Any]:
    spec = KINDS[one.kind]
    said: dict[str, Any] = {
        "kind": one.kind.label,
        "unit": spec.unit.value,
        "measured_at": at(one.measured_at),
        "source": "manual" if one.manual else "device",
        "quality": [q.name.lower() for q in one.quality if q not in _FLAGS and q.name],
        "flags": [q.name.lower() for q in one.quality if q in _FLAGS and q.name],
    }
    if one.device:
        said["device"] = {"id": one.device}
    if one.value is None:
        return said  # HI or LO: its quality says which
    if one.second is None:
        return said | {"value": plain(one.value, one.decimals)}
    return said | {
        "systolic": plain(one.value, one.decimals), "diastolic": plain(one.second, one.decimals),
    }  # fmt: skip


def _answers(one: Answers) -> dict[str, Any]:
    said: dict[str, Any] = {
        "kind": "answers",
        "questionnaire": one.questionnaire,
        "answered_at": at(one.answered_at),
        "by": one.by,
        "items": None if one.items is None else dict(one.items),
        "total": one.total,
        "safe_now": one.safe_now,
    }
    return {name: value for name, value in said.items() if value is not None}


def _set(one: Vitals) -> dict[str, Any]:
    said: dict[str, Any] = {
        "kind": "news2",
        "measured_at": at(one.measured_at),
        "by": one.by,
        "spread_minutes": one.spread_minutes,
        "on_oxygen": one.on_oxygen,
        "consciousness": one.consciousness,
    }
    numbers: dict[str, Scaled | None] = {
        name: getattr(one, name) for name in SEVEN if name in _SCORED
    }
    said |= {name: plain(value, 0) for name, value in numbers.items() if value is not None}
    return {name: value for name, value in said.items() if value is not None}


def _event(one: Event) -> dict[str, Any]:
    """The baseline starts anew; nothing else that happens comes from a home yet."""
    reason = {
        "": "hospital_stay", Kind.OXYGEN_SATURATION.label: "oxygen_flow",
    }.get("" if one.measure is None else one.measure.label, "device_model")  # fmt: skip
    said = {"kind": one.kind.value, "at": at(one.at), "reason": reason}
    return said if one.measure is None else said | {"measure": one.measure.label}


def _can_be_said(one: Item) -> bool:
    """A meter that failed said nothing that the format can hold; HI and LO it can."""
    return not isinstance(one, Reading) or one.value is not None or bool(one.quality & OFF_SCALE)


def at(moment: datetime) -> str:
    """A moment as scenarios write it: to the second."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
