"""What may be done with a case, what was done, and the note that is made from it, in words."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from heime.core.actor import Actor
from heime.core.case_note import Done, minutes_of, note_of
from heime.core.casework import Act, CaseState, Move, Outcome, needs_two, possible
from heime.core.hours import HOME, Hours
from heime.core.setting_aside import Waits, latest
from heime.core.sight import Reader, Sight
from heime.core.zone import Priority, Zone
from heime.edges.clinic import moments, results, rows, uncounted, words
from heime.edges.clinic.planview import OwnText, PlanView
from heime.edges.clinic.rows import Known
from heime.records.measurements.models import Measurement
from heime.records.people import reads as people
from heime.records.worklist import reads as worklist
from heime.records.worklist.models import Case, CaseAct, Task

TO_OTHER_ROOMS = {"message": "new-message", "plan": "person-plans", "hand_over": "send-hand-over"}
"""What is done in another room → the name of its page; shown when that room is there."""


@dataclass(frozen=True, slots=True)
class ActLine:
    at: str
    who: str
    what: str
    text: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    task: Task
    due: str
    is_overdue: bool
    whose: str


@dataclass(frozen=True, slots=True)
class Until:
    """A time that a case may be set aside until. code: what the form sends."""

    code: str
    at: datetime
    words: str


def work_of(
    case: Case,
    known: Known,
    used: Sequence[Measurement],
    invalid: Container[UUID],
    plan: PlanView | None,
    sight: Sight,
    now: datetime,
) -> dict[str, Any]:
    """All that the part of the page shows where the work is done."""
    actor = sight.actor
    state, holder = worklist.stands(case, now)
    moves = possible(state, holder, actor.account_id)
    acts = worklist.acts_of(case, sight)
    done = [done_of(act) for act in acts]
    draft = drafted(case, known, used, invalid, done)
    hours = people.hours_of_team(case.enrolment.team, now.astimezone(HOME).date())
    return {
        "can_take": Move.TAKE in moves,
        "can_take_over": Move.TAKE_OVER in moves,
        "has_it": state is CaseState.TAKEN and holder == actor.account_id,
        "can_set_aside": Move.SET_ASIDE in moves,
        "away": away(case, state, now),
        "acts": [act_line(act, now) for act in acts],
        "draft": case.note or draft,
        "drafted": draft,
        "minutes": minutes_of(done, case.taken_at, now) if case.minutes is None else case.minutes,
        "for_two": needs_two(Zone(case.zone), Priority(case.priority)),
        "closing": closing(case, actor, now) if state is CaseState.TAKEN else None,
        "waits": [(one.value, words.waits_for(one.value)) for one in Waits],
        "untils": untils(case, now, hours),
        "advice": advice(plan, case.zone),
        "tasks": [task_line(task, now) for task in worklist.tasks_of(case.enrolment_id, sight)],
        "colleagues": people.colleagues(case.enrolment.team_id),
        "links": {key: link(name, case) for key, name in TO_OTHER_ROOMS.items()},
        "outcomes": [(one.value, words.outcome(one.value)) for one in Outcome],
        "earlier": case.earlier_id,
        "lately": lately(case, sight, now),
        "again": worklist.again_of(case, sight) if state is CaseState.CLOSED else None,
    }


def lately(case: Case, reader: Reader, now: datetime) -> dict[str, Any] | None:
    """How the person's case before this one ended, if that is not long ago: what was done then."""
    before = worklist.closed_before(case, reader)
    if before is None or before.closed_at is None or before.closed_by is None:
        return None
    return {
        "id": before.id,
        "what": f"{words.zone_words(before.zone, before.priority)}, {words.kind_name(before.kind)}",
        "at": moments.stamp(before.closed_at, now),
        "who": before.closed_by.name,
        "outcome": words.outcome(before.outcome),
        "note": before.note,
    }


def away(case: Case, state: CaseState, now: datetime) -> dict[str, str] | None:
    """What a case that is off the list waits for, until when, and who had it."""
    if state not in (CaseState.WAITING, CaseState.HANDED_OVER) or case.waits_until is None:
        return None
    handed = state is CaseState.HANDED_OVER
    return {
        "what": _("Handed over") if handed else _("Set aside"),
        "for": "" if handed else words.waits_for(case.waits_for),
        "until": moments.stamp(case.waits_until, now),
        "handed": "1" if handed else "",
    }


def closing(case: Case, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """That a colleague is asked to confirm; None when nobody has proposed to close the case."""
    if case.closing_by is None or case.closing_at is None:
        return None
    return {
        "who": case.closing_by.name,
        "at": moments.stamp(case.closing_at, now),
        "outcome": words.outcome(case.closing_outcome),
        "note": case.note,
        "mine": case.closing_by_id == actor.account_id,
    }


def untils(case: Case, now: datetime, hours: Hours) -> list[Until]:
    """The times that are offered: those that the zone allows."""
    ends = hours.closing(now) if hours.is_open(now) else now
    opens = hours.next_open(ends)
    offered = [
        Until("1h", now + timedelta(hours=1), _("for an hour")),
        Until("2h", now + timedelta(hours=2), _("for two hours")),
        Until("shift", ends, _("until the end of the shift")),
        Until("open", opens, _("until the team opens next")),
        Until("day", now + timedelta(days=1), _("for a day")),
        Until("3d", now + timedelta(hours=72), _("for three days")),
    ]
    last = latest(Zone(case.zone), now, hours)
    return [
        Until(one.code, one.at, f"{one.words} ({moments.stamp(one.at, now)})")
        for one in offered
        if now < one.at <= last
    ]


def advice(plan: PlanView | None, zone: int) -> list[OwnText]:
    """The plan's own words to the person, those of the case's colour first."""
    texts = plan.texts if plan else []
    return sorted(texts, key=lambda one: one.zone != zone)


def link(name: str, case: Case) -> str:
    """The page of another room that does something for this case; empty while it is not there."""
    try:
        if name == "send-hand-over":
            return reverse(name, args=[case.id])
        return f"{reverse(name, args=[case.enrolment_id])}?sak={case.id}"
    except NoReverseMatch:
        return ""


def done_of(act: CaseAct) -> Done:
    return Done(Act(act.what), act.at, act.by.name, act.text, act.minutes)


def act_line(act: CaseAct, now: datetime) -> ActLine:
    return ActLine(
        moments.stamp(act.at, now), act.by.name, words.act(act.what), act.text, act.minutes
    )


def task_line(task: Task, now: datetime) -> TaskLine:
    late = task.due_at < now
    return TaskLine(
        task,
        moments.overdue(task.due_at, now) if late else moments.due(task.due_at, now),
        late,
        task.account.name if task.account else _("The team"),
    )


def drafted(
    case: Case,
    known: Known,
    used: Sequence[Measurement],
    invalid: Container[UUID],
    done: Sequence[Done],
) -> str:
    """The note as it can be made now, in the municipality's language."""
    language = case.municipality.language
    with translation.override(language):
        measured = [
            f"{results.of_reading(one)} {one.measured_at.astimezone(HOME):%d.%m.%Y %H:%M}"
            + (f" ({uncounted.word()})" if one.id in invalid else "")
            for one in used
        ]
        reason = f"{words.zone_words(case.zone, case.priority)}. {rows.reason_of(case, known)}"
        return note_of(reason, measured, done, language=language)
