"""The day: one document with all that the app shows and judges from, for days without coverage."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from heime.core import home_scenario, home_tasks, home_words
from heime.core.actor import Actor
from heime.core.care_plan import CarePlan
from heime.core.home_known import Known, record, taken_at
from heime.core.home_tasks import Task
from heime.core.hours import HOME, Hours
from heime.core.record import Record
from heime.core.roles import Scope
from heime.core.zone import Zone
from heime.edges.clinic import planview
from heime.edges.home import appointments, asked, medicine, results
from heime.flow import what_is_known
from heime.records.access.grounds import here_at_home
from heime.records.access.reach import contacts_of, enrolments_within
from heime.records.home import reads as home
from heime.records.intake import reads as intake
from heime.records.looks import reads as looks
from heime.records.people.models import Enrolment
from heime.records.people.reads import hours_of_team
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion
from heime.records.worklist import reads as worklist

MAY = (Scope.VALUES, Scope.PLAN, Scope.MESSAGES, Scope.LOG, Scope.RIGHTS, Scope.ENTRY)
OPEN_DAYS = 14
LEGEVAKT, EMERGENCY = "116117", "113"
COLOURS = (Zone.GREEN, Zone.YELLOW, Zone.RED)


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose day, for whom, and what is known of them as far as they may see it."""

    person: Enrolment
    actor: Actor
    own: bool
    now: datetime
    may: frozenset[Scope]
    known: Known
    version: PlanVersion | None
    plan: CarePlan | None
    record: Record

    @property
    def language(self) -> str:
        return self.actor.language


def may_of(person: Enrolment, actor: Actor) -> frozenset[Scope]:
    """What somebody may, of all that there is to do at home."""
    given = here_at_home(actor).get(person.id, frozenset())
    return frozenset(
        scope
        for scope in MAY
        if scope in given and enrolments_within(actor, scope).filter(id=person.id).exists()
    )


def of(person: Enrolment, actor: Actor, *, own: bool, now: datetime) -> dict[str, Any]:
    """Everything of one day. What may not be seen is null or empty."""
    seen = _seen(person, actor, own, now)
    sees_values, sees_plan = Scope.VALUES in seen.may, Scope.PLAN in seen.may
    hours = hours_of_team(person.team, now.astimezone(HOME).date())
    said: dict[str, Any] = {
        "person": _person(seen),
        "may": sorted(seen.may),
        "team": _team(seen, hours),
        "tasks": [_task(one, seen) for one in _tasks(seen)] if sees_values else [],
        "appointments": appointments.of(seen),
        "texts": _texts(seen),
        "now": _now(seen) if sees_values else None,
        "results": results.of(person, actor, now) if sees_values else [],
        "standby": medicine.standby(seen) if sees_plan else None,
        "diuretic": medicine.diuretic(seen) if sees_plan else None,
        "pause": _pause(seen),
        "judging": home_scenario.of(seen.known, now) if sees_values and sees_plan else None,
        "questionnaires": asked.forms(seen.known, now) if Scope.ENTRY in seen.may else [],
        "plan": _plan(seen) if sees_plan else None,
        "contacts": [
            {"name": one.name, "what": one.relation, "phone": one.phone}
            for one in contacts_of(person.id, actor)
        ],
        "whom_to_call": {
            "team": home.phone_of_team(person.team_id), "legevakt": LEGEVAKT,
            "emergency": EMERGENCY,
        },
    }  # fmt: skip
    version = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
    at = now.astimezone(UTC).isoformat()
    return {"made_at": at, "server_time": at, **said, "version": version}


def _seen(person: Enrolment, actor: Actor, own: bool, now: datetime) -> Seen:
    held = what_is_known.of(person, actor, now)
    versions = plans.approved_versions(person.id, actor)
    version = planview.in_force(versions, now)
    return Seen(
        person, actor, own, now, may_of(person, actor), held, version, planview.whole(version),
        record(held, now),
    )  # fmt: skip


def _person(seen: Seen) -> dict[str, Any]:
    patient = seen.person.patient
    return {
        "id": str(seen.person.id),
        "given_name": patient.given,
        "name": f"{patient.given} {patient.family}",
        "own": seen.own,
        **_look(seen),
    }


