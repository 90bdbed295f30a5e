"""Readings of one kind within half an hour: what they mean together (RS-1 7.3, C-1 to C-8, V-4).

A session is judged anew from its readings each time, so that arrivals in another order give the
same answer. Nothing here waits: `now` says what has timed out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from heime.core import critical, off_scale
from heime.core.kinds import KINDS
from heime.core.late import FRESH
from heime.core.limits import KindLimits
from heime.core.quantity import Scaled
from heime.core.reading import Reading
from heime.core.takes import (
    LENGTH,
    Take,
    counts,
    groups_of,
    leading_green,
    median_of,
    settle,
    take_of,
    values_of,
    within,
)
from heime.core.verdict import REMEASURE_AFTER as REMEASURE_AFTER
from heime.core.verdict import Verdict
from heime.core.zone import Priority, State, Zone


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a session whose first readings are too many to read again.

    started_at, all_green: as the verdict stood after the readings that are left out.
    """

    started_at: datetime
    all_green: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A session's verdict and the valid readings it was made from, in order of time.

    in_time: what it was without those that came more than two hours after they were taken, where
        there are both: such a late one does not judge the session again (CL-13).
    """

    verdict: Verdict
    readings: tuple[Reading, ...]
    in_time: "Session | None" = None


def split(
    readings: Sequence[Reading],
    limits: KindLimits,
    *,
    cuffs: int,
    now: datetime,
    before: Before | None = None,
) -> list[Session]:
    """The sessions that readings of one kind make, each judged at `now`.

    readings: valid ones, oldest first, duplicates already gone; also those that only C-6 may
    use. A session holds what was taken less than half an hour after the first reading in use
    (CL-06): leading green readings that a worse one follows stop being in use (C-7, CL-09), and
    so does a non-credible one that a credible one discards (CL-10).
    before: of the session that the first readings here go on from.
    """
    found: list[Session] = []
    rest = list(readings)
    if before is not None and rest[0].measured_at - before.started_at >= LENGTH:
        before = None
    while rest:
        one = first_of(rest, limits, cuffs=cuffs, now=now, before=before)
        found.append(one)
        rest = rest[len(one.readings) :]
        before = None
    return found


def first_of(
    readings: Sequence[Reading],
    limits: KindLimits,
    *,
    cuffs: int,
    now: datetime,
    before: Before | None = None,
) -> Session:
    """The session that the first of `readings` begins; see `split`."""
    start = readings[0].measured_at if before is None else before.started_at
    while True:
        inside = within(readings, start, cuffs)
        verdict = judge(inside, limits, cuffs=cuffs, now=now, before=before)
        if verdict.started_at <= start:
            break
        start = verdict.started_at
    fresh = tuple(r for r in inside if r.received_at - r.measured_at <= FRESH)
    if before is not None or not 0 < len(fresh) < len(inside):
        return Session(verdict, tuple(inside))
    in_time = Session(judge(fresh, limits, cuffs=cuffs, now=now), fresh)
    return Session(verdict, tuple(inside), in_time)


def judge(
    readings: Sequence[Reading],
    limits: KindLimits,
    *,
    cuffs: int,
    now: datetime,
    before: Before | None = None,
) -> Verdict:
    """The verdict over one session's readings, oldest first, at `now`."""
    off = [reading for reading in readings if reading.value is None]
    if not off:
        return _judge_values(readings, limits, cuffs=cuffs, now=now, before=before)
    settled = off_scale.verdict(off, limits)
    values = [reading for reading in readings if reading.value is not None]
    if not values:
        return settled
    return off_scale.beside(
        _judge_values(values, limits, cuffs=cuffs, now=now, before=before), settled
    )


def _judge_values(
    readings: Sequence[Reading],
    limits: KindLimits,
    *,
    cuffs: int,
    now: datetime,
    before: Before | None,
) -> Verdict:
    groups = groups_of(readings, cuffs)
    halves = [group for group in groups if not counts(group, cuffs, now)]
    if halves and not limits.any:
        halves = []  # no line, so nothing to wait for (CL-07)
    whole = [group for group in groups if group not in halves] if halves else groups
    takes = [take_of(group, limits) for group in whole]
    settled = critical.verdict(readings, takes, limits)
    if settled is not None:
        if before is not None and not before.all_green:
            return replace(settled, started_at=before.started_at)
        began = critical.began(settled.started_at, groups, limits)
        return replace(settled, started_at=began)
    used, waiting = settle(takes, KINDS[readings[0].kind].tolerance)
    if waiting:
        return _unconfirmed(waiting, used, limits, now=now)
    if not used:
        return _half_a_pair(take_of(groups[-1], limits))
    verdict = _confirm(used, limits, now=now, before=before)
    if any(not take.credible for take in used):
        verdict = replace(verdict, rules=(*verdict.rules, "V-4"))
    return _also_changes(verdict, halves[0][0].measured_at + LENGTH) if halves else verdict


