"""What the forms of an intake offer, with what was chosen: just now, or the last time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heime.core.hours import HOME
from heime.core.intake import EQUIPMENT, TRAINING, Delivery, Learner, Step, Whose
from heime.core.intake_words import (
    REVIEW_WITHIN,
    Able,
    Basis,
    Capacity,
    Coverage,
    Lives,
    Risk,
)
from heime.core.questionnaires.who5 import WHO5
from heime.core.start_figures import Figure, Source
from heime.edges.intake import told, words
from heime.flow import note_figures
from heime.flow.intake_state import Intake
from heime.flow.take_in import capacity_in
from heime.records.intake.models import StartFigure
from heime.records.measurements.models import Response


@dataclass(frozen=True, slots=True)
class Choice:
    """One question with its answers; at most one is chosen."""

    name: str
    legend: str
    options: list[tuple[str, str]]
    chosen: str = ""


def all_of(
    state: Intake, sent: QueryDict | None, tried: str, now: datetime, answered: Response | None
) -> dict[str, Any]:
    """For each form of the page. sent: what was written in the form that did not go."""
    today = now.astimezone(HOME).date()

    def last(step: Step) -> Mapping[str, Any]:
        row = state.written.get(step)
        if tried == step and sent is not None:
            return sent.dict()
        return row.content if row else {}

    return {
        "assessment": assessment(last(Step.ASSESSMENT)),
        "assessed": last(Step.ASSESSMENT),
        "basis": _choice("basis", _("Ground"), _grounds(state), words.basis, last(Step.BASIS)),
        "based": last(Step.BASIS),
        "can": capacity_in(state) is Capacity.CAN,
        "review_latest": (today + REVIEW_WITHIN).isoformat(),
        "review_usual": (today + timedelta(days=90)).isoformat(),
        "equipment": equipment(last(Step.EQUIPMENT), sent if tried == Step.EQUIPMENT else None),
        "training": training(last(Step.TRAINING), sent if tried == Step.TRAINING else None),
        "learners": [(one.value, words.learner(one)) for one in Learner],
        "figures": figures(state, sent if tried == Step.FIGURES else None, now),
        "corrections": corrections(state, now),
        "sources": [(one.value, words.source(one)) for one in Source],
        "who5": who5(),
        "answered": answered_words(answered, now),
    }


def assessment(before: Mapping[str, Any]) -> list[Choice]:
    return [
        _choice("risk", _("Risk of getting worse"), Risk, words.risk, before),
        _choice("measuring", _("Manages to measure"), Able, words.able, before),
        _choice("digital", _("Manages phone or tablet"), Able, words.able, before),
        _choice("lives", _("Lives"), Lives, words.lives, before),
        _choice("coverage", _("Mobile coverage at home"), Coverage, words.coverage, before),
        _choice("capacity", _("Consent capacity"), Capacity, words.capacity, before),
    ]


def _grounds(state: Intake) -> list[Basis]:
    """Those that fit what was found about consent."""
    capacity = capacity_in(state)
    if capacity is Capacity.CAN:
        return [Basis.CONSENT]
    return [one for one in Basis if capacity is Capacity.PARTLY or one is not Basis.CONSENT]


def _choice(name: str, legend: str, among: Any, said: Any, before: Mapping[str, Any]) -> Choice:
    options: list[StrEnum] = list(among)
    return Choice(name, legend, [(one.value, said(one.value)) for one in options],
                  str(before.get(name, "")))  # fmt: skip


def equipment(before: Mapping[str, Any], sent: QueryDict | None) -> list[dict[str, Any]]:
    """One row for each thing: whether it is needed, whose, and where it is."""
    known = {item["thing"]: item for item in before.get("items", [])}
    return [
        {
            "code": code,
            "name": words.thing(code),
            "whose": sent.get(f"whose-{code}", "")
            if sent
            else known.get(code, {}).get("whose", ""),
            "state": sent.get(f"state-{code}", "")
            if sent
            else known.get(code, {}).get("state", ""),
            "owners": [("", _("Not needed")), *((one.value, words.whose(one)) for one in Whose)],
            "states": [(one.value, words.delivery(one)) for one in Delivery],
        }
        for code in EQUIPMENT
    ]


def _at(field: str, sent: QueryDict | None, kept: Mapping[str, str] | None, name: str) -> str:
    """What was written just now, or else what is kept."""
    return str(sent.get(field, "")) if sent is not None else (kept or {}).get(name, "")


def training(before: Mapping[str, Any], sent: QueryDict | None) -> list[dict[str, Any]]:
    known = {item["thing"]: item for item in before.get("items", [])}
    return [
        {
            "code": code,
            "name": words.taught(code),
            "on": _at(f"on-{code}", sent, known.get(code), "on"),
            "who": _at(f"who-{code}", sent, known.get(code), "who"),
        }
        for code in TRAINING
    ]


def figures(state: Intake, sent: QueryDict | None, now: datetime) -> list[dict[str, Any]]:
    found = []
    for one in Figure:
        row = state.figures.get(one)
        value = "" if row is None or row.value is None else str(row.value)
        found.append({
            "code": one.value,
            "name": words.figure(one),
            "span": words.span(one),
            "value": sent.get(f"value-{one}", "") if sent else value,
            "source": sent.get(f"source-{one}", "") if sent else row.source if row else "",
            "said": told.figure(row, now) if row else "",
            "by": f"{row.made_by.name}" if row else "",
            "id": row.id if row else None,
            "is_who5": one is Figure.WHO5,
        })  # fmt: skip
    return found


def corrections(state: Intake, now: datetime) -> list[dict[str, str]]:
    """Each figure that was corrected: what stood, what stands, why, who and when."""
    by_id: dict[Any, StartFigure] = {one.id: one for one in state.noted}
    return [
        {
            "name": words.figure(one.figure),
            "before": told.figure(by_id[one.corrects_id], now),
            "after": told.figure(one, now),
            "why": one.reason,
            "who": one.made_by.name,
            "at": words.on(one.made_at.astimezone(HOME).date(), now),
        }
        for one in state.noted
        if one.corrects_id in by_id
    ]


def who5() -> dict[str, Any]:
    """The five questions as they may be read out, in the languages that there are."""
    language = get_language() or "nb"
    lang = language if language in WHO5.languages else "nb"
    return {
        "lang": lang,
        "stem": WHO5.stem[lang],
        "questions": [
            {"number": question.link_id, "text": question.text[lang],
             "options": [(option.value, option.text[lang]) for option in question.options]}
            for question in WHO5.questions
        ],
    }  # fmt: skip


def answered_words(answered: Response | None, now: datetime) -> str:
    """That the person has answered WHO-5 themselves, and when."""
    if answered is None:
        return ""
    items = note_figures.items_of(answered) or []
    return _("%(points)s points, answered %(day)s") % {
        "points": sum(items) * 4,
        "day": words.on(answered.answered_at.astimezone(HOME).date(), now),
    }
