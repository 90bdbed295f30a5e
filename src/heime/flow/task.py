"""A colleague is asked to do something about somebody, and says what came of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heime.core.actor import Actor
from heime.core.casework import Act, CaseState
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.flow import act, work_case
from heime.records.audit.writes import note
from heime.records.people.reads import colleagues
from heime.records.worklist.models import Task
from heime.records.worklist.notify import changed
from heime.records.worklist.reads import task_seen_by

LONGEST = 400


def give(
    case_id: UUID,
    what: str,
    *,
    due_at: datetime,
    by: Actor,
    now: datetime,
    account_id: UUID | None = None,
) -> Task:
    """Ask the team, or one of them by name, to do something that a case calls for.

    Raises NotFound; MissingText without a word of what; NotAllowedNow for a closed case, a time
    that is past, or somebody who is not of the team.
    """
    words = what.strip()
    if not words or len(words) > LONGEST:
        raise MissingText(f"Write what is to be done, in at most {LONGEST} characters.")
    with transaction.atomic():
        case = work_case.locked(case_id, by, now)
        team = case.enrolment.team_id
        known = {one.id for one in colleagues(team)}
        if due_at <= now or (account_id is not None and account_id not in known):
            raise NotAllowedNow("A task is given to somebody of the team, and for later.")
        made = Task.objects.create(
            municipality_id=case.municipality_id, enrolment_id=case.enrolment_id, case=case,
            what=words, account_id=account_id, due_at=due_at, made_by_id=by.account_id, made_at=now,
        )  # fmt: skip
        act.did(case_id, Act.TASK, by=by, now=now, text=words, ref=made.id)
        _note("task.given", made, by=by, now=now)
        return made


def done(task_id: UUID, *, by: Actor, now: datetime, said: str = "") -> Task:
    """Say that a task is done. It stands in its case too, as long as that is open.

    Raises NotFound, MissingText for a text that is too long, NotAllowedNow when it is done already.
    """
    words = said.strip()
    if len(words) > LONGEST:
        raise MissingText(f"Write what came of it in at most {LONGEST} characters.")
    with transaction.atomic():
        task = task_seen_by(by, task_id)
        if task is None:
            raise NotFound("There is no such task, or it is not yours to see.")
        undone = Task.objects.filter(id=task_id, done_at=None)
        if not undone.update(done_at=now, done_by_id=by.account_id, said=words):
            raise NotAllowedNow("This task is done already.")
        if task.case_id is not None:
            case = work_case.locked(task.case_id, by, now)
            if case.state != CaseState.CLOSED:
                text = ". ".join(filter(None, (task.what, words)))
                act.did(case.id, Act.TASK_DONE, by=by, now=now, text=text, ref=task.id)
        _note("task.done", task, by=by, now=now)
        changed(task.enrolment.team_id, task.enrolment_id)
        task.refresh_from_db()
        return task


def _note(what: str, task: Task, *, by: Actor, now: datetime) -> None:
    note(
        what, by=by, at=now, enrolment_id=task.enrolment_id, municipality_id=task.municipality_id
    )  # fmt: skip
