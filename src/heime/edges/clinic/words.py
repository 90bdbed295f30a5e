"""Clinical facts in words. The one place: every page says the same thing the same way."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from heime.core import off_scale as off
from heime.core import topics
from heime.core.kinds import KINDS, Kind
from heime.core.quantity import SCALE, Scaled, Unit, plain
from heime.core.reading import OFF_SCALE, Quality
from heime.core.sentences import names
from heime.core.sentences.text import LANGUAGES, Text
from heime.core.zone import Priority, State, Zone

# Narrow no-break space between number and unit, so that a line never breaks inside a value.
THIN = "\u202f"
NBSP = "\u00a0"


def language() -> str:
    """The reader's language, as the core names it."""
    chosen = (get_language() or "nb")[:2]
    return chosen if chosen in LANGUAGES else "nb"


def said(text: Text) -> str:
    """A text of the core in the reader's language."""
    return text[LANGUAGES.index(language())]


def number(value: Scaled, decimals: int = 0, *, sign: bool = False) -> str:
    """A number as people here write it: 37,2 in Norwegian, 37.2 in English, with a real minus."""
    return figure(plain(value, decimals), sign=sign)


def figure(text: str, *, sign: bool = False) -> str:
    """A number from plain text, written the same way."""
    positive = sign and not text.startswith("-") and Decimal(text) > 0
    if language() != "en":
        text = text.replace(".", ",")
    return ("+" if positive else "") + text.replace("-", "\u2212")


def one_decimal(text: str) -> str:
    """Something worked out, from plain text; never for what somebody measured (RS-1 G-3)."""
    return figure(str(Decimal(text).quantize(Decimal("0.1"), ROUND_HALF_UP)))


def kind_name(topic: int) -> str:
    """What a reading, a form or a judgement is about (core.topics)."""
    if topic >= topics.MISSING:
        return _("%(what)s is missing") % {"what": kind_name(topic - topics.MISSING)}
    return what_name(topics.label(topic))


def what_name(what: str) -> str:
    """The name of what core.topics labels so, with a capital."""
    if what == topics.label(topics.TOGETHER):
        return _("Several results together")
    if what == topics.label(topics.HBPM_WEEK):
        return _("Home blood pressure for a week")
    known = names.KINDS.get(what) or names.FORMS.get(what)
    text = said(known) if known else what
    return text[:1].upper() + text[1:]


def unit(kind: int) -> str:
    """The unit as people write it, of a score its range; UCUM stays in the database and in FHIR."""
    spec = KINDS[Kind(kind)]
    if spec.unit is Unit.SCORE:
        return f"{number(spec.plausible.low)}–{number(spec.plausible.high)}"
    known = names.UNITS.get(Kind(kind).label)
    return said(known) if known else ""


def amount(kind: int, value: Scaled, second: Scaled | None = None, decimals: int = 0) -> str:
    """A value with its unit: "86 %", "182/95 mmHg", "73,4 kg"; of a score its top: "6 av 10"."""
    spec = KINDS[Kind(kind)]
    places = max(decimals, spec.decimals if spec.unit is not Unit.SCORE else 0)
    text = number(value, places)
    if second is not None:
        text += f"/{number(second, places)}"
    if spec.unit is Unit.SCORE:
        return out_of(text, number(spec.plausible.high))
    name = unit(kind)
    return f"{text}{NBSP}{name}" if name else text


def off_scale(side: str) -> str:
    """What a meter shows that cannot give a number. side: of core.off_scale."""
    if side == off.ABOVE:
        return _("HI, higher than the meter can measure")
    return _("LO, lower than the meter can measure")


def no_value(quality: int) -> str:
    """Why a reading has no value: HI or LO; empty when the meter simply failed."""
    if not quality & OFF_SCALE:
        return ""
    return off_scale(off.ABOVE if quality & Quality.ABOVE_RANGE else off.BELOW)


def out_of(text: str, most: str) -> str:
    """A score and the highest there is, never broken in two: "17 av 27"."""
    whole: str = _("%(value)s of %(most)s") % {"value": text, "most": most}
    return whole.replace(" ", NBSP)


