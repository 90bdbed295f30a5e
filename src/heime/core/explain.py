"""From a verdict to the facts that a rule's sentence is made of (sentences.py)."""

from heime.core.baseline import decimal_text
from heime.core.hbpm import Week
from heime.core.kinds import BY_LABEL, KINDS, Kind
from heime.core.limits import KindLimits
from heime.core.missing import AFTER, Gap
from heime.core.picture import Part
from heime.core.plan import Plan
from heime.core.quantity import SCALE, Scaled, plain
from heime.core.sentences import say as say
from heime.core.verdict import REMEASURE_AFTER, Verdict

# How a verdict's own facts are called in a sentence.
_CALLED = {
    "baseline_median": "baseline",
    "robust_z": "z",
    "percent_of_best": "percent",
    "weight_gain_kg": "gain",
    "weight_loss_percent": "percent",
    "phq9_total": "total",
    "gad7_total": "total",
    "who5_percent": "percent",
    "rss_total": "total",
    "news2_total": "total",
}
_LOSS_DAYS = {"N-1": "90"}


def facts(rule: str, part: Part) -> dict[str, str]:
    """What a rule's sentence says, as plain text; what is not known is left out."""
    verdict, plan = part.verdict, part.plan
    known = {_CALLED.get(name, name): text for name, text in verdict.facts}
    known["kind"] = known["what"] = part.what
    kind = BY_LABEL.get(part.what)
    if kind is not None and verdict.values:
        known |= _measured(rule, kind, verdict, plan)
    if rule == "C-1":
        known["minutes"] = str(REMEASURE_AFTER)
    if rule in _LOSS_DAYS:
        known["days"] = _LOSS_DAYS[rule]
    if rule == "NEWS2" and "total" not in known:
        known["state"] = "incomplete"
    return known


def _measured(rule: str, kind: Kind, verdict: Verdict, plan: Plan | None) -> dict[str, str]:
    spec, value = KINDS[kind], verdict.values[0]
    second = verdict.values[1] if spec.has_two and len(verdict.values) > 1 else None
    known = {"value": plain(value, spec.decimals)}
    if second is not None:
        known["value"] += f"/{plain(second, 0)}"
        known |= {"systolic": plain(value, 0), "diastolic": plain(second, 0)}
    if plan is None:
        return known
    lines = plan.limits.get(kind)
    if lines is not None:
        known |= _line(lines, kind, value, second)
    dry = plan.person.dry_weight
    if rule == "W-4" and dry is not None:
        known |= {"dry": plain(dry, spec.decimals), "change": plain(value - dry, spec.decimals)}
    best = plan.person.personal_best.get(kind)
    if rule == "F-1" and best is not None:
        known["best"] = plain(best, spec.decimals)
    return known


def _line(lines: KindLimits, kind: Kind, value: Scaled, second: Scaled | None) -> dict[str, str]:
    """The outermost line that was reached, of a pair that of the worse number."""
    numbers = [("systolic" if second is not None else "", lines.first, value)]
    if second is not None:
        numbers.append(("diastolic", lines.second, second))
    name, limits, number = max(
        numbers, key=lambda one: (one[1].is_critical(one[2]), one[1].zone_of(one[2]))
    )
    line = limits.reached_by(number)
    if line is None:
        return {}
    low = (limits.crit_low, limits.red_low, limits.yellow_low)
    side = "low" if line in [one for one in low if one is not None and number <= one] else "high"
    return {"limit": plain(line, KINDS[kind].decimals), "number": name, "side": side}


def of_gap(gap: Gap) -> dict[str, str]:
    """What is missing, and for how long that was borne."""
    return {"what": gap.what, "hours": str(int(AFTER[gap.rule].total_seconds() // 3600))}


def of_week(week: Week) -> dict[str, str]:
    """The home week's mean with one decimal, or that it is not complete (7.4)."""
    known = {"days": str(week.days), "readings": str(len(week.readings))}
    if week.zone is None:
        return known | {"state": "invalid"}
    return known | {
        "systolic": decimal_text(week.systolic / SCALE, 1),
        "diastolic": decimal_text(week.diastolic / SCALE, 1),
    }
