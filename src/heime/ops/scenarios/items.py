"""From a scenario's items, plans and person to what the core judges."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec import UNSET

from heime.core import plan
from heime.core.agreed import Agreed
from heime.core.asked import QUESTIONNAIRES, Answers
from heime.core.errors import Refused
from heime.core.events import Event, EventKind
from heime.core.kinds import BY_LABEL
from heime.core.missing import Window
from heime.core.news2 import Vitals
from heime.core.plan import Plan
from heime.core.quantity import Scaled, decimals_of, scaled
from heime.core.reading import Quality, Reading
from heime.core.record import Item
from heime.ops.scenarios import files
from heime.ops.scenarios.files import PlanFile, Scenario, Unusable, time

_IDS = UUID("6f1c2a54-0000-7000-8000-000000000000")
_LONG_AGO = datetime.fromisoformat("0002-01-01T00:00:00+00:00")


class Taken:
    """The items of one scenario by the name that its answer calls them."""

    def __init__(self) -> None:
        self.name_of: dict[UUID, str] = {}

    def read(self, raw: dict[str, Any], name: str, at: datetime | None) -> Item:
        """One item; `at`: the moment it is judged, None in the history.

        Raises Unusable for an item that arrived after that.
        """
        found = files.item(raw, name)
        label = name if found.id is UNSET else found.id
        id_ = uuid5(_IDS, label)
        self.name_of.setdefault(id_, label)
        taken = _taken(found, name)
        received = at or taken
        if found.received_at is not UNSET:
            received = time(found.received_at, f"{name}.received_at")
        if at is not None and received > at:
            raise Unusable(f"{name}.received_at: is after the moment that judges it")
        if at is not None and taken > at:
            raise Unusable(f"{name}: was taken after the moment that judges it")
        try:
            return _item(found, name, id_, taken, received)
        except Refused as refused:
            raise Unusable(f"{name}: {refused}") from None


def _taken(found: files.Item, where: str) -> datetime:
    for name in ("measured_at", "answered_at", "scheduled_at", "at"):
        if (text := getattr(found, name, None)) is not None:
            return time(text, f"{where}.{name}")
    raise Unusable(f"{where}: has no time")


def _item(found: files.Item, where: str, id_: UUID, taken: datetime, received: datetime) -> Item:
    match found:
        case files.Measurement():
            return _reading(found, found.value, None, where, id_, taken, received)
        case files.BloodPressure():
            return _reading(found, found.systolic, found.diastolic, where, id_, taken, received)
        case files.AnswersFile():
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
        case files.Dose():
            ended = _ended(found.taken_at, f"{where}.taken_at")
            return Event(id_, EventKind(found.kind), taken, received, ended, found.drug)
        case files.Away():
            ended = _ended(found.back_at, f"{where}.back_at")
            return Event(id_, EventKind(found.kind), taken, received, ended)
        case files.Reset():
            measure = None if found.measure is UNSET else _kind(found.measure, where)
            return Event(id_, EventKind.BASELINE_RESET, taken, received, measure=measure)
        case files.Set():
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
    found: files.Measurement | files.BloodPressure,
    first: str,
    second: str | None,
    where: str,
    id_: UUID,
    taken: datetime,
    received: datetime,
) -> Reading:
    quality = Quality.NONE
    for name in (*found.quality, *found.flags):
        if name.upper() not in Quality.__members__ or name == "none":
            raise Unusable(f"{where}.quality: we do not know '{name[:30]}'")
        quality |= Quality[name.upper()]
    device = found.device
    sequence = None if device is UNSET or device.sequence is UNSET else device.sequence
    return Reading(
        id=id_,
        kind=BY_LABEL[found.kind],
        value=scaled(Decimal(first)),
        second=None if second is None else scaled(Decimal(second)),
        decimals=decimals_of(Decimal(first)),
        measured_at=taken,
        received_at=received,
        quality=quality,
        device="" if device is UNSET else device.id,
        sequence=sequence,
        pair=found.pair if isinstance(found, files.BloodPressure) else "",
        manual=found.source == "manual",
    )


def _set(found: files.Set, id_: UUID, taken: datetime, received: datetime) -> Vitals:
    def number(value: Any) -> Scaled | None:
        return None if value is UNSET else scaled(Decimal(value))

    return Vitals(
        id=id_,
        measured_at=taken,
        received_at=received,
        by="" if found.by is UNSET else found.by,
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
    read = plans(case)
    starts = {_valid_from(one) for one, _ in read}
    return Agreed([(start, _in_force(read, start)) for start in sorted(starts)])


def _valid_from(one: PlanFile) -> datetime:
    return _LONG_AGO if one.valid_from is UNSET else time(one.valid_from, "plans.valid_from")


def _in_force(read: Sequence[tuple[PlanFile, Plan]], moment: datetime) -> Plan | None:
    newest: dict[str, tuple[int, Plan]] = {}
    for one, content in read:
        if _valid_from(one) <= moment:
            version = newest.get(one.id, (-1, content))[0]
            if one.version > version:
                newest[one.id] = (one.version, content)
    return plan.together([content for _, content in newest.values()])


def windows(case: Scenario) -> list[Window]:
    """Everything that was expected, under whichever plan."""
    found: dict[tuple[str, datetime, datetime], Window] = {}
    for number, one in enumerate(case.plans):
        for place, entry in enumerate(one.expected):
            where = f"plans[{number}].expected[{place}]"
            if entry.kind not in BY_LABEL and entry.kind not in (*QUESTIONNAIRES, "news2"):
                raise Unusable(f"{where}.kind: we do not know '{entry.kind[:30]}'")
            start, end = time(entry.from_, f"{where}.from"), time(entry.to, f"{where}.to")
            if end < start:
                raise Unusable(f"{where}.to: is before its from")
            high = one.missing_data_class == "high"
            found[(entry.kind, start, end)] = Window(entry.kind, start, end, high)
    return list(found.values())


def newest(read: Sequence[tuple[PlanFile, Plan]]) -> list[tuple[str, Plan]]:
    """Of each plan id its highest version."""
    found: dict[str, tuple[int, Plan]] = {}
    for one, content in read:
        if one.version >= found.get(one.id, (-1, content))[0]:
            found[one.id] = (one.version, content)
    return [(id_, content) for id_, (_, content) in found.items()]


def content_of(struct: msgspec.Struct) -> Any:
    """A part of a file as plan contents are stored."""
    return msgspec.to_builtins(struct)
