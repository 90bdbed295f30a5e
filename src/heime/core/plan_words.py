"""A change of a plan in words: bokmål, nynorsk and English.

Texts that people have written (goals, what a colour means, medicine) are named and not repeated:
the page shows them beside each other.
"""

import re
from collections.abc import Mapping
from datetime import date

from heime.core.kinds import BY_LABEL, KINDS
from heime.core.plan_difference import Change, Value
from heime.core.quantity import Unit

Said = tuple[str, str, str]
"""Bokmål, nynorsk, English."""

LANGUAGES = ("nb", "nn", "en")

_KINDS: Mapping[str, Said] = {
    "oxygen_saturation": ("oksygenmetning", "oksygenmetting", "oxygen saturation"),
    "heart_rate": ("puls", "puls", "pulse"),
    "blood_pressure": ("blodtrykk", "blodtrykk", "blood pressure"),
    "body_weight": ("vekt", "vekt", "weight"),
    "body_temperature": ("temperatur", "temperatur", "temperature"),
    "respiratory_rate": ("pustefrekvens", "pustefrekvens", "respiratory rate"),
    "blood_glucose": ("blodsukker", "blodsukker", "blood glucose"),
    "fev1": ("FEV1", "FEV1", "FEV1"),
    "fvc": ("FVC", "FVC", "FVC"),
    "pef": ("PEF", "PEF", "PEF"),
    "steps": ("skritt", "steg", "steps"),
    "sleep": ("søvn", "søvn", "sleep"),
    "inr": ("INR", "INR", "INR"),
    "pain": ("smerte", "smerte", "pain"),
    "mmrc": ("tung pust (mMRC)", "tung pust (mMRC)", "breathlessness (mMRC)"),
    "borg": ("tung pust (Borg)", "tung pust (Borg)", "breathlessness (Borg)"),
}
_FORMS: Mapping[str, Said] = {
    "copd_daily": ("daglige kolsspørsmål", "daglege kolsspørsmål", "daily COPD questions"),
    "heart_failure_daily": (
        "daglige hjertesviktspørsmål", "daglege hjartesviktspørsmål",
        "daily heart failure questions",
    ),
    "phq9": ("PHQ-9", "PHQ-9", "PHQ-9"),
    "gad7": ("GAD-7", "GAD-7", "GAD-7"),
    "who5": ("WHO-5", "WHO-5", "WHO-5"),
    "rss": ("RSS", "RSS", "RSS"),
}  # fmt: skip
_CONDITIONS: Mapping[str, Said] = {
    "copd": ("kols", "kols", "COPD"),
    "heart_failure": ("hjertesvikt", "hjartesvikt", "heart failure"),
    "hypertension": ("høyt blodtrykk", "høgt blodtrykk", "high blood pressure"),
    "atrial_fibrillation": ("atrieflimmer", "atrieflimmer", "atrial fibrillation"),
    "after_infarction": ("etter hjerteinfarkt", "etter hjarteinfarkt", "after a heart attack"),
    "dementia": ("demens", "demens", "dementia"),
    "depression": ("depresjon", "depresjon", "depression"),
}
_FIELDS: Mapping[str, Said] = {
    "conditions": ("tilstand", "tilstand", "condition"),
    "goals": ("mål", "mål", "goal"),
    "limits": ("grense", "grense", "limit"),
    "rules": ("regel", "regel", "rule"),
    "person": ("om personen", "om personen", "about the person"),
    "expectations": ("avtalt", "avtalt", "agreed"),
    "missing_data_class": ("når det mangler data", "når det manglar data", "when data are missing"),
    "protocols": ("måleprogram", "måleprogram", "measuring programme"),
    "standby": ("reservemedisin", "reservemedisin", "standby medicine"),
    "diuretic": ("fleksibel vanndrivende", "fleksibel vassdrivande", "flexible diuretic"),
    "responders": ("hvem som svarer", "kven som svarer", "who answers"),
    "response_minutes": ("svartid i minutter", "svartid i minutt", "answered within, minutes"),
    "calendar": ("kalender", "kalender", "calendar"),
    "texts": ("tekst", "tekst", "text"),
    "review_on": ("ny vurdering", "ny vurdering", "review"),
    "run_in": ("innkjøring", "innkøyring", "run-in"),
    "weeks": ("uker", "veker", "weeks"),
    "parts": ("plan", "plan", "plan"),
    "merge": ("felles grense", "felles grense", "merged limit"),
    "template": ("mal", "mal", "template"),
    "shadow": ("prøves i skyggen", "blir prøvd i skuggen", "runs in shadow"),
    "copied_from": ("kopiert fra", "kopiert frå", "copied from"),
    "red_low": ("rød nedre", "raud nedre", "red low"),
    "yellow_low": ("gul nedre", "gul nedre", "yellow low"),
    "yellow_high": ("gul øvre", "gul øvre", "yellow high"),
    "red_high": ("rød øvre", "raud øvre", "red high"),
    "crit_low": ("kritisk nedre", "kritisk nedre", "critical low"),
    "crit_high": ("kritisk øvre", "kritisk øvre", "critical high"),
    "systolic": ("overtrykk", "overtrykk", "systolic"),
    "diastolic": ("undertrykk", "undertrykk", "diastolic"),
    "profile": ("profil", "profil", "profile"),
    "considered": ("vurdert av lege", "vurdert av lege", "considered by a doctor"),
    "days": ("dager", "dagar", "days"),
    "every_weeks": ("hver så mange uker", "kvar så mange veker", "every so many weeks"),
    "at": ("klokken", "klokka", "at"),
    "before_minutes": ("minutter før", "minutt før", "minutes before"),
    "after_minutes": ("minutter etter", "minutt etter", "minutes after"),
    "class": ("når det mangler data", "når det manglar data", "when data are missing"),
    "home_oxygen": ("oksygen hjemme", "oksygen heime", "oxygen at home"),
    "atrial_fibrillation_known": (
        "kjent atrieflimmer", "kjend atrieflimmer", "known atrial fibrillation",
    ),
    "dry_weight_kg": ("tørrvekt i kg", "tørrvekt i kg", "dry weight in kg"),
    "personal_best": ("eget beste", "eige beste", "personal best"),
    "habitual_news2": ("vanlig NEWS2", "vanleg NEWS2", "habitual NEWS2"),
    "news2_scale": ("NEWS2-skala", "NEWS2-skala", "NEWS2 scale"),
    "news2_scale_2": ("NEWS2-skala 2", "NEWS2-skala 2", "NEWS2 scale 2"),
    "reason": ("grunn", "grunn", "reason"),
    "decided_on": ("bestemt", "avgjort", "decided"),
    "baselines": ("skår ved start", "skår ved start", "score at start"),
    "critical_drugs": ("kritiske medisiner", "kritiske medisinar", "critical medicines"),
    "allergy_conflict": ("allergikonflikt", "allergikonflikt", "allergy conflict"),
    "no_self_treatment": ("ikke egenbehandling", "ikkje eigenbehandling", "no self-treatment"),
    "standby_course": ("kur i gang", "kur i gang", "course under way"),
    "started_on": ("startet", "starta", "started"),
    "k1_at_start": ("pusten ved start", "pusten ved start", "breath at start"),
    "pauses": ("pauser", "pausar", "pauses"),
    "text": ("teksten", "teksten", "the text"),
    "start_criteria": ("når det startes", "når det blir starta", "when to start"),
    "starts": ("startet tidligere", "starta tidlegare", "started before"),
    "reviewed_on": ("sist vurdert", "sist vurdert", "last reviewed"),
    "hbpm": ("hjemmeblodtrykk i en uke", "heimeblodtrykk i ei veke", "home blood pressure week"),
    "office": ("i åpningstiden", "i opningstida", "in opening hours"),
    "night": ("om natten", "om natta", "at night"),
    "red_high_no_contact": (
        "rød høy uten kontakt", "raud høg utan kontakt", "red high without contact",
    ),
    "red": ("rød", "raud", "red"),
    "green": ("grønn", "grøn", "green"),
    "yellow": ("gul", "gul", "yellow"),
    "nb": ("bokmål", "bokmål", "bokmål"),
    "nn": ("nynorsk", "nynorsk", "nynorsk"),
    "en": ("engelsk", "engelsk", "English"),
    "name": ("navn", "namn", "name"),
    "version": ("versjon", "versjon", "version"),
}  # fmt: skip
_ANSWERED: Mapping[str, Said] = {
    "red_high": ("rød høy", "raud høg", "red high"),
    "yellow_high": ("gul høy", "gul høg", "yellow high"),
}
"""In response times these names are an alarm's zone and priority, not a line."""
_VALUES: Mapping[str, Said] = {
    "every_day": ("hver dag", "kvar dag", "every day"),
    "mon": ("man.", "mån.", "Mon"), "tue": ("tirs.", "tys.", "Tue"),
    "wed": ("ons.", "ons.", "Wed"), "thu": ("tors.", "tors.", "Thu"),
    "fri": ("fre.", "fre.", "Fri"), "sat": ("lør.", "laur.", "Sat"), "sun": ("søn.", "søn.", "Sun"),
    "always": ("hele døgnet", "heile døgnet", "day and night"),
    "hours": ("i åpningstiden", "i opningstida", "in opening hours"),
    "standard": ("etter 48 timer", "etter 48 timar", "after 48 hours"),
    "high": ("etter 24 timer", "etter 24 timar", "after 24 hours"),
}  # fmt: skip
_NOT_SET: Said = ("ikke satt", "ikkje sett", "not set")
_YES: Said = ("ja", "ja", "yes")
_NO: Said = ("nei", "nei", "no")
_ADDED: Said = ("lagt til", "lagt til", "added")
_REMOVED: Said = ("tatt bort", "teken bort", "removed")
_CHANGED: Said = ("endret", "endra", "changed")

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DECIMAL = re.compile(r"\d+\.\d+")
_WRITTEN = frozenset({"goals", "text", "start_criteria", "reason", "nb", "nn", "en"})
"""Where somebody's own words stand: named, not repeated."""


