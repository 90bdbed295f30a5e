"""What the fields of a plan are called on the pages where it is written and read."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from heime.core.expectations import WEEKDAYS as WEEKDAY_CODES
from heime.edges.clinic import words

LINES = ("crit_low", "red_low", "yellow_low", "yellow_high", "red_high", "crit_high")
"""The six lines of a number, as they stand across the page."""


def line(name: str) -> str:
    return {
        "crit_low": _("critical, low"),
        "red_low": _("red, low"),
        "yellow_low": _("yellow, low"),
        "yellow_high": _("yellow, high"),
        "red_high": _("red, high"),
        "crit_high": _("critical, high"),
    }[name]


def profile(name: str) -> str:
    """A default profile in words: what it is for, as clinical reference 7.2 names it."""
    return {
        "SPO2_STD": _("ordinary"),
        "SPO2_COPD": _("COPD"),
        "SPO2_HYPERCAP_AIR": _("retains CO2, without oxygen"),
        "SPO2_HYPERCAP_O2": _("retains CO2, with oxygen"),
        "PULSE_STD": _("ordinary"),
        "BP_STD": _("ordinary"),
        "BP_HF": _("heart failure"),
        "TEMP_STD": _("ordinary"),
        "RR_STD": _("ordinary"),
        "GLU_STD": _("ordinary"),
    }.get(name, name)


def duty(code: str) -> str:
    return {
        "office": _("In opening hours"),
        "night": _("At night"),
        "DEM-2": _("Door at night"),
        "DEM-3": _("Fall alarm"),
        "DEM-4": _("Bed at night"),
    }[code]


def staffed(code: str) -> str:
    return {"always": _("day and night"), "hours": _("opening hours")}[code]


def missed(code: str) -> str:
    """When silence becomes somebody's task (7.7)."""
    return {"standard": _("after 48 hours"), "high": _("after 24 hours")}[code]


def minutes(code: str) -> str:
    return {
        "red_high": _("Red, urgent"),
        "red_high_no_contact": _("Red, urgent: next of kin called if no contact"),
        "red": _("Red"),
        "yellow_high": _("Yellow, urgent"),
    }[code]


def colour(code: str) -> str:
    return {"green": _("Green"), "yellow": _("Yellow"), "red": _("Red")}[code]


def language(code: str) -> str:
    return {"nb": _("bokmål"), "nn": _("nynorsk"), "en": _("English")}[code]


def weekdays() -> list[tuple[str, str]]:
    """Each day's code with its name, in short."""
    named = [str(WEEKDAYS[number]) for number in range(7)]
    short = [name[:3] if words.language() == "en" else name[:3].lower() for name in named]
    return list(zip(WEEKDAY_CODES, short, strict=True))


def status(code: str) -> str:
    return {
        "draft": _("Draft"),
        "proposed": _("Waiting for a doctor"),
        "approved": _("In force"),
        "replaced": _("Replaced"),
    }[code]


def question(name: str) -> str:
    """A fact about the person, as the plan asks for it."""
    return {
        "home_oxygen": _("Oxygen at home"),
        "atrial_fibrillation_known": _("Known atrial fibrillation"),
        "allergy_conflict": _("The medicine texts may conflict with an allergy"),
        "no_self_treatment": _("No self-treatment: medicine texts are not shown to the person"),
        "dry_weight_kg": _("Dry weight, kg"),
        "fev1": _("Personal best FEV1, litres"),
        "pef": _("Personal best PEF, l/min"),
        "habitual_news2": _("Usual NEWS2"),
        "phq9": _("PHQ-9 at the start"),
        "gad7": _("GAD-7 at the start"),
        "who5": _("WHO-5 at the start (raw sum)"),
    }[name]
