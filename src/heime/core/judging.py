"""One reading arrives: what does it mean under this person's plan?

The doors of the clinical core for everything measured. Pure: the flow brings the readings around
it, the plan and the moment; the verdict comes back with its rules, inputs and values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from heime.core import rules, session, validity, weight
from heime.core.kinds import Kind
from heime.core.limits import NO_LIMITS, KindLimits
from heime.core.plan import Plan
from heime.core.quantity import Scaled
from heime.core.reading import REJECTING, Reading
from heime.core.session import Before, Verdict
from heime.core.takes import LENGTH
from heime.core.zone import Priority, State, Zone

HOME = ZoneInfo("Europe/Oslo")
FRESH = timedelta(hours=2)
"""Up to and including this age a late reading is judged as if it were on time (L-1, CL-30)."""
STALE = timedelta(hours=24)
"""Beyond this age an abnormal reading with nothing newer is yellow: call the person (L-1)."""

_NO_LIMITS = KindLimits(NO_LIMITS, NO_LIMITS)


@dataclass(frozen=True, slots=True)
class Around:
    """What the flow knows around a reading when it is judged.

    same_kind: the readings of its kind from an hour before to an hour after it, itself among
        them, oldest first, rejected ones too. At most a bounded number, the newest.
    before: of the session the first of those goes on from, when older ones were left out.
    critical_before: that session was already settled by a critical value among those left out.
    newer: a valid reading of this kind, taken after its session, is already known.
    weights: daily weights of the week before its local day, for the weight rules.
    """

    same_kind: Sequence[Reading]
    before: Before | None = None
    critical_before: bool = False
    newer: bool = False
    weights: Mapping[date, Scaled] | None = None


def judge(reading: Reading, plan: Plan | None, around: Around, *, now: datetime) -> Verdict:
    """What `reading` and its session mean at `now`.

    plan: the version in force when the session's first reading was taken (CL-05), or None when
        no approved plan covers it: then everything valid is grey, never green.
    """
    if (rule := validity.rejected_by(reading)) is not None:
        return _rejected(reading, rule, plan, around, now=now)
    if plan is None:
        return _late(_grey(reading, rules.NO_PLAN), reading, newer=around.newer)
    if not plan.judges(reading.kind):
        return _late(_grey(reading, rules.NO_LIMIT), reading, newer=around.newer)
    if reading.kind is Kind.BODY_WEIGHT:
        verdict, newest = _judge_weight(reading, plan, around, now=now), reading
    else:
        verdict, newest = _judge_session(reading, plan, around, now=now)
    return _late(verdict, newest, newer=around.newer)


def could_not(reading: Reading) -> Verdict:
    """The verdict when a rule raised: not judged, visible, and somebody must look."""
    return _grey(reading, rules.RULE_FAILED)


def nothing_valid(reading: Reading) -> Verdict:
    """The verdict when half an hour went by after a rejected reading and nothing usable came."""
    rule = validity.rejected_by(reading) or "V-2"
    return replace(_grey(reading, rules.NOTHING_VALID), rules=(rule, rules.NOTHING_VALID))


def local_day(moment: datetime) -> date:
    """The calendar day at home, which is what "daily" and "yesterday" mean in RS-1."""
    return moment.astimezone(HOME).date()


def daily_weights(readings: Sequence[Reading]) -> dict[date, Scaled]:
    """Each local day's first valid weight that needs no confirming, from readings oldest first."""
    weights: dict[date, Scaled] = {}
    for reading in readings:
        day = local_day(reading.measured_at)
        if day not in weights and _is_believed(reading, weights):
            assert reading.value is not None  # noqa: S101  valid readings have one
            weights[day] = reading.value
    return weights


def _is_believed(reading: Reading, weights: Mapping[date, Scaled]) -> bool:
    return (
        validity.rejected_by(reading) is None
        and reading.value is not None
        and validity.is_credible(reading)
        and not weight.is_jump(reading.value, local_day(reading.measured_at), weights)
    )


def _grey(reading: Reading, why: str) -> Verdict:
    return Verdict(reading.measured_at, Zone.GREY, State.FINAL, Priority.LOW, (why,), (reading.id,))


def _rejected(
    reading: Reading, rule: str, plan: Plan | None, around: Around, *, now: datetime
) -> Verdict:
    """Not a result. A critical value under a poor signal is acted on all the same (C-6)."""
    if (
        plan is not None
        and reading.value is not None
        and validity.is_plausible(reading)
        and plan.limits.get(reading.kind, _NO_LIMITS).is_critical(reading.value, reading.second)
    ):
        verdict, newest = _judge_session(reading, plan, around, now=now)
        return _late(replace(verdict, rules=(*verdict.rules, rule)), newest, newer=around.newer)
    waits = reading.received_at - reading.measured_at <= FRESH
    return Verdict(
        reading.measured_at,
        Zone.GREY,
        State.REJECTED,
        None,
        (rule,),
        (reading.id,),
        changes_at=reading.received_at + LENGTH if waits else None,
    )