def _unconfirmed(
    waiting: list[Take], used: list[Take], limits: KindLimits, *, now: datetime
) -> Verdict:
    """V-4: provisional, at least yellow, until confirmed or until the half hour is out."""
    zone = max(Zone.YELLOW, *(take.zone for take in waiting))
    start = waiting[0].at
    if used:
        before = _confirm(used, limits, now=now)
        zone = max(zone, before.zone)
        if before.zone is not Zone.GREEN:
            start = before.started_at
    inputs = tuple(id_ for take in waiting for id_ in take.inputs)
    by_limit = any(take.zone is not Zone.GREEN for take in waiting)
    rules = ("V-4", "G-2") if by_limit else ("V-4",)
    return _wait(start, zone, rules, inputs, values_of(waiting[-1]), now=now)


def _confirm(
    used: list[Take], limits: KindLimits, *, now: datetime, before: Before | None = None
) -> Verdict:
    """C-1 to C-5 and C-7 over the takes that count."""
    if before is not None and not before.all_green:
        return _by_median(before.started_at, used, limits)
    lead = leading_green(used)
    takes = used[lead:]
    dropped = ("C-7",) if lead else ()
    first, last = takes[0], takes[-1]
    if all(take.zone is Zone.GREEN for take in takes):
        start = first.at if before is None else before.started_at
        settled = last.inputs, values_of(last)
        if len(takes) > 2:
            settled = tuple(id_ for take in takes[-3:] for id_ in take.inputs), median_of(takes)
        return _final(start, Zone.GREEN, (), *settled)
    if len(takes) == 1:
        return _wait(
            first.at, first.zone, ("G-2", "C-1", *dropped), first.inputs, values_of(first), now=now
        )
    if len(takes) == 2:
        inputs = first.inputs + last.inputs
        if first.zone is Zone.RED and last.zone is Zone.GREEN:
            rules = ("C-4", "G-2", *dropped)
            return _wait(first.at, Zone.YELLOW, rules, inputs, values_of(first), now=now)
        limit = ("G-2",) if last.zone is not Zone.GREEN else ()
        return _final(first.at, last.zone, (*limit, "C-3", *dropped), inputs, values_of(last))
    return _by_median(first.at, takes, limits, also=dropped)


def _by_median(
    start: datetime, takes: list[Take], limits: KindLimits, *, also: tuple[str, ...] = ()
) -> Verdict:
    """C-5: from the third reading on, the median of the last three decides."""
    values = median_of(takes)
    zone = limits.zone_of(values[0], values[1] if len(values) > 1 else None)
    limit = ("G-2",) if zone is not Zone.GREEN else ()
    inputs = tuple(id_ for take in takes[-3:] for id_ in take.inputs)
    return _final(start, zone, (*limit, "C-5", *also), inputs, values)


def _final(
    at: datetime,
    zone: Zone,
    rules: tuple[str, ...],
    inputs: tuple[UUID, ...],
    values: tuple[Scaled, ...],
) -> Verdict:
    priority = None if zone is Zone.GREEN else Priority.NORMAL
    return Verdict(at, zone, State.FINAL, priority, rules, inputs, values)


def _wait(
    start: datetime,
    zone: Zone,
    rules: tuple[str, ...],
    inputs: tuple[UUID, ...],
    values: tuple[Scaled, ...],
    *,
    now: datetime,
) -> Verdict:
    """Pending until the half hour is out, then final as it stands (C-2: silence is never green)."""
    if now >= start + LENGTH:
        settled = tuple(rule for rule in rules if rule != "C-1")
        return _final(start, zone, (*settled, "C-2"), inputs, values)
    return Verdict(start, zone, State.PENDING, None, rules, inputs, values, start + LENGTH)


def _half_a_pair(take: Take) -> Verdict:
    """The first cuff reading of a pair whose second has not come (CL-11)."""
    rules = ("C-8",) if take.zone is Zone.GREEN else ("G-2", "C-8")
    return Verdict(
        take.at,
        take.zone,
        State.PENDING,
        None,
        rules,
        take.inputs,
        values_of(take),
        take.at + LENGTH,
    )


def _also_changes(verdict: Verdict, at: datetime) -> Verdict:
    """A cuff reading stands alone behind this verdict: when it counts, the verdict may change."""
    soonest = at if verdict.changes_at is None else min(at, verdict.changes_at)
    return replace(verdict, changes_at=soonest)
