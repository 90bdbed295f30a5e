"""What stands around a version of a plan: whose it is, and what may be done with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from heime.core import plan_conflicts, plan_difference, plan_words
from heime.core.actor import Actor
from heime.core.care_plan import CarePlan
from heime.core.errors import NotFound
from heime.core.kinds import KINDS, Kind
from heime.core.plan_life import Status, may_move
from heime.core.quantity import Scaled
from heime.core.roles import Role, Scope
from heime.edges.access import Who
from heime.edges.clinic import marks, moments, rows, words
from heime.edges.plans import names
from heime.flow import see_people
from heime.records.access import reach
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion

PLANNERS = (Who.FOLLOW_UP_TEAM, Role.GP, Role.HOSPITAL)
"""Who may draft and propose plans."""
READERS = (*PLANNERS, Role.LEGEVAKT)
OWN = frozenset({"profile", "considered"})
"""Beside a line these only say where it comes from; the line itself is what changes anything."""


@dataclass(frozen=True, slots=True)
class Around:
    """A version, whose it is, what holds now, and what the actor may do with it."""

    version: PlanVersion
    person: Enrolment
    before: PlanVersion | None
    sees: frozenset[Scope]

    def may(self, to: Status, by: Actor) -> bool:
        """Whether a page offers this move, in the part of the world that the actor reaches."""
        wanted = Scope.APPROVAL if to is Status.APPROVED else Scope.PLANNING
        return wanted in self.sees and may_move(Status(self.version.status), to, by)


NEEDED = (Scope.VALUES, Scope.PLANNING, Scope.APPROVAL)
"""What the pages ask whether the actor reaches, besides the plan itself."""


def opened(uid: UUID, actor: Actor, now: datetime, *, on_page: bool = False) -> Around:
    """Open a version's page. Who looked is logged; raises NotFound for what is not theirs.

    on_page: a part of the page renews itself while one writes; that is logged once a shift.
    """
    version = plans.version_named(actor, uid)
    if version is None:
        see_people.denied(by=actor, now=now, detail=f"plan {uid}")
        raise NotFound("There is no such plan, or it is not yours to see.")
    person = person_of(version.enrolment_id, actor, now, on_page=on_page)
    before = plans.in_force(person.id, actor, shadow=version.shadow)
    sees = frozenset(one for one in NEEDED if reach.enrolment_within(actor, person.id, one))
    return Around(version, person, before, sees)


def person_of(
    enrolment_id: UUID, actor: Actor, now: datetime, *, on_page: bool = False
) -> Enrolment:
    """Whose plans they are. Who looked is logged; raises NotFound for somebody not reached."""
    person = reach.enrolment_within(actor, enrolment_id, Scope.PLAN)
    if person is None:
        see_people.denied(by=actor, now=now, detail=f"plan of {enrolment_id}")
        raise NotFound("There is nobody of that id whose plan you see.")
    if on_page:
        see_people.listed([(person.id, person.municipality_id)], by=actor, now=now)
    else:
        see_people.opened(person.id, person.municipality_id, by=actor, now=now)
    return person


def band(person: Enrolment, now: datetime) -> dict[str, Any]:
    """Who this is, as every page of theirs begins."""
    name, age, conditions = rows.person_words(person, now)
    return {
        "person": person,
        "patient": person.patient,
        "row": {"name": name, "age": age, "place": person.municipality.name,
                "conditions": conditions},
        "marks": marks.of(person.patient, now),
    }  # fmt: skip


def in_words(before: dict[str, Any] | None, after: dict[str, Any]) -> list[str]:
    """Every change as a sentence; where a line changes, not besides what profile it came from."""
    if before is None or not plan_difference.readable(before):
        return []
    found = plan_difference.differences(before, after)
    lines = {one.path[:-1] for one in found if one.path[-1] in names.LINES}
    return [
        plan_words.words(one, words.language())
        for one in found
        if not (one.path[-1] in OWN and one.path[:-1] in lines)
    ]


def stamped(version: PlanVersion, now: datetime) -> dict[str, str]:
    """Who did what with a version, and when."""

    def said(who: Any, at: datetime | None) -> str:
        if at is None:
            return ""
        name = who.name if who else ""
        return f"{name} {moments.stamp(at, now)}".strip()

    return {
        "drafted": said(version.drafted_by, version.drafted_at),
        "proposed": said(version.proposed_by, version.proposed_at),
        "approved": said(version.approved_by, version.approved_at),
        "status": _("In shadow") if version.shadow and version.status == Status.APPROVED
        else names.status(version.status),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One line that the parts put in different places."""

    line: str
    by_plan: list[str]
    strictest: str
    widest: str


@dataclass(frozen=True, slots=True)
class ConflictBlock:
    """One kind that the parts disagree about, and what was decided: a part's id, `own` or none."""

    kind: str
    title: str
    plans: list[tuple[str, str]]
    rows: list[ConflictRow]
    decided: str


def conflict_blocks(plan: CarePlan, content: dict[str, Any]) -> list[ConflictBlock]:
    """Where the parts of a plan disagree (U-1), side by side, with what was decided."""
    proposals = {part.id or "plan": part.limits for part in plan.all_parts if part.limits}
    by_kind: dict[Kind, list[plan_conflicts.Conflict]] = {}
    for one in plan_conflicts.conflicts(proposals):
        by_kind.setdefault(one.kind, []).append(one)
    blocks = []
    for kind, found in by_kind.items():
        ids = [id_ for id_, limits in proposals.items() if kind in limits]
        rows = [
            ConflictRow(
                _field(kind, one.field), [_line(kind, one.by_plan[id_]) for id_ in ids],
                _line(kind, one.strictest), _line(kind, one.widest),
            )
            for one in found
        ]  # fmt: skip
        same = [id_ for id_ in ids if plan.merge.get(kind) == proposals[id_][kind]]
        decided = (same[0] if same else "own") if kind in plan.merge else ""
        named = [(id_, words.condition(id_)) for id_ in ids]
        blocks.append(ConflictBlock(kind.label, words.what_name(kind.label), named, rows, decided))
    return blocks


def _field(kind: Kind, field: str) -> str:
    number, _dot, name = field.rpartition(".")
    if not number:
        return names.line(name)
    upper, lower = words.pressure_names()
    return f"{upper if number == 'systolic' else lower}: {names.line(name)}"


def _line(kind: Kind, value: Scaled | None) -> str:
    if value is None:
        return _("no line")
    return f"{words.number(value, KINDS[kind].decimals)} {words.unit(kind)}".strip()


def source_of(content: dict[str, Any], actor: Actor) -> str:
    """Whose plan a copy began from (hazard 12); empty for one that is no copy."""
    copied_from = content.get("copied_from")
    if copied_from is None:
        return ""
    found = plans.versions_by_id([copied_from], actor).get(copied_from)
    person = found and reach.enrolment_within(actor, found.enrolment_id, Scope.CONTACT)
    if not found or not person:
        return _("Begun from the plan of somebody you do not see. Limits, dates and texts are not"
                 " from there.")  # fmt: skip
    return _("Begun from the plan of %(name)s, version %(number)s. Limits, dates and texts are not"
             " from there.") % {
        "name": f"{person.patient.given} {person.patient.family}", "number": found.number
    }  # fmt: skip
