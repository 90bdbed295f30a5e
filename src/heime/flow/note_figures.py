"""How much help somebody had before the start: noted in the intake, frozen by it, then corrected
only beside what stands there."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from heime.core import intake, start_figures
from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotFound
from heime.core.hours import HOME
from heime.core.intake import Standing, Step
from heime.core.intake_words import BadIntake
from heime.core.roles import Scope
from heime.core.start_figures import Figure, Noted
from heime.core.topics import ASKED
from heime.flow import intake_state, keeping
from heime.records.access.reach import within_reach
from heime.records.audit.writes import note
from heime.records.intake.models import StartFigure
from heime.records.measurements.models import Response
from heime.records.people.models import Enrolment

WHO5 = "who5"


def note_all(
    enrolment_id: UUID,
    sent: Mapping[Figure, tuple[str, str]],
    who5: Sequence[int] | None,
    on: date,
    *,
    by: Actor,
    now: datetime,
) -> list[StartFigure]:
    """Write down what is known: of each figure the number and its source. What says the same as
    before is not written again, and what is empty in both is left for later.

    who5: the five answers, where they were asked now. Raises NotFound, NotAllowedNow after the
    start, and BadIntake with the figure that is wrong.
    """
    state = intake_state.of(enrolment_id, by=by)
    if state.steps[Step.START] is Standing.DONE:
        raise NotAllowedNow("These figures stand still since the start. Correct one instead.")
    intake.check(Step.FIGURES, state.steps)
    today = now.astimezone(HOME).date()
    wanted = [
        start_figures.noted(figure, text, source, on, today=today)
        for figure, (text, source) in sent.items()
        if text.strip() or source
    ]
    known = {one.figure: one.value for one in wanted}
    if not start_figures.consistent(known.get(Figure.ADMISSIONS), known.get(Figure.BED_DAYS)):
        raise BadIntake(Figure.BED_DAYS, "There are days in hospital, and no admission.")
    return [
        _keep(state.person, one, who5 if one.figure is Figure.WHO5 else None, by=by, now=now)
        for one in wanted
        if not _says_the_same(state.figures.get(one.figure), one)
    ]


def correct(
    figure_id: UUID, text: str, source: str, reason: str, *, by: Actor, now: datetime
) -> StartFigure:
    """Put another number beside one that was wrong. Both are kept, and the newest counts.

    Raises NotFound, MissingText and BadIntake.
    """
    words = keeping.said(reason, "Write why the figure was wrong")
    found = StartFigure.objects.filter(within_reach(by, Scope.WORK), id=figure_id).first()
    if found is None:
        raise NotFound("There is no such figure of anybody whom you follow up.")
    person = keeping.worked_with(by, found.enrolment_id)
    right = start_figures.noted(
        Figure(found.figure), text, source, found.holds_on, today=now.astimezone(HOME).date()
    )
    return _keep(person, right, None, corrects=found, reason=words, by=by, now=now)


def answered_who5(enrolment_id: UUID, *, by: Actor) -> Response | None:
    """The person's newest whole WHO-5, if they have answered it: it may be used as the figure."""
    from_them = Response.objects.filter(
        within_reach(by, Scope.VALUES), enrolment_id=enrolment_id, questionnaire=ASKED[WHO5]
    )
    return next(
        (one for one in from_them.order_by("-answered_at")[:5] if items_of(one) is not None), None
    )


def items_of(response: Response) -> list[int] | None:
    """The five answers; None when one is missing."""
    given = response.items or {}
    found = [given.get(str(number)) for number in range(1, 6)]
    items = [one for one in found if isinstance(one, int)]
    return items if len(items) == len(found) else None


def _says_the_same(before: StartFigure | None, wanted: Noted) -> bool:
    return before is not None and (before.value, before.source, before.holds_on) == (
        wanted.value, wanted.source, wanted.on,
    )  # fmt: skip


def _keep(
    person: Enrolment,
    one: Noted,
    detail: Sequence[int] | None,
    *,
    corrects: StartFigure | None = None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> StartFigure:
    made = StartFigure.objects.create(
        municipality_id=person.municipality_id, enrolment_id=person.id, figure=one.figure,
        value=one.value, detail=list(detail) if detail is not None else None, source=one.source,
        holds_on=one.on, corrects=corrects, reason=reason, made_by_id=by.account_id, made_at=now,
    )  # fmt: skip
    note(
        "figure.corrected" if corrects else "figure.noted", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, detail=one.figure,
    )  # fmt: skip
    return made
