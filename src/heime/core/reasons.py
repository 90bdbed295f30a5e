"""Why a judgement is as it is, as data: findings, and what else counted, ready for any language.

Lines that were reached, and changes of weight, are said in short on a list; every other rule has
a sentence (sentences). The words are made in one place (edges/clinic/why.py), so that list, case
page and later the patient's own screen say the same. Nothing is judged here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from heime.core import explain as sentence
from heime.core import off_scale, rules, weight
from heime.core.kinds import BY_LABEL, Kind
from heime.core.limits import NO_LIMITS, KindLimits, Limits
from heime.core.picture import Part
from heime.core.plan import Plan
from heime.core.quantity import Scaled
from heime.core.reading import Reading
from heime.core.verdict import Verdict
from heime.core.zone import State, Zone

NOT_JUDGED = (rules.NO_PLAN, rules.NO_LIMIT, rules.RULE_FAILED, rules.NOTHING_VALID)
REJECTING = ("V-1", "V-2", "V-3")

# Rules that say how sure the finding is, in the order they are worded.
HOW = ("C-6", "C-5", "C-3", "C-4", "C-2", "C-8", "V-4", "V-2", "W-2", "C-1", "C-7", "L-1")
_SAID_IN_SHORT = {
    "limit": ("G-2",),
    "gain": ("W-1", "W-2", "W-3", "W-5"),
    "dry-weight": ("W-4",),
    "rejected": REJECTING,
    "above": ("G-2", "V-2"),
    "below": ("G-2", "V-2"),
}
"""Which rules a finding says already; the rest need their sentences."""

# What the other says too, and more: two symptoms are also one.
_SAID_BY = {"HF-S4": "HF-S3", "PR-1": "C2"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    what: `limit` (a line was reached), `gain`, `dry-weight`, `unusual`, `within`, `rejected`,
        `unanswered` (too little for a result), `value` (nothing to add), `above` or `below` (the
        meter showed HI or LO) or one of NOT_JUDGED.
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
class Said:
    """A rule that has a sentence of its own, and the facts that fill it."""

    rule: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """The findings, worst first; rules that are said in full; and the rules of HOW behind them.

    what: as of Part: a kind's label, a questionnaire and so on. kind: of a measured one.
    """

    what: str
    kind: Kind | None
    values: tuple[Scaled, ...]
    findings: tuple[Finding, ...]
    said: tuple[Said, ...]
    how: tuple[str, ...]


def explain(part: Part, readings: Sequence[Reading] = ()) -> Reason:
    """Why a result came out as it did. readings: those it was made from, if they are at hand."""
    verdict = part.verdict
    findings = _findings(BY_LABEL.get(part.what) if verdict.values else None, verdict, part.plan)
    told = _told(part, findings, readings)
    if not findings and not told:
        findings = [Finding(_plainly(verdict))]
    return Reason(
        part.what, BY_LABEL.get(part.what), verdict.values, tuple(findings), told,
        tuple(rule for rule in HOW if rule in verdict.rules),
    )  # fmt: skip


def sentences(part: Part, readings: Sequence[Reading] = ()) -> list[Said]:
    """Every rule of a result with its facts, in the order they fired."""
    return [
        Said(rule, sentence.facts(rule, part, readings))
        for rule in dict.fromkeys(part.verdict.rules)
    ]


def _told(part: Part, findings: Sequence[Finding], readings: Sequence[Reading]) -> tuple[Said, ...]:
    fired = part.verdict.rules
    if not set(NOT_JUDGED).isdisjoint(fired):
        return ()
    short = {rule for one in findings for rule in _SAID_IN_SHORT.get(one.what, ())}
    return tuple(
        one
        for one in sentences(part, readings)
        if one.rule not in short
        and one.rule not in (*HOW, *REJECTING)
        and _SAID_BY.get(one.rule) not in fired
    )


def _findings(kind: Kind | None, verdict: Verdict, plan: Plan | None) -> list[Finding]:
    not_judged = [Finding(rule) for rule in NOT_JUDGED if rule in verdict.rules]
    if not_judged:
        return not_judged
    if verdict.state is State.REJECTED:
        return [Finding("rejected")]
    off = [Finding(side) for name, side in verdict.facts if name == off_scale.FACT]
    if off:
        return off
    if kind is None:
        return []
    found = _weight(verdict, plan) if kind is Kind.BODY_WEIGHT else []
    if plan is not None:
        found += _limits(plan.limits.get(kind), kind, verdict.values)
    return found


def _plainly(verdict: Verdict) -> str:
    """What to say when neither a line nor a rule of its own says it."""
    if verdict.state is State.INVALID:
        return "unanswered"
    if not verdict.values and not set(REJECTING).isdisjoint(verdict.rules):
        return "rejected"
    if verdict.zone is Zone.GREEN:
        return "within"
    return "unusual" if "V-4" in verdict.rules else "value"


def _weight(verdict: Verdict, plan: Plan | None) -> list[Finding]:
    """Gain and distance from dry weight, each with the line it passed."""
    found, fired, values = [], verdict.rules, verdict.values
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
