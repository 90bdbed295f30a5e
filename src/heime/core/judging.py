"""One reading arrives: what does it mean under this person's plan?

The door of the clinical core for everything measured. Pure: whoever calls brings the readings
around it, the plan and the moment; the verdict comes back with its rules, inputs and values. The
server brings what it reads from the database, a replay what it remembers (record.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from heime.core import baseline, off_scale, rules, session, spirometry, validity, weight
from heime.core.baseline import Baseline, decimal_text
from heime.core.beyond import Around as Around
from heime.core.beyond import far_again
from heime.core.beyond import finished as finished
from heime.core.beyond import is_flagged as is_flagged
from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.late import FRESH, late
from heime.core.limits import NO_LIMITS, KindLimits
from heime.core.plan import Plan
from heime.core.quantity import Scaled
from heime.core.reading import REJECTING, Reading
from heime.core.session import Before, Session
from heime.core.takes import LENGTH
from heime.core.verdict import Verdict, found
from heime.core.zone import Priority, State, Zone

_NO_LIMITS = KindLimits(NO_LIMITS, NO_LIMITS)


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
        day = local_day(reading.measured_at)
        weights = [
            r
            for r in around.of_day or around.same_kind
            if validity.rejected_by(r) is None and local_day(r.measured_at) == day
        ]
        newest = weights[-1] if weights else reading
        verdict = judge_weight(newest, weights, plan, around, now=now)
        return _late(verdict, newest, newer=around.newer)
    try:
        return _judge_session(reading, plan, around, now=now)
    except Exception:  # what looks back may have raised: the limits still stand
        without = replace(around, usual=None, broken=True)
        return _judge_session(reading, plan, without, now=now)


def could_not(reading: Reading) -> Verdict:
    """The verdict when a rule raised: not judged, visible, and somebody must look."""
    return _grey(reading, rules.RULE_FAILED)


def nothing_valid(reading: Reading) -> Verdict:
    """The verdict when half an hour went by after a rejected reading and nothing usable came."""
    rule = validity.rejected_by(reading) or "V-2"
    return replace(_grey(reading, rules.NOTHING_VALID), rules=(rule, rules.NOTHING_VALID))


@lru_cache(maxsize=1 << 16)
def local_day(moment: datetime) -> date:
    """The calendar day at home, which is what "daily" and "yesterday" mean in RS-1."""
    return moment.astimezone(HOME).date()


def lines_of(kind: Kind, plan: Plan, usual: Baseline | None) -> KindLimits:
    """The limits a session is judged by, tightened by D-1 or P-D1 where they are on (CL-07)."""
    lines = plan.limits.get(kind, _NO_LIMITS)
    rule = baseline.RELATIVE.get(kind)
    if rule is None or usual is None or rule not in plan.rules:
        return lines
    return baseline.with_line(lines, kind, baseline.line(kind, usual))


def usable(readings: Sequence[Reading], lines: KindLimits) -> list[Reading]:
    """Valid readings, and those that count without being a result, without repeats."""
    return validity.without_duplicates([
        r for r in readings if validity.rejected_by(r) is None or counts_anyway(r, lines)
    ])  # fmt: skip


def counts_anyway(reading: Reading, lines: KindLimits) -> bool:
    """Whether a reading that is no result is acted on all the same: a critical value under a poor
    signal (C-6, hazard 15), or one off the meter's scale where the plan has a line (off_scale)."""
    return off_scale.zone_of(reading, lines) is not None or (
        not reading.quality & REJECTING
        and reading.value is not None
        and validity.is_plausible(reading)
        and lines.is_critical(reading.value, reading.second)
    )


def daily_weights(readings: Sequence[Reading]) -> dict[date, Scaled]:
    """Each local day's first valid weight that needs no confirming, from readings oldest first."""
    return daily_weights_after({}, readings)


def daily_weights_after(
    before: Mapping[date, Scaled], readings: Sequence[Reading]
) -> dict[date, Scaled]:
    """The daily weights that readings add to those of the days before them."""
    weights = dict(before)
    for reading in readings:
        day = local_day(reading.measured_at)
        if day not in weights and is_believed(reading, weights):
            assert reading.value is not None  # noqa: S101  valid readings have one
            weights[day] = reading.value
    return weights


def is_believed(reading: Reading, weights: Mapping[date, Scaled]) -> bool:
    """Whether a weight needs no confirming: credible, and no jump from those before (V-4)."""
    return (
        validity.rejected_by(reading) is None
        and reading.value is not None
        and validity.is_credible(reading)
        and not weight.is_jump(reading.value, local_day(reading.measured_at), weights)
    )


def _grey(reading: Reading, why: str) -> Verdict:
    return Verdict(reading.measured_at, Zone.GREY, State.FINAL, Priority.LOW, (why,), (reading.id,))


def worse_of(in_time: Verdict, with_late: Verdict) -> Verdict:
    """A session with something in it that came more than two hours late (CL-13).

    Such a reading judges nothing again that it would make better; it may still warn (L-1).
    """
    return with_late if with_late.is_live and with_late.zone > in_time.zone else in_time


def _late(verdict: Verdict, newest: Reading, *, newer: bool) -> Verdict:
    return late(verdict, taken=newest.measured_at, received=newest.received_at, newer=newer)


