"""What single results come to, in a few words: of a form its sum, of a topic what is measured."""

from django.utils.translation import gettext as _

from heime.core import sentences, topics
from heime.core.kinds import Kind
from heime.core.questionnaires.scales import SCALES
from heime.edges.clinic import words
from heime.records.measurements.models import Judgement, Measurement, Response

_SUMS = {"phq9": "phq9_total", "gad7": "gad7_total", "rss": "rss_total"}


def measured_kind(topic: int) -> Kind | None:
    """Which measured kind a topic is about; None for forms and what several come to together."""
    if topic == topics.HBPM_WEEK:
        return Kind.BLOOD_PRESSURE
    if topic >= topics.MISSING:
        topic -= topics.MISSING
    return Kind(topic) if topics.is_measured(topic) else None


def of_form(response: Response, judgement: Judgement | None) -> str:
    """What a form came to: "17 av 27", "24 %"; of one without a sum, that it came."""
    return sum_of(response, judgement) or _("answered")


def told_by(response: Response, judgement: Judgement | None) -> str:
    """What a form tells, where there is room for it: its sum, or the symptoms that were judged."""
    symptoms = ((judgement.facts or {}) if judgement else {}).get("symptoms", "")
    said = sentences.listed("symptoms", symptoms)[words.language()]
    return sum_of(response, judgement) or said or _("answered")


def sum_of(response: Response, judgement: Judgement | None) -> str:
    """The sum as it was judged, blanks made up for; nothing is added up here. Empty without one."""
    what = topics.label(response.questionnaire)
    facts = (judgement.facts or {}) if judgement else {}
    if what == "who5" and "who5_percent" in facts:
        return f"{facts['who5_percent']}{words.NBSP}%"
    total = facts.get(_SUMS.get(what, ""))
    if total is not None:
        return words.out_of(total, str(SCALES[what].highest))
    return ""


def of_reading(reading: Measurement) -> str:
    """A reading's value, or that it is none."""
    if reading.value is None or reading.rejected:
        return words.no_value(reading.quality) or _("not usable")
    return words.amount(reading.kind, reading.value, reading.second, reading.decimals)