def words(change: Change, language: str) -> str:
    """One sentence: "Grense, oksygenmetning, gul nedre: 91 % → 90 %".

    language: nb, nn or en.
    """
    which = LANGUAGES.index(language)
    what = ", ".join(_name(name, change, which) for name in change.path)
    return f"{what[:1].upper()}{what[1:]}: {_from_to(change, which)}"


def called(name: str, language: str) -> str:
    """What a field, a kind or a form is called; one that is not known as it is written."""
    return _known(name, LANGUAGES.index(language))


def _name(name: str, change: Change, which: int) -> str:
    if change.path[0] == "response_minutes" and name in _ANSWERED:
        return _ANSWERED[name][which]
    return _known(name, which)


def _known(name: str, which: int) -> str:
    for known in (_KINDS, _FORMS, _CONDITIONS, _FIELDS):
        if name in known:
            return known[name][which]
    return name


def _from_to(change: Change, which: int) -> str:
    if change.after is None and (change.before is True or _is_written(change)):
        return _REMOVED[which]
    if change.before is None and (change.after is True or _is_written(change)):
        return _ADDED[which]
    if _is_written(change):
        return _CHANGED[which]
    return f"{_value(change.before, change, which)} → {_value(change.after, change, which)}"


def _is_written(change: Change) -> bool:
    return change.path[-1] in _WRITTEN or change.path[-2:-1] == ("goals",)


