"""Step 0, further: somebody proposed is assessed and decided on, made ready, and started.

Each step is written by a clinician of the team and says who did it and when. Doing it again adds
to what is there, and the newest counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from heime.core import intake, intake_words
from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow
from heime.core.hours import HOME
from heime.core.intake import Standing, Step
from heime.core.intake_words import BadIntake, Capacity
from heime.core.phases import Phase, WhyEnded
from heime.flow import intake_state, keeping, phase
from heime.flow.intake_state import Intake
from heime.records.audit.writes import note
from heime.records.intake.models import IntakeStep
from heime.records.people.locks import enrolment_lock_key
from heime.records.people.models import Enrolment

Sent = Mapping[str, str]


def assess(enrolment_id: UUID, sent: Sent, *, by: Actor, now: datetime) -> IntakeStep:
    """Risk, what they manage, where they live, and whether they can consent.

    Raises NotFound, NotAllowedNow and BadIntake; so do all the steps below.
    """
    state = _ready(enrolment_id, Step.ASSESSMENT, by)
    content = asdict(intake_words.assessment(sent))
    return _write(state.person, Step.ASSESSMENT, content, by=by, now=now)


def decide(enrolment_id: UUID, sent: Sent, *, by: Actor, now: datetime) -> IntakeStep:
    """Yes: they are taken in. No: the proposal ends here, with the reason that they are given."""
    state = _ready(enrolment_id, Step.DECISION, by)
    if state.steps[Step.DECISION] is Standing.DONE or state.steps[Step.START] is Standing.DONE:
        raise NotAllowedNow("This is decided already.")
    yes, reason = intake_words.decision(sent)
    content = {"answer": "yes" if yes else "no", "reason": reason}
    made = _write(state.person, Step.DECISION, content, by=by, now=now, whole=yes)
    if not yes:
        phase.move(enrolment_id, Phase.ENDED, by=by, now=now, why=WhyEnded.DECLINED)
    elif state.person.phase == Phase.REFERRED:
        phase.move(enrolment_id, Phase.INTAKE, by=by, now=now)
    return made


def give_ground(enrolment_id: UUID, sent: Sent, *, by: Actor, now: datetime) -> IntakeStep:
    """By what right the care is given: what the person said, or a decision for them."""
    state = _ready(enrolment_id, Step.BASIS, by)
    content = asdict(
        intake_words.ground(sent, capacity_in(state), today=now.astimezone(HOME).date())
    )
    return _write(state.person, Step.BASIS, content, by=by, now=now)


def note_equipment(
    enrolment_id: UUID, items: Sequence[Sent], *, by: Actor, now: datetime
) -> IntakeStep:
    """Everything that is needed at home, anew: whose it is, and whether it is there."""
    state = _ready(enrolment_id, Step.EQUIPMENT, by)
    found = intake_words.equipment([dict(item) for item in items])
    if not found:
        raise BadIntake("thing", "Name what is needed, or leave the step out with a reason.")
    whole = intake.all_delivered([(whose, where) for _thing, whose, where in found])
    content = {"items": [{"thing": t, "whose": whose, "state": where} for t, whose, where in found]}
    return _write(state.person, Step.EQUIPMENT, content, by=by, now=now, whole=whole)


def note_training(
    enrolment_id: UUID, items: Sequence[Sent], *, by: Actor, now: datetime
) -> IntakeStep:
    """What has been learned at home, anew: what, by whom, and when."""
    state = _ready(enrolment_id, Step.TRAINING, by)
    today = now.astimezone(HOME).date()
    found = intake_words.training([dict(item) for item in items], today=today)
    if not found:
        raise BadIntake("on", "Write what was taught, or leave the step out with a reason.")
    whole = intake.all_taught([thing for thing, _who, _on in found])
    content = {"items": [{"thing": t, "who": who, "on": on} for t, who, on in found]}
    return _write(state.person, Step.TRAINING, content, by=by, now=now, whole=whole)


def leave_out(
    enrolment_id: UUID, step: Step, reason: str, *, by: Actor, now: datetime
) -> IntakeStep:
    """Do without a step, for a reason. Also MissingText; what law or safety asks for stays."""
    words = keeping.said(reason, "Write why this step is left out")
    state = _locked(enrolment_id, by)
    if state.steps[Step.START] is Standing.DONE:
        raise NotAllowedNow("The follow-up has started.")
    intake.check_left_out(step, state.steps)
    return _write(state.person, step, {}, by=by, now=now, left_out=True, reason=words)


def start(enrolment_id: UUID, *, by: Actor, now: datetime) -> Enrolment:
    """Begin: from now on what does not come is missed. Everything before must be in order."""
    if phase.of(enrolment_id, by=by) is not Phase.INTAKE:
        raise NotAllowedNow("Only somebody in intake is started.")
    return phase.move(enrolment_id, Phase.ACTIVE, by=by, now=now)


def capacity_in(state: Intake) -> Capacity:
    """Whether they can consent, as it was assessed; adults can until somebody says otherwise."""
    row = state.written.get(Step.ASSESSMENT)
    return Capacity(row.content["capacity"]) if row else Capacity.CAN


def _ready(enrolment_id: UUID, step: Step, by: Actor) -> Intake:
    state = _locked(enrolment_id, by)
    if state.person.phase == Phase.ENDED:
        raise NotAllowedNow("This follow-up has ended.")
    if state.steps[Step.START] is not Standing.DONE:
        intake.check(step, state.steps)
    return state


def _locked(enrolment_id: UUID, by: Actor) -> Intake:
    """How it stands, under the person's lock: two who write at once do so one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(enrolment_id)])
    return intake_state.of(enrolment_id, by=by)


def _write(
    person: Enrolment,
    step: Step,
    content: dict[str, Any],
    *,
    by: Actor,
    now: datetime,
    whole: bool = True,
    left_out: bool = False,
    reason: str = "",
) -> IntakeStep:
    made = IntakeStep.objects.create(
        municipality_id=person.municipality_id, enrolment_id=person.id, step=step,
        content=_plain(content), whole=whole, left_out=left_out, reason=reason,
        made_by_id=by.account_id, made_at=now,
    )  # fmt: skip
    note(
        "intake.written", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, detail=step,
    )  # fmt: skip
    return made


def _plain(content: Any) -> Any:
    """With days as text, as it is kept."""
    if isinstance(content, dict):
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_plain(one) for one in content]
    return content.isoformat() if isinstance(content, date) else content