def _judge_session(
    reading: Reading, plan: Plan, around: Around, *, now: datetime
) -> tuple[Verdict, Reading]:
    """The verdict of the session that holds `reading`, and the newest reading in it."""
    limits = plan.limits[reading.kind]
    before = around.before
    if around.critical_before and before and reading.measured_at - before.started_at < LENGTH:
        return _still_critical(reading, before), reading
    usable = [
        r
        for r in around.same_kind
        if validity.rejected_by(r) is None or _is_critical_all_the_same(r, limits)
    ]
    found = session.split(
        session.without_duplicates(usable),
        limits,
        cuffs=plan.cuffs,
        now=now,
        before=around.before,
    )
    for one in found:
        if any(r.id == reading.id for r in one.readings):
            return one.verdict, one.readings[-1]
    # A duplicate: it belongs where the reading stands that it repeats.
    for one in found:
        if any(validity.is_duplicate(reading, r) for r in one.readings):
            return one.verdict, one.readings[-1]
    raise LookupError("the reading to be judged is not among those around it")


def _is_critical_all_the_same(reading: Reading, limits: KindLimits) -> bool:
    return (
        not reading.quality & REJECTING
        and reading.value is not None
        and validity.is_plausible(reading)
        and limits.is_critical(reading.value, reading.second)
    )


def _still_critical(reading: Reading, before: Before) -> Verdict:
    values = tuple(v for v in (reading.value, reading.second) if v is not None)
    return Verdict(
        before.started_at, Zone.RED, State.FINAL, Priority.HIGH, ("C-6",), (reading.id,), values
    )


def _judge_weight(reading: Reading, plan: Plan, around: Around, *, now: datetime) -> Verdict:
    """Weight rules are final at once; a weight that is not believed asks first (V-4, CL-07)."""
    day = local_day(reading.measured_at)
    valid = [r for r in around.same_kind if validity.rejected_by(r) is None and r.value is not None]
    today = [r for r in valid if local_day(r.measured_at) == day]
    known = dict(around.weights or {})
    earlier = {d: kilos for d, kilos in known.items() if d < day}
    believed = [r for r in today if _is_believed(r, earlier)]
    first = believed[0] if believed else reading
    kilos = known.get(day, first.value) if believed else reading.value
    assert kilos is not None  # noqa: S101  a reading without a value was rejected
    judged = weight.judge(day, {**earlier, day: kilos}, plan)
    zone, fired = judged.zone, judged.rules
    lines = plan.limits.get(Kind.BODY_WEIGHT)
    if lines is not None and lines.zone_of(kilos, None) is not Zone.GREEN:
        zone, fired = max(zone, lines.zone_of(kilos, None)), (*fired, "G-2")
    values = (kilos,) if judged.gain is None else (kilos, judged.gain)
    if believed:
        priority = None if zone is Zone.GREEN else Priority.NORMAL
        return Verdict(first.measured_at, zone, State.FINAL, priority, fired, (first.id,), values)
    start = _session_start(reading, today)
    zone = max(zone, Zone.YELLOW)
    if now >= start + LENGTH:
        return Verdict(
            start, zone, State.FINAL, Priority.NORMAL, ("V-4", *fired, "C-2"), (reading.id,), values
        )
    return Verdict(
        start, zone, State.PENDING, None, ("V-4", *fired), (reading.id,), values, start + LENGTH
    )


def _session_start(reading: Reading, today: Sequence[Reading]) -> datetime:
    """A kind without a tolerance: the newer non-credible weight replaces the older (CL-10)."""
    inside = [r for r in today if timedelta() <= reading.measured_at - r.measured_at < LENGTH]
    return inside[0].measured_at if inside else reading.measured_at


def _late(verdict: Verdict, newest: Reading, *, newer: bool) -> Verdict:
    """L-1: what becomes of a session that came late, by the age of its newest reading."""
    age = newest.received_at - newest.measured_at
    if age <= FRESH:
        return verdict
    if newer:
        return replace(
            verdict,
            state=State.HISTORICAL,
            priority=None,
            rules=(*verdict.rules, "L-1"),
            changes_at=None,
        )
    if age > STALE and verdict.zone in (Zone.YELLOW, Zone.RED):
        return replace(
            verdict,
            zone=Zone.YELLOW,
            state=State.FINAL,
            priority=Priority.NORMAL,
            rules=(*verdict.rules, "L-1"),
            changes_at=None,
        )
    return replace(verdict, rules=(*verdict.rules, "L-1"))
