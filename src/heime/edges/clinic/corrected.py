"""Corrections as every page shows them: what each points at, what it says, who made it and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from heime.core.corrections import Sort
from heime.core.sight import Reader
from heime.edges.clinic import moments, results, words
from heime.records.keeping.models import Correction
from heime.records.measurements import reads as measurements


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """what: the thing itself, as far as the reader may see it; else only what kind it is."""

    what: str
    text: str
    at: str
    by: str
    mistaken: bool
    asked: bool


def lines(
    corrections: Sequence[Correction], actor: Reader, now: datetime,
    also: Mapping[str, str] | None = None,
) -> list[CorrectionLine]:  # fmt: skip
    """The newest first, as they come. also: what some things are called, by id."""
    things = _named(corrections, actor, now) | dict(also or {})
    return [
        CorrectionLine(
            things.get(one.about, sort(one.sort)), one.text, moments.stamp(one.made_at, now),
            one.made_by.name, one.mistaken, one.asked_by_person,
        )
        for one in corrections
    ]  # fmt: skip


def sort(code: str) -> str:
    """What a correction points at."""
    return {
        Sort.READING: _("A reading"),
        Sort.ANSWERS: _("Answers to a form"),
        Sort.NOTE: _("A note"),
        Sort.PLAN: _("The plan"),
        Sort.MESSAGE: _("A message"),
    }[Sort(code)]


def _named(corrections: Sequence[Correction], actor: Reader, now: datetime) -> dict[str, str]:
    """Readings and forms by id, in words: "Vekt 172,4 kg, i går 07:12"."""

    def ids(of: Sort) -> list[UUID]:
        return [UUID(one.about) for one in corrections if one.sort == of]

    readings = measurements.measurements(
        ids(Sort.READING), {one.enrolment_id for one in corrections}, actor
    )
    forms = measurements.responses(ids(Sort.ANSWERS), actor)
    named = {
        str(id_): f"{words.kind_name(one.kind)} {results.of_reading(one)},"
        f" {moments.stamp(one.measured_at, now)}"
        for id_, one in readings.items()
    }
    return named | {
        str(id_): f"{words.kind_name(one.questionnaire)}, {moments.stamp(one.answered_at, now)}"
        for id_, one in forms.items()
    }
