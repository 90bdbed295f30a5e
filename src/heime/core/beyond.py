"""The rules that look beyond one session: D-1 and P-D1 by name, T-1, AF-1 (RS-1 7.4, 7.5).

They are final at once (CL-07). One that raises is grey by itself: what the limits said stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from heime.core import baseline, irregular
from heime.core.baseline import Baseline, decimal_text
from heime.core.irregular import Flag
from heime.core.kinds import Kind
from heime.core.limits import NO_LIMITS, KindLimits
from heime.core.plan import Plan
from heime.core.quantity import Scaled
from heime.core.reading import Quality, Reading
from heime.core.session import Before, Session
from heime.core.takes import LENGTH
from heime.core.verdict import Verdict, failed, found, joined
from heime.core.zone import State, Zone

_NO_LIMITS = KindLimits(NO_LIMITS, NO_LIMITS)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around a reading when it is judged.

    same_kind: the readings of its kind from an hour before to an hour after it, itself among
        them, oldest first, rejected ones too. At most a bounded number, the newest.
    before: of the session the first of those goes on from, when older ones were left out.
    critical_before: that session was already settled by a critical value among those left out.
    newer: a valid reading of this kind, taken after its session, is already known.
    weights: daily weights before and on its local day, as far back as the plan's rules look.
    of_day: of a weight, those of its local day, which are its session; oldest first.
    usual: what is usual for this person at the time of this session; None when nobody can say.
    far_before: the session before this one lay far from what was usual then (T-1).
    irregular: when which kind of meter noticed an irregular pulse, at least of the week before,
        oldest first (AF-1).
    worse_symptom: a heart-failure symptom got worse on the local day of this weight (W-2).
    broken: what looks back raised, so the session is judged without it and cannot be green.
    """

    same_kind: Sequence[Reading]
    before: Before | None = None
    critical_before: bool = False
    newer: bool = False
    weights: Mapping[date, Scaled] | None = None
    of_day: Sequence[Reading] = ()
    usual: Baseline | None = None
    far_before: bool = False
    irregular: Sequence[Flag] = ()
    worse_symptom: bool = False
    broken: bool = False


def finished(one: Session, plan: Plan, around: Around) -> Verdict:
    """A session's verdict with the rules that look beyond it: D-1 and P-D1 by name, T-1, AF-1."""
    verdict, kind = one.verdict, one.readings[0].kind
    if around.broken:
        return joined(verdict, failed(verdict.started_at, verdict.inputs))
    try:
        by_line = "G-2" in verdict.rules and bool(verdict.values)
        if around.usual is not None and by_line and kind in baseline.RELATIVE:
            verdict = _named(verdict, kind, plan, around.usual)
        beyond = _beyond(verdict, one.readings, plan, around)
    except Exception:  # whichever of them raises, what the limits said stands
        beyond = failed(verdict.started_at, verdict.inputs)
    return joined(verdict, beyond)


def _named(verdict: Verdict, kind: Kind, plan: Plan, usual: Baseline) -> Verdict:
    """Whether it was the limit, the person's own baseline, or both."""
    rule, value = baseline.RELATIVE[kind], verdict.values[0]
    if rule not in plan.rules or not baseline.reaches(kind, value, baseline.line(kind, usual)):
        return verdict
    by_limit = plan.limits.get(kind, _NO_LIMITS).zone_of(value, None) is not Zone.GREEN
    first = ("G-2", rule) if by_limit else (rule,)
    names = tuple(name for name in verdict.rules if name != "G-2")
    facts = (*verdict.facts, ("baseline_median", baseline.median_text(usual)))
    return replace(verdict, rules=(*first, *names), facts=facts)


def _beyond(
    verdict: Verdict, readings: Sequence[Reading], plan: Plan, around: Around
) -> Verdict | None:
    fired: list[tuple[str, Zone]] = []
    facts: list[tuple[str, str]] = []
    kind, usual = readings[0].kind, around.usual
    if verdict.state is State.FINAL and far_again(kind, verdict.values, plan, around):
        assert usual is not None  # noqa: S101  it is far from something
        fired.append(("T-1", Zone.YELLOW))
        z = decimal_text(baseline.robust_z(kind, verdict.values[0], usual))
        facts = [("baseline_median", baseline.median_text(usual)), ("robust_z", z)]
    looks_for_af = "AF-1" in plan.rules and not plan.person.atrial_fibrillation_known
    if looks_for_af and any(map(is_flagged, readings)):
        before = irregular.times_before(around.irregular, _began(readings, around), kind)
        if before:
            fired.append(("AF-1", Zone.YELLOW))
            facts.append(("sessions", str(before + 1)))
    if not fired:
        return None
    return found(verdict.started_at, fired, verdict.inputs, facts=tuple(facts))


def _began(readings: Sequence[Reading], around: Around) -> datetime:
    """When a session began. Of one too long to be read whole, a moment that surely lies before it:
    what its first readings were flagged with is no other session's."""
    first, before = readings[0].measured_at, around.before
    if before is None or first - before.started_at >= LENGTH:
        return first
    return before.started_at - LENGTH


def far_again(kind: Kind, values: Sequence[Scaled], plan: Plan, around: Around) -> bool:
    """T-1: this session and the one before it lie far from usual."""
    return (
        around.far_before
        and "T-1" in plan.rules
        and bool(values)
        and baseline.is_far(kind, values[0], around.usual)
    )


def is_flagged(reading: Reading) -> bool:
    """Whether the meter noticed an irregular pulse."""
    return reading.quality != 0 and bool(reading.quality & Quality.IRREGULAR_PULSE)
