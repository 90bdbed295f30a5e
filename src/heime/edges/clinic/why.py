"""Why, in words: short for a row of the list, and rule by rule for a case.

A line that was reached and a change of weight have a short form here. Every other rule is said
with the sentence that `heime judge` prints too (core.sentences).
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from heime.core import off_scale, sentences
from heime.core.kinds import Kind
from heime.core.reasons import Finding, Reason, Said
from heime.core.rules import NO_LIMIT
from heime.core.sentences import names
from heime.edges.clinic import words
from heime.edges.clinic.words import NBSP

MOST_SENTENCES = 2
"""On a row; the case says all of them."""


def reason(why: Reason, decimals: int = 0) -> str:
    """The sentence that tells why: "Oksygenmetning 86 % (grense 88), andre måling"."""
    how = [text for rule in why.how if (text := _how(rule, why))]
    if not why.findings:
        told = [sentence(one.rule, one.facts) for one in why.said[:MOST_SENTENCES]]
        rest = ", ".join(how)
        return " ".join([*told, *([f"{rest[:1].upper()}{rest[1:]}."] if rest else [])])
    beside = [text for one in why.said if (text := _beside(one))]
    return ", ".join([_found(why, decimals), *beside, *how])


def sentence(rule: str, facts: dict[str, str] | None = None) -> str:
    """A rule's own sentence; without facts, what it says of anybody."""
    what = (facts or {}).get("kind", "")
    if rule == NO_LIMIT and what in names.FORMS:
        said = _not_used(rule, measured=False) % {"kind": words.what_name(what)}
        return f"{said}."
    return sentences.say(rule, facts or {})[words.language()]


def plan_rules(rules: Sequence[str]) -> list[tuple[str, str]]:
    """The rules that a plan has switched on, by id, with what each says."""
    return [(rule, sentence(rule)) for rule in sorted(rules)]


def _found(why: Reason, decimals: int) -> str:
    what = why.findings[0].what
    name = words.what_name(why.what)
    if what in _NOT_USED:
        return _not_used(what, measured=why.kind is not None) % {"kind": name}
    if what in _OFF_SCALE:
        return f"{name}: {words.off_scale(what)}"
    if what == "within":
        value = f"{name} {_value(why, decimals)}".strip()
        return _("%(value)s, within the limits of the plan") % {"value": value}
    if what in ("gain", "dry-weight"):
        changes = [
            _weight_change(f) if f.what != "limit" else _at_limit(why, [f], decimals)
            for f in why.findings
        ]
        return f"{name} {', '.join(changes)}"
    if what in ("unusual", "value"):
        value = f"{name} {_value(why, decimals)}".strip()
        return _("%(value)s, an unlikely value") % {"value": value} if what == "unusual" else value
    return f"{name} {_at_limit(why, why.findings, decimals)}"


_OFF_SCALE = (off_scale.ABOVE, off_scale.BELOW)
_NOT_USED = ("no-plan", "no-limit", "rule-failed", "nothing-valid", "rejected", "unanswered")


def _not_used(what: str, *, measured: bool) -> str:
    if what == NO_LIMIT and not measured:
        return _("%(kind)s could not be judged: the plan has no rules for it")
    return {
        "no-plan": _("%(kind)s could not be judged: there is no approved plan"),
        "no-limit": _("%(kind)s could not be judged: the plan has no limits for it"),
        "rule-failed": _("%(kind)s could not be judged: a rule failed. Tell those who run Heime"),
        "nothing-valid": _(
            "%(kind)s: the value could not be used, and no new one came within 30 minutes"
        ),
        "rejected": _("%(kind)s: the value could not be used"),
        "unanswered": _("%(kind)s: too little was answered for a result"),
    }[what]


def _value(why: Reason, decimals: int) -> str:
    if why.kind is None or not why.values:
        return ""
    second = why.values[1] if why.kind is Kind.BLOOD_PRESSURE and len(why.values) > 1 else None
    return words.amount(why.kind, why.values[0], second, decimals)


def _at_limit(why: Reason, findings: Sequence[Finding], decimals: int) -> str:
    """The value, and in brackets every line it reached. "grense 88" never breaks in two."""
    assert why.kind is not None  # noqa: S101  only measured kinds have lines
    lines = [_limit(why.kind, finding).rsplit(" ", 1) for finding in findings]
    return f"{_value(why, decimals)} ({'; '.join(NBSP.join(part) for part in lines)})"


def _limit(kind: Kind, finding: Finding) -> str:
    limit = words.line(kind, finding.limit or 0)
    if finding.number == "systolic":
        return _("upper pressure, limit %(limit)s") % {"limit": limit}
    if finding.number == "diastolic":
        return _("lower pressure, limit %(limit)s") % {"limit": limit}
    return _("limit %(limit)s") % {"limit": limit}


def _weight_change(finding: Finding) -> str:
    """Weight as change, since that is what was judged; the weight itself stands beside it."""
    limit = words.number(finding.limit or 0, 1)
    if finding.amount is None:
        return _("up more than %(limit)s kg") % {"limit": limit}
    change = words.number(finding.amount, 1, sign=True)
    if finding.what == "dry-weight":
        return _("%(change)s kg from dry weight (limit %(limit)s)") % {
            "change": change, "limit": limit,
        }  # fmt: skip
    return _("%(change)s kg in %(days)s days (limit %(limit)s)") % {
        "change": change, "days": finding.days, "limit": limit,
    }  # fmt: skip


def _beside(one: Said) -> str:
    """A rule that fired beside a line that was reached, in a few words."""
    rule, facts = one.rule, one.facts
    if rule in ("D-1", "P-D1") and "change" in facts:
        return _("%(change)s from the usual") % {"change": words.figure(facts["change"], sign=True)}
    if rule == "T-1":
        return _("far from the usual twice in a row")
    if rule == "AF-1" and "sessions" in facts:
        return _("irregular pulse in %(count)s sessions") % {"count": facts["sessions"]}
    if rule == "F-1" and "percent" in facts:
        return _("%(percent)s %% of personal best") % {
            "percent": words.one_decimal(facts["percent"])
        }
    return sentence(rule, facts).rstrip(".")


def _how(rule: str, why: Reason) -> str:
    found = why.findings[0].what if why.findings else ""
    not_usable = found in ("rejected", "nothing-valid", *_OFF_SCALE)
    return {
        "C-6": _("critical value"),
        "C-5": _("median of the last three"),
        "C-3": _("second measurement"),
        "C-4": _("red first, then green")
        if "C-2" in why.how
        else _("red first, then green: a third is awaited"),
        "C-2": _("not measured again in time"),
        "C-8": _("mean of the pair") if "C-3" not in why.how else "",
        "V-4": _("unlikely, must be confirmed") if found != "unusual" else "",
        "V-2": "" if not_usable else _("the meter reported a poor signal"),
        "W-2": _("worse symptoms the same day"),
        "C-1": _("a second measurement is awaited"),
        "C-7": "",
        "L-1": _("received late"),
    }[rule]
