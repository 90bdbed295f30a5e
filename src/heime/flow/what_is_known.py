"""What is known of one person, read as far as whoever asks may see (core/home_known.py).

The connection that receives reads the same in flow/home_picture.py.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import Refused
from heime.core.happenings import Sort, resets
from heime.core.home_course import Started
from heime.core.home_known import Known, Skipped
from heime.core.kinds import Kind
from heime.core.news2 import SEVEN, Vitals
from heime.core.phases import Phase, unwatched
from heime.core.plan import Plan
from heime.core.record import Item
from heime.flow.home_picture import LOOK_BACK, resets_of
from heime.records.happenings import reads as happenings
from heime.records.happenings.models import VitalSet
from heime.records.home import reads as home
from heime.records.intake import reads as intake
from heime.records.measurements import reads as measurements
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion


def of(person: Enrolment, actor: Actor, now: datetime) -> Known:
    """Everything that their own screen is judged from."""
    since = now - LOOK_BACK
    items = list(_items(person.id, actor, since))
    phases = intake.as_changes(intake.changes_of(person.id, actor))
    started = [
        Started(one.started_on, one.made_at, one.breath_at_start)
        for one in home.courses_of(person.id, actor)
        if one.medicine == "standby"
    ]
    return Known(
        tuple(_steps(plans.approved_versions(person.id, actor))),
        tuple(items),
        unwatched(phases, now=Phase(person.phase)),
        tuple(started),
        skipped(person.id, actor, now),
    )


def _steps(versions: list[PlanVersion]) -> Iterator[tuple[datetime, Plan]]:
    for version in versions:
        try:
            yield version.valid_from, plans.read(version)
        except (Refused, LookupError, TypeError, ValueError):
            continue  # a fault that stands on the team's list; nothing is judged by it


def _items(enrolment: UUID, actor: Actor, since: datetime) -> Iterator[Item]:
    invalid = happenings.invalid_since(enrolment, since, actor)
    for row in measurements.readings_since(enrolment, since, actor):
        if row.id not in invalid:
            yield measurements.reading_of(row)
    for form in measurements.responses_since(enrolment, since, actor):
        yield measurements.answers_of(form)
    for one in happenings.sets_since(enrolment, since, actor):
        yield _vitals(one)
    for told in happenings.happenings_since(enrolment, since, actor):
        found = resets(
            told.id, Sort(told.sort), None if told.kind is None else Kind(told.kind),
            starts_at=told.starts_at, ends_at=told.ends_at, known_at=told.entered_at,
            ended_known_at=told.ended_known_at, undone_at=told.struck_at,
        )  # fmt: skip
        yield from resets_of(list(found), since)


def _vitals(row: VitalSet) -> Vitals:
    return Vitals(
        row.id, row.measured_at, row.received_at, row.by, spread_minutes=row.spread_minutes,
        **{name: getattr(row, name) for name in SEVEN},
    )  # fmt: skip


def skipped(enrolment: UUID, actor: Actor, now: datetime) -> frozenset[Skipped]:
    """What was not done, with a reason, lately."""
    found = home.not_done(enrolment, actor)
    return frozenset(
        (one.content["what"], datetime.fromisoformat(one.content["from"]))
        for one in found
        if one.content
    )
