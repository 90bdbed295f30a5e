"""What is asked and what the plan says, as the app shows it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from heime.core.home_known import Known
from heime.core.home_tasks import COURSE_ASKS
from heime.core.questionnaires.form import LANGUAGES, Question, Questionnaire, note_for
from heime.core.questionnaires.shipped import SHIPPED
from heime.edges.clinic.planview import PlanView


def forms(known: Known, now: datetime) -> list[dict[str, Any]]:
    """The forms that the plan in force expects, those it judges by, and those of a course."""
    plan = known.plan_at(now)
    wanted = set() if plan is None else {one.what for one in plan.expectations}
    if known.course_at(now) is not None:
        wanted.add(COURSE_ASKS)
    return [_form(SHIPPED[name]) for name in SHIPPED if name in wanted]


def _form(form: Questionnaire) -> dict[str, Any]:
    return {
        "name": form.name,
        "version": form.version,
        "title": dict(form.title),
        "stem": dict(form.stem),
        "attribution": form.attribution,
        "note": {to: said for to in LANGUAGES if (said := note_for(form, to))},
        "questions": [_question(one) for one in form.questions],
        "read_aloud": True,
    }


def _question(one: Question) -> dict[str, Any]:
    said: dict[str, Any] = {
        "link_id": one.link_id,
        "text": dict(one.text),
        "required": one.required,
        "options": [
            {"value": option.value, "text": dict(option.text), "emergency": option.emergency}
            for option in one.options
        ],
    }
    if one.when:
        said["only_if"] = [
            {"question": when.question, "compare": when.compare.value, "answer": when.answer}
            for when in one.when
        ]
        said["any_of"] = one.any_of
    return said


def paragraphs(view: PlanView) -> Iterator[dict[str, Any]]:
    """The rest of the plan, in the words that the clinic's pages use."""
    if view.expected:
        rows = [[what, when] for what, when in view.expected]
        yield {"heading": _("What you do, and when"), "rows": rows}
    if view.facts:
        yield {"heading": _("About you"), "rows": [[name, said] for name, said in view.facts]}
    if view.responders:
        rows = [[duty, who] for duty, who in view.responders]
        yield {"heading": _("Who answers"), "rows": rows}
