"""From a scenario's items, plans and person to what the core judges."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec import UNSET, UnsetType

from heime.core import plan
from heime.core.agreed import Agreed
from heime.core.asked import QUESTIONNAIRES, Answers
from heime.core.errors import Refused
from heime.core.events import Event, EventKind
from heime.core.kinds import BY_LABEL, Kind
from heime.core.limits import KindLimits
from heime.core.missing import Window
from heime.core.news2 import Vitals
from heime.core.plan import Plan
from heime.core.quantity import Scaled, decimals_of, scaled
from heime.core.reading import OFF_SCALE, Quality, Reading
from heime.core.record import Item
from heime.ops.scenarios import files, shapes
from heime.ops.scenarios.files import Unusable, time
from heime.ops.scenarios.shapes import PlanFile, Scenario

_IDS = UUID("6f1c2a54-0000-7000-8000-000000000000")
CLOCK_MAY_BE_FAST = timedelta(minutes=5)
"""As at the door: a meter's clock may be that much ahead (architecture 3)."""
_LONG_AGO = datetime.fromisoformat("0002-01-01T00:00:00+00:00")


class Taken:
    """The items of one scenario by the name that its answer calls them."""

    def __init__(self) -> None:
        self.name_of: dict[UUID, str] = {}
        self._readings: dict[UUID, Reading] = {}

    def read(self, raw: dict[str, Any], name: str, at: datetime | None) -> Item:
        """One item; `at`: the moment it is judged, None in the history.

        Raises Unusable for an item that arrived after that.
        """
        found = files.item(raw, name)
        label = name if found.id is UNSET else found.id
        id_ = uuid5(_IDS, f"place {name}" if found.id is UNSET else f"id {found.id}")
        self.name_of.setdefault(id_, label)
        taken = _taken(found, name)
        received = at or taken
        if found.received_at is not UNSET:
            received = time(found.received_at, f"{name}.received_at")
        if at is not None and received > at:
            raise Unusable(f"{name}.received_at: is after the moment that judges it")
        if at is not None and taken - at > CLOCK_MAY_BE_FAST:
            raise Unusable(f"{name}: was taken after the moment that judges it")
        try:
            item = _item(found, name, id_, taken, received)
        except Refused as refused:
            raise Unusable(f"{name}: {refused}") from None
        if isinstance(item, Reading):
            self._readings[id_] = item
        return item

    def readings(self, ids: Sequence[UUID]) -> list[Reading]:
        """Those of these items that are readings, in order of time."""
        known = [self._readings[id_] for id_ in ids if id_ in self._readings]
        return sorted(known, key=lambda one: one.measured_at)


def _taken(found: shapes.Item, where: str) -> datetime:
    if isinstance(found, shapes.DoseTaken):
        return time(found.taken_at, f"{where}.taken_at")
    for name in ("measured_at", "answered_at", "scheduled_at", "at"):
        if (text := getattr(found, name, None)) is not None:
            return time(text, f"{where}.{name}")
    raise Unusable(f"{where}: has no time")


def _item(found: shapes.Item, where: str, id_: UUID, taken: datetime, received: datetime) -> Item:
    match found:
        case shapes.Measurement():
            return _reading(found, (found.value,), where, id_, taken, received)
        case shapes.BloodPressure():
            numbers = (found.systolic, found.diastolic)
            return _reading(found, numbers, where, id_, taken, received)
        case shapes.AnswersFile():
            return Answers(
                id=id_,
                questionnaire=found.questionnaire,
                answered_at=taken,
                received_at=received,
                items=None if found.items is UNSET else found.items,
                total=None if found.total is UNSET else found.total,
                safe_now=None if found.safe_now is UNSET else found.safe_now,
                by="patient" if found.by is UNSET else found.by,
            )
        case shapes.DoseLate() | shapes.DoseTaken():
            ended = _ended(found.taken_at, f"{where}.taken_at")
            due = time(found.scheduled_at, f"{where}.scheduled_at")
            return Event(id_, EventKind(found.kind), due, received, ended, found.drug)
        case shapes.Away():
            ended = _ended(found.back_at, f"{where}.back_at")
            return Event(id_, EventKind(found.kind), taken, received, ended)
        case shapes.Reset():
            measure = None if found.measure is UNSET else _kind(found.measure, where)
            return Event(id_, EventKind.BASELINE_RESET, taken, received, measure=measure)
        case shapes.Set():
            return _set(found, id_, taken, received)
        case _:
            return Event(id_, EventKind.FALL, taken, received)


def _ended(text: str | None, where: str) -> datetime | None:
    return None if text is None else time(text, where)


def _kind(label: str, where: str) -> Any:
    if label not in BY_LABEL:
        raise Unusable(f"{where}.measure: we do not know '{label[:30]}'")
    return BY_LABEL[label]


def _reading(
    found: shapes.Measurement | shapes.BloodPressure,
    numbers: tuple[str | UnsetType, ...],
    where: str,
    id_: UUID,
    taken: datetime,
    received: datetime,
) -> Reading:
    quality = Quality.NONE
    for name in (*found.quality, *found.flags):
        quality |= Quality[name.upper()]
    given = [Decimal(number) for number in numbers if number is not UNSET]
    wanted = 0 if quality & OFF_SCALE else len(numbers)
    if len(given) != wanted or quality & OFF_SCALE == OFF_SCALE:
        raise Unusable(f"{where}: needs its value, unless it is above or below the meter's range")
    device = found.device
    sequence = None if device is UNSET or device.sequence is UNSET else device.sequence
    return Reading(
        id=id_,
        kind=BY_LABEL[found.kind],
        value=scaled(given[0]) if given else None,
        second=scaled(given[1]) if len(given) > 1 else None,
        decimals=decimals_of(given[0]) if given else 0,
        measured_at=taken,
        received_at=received,
        quality=quality,
        device="" if device is UNSET else device.id,
        sequence=sequence,
        pair=found.pair if isinstance(found, shapes.BloodPressure) else "",
        manual=found.source == "manual",
        oxygen=_oxygen(found),
        model="" if device is UNSET or device.model is UNSET else device.model,
    )