def line(kind: int, value: Scaled) -> str:
    """A limit, without unit: it always stands beside a value that has one."""
    return number(value, KINDS[Kind(kind)].decimals)


def zone_words(zone: int, priority: int | None, state: int | None = None) -> str:
    """The word that always stands with the shape: "Rød", "Gul – haster", "Ikke vurdert"."""
    if state == State.REJECTED:
        return _("Not usable")
    if state == State.INVALID:
        return _("Not enough answers")
    word = {
        Zone.RED: _("Red"),
        Zone.YELLOW: _("Yellow"),
        Zone.GREY: _("Not judged"),
        Zone.GREEN: _("Green"),
    }[Zone(zone)]
    if state == State.HISTORICAL:
        return _("%(zone)s – came late") % {"zone": word}
    if priority == Priority.HIGH and zone in (Zone.RED, Zone.YELLOW):
        return _("%(zone)s – urgent") % {"zone": word}
    return word


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


def answered_by(who: str) -> str:
    """Who filled in a form."""
    return {
        "patient": _("the person"),
        "carer": _("next of kin"),
        "trained_carer": _("a trained next of kin"),
        "health_personnel": _("health personnel"),
    }.get(who, who)


def outcome(code: str) -> str:
    return {
        "advice": _("Gave advice"),
        "measured-again": _("Measured again, within the limits"),
        "plan-changed": _("Changed the plan"),
        "contacted-gp": _("Contacted the GP"),
        "sent-on": _("Sent on to others"),
        "emergency": _("Called 113 or legevakt"),
        "not-reached": _("Did not reach anybody"),
        "technical": _("Technical fault"),
        "no-action": _("No action needed"),
    }.get(code, code)


def event(what: str) -> str:
    return {
        "opened": pgettext("case", "Opened"),
        "joined": _("New result added"),
        "worsened": _("Got worse"),
        "taken": pgettext("case", "Taken"),
        "released": _("Given back"),
        "invalid": _("A reading does not count"),
        "marked": _("Says from home that this is wrong"),
        "closed": pgettext("case", "Closed"),
        "taken-over": _("Taken over"),
        "set-aside": _("Set aside"),
        "handed-over": _("Handed over"),
        "back": _("Back on the list"),
        "closing-asked": _("Asked a colleague to confirm that it is closed"),
        "closing-refused": _("Not confirmed"),
        "closing-undone": _("Taken back: not to be closed yet"),
        "confirmed": _("Confirmed and closed"),
        "reopened": _("Taken up again"),
        "climbed": _("Nobody took it in time – told further up"),
    }.get(what, what)


def event_why(what: str, why: str) -> str:
    """Why something in a case is news, what it waits for, or what brought it back."""
    if what == "set-aside":
        return waits_for(why)
    return {
        "critical": _("a critical value"),
        "safety": _("an answer about safety"),
        "happened": _("a fall, a door or a bed"),
        "zone": _("worse than before"),
        "priority": _("more urgent than before"),
        "kind": _("something else than before"),
        "rule": _("for another reason than before"),
        "red": _("red again"),
        "later": _("the first in three days"),
        "time": _("the time was out"),
        "came": _("the measurement has come"),
        "by-hand": _("taken up again"),
        "accepted": _("accepted"),
        "declined": _("declined"),
        "asked": _("they ask something back"),
        "withdrawn": _("withdrawn"),
    }.get(why, "")


def waits_for(code: str) -> str:
    """What a case is set aside for."""
    return {
        "patient": _("the person calls back, or is called again"),
        "measurement": _("a new measurement"),
        "kin": _("next of kin"),
        "colleague": _("a colleague"),
        "gp": _("the GP"),
        "other": _("something else"),
    }.get(code, "")


def act(what: str) -> str:
    """What was done in a case."""
    return {
        "call": _("Called, and got an answer"),
        "call-missed": _("Called, no answer"),
        "message": _("Sent a message"),
        "video": _("Talked by video"),
        "advice": _("Gave the plan's advice"),
        "remeasure": _("Asked for a new measurement"),
        "plan": _("Changed the plan"),
        "task": _("Gave a task"),
        "task-done": _("Did a task"),
        "hand-over": _("Handed over"),
        "note": _("Note"),
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