def _look(seen: Seen) -> dict[str, Any]:
    """As the person, or their team, chose; next of kin choose on their own phone."""
    kept = looks.look_of(seen.person.id, seen.actor) if seen.own else None
    return {
        "mode": kept.mode if kept else "normal",
        "text_size": kept.text_size if kept else 1,
        "contrast": kept is not None and kept.contrast,
    }


def _team(seen: Seen, hours: Hours) -> dict[str, Any]:
    team = seen.person.team
    return {
        "name": team.name,
        "phone": home.phone_of_team(team.id),
        "is_open": hours.is_open(seen.now),
        "open": list(openings(hours, seen.now)),
        "who": home.holder_of(seen.person.id) or None,
    }


def openings(hours: Hours, now: datetime) -> Iterator[dict[str, str]]:
    today = now.astimezone(HOME).date()
    for ahead in range(OPEN_DAYS):
        day = today + timedelta(days=ahead)
        span = hours.span(day)
        if span is not None:
            yield {"from": _at(day, span[0]), "to": _at(day, span[1])}


def _at(day: date, clock: time) -> str:
    return datetime.combine(day, clock, HOME).isoformat()


def _tasks(seen: Seen) -> Sequence[Task]:
    return home_tasks.tasks(seen.person.id, seen.known, seen.now)


def _task(one: Task, seen: Seen) -> dict[str, Any]:
    done = one.done
    by_made = home.by_made([done.id], seen.person.id, seen.actor) if done else {}
    entry = by_made.get(done.id) if done else None
    return {
        "id": str(one.id),
        "sort": "measure" if one.is_measure else "answer",
        "kind": one.what if one.is_measure else None,
        "questionnaire": None if one.is_measure else one.what,
        "from": one.start.isoformat(),
        "to": one.end.isoformat(),
        "until": one.until.isoformat(),
        "done_at": taken_at(done).isoformat() if done else None,
        "done_entry": str(entry.id) if entry else None,
        "state": one.state.value,
        "may_skip": list(one.may_skip) if Scope.ENTRY in seen.may else [],
    }


def _texts(seen: Seen) -> dict[str, str]:
    own = {} if seen.plan is None else seen.plan.texts
    return {zone.name.lower(): home_words.zone_text(zone, own, seen.language) for zone in COLOURS}


def _now(seen: Seen) -> dict[str, Any] | None:
    """What everything comes to, why, and when somebody will have looked."""
    if not seen.known.steps:
        return None
    picture = seen.record.picture(seen.now)
    own = {} if seen.plan is None else seen.plan.texts
    reason = home_words.why(picture, seen.record, seen.language)
    text = home_words.zone_text(picture.zone, own, seen.language)
    return {
        "zone": picture.zone.name.lower(),
        "state": picture.state.name.lower(),
        "words": reason or text,
        "next": home_words.again(picture, seen.language) or None,
        "promise": _promise(seen),
    }


def _promise(seen: Seen) -> dict[str, str] | None:
    """What was promised and is not over, of the case that is open."""
    for case in worklist.cases_of(seen.person.id, seen.actor, most=1):
        promised = home.promise_of(case.id, seen.person.id, seen.actor)
        if case.closed_at is None and promised and promised.settled_at is None:
            words = home_words.promise(
                home.holder_of(seen.person.id), promised.due_at, seen.now, seen.language
            )
            return {"by": promised.due_at.isoformat(), "words": words}
    return None


def _pause(seen: Seen) -> dict[str, str] | None:
    changes = intake.changes_of(seen.person.id, seen.actor)
    if seen.person.phase != "paused" or not changes or changes[-1].first_day is None:
        return None
    last = changes[-1]
    assert last.first_day is not None  # noqa: S101  asked above
    return {
        "from": last.at.isoformat(), "until": last.first_day.isoformat(), "why": last.why,
    }  # fmt: skip


def _plan(seen: Seen) -> dict[str, Any] | None:
    """The plan in the person's words: goals, what is done when, and who answers."""
    version, plan = seen.version, seen.plan
    if version is None:
        return None
    view = planview.view(version, seen.now)
    approved = version.approved_at.astimezone(HOME).date() if version.approved_at else None
    return {
        "approved_on": approved.isoformat() if approved else None,
        "review_on": plan.review_on.isoformat() if plan and plan.review_on else None,
        "by": view.approved_by or None,
        "goals": list(view.goals),
        "paragraphs": list(asked.paragraphs(view)),
    }
