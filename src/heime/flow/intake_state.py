"""Where somebody stands on the way in: everything written, and what is missing, in one look."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from heime.core import intake, start_figures
from heime.core.actor import Actor
from heime.core.intake import Standing, Step
from heime.core.phases import Phase
from heime.core.roles import Scope
from heime.core.start_figures import Figure
from heime.flow import keeping
from heime.records.access.reach import within_reach
from heime.records.intake import reads
from heime.records.intake.models import IntakeStep, PhaseChange, Referral, StartFigure
from heime.records.people.models import Enrolment
from heime.records.plans.models import PlanVersion


@dataclass(frozen=True, slots=True)
class Intake:
    """written: the newest row of each step. figures: what counts of each figure.

    noted: every figure that was ever written, the oldest first. plan: the approved version, or
    else the newest one that is on its way.
    """

    person: Enrolment
    referrals: list[Referral]
    written: dict[Step, IntakeStep]
    figures: dict[Figure, StartFigure]
    noted: list[StartFigure]
    plan: PlanVersion | None
    changes: list[PhaseChange]
    steps: dict[Step, Standing]

    @property
    def next(self) -> Step | None:
        return intake.next_step(self.steps)


def of(enrolment_id: UUID, *, by: Actor) -> Intake:
    """For a clinician of the team. Raises NotFound for everybody else."""
    person = keeping.worked_with(by, enrolment_id)
    written = newest(reads.steps_of(person.id, by))
    noted = reads.figures_of(person.id, by)
    counting = {Figure(one.figure): one for one in noted}
    plan = _plan(person.id, by)
    changes = reads.changes_of(person.id, by)
    found = {step: _stands(row) for step, row in written.items()}
    if counting:
        whole = not start_figures.missing(counting)
        found[Step.FIGURES] = Standing.DONE if whole else Standing.BEGUN
    if plan is not None:
        approved = plan.status == PlanVersion.Status.APPROVED
        found[Step.PLAN] = Standing.DONE if approved else Standing.BEGUN
    if has_started(person, changes):
        found[Step.START] = Standing.DONE
    return Intake(
        person, reads.referrals_of(person.id, by), written, counting, noted, plan, changes,
        intake.standing(found),
    )  # fmt: skip


def has_started(person: Enrolment, changes: Sequence[PhaseChange]) -> bool:
    """Whether the follow-up has begun, also one from before its phases were kept."""
    if person.phase in (Phase.ACTIVE, Phase.PAUSED):
        return True
    return any(one.after == Phase.ACTIVE or one.before == Phase.ACTIVE for one in changes)


def newest(rows: Sequence[IntakeStep]) -> dict[Step, IntakeStep]:
    """The row of each step that counts. rows: the newest first."""
    found: dict[Step, IntakeStep] = {}
    for row in rows:
        found.setdefault(Step(row.step), row)
    return found


def _stands(row: IntakeStep) -> Standing:
    if row.left_out:
        return Standing.LEFT_OUT
    return Standing.DONE if row.whole else Standing.BEGUN


def _plan(enrolment_id: UUID, by: Actor) -> PlanVersion | None:
    versions = PlanVersion.objects.filter(
        within_reach(by, Scope.PLAN), enrolment_id=enrolment_id, shadow=False
    ).order_by("-number")
    return versions.filter(status=PlanVersion.Status.APPROVED).first() or versions.first()
