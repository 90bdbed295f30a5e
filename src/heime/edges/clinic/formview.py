"""An answered form as a case shows it: each question with its answer, and which answers counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from heime.core import explain, rules
from heime.core.asked import Answers
from heime.core.picture import Part
from heime.core.questionnaires import form as forms
from heime.core.questionnaires.form import AWAITING_CHECK, Question, Questionnaire, Words
from heime.core.questionnaires.safety import SAFE_NOW, SAFE_NOW_WORDS
from heime.core.questionnaires.shipped import SHIPPED
from heime.core.zone import Zone
from heime.edges.clinic import moments, results, words
from heime.records.measurements.models import Judgement, Response

FIRST = {"phq9": (SAFE_NOW.link_id, "9")}
"""What must be seen before anything else, whatever the sum (clinical reference 6.6)."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question and its answer. zone: of the worst rule that the answer counted in, or None.

    lang: of the question and the answer, where they are not in the reader's own language.
    """

    question: str
    answer: str
    is_blank: bool
    zone: int | None
    word: str
    lang: str


@dataclass(frozen=True, slots=True)
class FormView:
    """first: the lines that must be seen first. notes: what the reader must know of the words."""

    name: str
    result: str
    at: str
    by: str
    stem: str
    first: list[AnswerLine]
    lines: list[AnswerLine]
    notes: list[str]
    attribution: str


def view(
    part: Part, answers: Answers, response: Response, judgement: Judgement | None, now: datetime
) -> FormView:
    what = answers.questionnaire
    form = SHIPPED.get(what)
    lines = dict(_lines(form, answers, _zones(part, answers))) if form else {}
    first = FIRST.get(what, ())
    return FormView(
        name=words.what_name(what),
        result=results.sum_of(response, judgement),
        at=moments.stamp(answers.answered_at, now),
        by=words.answered_by(answers.by),
        stem=_shown(form.stem)[0] if form and form.stem and answers.items else "",
        first=[line for item in first if (line := lines.get(item))],
        lines=[line for item, line in lines.items() if item not in first],
        notes=_notes(form, answers),
        attribution=form.attribution if form and form.whole else "",
    )


def _zones(part: Part, answers: Answers) -> dict[str, Zone]:
    """Each answer that counted in a rule that fired, with the worst zone it gave."""
    zones: dict[str, Zone] = {}
    for rule in part.verdict.rules:
        for item in explain.counted(rule, answers):
            zone = rules.zone_of(rule, part.verdict.zone)
            zones[item] = max(zone, zones.get(item, zone))
    return zones


def _lines(
    form: Questionnaire, answers: Answers, zones: dict[str, Zone]
) -> Iterator[tuple[str, AnswerLine]]:
    given = dict(answers.items or {})
    if answers.safe_now is not None:
        named = {word: value for value, word in SAFE_NOW_WORDS.items()}
        given[SAFE_NOW.link_id] = named.get(answers.safe_now)
    for question in form.questions:
        # A question that was never asked is not a question that was passed over (CL-19).
        was_asked = question.link_id in given or (form.whole and not question.when)
        if was_asked and (answers.items is not None or question.link_id in given):
            zone = zones.get(question.link_id)
            yield question.link_id, _line(question, given.get(question.link_id), zone)


def _line(question: Question, value: int | None, zone: Zone | None) -> AnswerLine:
    option = None if value is None else question.option(value)
    asked, lang = _shown(question.text)
    return AnswerLine(
        question=asked,
        answer=_shown(option.text)[0] if option else _("Not answered"),
        is_blank=option is None,
        zone=None if zone is None else int(zone),
        word=words.zone_words(zone, None) if zone is not None else "",
        lang="" if lang == words.language() else lang,
    )


def _shown(said: Words) -> tuple[str, str]:
    """The words and their language: the reader's own, else the nearest there is, for staff."""
    own = forms.language_of(said, words.language())
    language = own or next(other for other in (*forms.LANGUAGES, *said) if said.get(other))
    return said[language], language


def _notes(form: Questionnaire | None, answers: Answers) -> list[str]:
    reader = words.language()
    if form is None or answers.items is None:
        return [_("Only the sum came, not the single answers.")]
    found = []
    if note := forms.note_for(form, reader):
        found.append(note)
    elif not forms.can_be_given(form, reader):
        found.append(_("There is no official text in your language yet; this is in English."))
    if form.whole and form.awaiting and reader != "en":
        found.append(f"{AWAITING_CHECK[reader]}.")
    return found
