"""A questionnaire answered by word of mouth: staff ask, and write down what was answered.

Whoever answers is the respondent; who wrote it down stands beside it. A question that was not
answered stays blank, and is never made a no (CL-19).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heime.core.actor import Actor
from heime.core.arrival import KeptAnswers, SentAnswers
from heime.core.errors import NotFound, Refused
from heime.core.questionnaires import asking
from heime.core.questionnaires.form import Question, Questionnaire, Words, language_of
from heime.core.questionnaires.safety import SAFE_NOW, SAFE_NOW_WORDS
from heime.core.questionnaires.shipped import SHIPPED
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import about, words
from heime.edges.clinic.page import clinical
from heime.edges.person import door, entering, entrywords
from heime.edges.person.typed import Form, Taken
from heime.flow import enter, see_people
from heime.records.measurements import reads as measurements
from heime.records.people.models import Enrolment

WHO = ("patient", "carer")
"""Who may answer by word of mouth (core.asked.Answers.by)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it stands in the form."""

    link_id: str
    text: str
    lang: str
    options: list[tuple[str, str]]
    chosen: str


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def choose(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Which form."""
    actor, now = actor_of(request), timezone.now()
    person = enter.person_for(actor, enrolment_id)
    see_people.opened(person.id, person.municipality_id, by=actor, now=now)
    context = {
        "place": "people", "person": person, "row": entering.person_row(person, now),
        "forms": [(name, words.what_name(name)) for name in SHIPPED],
    }  # fmt: skip
    return clinical(request, "person/forms.html", context, actor=actor, now=now)


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def enter_form(request: HttpRequest, enrolment_id: UUID, name: str) -> HttpResponse:
    """The questions; sent, the answers are kept and judged, and it shows what they came to."""
    actor, now = actor_of(request), timezone.now()
    person = enter.person_for(actor, enrolment_id)
    questionnaire = SHIPPED.get(name)
    if questionnaire is None:
        raise NotFound("There is no such form.")
    form = Form(request.POST.dict())
    if request.method != "POST":
        see_people.opened(person.id, person.municipality_id, by=actor, now=now)
        return _shown(request, person, questionnaire, form, actor, now)
    taken = form.taken(now)
    who = form.text("by")
    if who not in WHO:
        form.errors["by"] = _("Choose who answered.")
    items = _items(questionnaire, form)
    if not any(value is not None for value in items.values()):
        form.errors["form"] = _("Write at least one answer.")
    if taken is None or form.errors:
        return _shown(request, person, questionnaire, form, actor, now, status=422)
    sent = _sent(request, person, questionnaire, (items, who), taken)
    try:
        kept: KeptAnswers = door.let_in(
            lambda conn: enter.enter_answers(conn, sent, how=taken.how, by=actor)
        )
    except Refused as refusal:
        form.errors["form"] = entrywords.why_not(refusal)
        return _shown(request, person, questionnaire, form, actor, now, status=409)
    return _done(request, person, kept, taken, actor, now)


def questions(questionnaire: Questionnaire) -> list[Question]:
    """What is asked; the depression form also whether somebody is safe now (reference 6.6)."""
    asked = list(questionnaire.questions)
    if questionnaire.name == "phq9" and SAFE_NOW not in asked:
        asked.append(SAFE_NOW)
    return asked


def _items(questionnaire: Questionnaire, form: Form) -> dict[str, int | None]:
    """What was answered; a question that was asked and has no answer is blank."""
    given: dict[str, int | None] = {}
    for question in questions(questionnaire):
        text = form.text(question.link_id)
        if question.option(int(text)) is not None if text.isdecimal() and len(text) < 4 else False:
            given[question.link_id] = int(text)
    visible = {one.link_id for one in asking.visible(questionnaire, given)}
    blanks: dict[str, int | None] = dict.fromkeys(visible)
    return blanks | given


def _sent(
    request: HttpRequest,
    person: Enrolment,
    questionnaire: Questionnaire,
    said: tuple[Mapping[str, int | None], str],
    taken: Taken,
) -> SentAnswers:
    items, who = dict(said[0]), said[1]
    safe = items.pop(SAFE_NOW.link_id, None)
    safe_now = None if safe is None else SAFE_NOW_WORDS[safe]
    parts = (
        questionnaire.name, questionnaire.version, taken.at.isoformat(), who, safe_now,
        sorted(items.items()),
    )  # fmt: skip
    return SentAnswers(
        token=door.token_of(request), enrolment=person.id, lookup=None,
        key=f"{taken.key}:{questionnaire.name}", content="\x1f".join(map(str, parts)).encode(),
        questionnaire=questionnaire.name, version=questionnaire.version, answered_at=taken.at,
        items=items, safe_now=safe_now, by=who, by_staff=True,
    )  # fmt: skip


def _done(
    request: HttpRequest,
    person: Enrolment,
    kept: KeptAnswers,
    taken: Taken,
    actor: Actor,
    now: datetime,
) -> HttpResponse:
    forms = measurements.responses([kept.id], actor)
    zones = measurements.zones_since(person.id, taken.at, actor)
    known = about.Kept([], list(forms.values()), zones)
    context = {
        "place": "people",
        "person": person,
        "row": entering.person_row(person, now),
        "results": [about.form_line(form, known, now) for form in forms.values()],
        "how": entrywords.how(taken.how),
    }
    return clinical(request, "person/entered.html", context, actor=actor, now=now)


def _shown(
    request: HttpRequest,
    person: Enrolment,
    questionnaire: Questionnaire,
    form: Form,
    actor: Actor,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "place": "people",
        "person": person,
        "row": entering.person_row(person, now),
        "name": questionnaire.name,
        "title": words.what_name(questionnaire.name),
        "stem": _said(questionnaire.stem)[0] if questionnaire.stem else "",
        "asked": [_asked(one, form) for one in questions(questionnaire)],
        "whos": [(who, words.answered_by(who)) for who in WHO],
        "who": form.text("by") or "patient",
        "attribution": questionnaire.attribution,
        **entering.around(form, now),
    }
    return clinical(request, "person/form.html", context, actor=actor, now=now, status=status)


def _asked(question: Question, form: Form) -> Asked:
    text, lang = _said(question.text)
    return Asked(
        question.link_id, text, "" if lang == words.language() else lang,
        [(str(option.value), _said(option.text)[0]) for option in question.options],
        form.text(question.link_id),
    )  # fmt: skip


def _said(said: Words) -> tuple[str, str]:
    """The words and their language: the reader's own, else the nearest there is."""
    own = language_of(said, words.language())
    language = own or next(one for one in ("nb", "nn", "en", *said) if said.get(one))
    return said[language], language