def _oxygen(found: shapes.Measurement | shapes.BloodPressure) -> str:
    if found.oxygen is UNSET:
        return ""
    if not found.oxygen.on:
        return "off"
    flow = found.oxygen.flow_l_min
    return "" if flow is UNSET else str(Decimal(flow).normalize())


def _set(found: shapes.Set, id_: UUID, taken: datetime, received: datetime) -> Vitals:
    def number(value: Any) -> Scaled | None:
        return None if value is UNSET else scaled(Decimal(value))

    return Vitals(
        id=id_,
        measured_at=taken,
        received_at=received,
        by=found.by,
        respiratory_rate=number(found.respiratory_rate),
        oxygen_saturation=number(found.oxygen_saturation),
        on_oxygen=None if found.on_oxygen is UNSET else found.on_oxygen,
        systolic=number(found.systolic),
        heart_rate=number(found.heart_rate),
        consciousness=None if found.consciousness is UNSET else found.consciousness,
        body_temperature=number(found.body_temperature),
        spread_minutes=found.spread_minutes,
    )


def plans(case: Scenario) -> list[tuple[PlanFile, Plan]]:
    """Each plan version as the core reads it. Raises Unusable naming the plan and the field."""
    person = content_of(case.person)
    found = []
    for number, one in enumerate(case.plans):
        content = {
            "limits": [content_of(limit) for limit in one.limits],
            "rules": one.rules,
            "person": person,
            "missing_data_class": one.missing_data_class,
        }
        try:
            found.append((one, plan.read(content)))
        except Refused as refused:
            raise Unusable(f"plans[{number}].{refused}") from None
    return found


def agreed(case: Scenario) -> Agreed:
    """What held when: of each plan id the highest version that was valid by then (format 3)."""
    read, merged = plans(case), _merged(case)
    starts = {_valid_from(one) for one, _ in read}
    return Agreed([(start, _in_force(read, start, merged)) for start in sorted(starts)])


def _merged(case: Scenario) -> dict[Kind, KindLimits]:
    """The limits that a doctor has signed for plans that differ (U-1)."""
    if case.merge is UNSET or not case.merge.signed:
        return {}
    return dict(merged_limits(case))


def merged_limits(case: Scenario) -> list[tuple[Kind, KindLimits]]:
    """What the merge says, signed or not. Raises Unusable."""
    found = []
    for number, limit in enumerate([] if case.merge is UNSET else case.merge.limits):
        try:
            found.append(plan.read_limits(content_of(limit), f"merge.limits[{number}]"))
        except Refused as refused:
            raise Unusable(str(refused)) from None
    return found


def _valid_from(one: PlanFile) -> datetime:
    return _LONG_AGO if one.valid_from is UNSET else time(one.valid_from, "plans.valid_from")


def _in_force(
    read: Sequence[tuple[PlanFile, Plan]], moment: datetime, merged: dict[Kind, KindLimits]
) -> Plan | None:
    newest: dict[str, tuple[int, Plan]] = {}
    for one, content in read:
        if _valid_from(one) <= moment:
            version = newest.get(one.id, (-1, content))[0]
            if one.version > version:
                newest[one.id] = (one.version, content)
    whole = plan.together([content for _, content in newest.values()])
    return replace(whole, limits={**whole.limits, **merged}) if whole and merged else whole


def windows(case: Scenario) -> list[Window]:
    """Everything that was expected, by the version of each plan that held when it ended."""
    found: dict[tuple[str, datetime, datetime], Window] = {}
    for number, one in enumerate(case.plans):
        for row, entry in enumerate(one.expected):
            where = f"plans[{number}].expected[{row}]"
            if entry.kind not in BY_LABEL and entry.kind not in QUESTIONNAIRES:
                raise Unusable(f"{where}.kind: we do not know '{entry.kind[:30]}'")
            start, end = time(entry.from_, f"{where}.from"), time(entry.to, f"{where}.to")
            if end < start:
                raise Unusable(f"{where}.to: is before its from")
            if _is_replaced(one, case.plans, end):
                continue
            place = (entry.kind, start, end)
            high = one.missing_data_class == "high"
            high = high or (place in found and found[place].high_class)
            found[place] = Window(entry.kind, start, end, high)
    return list(found.values())


def _is_replaced(one: PlanFile, plans: Sequence[PlanFile], moment: datetime) -> bool:
    """Whether a higher version of the same plan held at a moment."""
    return any(
        other.id == one.id and other.version > one.version and _valid_from(other) <= moment
        for other in plans
    )


def newest(read: Sequence[tuple[PlanFile, Plan]]) -> list[tuple[PlanFile, Plan]]:
    """Of each plan id its highest version."""
    found: dict[str, tuple[PlanFile, Plan]] = {}
    for one, content in read:
        if one.id not in found or one.version >= found[one.id][0].version:
            found[one.id] = (one, content)
    return list(found.values())


def content_of(struct: msgspec.Struct) -> Any:
    """A part of a file as plan contents are stored."""
    return msgspec.to_builtins(struct)