def _value(value: Value, change: Change, which: int) -> str:
    if value is None:
        return _NOT_SET[which]
    if isinstance(value, bool):
        return (_YES if value else _NO)[which]
    said = [
        _VALUES[one][which] if one in _VALUES else _as_written_here(one, which)
        for one in str(value).split(", ")
    ]
    return ", ".join(said) + _unit(change)


def _as_written_here(text: str, which: int) -> str:
    """Dates and decimals as Norwegian writes them; English keeps the form they are stored in."""
    if LANGUAGES[which] == "en":
        return text
    if _DATE.fullmatch(text):
        day = date.fromisoformat(text)
        return f"{day.day}.{day.month}.{day.year}"
    return text.replace(".", ",") if _DECIMAL.fullmatch(text) else text


def _unit(change: Change) -> str:
    """The unit of a line; other numbers say theirs in their name."""
    kind = BY_LABEL.get(next((name for name in change.path if name in BY_LABEL), ""))
    if kind is None or change.path[-1] not in ("red_low", "yellow_low", "yellow_high", "red_high",
                                               "crit_low", "crit_high"):  # fmt: skip
        return ""
    shown = {Unit.MMHG: "mmHg", Unit.CELSIUS: "°C", Unit.MMOL_PER_LITRE: "mmol/l", Unit.SCORE: "",
             Unit.INR: "", Unit.COUNT: ""}  # fmt: skip
    unit = shown.get(KINDS[kind].unit, str(KINDS[kind].unit))
    return f" {unit}" if unit else ""
