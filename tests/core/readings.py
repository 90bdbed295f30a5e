"""Readings for the tests of the core, written as people say them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from heime.core.kinds import Kind
from heime.core.limits import PROFILES
from heime.core.quantity import decimals_of, scaled
from heime.core.reading import Quality, Reading

MORNING = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
_SPACE = UUID("00000000-0000-7000-8000-000000000001")


def at(minutes: float) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def taken(
    kind: Kind,
    value: str | None,
    minutes: float = 0,
    *,
    second: str | None = None,
    late: timedelta = timedelta(0),
    quality: Quality = Quality.NONE,
    device: str = "",
    sequence: int | None = None,
    manual: bool = False,
    pair: str = "",
) -> Reading:
    moment = at(minutes)
    return Reading(
        id=uuid5(
            _SPACE, f"{kind} {value} {second} {minutes} {device} {sequence} {manual} {quality}"
        ),
        kind=kind,
        value=None if value is None else scaled(Decimal(value)),
        second=None if second is None else scaled(Decimal(second)),
        decimals=0 if value is None else decimals_of(Decimal(value)),
        measured_at=moment,
        received_at=moment + late,
        quality=quality,
        device=device,
        sequence=sequence,
        manual=manual,
        pair=pair,
    )


def spo2(value: str, minutes: float = 0, **more: object) -> Reading:
    return taken(Kind.OXYGEN_SATURATION, value, minutes, **more)


def pressure(upper: str, lower: str, minutes: float = 0, **more: object) -> Reading:
    return taken(Kind.BLOOD_PRESSURE, upper, minutes, second=lower, **more)


SPO2_COPD = PROFILES["SPO2_COPD"][1]
TEMP_STD = PROFILES["TEMP_STD"][1]
BP_STD = PROFILES["BP_STD"][1]
PULSE_STD = PROFILES["PULSE_STD"][1]
