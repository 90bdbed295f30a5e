"""C-6: a plausible reading at a critical line settles its session at once (7.3, CL-08, CL-12)."""

from collections.abc import Sequence
from datetime import datetime

from heime.core.kinds import KINDS
from heime.core.limits import KindLimits
from heime.core.reading import Reading
from heime.core.takes import Take, settle, take_of, value_of, values_of
from heime.core.verdict import Verdict
from heime.core.zone import Priority, State, Zone


def verdict(
    readings: Sequence[Reading], takes: Sequence[Take], limits: KindLimits
) -> Verdict | None:
    """C-6: one plausible reading, or the mean of a pair, at a critical line (CL-12)."""
    for reading in readings:
        if limits.is_critical(value_of(reading), reading.second):
            return _critical_reading(reading)
    for take in takes:
        if limits.is_critical(take.value, take.second):
            return _critical_mean(take)
    return None


def began(at: datetime, groups: list[list[Reading]], limits: KindLimits) -> datetime:
    """Where the session that a critical value settles began: at the first reading in use."""
    takes = [take_of(group, limits) for group in groups if group[0].measured_at <= at]
    used, waiting = settle(takes, KINDS[groups[0][0].kind].tolerance)
    worse = [take.at for take in used if take.zone is not Zone.GREEN]
    return min([at, *worse, *(take.at for take in waiting)])


def _critical_reading(reading: Reading) -> Verdict:
    """C-6 settles its session, red and high."""
    values = (value_of(reading),) if reading.second is None else (value_of(reading), reading.second)
    return Verdict(
        reading.measured_at,
        Zone.RED,
        State.FINAL,
        Priority.HIGH,
        ("G-2", "C-6"),
        (reading.id,),
        values,
    )


def _critical_mean(take: Take) -> Verdict:
    return Verdict(
        take.at,
        Zone.RED,
        State.FINAL,
        Priority.HIGH,
        ("G-2", "C-6", "C-8"),
        take.inputs,
        values_of(take),
    )
