"""Why a judgement is as it is, as data: a finding and what else counted, ready for any language.

The words are made in one place (edges/clinic/words.py), so that list, case page and later the
patient's own screen say the same. Nothing is judged here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from heime.core import rules, weight
from heime.core.kinds import Kind
from heime.core.limits import NO_LIMITS, KindLimits, Limits
from heime.core.plan import Plan
from heime.core.quantity import Scaled
from heime.core.zone import State, Zone

NOT_JUDGED = (rules.NO_PLAN, rules.NO_LIMIT, rules.RULE_FAILED, rules.NOTHING_VALID)
REJECTING = ("V-1", "V-2", "V-3")

# Rules that say how sure the finding is, in the order they are worded.
HOW = ("C-6", "C-5", "C-3", "C-4", "C-2", "C-8", "V-4", "V-2", "W-2", "C-1", "C-7", "L-1")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    what: `limit` (a line was reached), `gain`, `dry-weight`, `unusual`, `within`, `rejected` or
        one of NOT_JUDGED.
    number: which of a pair reached the line: `systolic`, `diastolic`, or empty.
    amount: for weight findings the change; else None.
    limit: the line, in the kind's unit; None where no line is meant.
    days: over how many days a weight change counts.
    """

    what: str
    number: str = ""
    amount: Scaled | None = None
    limit: Scaled | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """The findings, worst first, and the rules of HOW that stand behind them."""

    kind: Kind
    values: tuple[Scaled, ...]
    findings: tuple[Finding, ...]
    how: tuple[str, ...]


def explain(
    kind: Kind,
    fired: Sequence[str],
    values: Sequence[Scaled],
    *,
    zone: Zone,
    state: State,
    plan: Plan | None,
) -> Reason:
    """Why a judgement came out as it did.

    fired: the ids of its rules. values: the deciding value, then the second of a pair or for
        weight the gain; empty when there is none.
    plan: the version it was judged by.
    """
    how = tuple(rule for rule in HOW if rule in fired)
    not_judged = [rule for rule in NOT_JUDGED if rule in fired]
    if not_judged:
        found: list[Finding] = [Finding(rule) for rule in not_judged]
    elif state is State.REJECTED or not values:
        found = [Finding("rejected")]
    else:
        found = _weight(fired, values, plan) if kind is Kind.BODY_WEIGHT else []
        if plan is not None:
            found += _limits(plan.limits.get(kind), kind, values)
    if not found:
        found = [Finding("within" if zone is Zone.GREEN else "unusual")]
    return Reason(kind, tuple(values), tuple(found), how)


def _weight(fired: Sequence[str], values: Sequence[Scaled], plan: Plan | None) -> list[Finding]:
    """Gain and distance from dry weight, each with the line it passed."""
    found = []
    gain = values[1] if len(values) > 1 else None
    if "W-3" in fired:
        found.append(Finding("gain", amount=gain, limit=weight.LARGE_GAIN, days=3))
    elif "W-1" in fired or "W-2" in fired:
        found.append(Finding("gain", amount=gain, limit=weight.GAIN, days=3))
    elif "W-5" in fired:
        found.append(Finding("gain", amount=gain, limit=weight.GAIN, days=7))
    if "W-4" in fired and plan is not None and plan.dry_weight is not None:
        found.append(
            Finding("dry-weight", amount=values[0] - plan.dry_weight, limit=weight.FROM_DRY)
        )
    return found


def _limits(lines: KindLimits | None, kind: Kind, values: Sequence[Scaled]) -> list[Finding]:
    """The outermost line that each number reached, the worse number first."""
    if lines is None:
        return []
    pair = kind is Kind.BLOOD_PRESSURE and len(values) > 1
    numbers: list[tuple[str, Limits, Scaled]] = [
        ("systolic" if pair else "", lines.first, values[0])
    ]
    if pair:
        numbers.append(("diastolic", lines.second or NO_LIMITS, values[1]))
    numbers.sort(key=lambda n: (n[1].is_critical(n[2]), n[1].zone_of(n[2])), reverse=True)
    return [
        Finding("limit", number=name, limit=line)
        for name, limits, value in numbers
        if (line := limits.reached_by(value)) is not None
    ]
