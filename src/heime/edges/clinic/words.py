"""Clinical facts in words. The one place: every page says the same thing the same way."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from heime.core.kinds import KINDS, Kind
from heime.core.quantity import SCALE, Scaled, Unit, plain
from heime.core.reasons import Finding, Reason
from heime.core.zone import Priority, State, Zone

# Narrow no-break space between number and unit, so that a line never breaks inside a value.
THIN = "\u202f"
NBSP = "\u00a0"


def number(value: Scaled, decimals: int = 0, *, sign: bool = False) -> str:
    """A number as people here write it: 37,2 in Norwegian, 37.2 in English, with a real minus."""
    text = plain(value, decimals)
    if get_language() != "en":
        text = text.replace(".", ",")
    if sign and value > 0:
        text = f"+{text}"
    return text.replace("-", "\u2212")


def kind_name(kind: int) -> str:
    return {
        Kind.OXYGEN_SATURATION: _("Oxygen saturation"),
        Kind.HEART_RATE: _("Pulse"),
        Kind.BLOOD_PRESSURE: _("Blood pressure"),
        Kind.BODY_WEIGHT: _("Weight"),
        Kind.BODY_TEMPERATURE: _("Temperature"),
        Kind.RESPIRATORY_RATE: _("Respiratory rate"),
        Kind.BLOOD_GLUCOSE: _("Blood glucose"),
    }[Kind(kind)]


def unit(kind: int) -> str:
    """The unit as people write it; UCUM stays in the database and in FHIR."""
    return {
        Unit.PERCENT: "%",
        Unit.PER_MINUTE: _("/min"),
        Unit.MMHG: "mmHg",
        Unit.KILOGRAM: "kg",
        Unit.CELSIUS: "°C",
        Unit.MMOL_PER_LITRE: "mmol/l",
    }[KINDS[Kind(kind)].unit]


def amount(kind: int, value: Scaled, second: Scaled | None = None, decimals: int = 0) -> str:
    """A value with its unit: "86 %", "182/95 mmHg", "73,4 kg"."""
    places = max(decimals, KINDS[Kind(kind)].decimals)
    text = number(value, places)
    if second is not None:
        text += f"/{number(second, places)}"
    return f"{text}{NBSP}{unit(kind)}"


def line(kind: int, value: Scaled) -> str:
    """A limit, without unit: it always stands beside a value that has one."""
    return number(value, KINDS[Kind(kind)].decimals)


def reason(why: Reason, decimals: int = 0) -> str:
    """The sentence that tells why: "Oksygenmetning 86 % (grense 88), andre måling"."""
    what = why.findings[0].what
    if what in NOT_USED:
        said = _not_used(what) % {"kind": kind_name(why.kind)}
    elif what in ("gain", "dry-weight"):
        changes = [
            _weight_change(f) if f.what != "limit" else _at_limit(why, [f], decimals)
            for f in why.findings
        ]
        said = f"{kind_name(why.kind)} {', '.join(changes)}"
    else:
        said = _with_value(why, decimals)
    return ", ".join([said, *filter(None, (_how(rule, why) for rule in why.how))])


NOT_USED = ("no-plan", "no-limit", "rule-failed", "nothing-valid", "rejected")


def _not_used(what: str) -> str:
    return {
        "no-plan": _("%(kind)s could not be judged: there is no approved plan"),
        "no-limit": _("%(kind)s could not be judged: the plan has no limits for it"),
        "rule-failed": _("%(kind)s could not be judged: a rule failed. Tell those who run Heime"),
        "nothing-valid": _(
            "%(kind)s: the value could not be used, and no new one came within 30 minutes"
        ),
        "rejected": _("%(kind)s: the value could not be used"),
    }[what]


def _with_value(why: Reason, decimals: int) -> str:
    what = why.findings[0].what
    value = f"{kind_name(why.kind)} {_value(why, decimals)}"
    if what == "within":
        return _("%(value)s, within the limits of the plan") % {"value": value}
    if what == "unusual":
        return _("%(value)s, an unlikely value") % {"value": value}
    return f"{kind_name(why.kind)} {_at_limit(why, why.findings, decimals)}"


def _value(why: Reason, decimals: int) -> str:
    second = why.values[1] if why.kind is Kind.BLOOD_PRESSURE and len(why.values) > 1 else None
    return amount(why.kind, why.values[0], second, decimals)


def _at_limit(why: Reason, findings: Sequence[Finding], decimals: int) -> str:
    """The value, and in brackets every line it reached. "grense 88" never breaks in two."""
    lines = [_limit(why.kind, finding).rsplit(" ", 1) for finding in findings]
    return f"{_value(why, decimals)} ({'; '.join(NBSP.join(part) for part in lines)})"


def _limit(kind: Kind, finding: Finding) -> str:
    limit = line(kind, finding.limit or 0)
    if finding.number == "systolic":
        return _("upper pressure, limit %(limit)s") % {"limit": limit}
    if finding.number == "diastolic":
        return _("lower pressure, limit %(limit)s") % {"limit": limit}
    return _("limit %(limit)s") % {"limit": limit}


def _weight_change(finding: Finding) -> str:
    """Weight as change, since that is what was judged; the weight itself stands beside it."""
    limit = number(finding.limit or 0, 1)
    if finding.amount is None:
        return _("up more than %(limit)s kg") % {"limit": limit}
    change = number(finding.amount, 1, sign=True)
    if finding.what == "dry-weight":
        return _("%(change)s kg from dry weight (limit %(limit)s)") % {
            "change": change, "limit": limit,
        }  # fmt: skip
    return _("%(change)s kg in %(days)s days (limit %(limit)s)") % {
        "change": change, "days": finding.days, "limit": limit,
    }  # fmt: skip


def _how(rule: str, why: Reason) -> str:
    not_usable = why.findings[0].what in ("rejected", "nothing-valid")
    return {
        "C-6": _("critical value"),
        "C-5": _("median of the last three"),
        "C-3": _("second measurement"),
        "C-4": _("red first, then green: a third is awaited"),
        "C-2": _("not measured again in time"),
        "C-8": _("mean of the pair") if "C-3" not in why.how else "",
        "V-4": _("unlikely, must be confirmed") if why.findings[0].what != "unusual" else "",
        "V-2": "" if not_usable else _("the meter reported a poor signal"),
        "W-2": _("worse symptoms the same day"),
        "C-1": _("a second measurement is awaited"),
        "C-7": "",
        "L-1": _("received late"),
    }[rule]


def zone_words(zone: int, priority: int | None, state: int | None = None) -> str:
    """The word that always stands with the shape: "Rød", "Gul – haster", "Ikke vurdert"."""
    if state == State.REJECTED:
        return _("Not usable")
    word = {
        Zone.RED: _("Red"),
        Zone.YELLOW: _("Yellow"),
        Zone.GREY: _("Not judged"),
        Zone.GREEN: _("Green"),
    }[Zone(zone)]
    if priority == Priority.HIGH and zone in (Zone.RED, Zone.YELLOW):
        return _("%(zone)s – urgent") % {"zone": word}
    return word


def rule_text(rule: str) -> str:
    """What a rule says, for the one who wants to know why. Empty for an id we have no words for."""
    return {
        "G-2": _("A limit in the plan is reached."),
        "V-1": _("The value is outside what can be real, and is not used."),
        "V-2": _("The meter marked its own reading as poor."),
        "V-3": _("Upper and lower pressure are too close to be a blood pressure."),
        "V-4": _("The value is possible but unlikely, and must be confirmed by measuring again."),
        "C-1": _("One reading that is not green waits for a second one."),
        "C-2": _("Nobody measured again within 30 minutes, so the first reading stands."),
        "C-3": _("The second reading decides."),
        "C-4": _("Red first and then green: a third reading is asked for."),
        "C-5": _("The median of the last three readings decides."),
        "C-6": _("A critical value counts at once, without waiting for a second reading."),
        "C-7": _("Green readings before the first worse one are left out."),
        "C-8": _("Blood pressure is the mean of the readings of a pair."),
        "W-1": _("More than 2.0 kg up from the lowest weight of the last three days."),
        "W-2": _("Such a gain together with a symptom that got worse the same day."),
        "W-3": _("More than 3.0 kg up from the lowest weight of the last three days."),
        "W-4": _("More than 3.0 kg from the dry weight that the doctor has set."),
        "W-5": _("More than 2.0 kg up from the latest weight four to seven days ago."),
        "L-1": _("The reading reached us late, and is judged by its age."),
        "no-plan": _("No approved plan held when the reading was taken."),
        "no-limit": _("The plan has no limits for this kind of reading."),
        "rule-failed": _("A rule failed while judging. The reading is kept."),
        "nothing-valid": _("No usable reading followed within 30 minutes."),
    }.get(rule, "")


def plan_rule_names(rules: Sequence[str]) -> list[tuple[str, str]]:
    return [(rule, rule_text(rule)) for rule in sorted(rules)]


def condition(code: str) -> str:
    """A condition in everyday words; one we do not know is shown as it is."""
    return {
        "heart_failure": _("heart failure"),
        "hypertension": _("high blood pressure"),
        "atrial_fibrillation": _("atrial fibrillation"),
        "after_infarction": _("after heart attack"),
        "copd": _("COPD"),
        "dementia": _("dementia"),
        "depression": _("depression"),
    }.get(code, code)


def outcome(code: str) -> str:
    return {
        "advice": _("Gave advice"),
        "measured-again": _("Measured again, within the limits"),
        "contacted-gp": _("Contacted the GP"),
        "sent-on": _("Sent on to others"),
        "technical": _("Technical fault"),
        "no-action": _("No action needed"),
    }.get(code, code)


def event(what: str) -> str:
    return {
        "opened": pgettext("case", "Opened"),
        "joined": _("New reading added"),
        "worsened": _("Got worse"),
        "taken": pgettext("case", "Taken"),
        "released": _("Given back"),
        "closed": pgettext("case", "Closed"),
    }.get(what, what)


def awaited_for(why: str) -> str:
    return {
        "confirmation": _("a second measurement"),
        "pair": _("the second of two blood pressures"),
        "valid": _("a value that can be used"),
    }.get(why, why)


def years(born: date | None, today: date) -> int | None:
    """Whole years of age."""
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def as_number(value: Scaled) -> float:
    """For drawing only; what is shown as text is never a float."""
    return float(Decimal(value) / SCALE)


def pressure_names() -> tuple[str, str]:
    return _("upper"), _("lower")