def _rejected(
    reading: Reading, rule: str, plan: Plan | None, around: Around, *, now: datetime
) -> Verdict:
    """Not a result. Some are acted on all the same (`counts_anyway`)."""
    if plan is not None and counts_anyway(reading, plan.limits.get(reading.kind, _NO_LIMITS)):
        verdict = _judge_session(reading, plan, around, now=now)
        named = () if rule in verdict.rules else (rule,)
        return replace(verdict, rules=(*verdict.rules, *named))
    return rejected(reading, rule)


def rejected(reading: Reading, rule: str) -> Verdict:
    """A reading that is no result; a valid one is waited for unless it came late."""
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


def _judge_session(reading: Reading, plan: Plan, around: Around, *, now: datetime) -> Verdict:
    """The verdict of the session that holds `reading`."""
    lines = lines_of(reading.kind, plan, around.usual)
    before = around.before
    if around.critical_before and before and reading.measured_at - before.started_at < LENGTH:
        return _late(_still_critical(reading, before), reading, newer=around.newer)
    readings = usable(around.same_kind, lines)
    for one in sessions_of(readings, plan, lines, now=now, before=before):
        # A duplicate belongs where the reading stands that it repeats.
        if any(r.id == reading.id or validity.is_duplicate(reading, r) for r in one.readings):
            verdict = _late(finished(one, plan, around), one.readings[-1], newer=around.newer)
            if one.in_time is None:
                return verdict
            return worse_of(finished(one.in_time, plan, around), verdict)
    raise LookupError("the reading to be judged is not among those around it")


def sessions_of(
    readings: Sequence[Reading],
    plan: Plan,
    lines: KindLimits,
    *,
    now: datetime,
    before: Before | None = None,
) -> list[Session]:
    """The sessions these readings of one kind make, before the rules that look beyond them."""
    if readings[0].kind not in spirometry.BLOWN:
        return session.split(readings, lines, cuffs=plan.cuffs, now=now, before=before)
    blown: list[Session] = []
    rest = list(readings)
    while rest:
        blown.append(first_session_of(rest, plan, lines, now=now))
        rest = rest[len(blown[-1].readings) :]
    return blown


def first_session_of(
    readings: Sequence[Reading], plan: Plan, lines: KindLimits, *, now: datetime
) -> Session:
    """The session that the first of these readings begins."""
    if readings[0].kind not in spirometry.BLOWN:
        return session.first_of(readings, lines, cuffs=plan.cuffs, now=now)
    blows = tuple(r for r in readings if r.measured_at - readings[0].measured_at < LENGTH)
    return Session(spirometry.judge(blows, plan, now=now), blows)


def _still_critical(reading: Reading, before: Before) -> Verdict:
    values = tuple(v for v in (reading.value, reading.second) if v is not None)
    return Verdict(
        before.started_at, Zone.RED, State.FINAL, Priority.HIGH, ("C-6",), (reading.id,), values
    )


def judge_weight(
    reading: Reading, valid: Sequence[Reading], plan: Plan, around: Around, *, now: datetime
) -> Verdict:
    """Weight rules are final at once; a weight that is not believed asks first (V-4, CL-07).

    valid: valid weights of the reading's local day, oldest first; others do no harm.
    """
    day = local_day(reading.measured_at)
    today = [r for r in valid if local_day(r.measured_at) == day]
    known = dict(around.weights or {})
    earlier = {d: kilos for d, kilos in known.items() if d < day}
    believed = [r for r in today if is_believed(r, earlier)]
    first = believed[0] if believed else reading
    kilos = known.get(day, first.value) if believed else reading.value
    assert kilos is not None  # noqa: S101  a reading without a value was rejected
    judged = weight.judge(day, {**earlier, day: kilos}, plan, worse_symptom=around.worse_symptom)
    fired = list(judged.fired)
    lines = plan.limits.get(Kind.BODY_WEIGHT)
    if lines is not None and lines.zone_of(kilos, None) is not Zone.GREEN:
        fired.append(("G-2", lines.zone_of(kilos, None)))
    if far_again(Kind.BODY_WEIGHT, (kilos,), plan, around):
        fired.append(("T-1", Zone.YELLOW))
    values = (kilos,) if judged.gain is None else (kilos, judged.gain)
    facts = _of_weight(judged)
    if believed:
        return found(first.measured_at, fired, (first.id,), facts=facts, values=values)
    start = _session_start(reading, today)
    worst = max([Zone.YELLOW, *(zone for _, zone in fired)])
    unsure = found(start, [("V-4", worst), *fired], (reading.id,), facts=facts, values=values)
    if now >= start + LENGTH:
        return replace(unsure, rules=(*unsure.rules, "C-2"))
    return replace(unsure, state=State.PENDING, priority=None, changes_at=start + LENGTH)


def _of_weight(judged: weight.WeightVerdict) -> tuple[tuple[str, str], ...]:
    facts = []
    if judged.gain is not None:
        facts.append(("weight_gain_kg", decimal_text(weight.kilos(judged.gain))))
    if judged.loss is not None:
        facts.append(("weight_loss_percent", decimal_text(judged.loss)))
    return tuple(facts)


def _session_start(reading: Reading, today: Sequence[Reading]) -> datetime:
    """A kind without a tolerance: the newer non-credible weight replaces the older (CL-10)."""
    inside = [r for r in today if timedelta() <= reading.measured_at - r.measured_at < LENGTH]
    return inside[0].measured_at if inside else reading.measured_at
