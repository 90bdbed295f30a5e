"""From a verdict to the facts that a rule's sentence is made of (sentences)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from heime.core import off_scale
from heime.core.asked import Answers
from heime.core.baseline import decimal_text
from heime.core.hbpm import Week
from heime.core.kinds import BY_LABEL, KINDS, Kind
from heime.core.limits import KindLimits
from heime.core.missing import AFTER, Gap
from heime.core.picture import Part
from heime.core.plan import Plan
from heime.core.quantity import SCALE, Scaled, plain
from heime.core.reading import ASKING_AGAIN, REJECTING, Quality, Reading
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

_ANY = (1, 3)
# Rule -> item -> the least and the most answer that counts in it (RS-1 7.5). What a rule says it
# found must be what it was raised by, and nothing else that was answered the same day.
_COUNTS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "HF-S1": {"h1": (3, 3), "h6": _ANY, "h7": _ANY},
    "HF-S2": {"h1": (2, 2), "h2": _ANY, "h3": _ANY},
    "HF-S3": {"h1": _ANY, "h2": _ANY, "h3": _ANY, "h4": _ANY},
    "HF-S4": {"h1": _ANY, "h2": _ANY, "h3": _ANY, "h4": _ANY, "h8": _ANY},
    "S-R1": {"k1": (3, 3), "k3": (2, 2), "k7": _ANY, "k9": _ANY},
    "S-R3": {"k1": (2, 3)},
    "S-R4": {"k1": _ANY, "k8": (3, 14)},
    "S-Y1": {"k1": _ANY, "k2": (1, 1), "k3": (1, 1)},
    "S-Y2": {"k4": _ANY, "k5": _ANY, "k6": _ANY},
    "P-1": {"9": (2, 3)},
    "P-2": {"9": (1, 1)},
}


def facts(rule: str, part: Part, readings: Sequence[Reading] = ()) -> dict[str, str]:
    """What a rule's sentence says, as plain text; what is not known is left out.

    readings: those that the verdict was made from, in order of time, where they are at hand. Some
        sentences name what a verdict alone does not hold: the value that was rejected.
    """
    verdict, plan = part.verdict, part.plan
    known = {_CALLED.get(name, name): text for name, text in verdict.facts}
    known["kind"] = known["what"] = part.what
    kind = BY_LABEL.get(part.what)
    if kind is not None and verdict.values:
        known |= _measured(rule, kind, verdict, plan)
    if kind is not None and readings:
        known |= _of_readings(rule, readings)
    if part.answers is not None:
        known |= _of_answers(rule, part.answers)
    known.update(_of_rule(rule, verdict.rules, known))
    if rule in _COUNTS and not _are_named(rule, part.answers):
        known.pop("symptoms", None)
    return {name: text for name, text in known.items() if text}


def _of_rule(rule: str, fired: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """What follows from the facts there are."""
    if rule == "V-2" and off_scale.FACT in known:
        return {"state": known[off_scale.FACT]}
    if rule == "C-1":
        return {"minutes": str(REMEASURE_AFTER)}
    if rule in ("D-1", "P-D1") and {"value", "baseline"} <= known.keys():
        change = Decimal(known["value"]) - Decimal(known["baseline"])
        return {"change": str(change)}
    if rule == "P-7" and {"total", "before"} <= known.keys():
        return {"rise": str(int(known["total"]) - int(known["before"]))}
    if rule in ("N-1", "N-2"):
        return _loss(rule, fired, known.get("percent", ""))
    if rule == "NEWS2" and "total" not in known:
        return {"state": "incomplete"}
    return {}


def _loss(rule: str, fired: Sequence[str], percent: str) -> dict[str, str]:
    """Over how many days: said only where the percent can be of no other window (N-1, N-2).

    A verdict holds the largest loss of all rules that fired, not which window it was in.
    """
    if not percent:
        return {}
    by_month = Decimal(percent) < 10  # the half year's rule asks for more than that
    if rule == "N-1" and ("N-2" not in fired or by_month):
        return {"days": "90"}
    if rule == "N-2" and "N-1" not in fired and by_month:
        return {"days": "30"}
    return {"percent": ""}


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


def _of_readings(rule: str, readings: Sequence[Reading]) -> dict[str, str]:
    newest = readings[-1]
    if rule in ("V-1", "V-3") and newest.value is not None:
        known = {"value": _text(newest)}
        if newest.second is not None:
            known |= {"systolic": plain(newest.value, 0), "diastolic": plain(newest.second, 0)}
        return known
    if rule == "V-2":
        return {"quality": _quality(newest)}
    if rule == "C-4" and len(readings) == 2:
        return {"first": _text(readings[0]), "second": _text(readings[1])}
    if rule == "L-1":
        return {"hours": _hours((newest.received_at - newest.measured_at).total_seconds())}
    return {}


def _text(reading: Reading) -> str:
    """A reading as it was sent; empty without a value."""
    places = KINDS[reading.kind].decimals
    pair = [reading.value] if reading.second is None else [reading.value, reading.second]
    return "/".join(plain(number, places) for number in pair if number is not None)


def _quality(reading: Reading) -> str:
    """What the meter said of itself that stands against the reading."""
    against = reading.quality & (REJECTING | ASKING_AGAIN)
    return ",".join(flag.name.lower() for flag in Quality if flag & against and flag.name)


def _hours(seconds: float) -> str:
    return str(int(seconds // 3600))


def counted(rule: str, answers: Answers) -> tuple[str, ...]:
    """The items whose answers count in a rule that fired; `safe_now` for that question.

    Empty for rules that look at the sum.
    """
    items = answers.items or {}
    if rule == "P-0":
        return ("safe_now",)
    if rule == "P-3":
        return ("9",)
    if rule == "P-4":
        return tuple(str(number) for number in range(1, 10) if items.get(str(number)) is None)
    return tuple(
        item
        for item, (least, most) in _COUNTS.get(rule, {}).items()
        if (value := items.get(item)) is not None and least <= value <= most
    )


def _of_answers(rule: str, answers: Answers) -> dict[str, str]:
    items = answers.items or {}
    if rule == "P-0":
        return {"answer": answers.safe_now or ""}
    if rule in ("P-1", "P-2"):
        return {"answer": str(items.get("9", ""))}
    if rule == "L-1":
        return {"hours": _hours((answers.received_at - answers.answered_at).total_seconds())}
    if rule in _COUNTS:
        named = [item for item in counted(rule, answers) if item != "k8"]
        return {"symptoms": ",".join(named)}
    return {}


def _are_named(rule: str, answers: Answers | None) -> bool:
    """Whether the symptoms are this rule's own; without the answers they would be everybody's."""
    return answers is not None and bool(counted(rule, answers))


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
