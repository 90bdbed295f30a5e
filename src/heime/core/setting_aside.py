"""What a case may wait for, for how long, and what brings it back before its time.

A danger is never hidden: what is worse than what somebody set aside, what is of another rule or
kind, and what is dangerous in itself bring the case back at once (`BREAKS`). What only repeats is
kept and merges; nothing is forgotten, since every waiting ends by the clock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from heime.core.casework import AWAY, CaseState
from heime.core.hours import Hours
from heime.core.rules import SETTLING
from heime.core.zone import Priority, Zone

LONGEST = timedelta(hours=72)
"""How long a yellow case may be set aside, and for how long a repeat merges (issue 5)."""
LONGEST_RED_CLOSED = timedelta(hours=4)
"""Outside opening hours, when there is no shift whose end a red could wait for."""


class Waits(StrEnum):
    """What a case is set aside for."""

    PATIENT = "patient"
    MEASUREMENT = "measurement"
    KIN = "kin"
    COLLEAGUE = "colleague"
    GP = "gp"
    OTHER = "other"


class Back(StrEnum):
    """What brought a case back when nothing broke through (else a `Why`)."""

    TIME = "time"
    CAME = "came"
    """The measurement that was waited for."""
    BY_HAND = "by-hand"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ASKED = "asked"
    """Whoever it was handed over to asks something before they answer."""
    WITHDRAWN = "withdrawn"


class Why(StrEnum):
    """Why something that joins a case is news, and does not merge as a repeat."""

    CRITICAL = "critical"
    SAFETY = "safety"
    HAPPENED = "happened"
    """A fall, or a door opened at night."""
    ZONE = "zone"
    PRIORITY = "priority"
    KIND = "kind"
    RULE = "rule"
    RED = "red"
    """An equal red: merges into the case, and is shown as new."""
    LATER = "later"
    """More than 72 hours since the last of its kind."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a judgement says, as far as merging is concerned. kind: a number of core.topics."""

    kind: int
    zone: Zone
    priority: Priority
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a case has held of one kind: by which rules, and when the last of it came."""

    kind: int
    rules: tuple[str, ...]
    priority: Priority
    at: datetime


@dataclass(frozen=True, slots=True)
class Stands:
    """How a case stands before something joins it. Nothing known: everything is news."""

    zone: Zone
    priority: Priority
    known: tuple[Known, ...] = ()


def _another_kind(one: Finding, stands: Stands) -> bool:
    return _of_kind(one.kind, stands.known) is None


def _another_rule(one: Finding, stands: Stands) -> bool:
    known = _of_kind(one.kind, stands.known)
    return known is not None and not reasons(one.rules) <= set(known.rules)


def _higher_priority(one: Finding, stands: Stands) -> bool:
    return one.priority > max([stands.priority, *(known.priority for known in stands.known)])


BREAKS: dict[Why, Callable[[Finding, Stands], bool]] = {
    Why.CRITICAL: lambda one, _stands: "C-6" in one.rules,
    Why.SAFETY: lambda one, _stands: not {"P-0", "P-1", "P-2", "P-3"}.isdisjoint(one.rules),
    Why.HAPPENED: lambda one, _stands: not {"DEM-2", "DEM-3", "DEM-4"}.isdisjoint(one.rules),
    Why.ZONE: lambda one, stands: one.zone > stands.zone,
    Why.PRIORITY: _higher_priority,
    Why.KIND: _another_kind,
    Why.RULE: _another_rule,
}
"""What always breaks through, in the order in which it is told. P-0: not safe now; P-1 to P-3:
item 9 of PHQ-9, answered or passed over; DEM-2 to DEM-4: door, fall, out of bed (RS-1 7.5)."""
ALWAYS = frozenset({Why.CRITICAL, Why.SAFETY, Why.HAPPENED})
"""Dangerous in itself: breaks through also as a further result of a session that was seen."""


def why_new(one: Finding, stands: Stands, *, at: datetime) -> Why | None:
    """Why a finding is news to whoever works a case; None when it repeats what is there."""
    for why, found in BREAKS.items():
        if found(one, stands):
            return why
    if one.zone is Zone.RED:
        return Why.RED
    known = _of_kind(one.kind, stands.known)
    return Why.LATER if known is None or at - known.at > LONGEST else None


def breaks_through(why: Why | None) -> bool:
    """Whether this brings a case back that was set aside or handed over."""
    return why in BREAKS


def remembered(stands: Stands, one: Finding, *, at: datetime) -> tuple[Known, ...]:
    """What a case has held once this has joined it."""
    before = _of_kind(one.kind, stands.known)
    if before is None:
        new = Known(one.kind, tuple(sorted(reasons(one.rules))), one.priority, at)
        return (*stands.known, new)
    after = replace(
        before,
        rules=tuple(sorted(reasons(one.rules) | set(before.rules))),
        priority=max(before.priority, one.priority),
        at=max(before.at, at),
    )
    return tuple(after if known is before else known for known in stands.known)


def reasons(rules: Sequence[str]) -> frozenset[str]:
    """The rules that found something. Those that only tell how sure it is are no news."""
    return frozenset(rules) - SETTLING


def latest(zone: Zone, now: datetime, hours: Hours) -> datetime:
    """The last moment that a case of this zone may be set aside until.

    A red: the end of the shift, which today is when the team closes.
    """
    if zone is not Zone.RED:
        return now + LONGEST
    if hours.is_open(now):
        return hours.closing(now)
    return min(now + LONGEST_RED_CLOSED, hours.next_open(now))


def back_to(
    holder: UUID | None, aside_at: datetime, *, at: datetime, hours: Hours
) -> tuple[CaseState, UUID | None]:
    """Where a case goes that comes back: to whoever had it, else it is everybody's.

    Once the shift in which it was set aside is over, the one who had it may be at home.
    """
    if holder is not None and aside_at <= at < hours.closing(aside_at):
        return CaseState.TAKEN, holder
    return CaseState.OPEN, None


def is_over(state: CaseState, waits_until: datetime | None, now: datetime) -> bool:
    """Whether a case that was set aside or handed over is back by the clock."""
    return state in AWAY and waits_until is not None and waits_until <= now


def _of_kind(kind: int, known: Sequence[Known]) -> Known | None:
    return next((one for one in known if one.kind == kind), None)
