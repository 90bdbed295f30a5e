"""The facts of a case, in the municipality's language, for the draft of a hand-over."""

from datetime import datetime

from django.utils import translation

from heime.core import isbar
from heime.core.actor import Actor
from heime.core.hours import HOME
from heime.core.isbar import Facts, Isbar
from heime.core.kinds import KINDS
from heime.edges.clinic import moments, planview, rows, words
from heime.records.access import reach
from heime.records.measurements import reads as measurements
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans
from heime.records.worklist.models import Case, CaseAct

MOST = 8


def made_for(case: Case, person: Enrolment, actor: Actor, now: datetime) -> tuple[Isbar, str]:
    """The draft, and its language."""
    language = person.municipality.language
    with translation.override(language):
        return isbar.draft(_facts(case, person, actor, now), language), language


def _facts(case: Case, person: Enrolment, actor: Actor, now: datetime) -> Facts:
    known = rows.known_about([case], actor, now=now)
    row = rows.case_row(case, known, actor, now=now)
    patient = person.patient
    kin = reach.contacts_of(person.id, actor)[:2]
    born = f"{patient.birth_date:%d.%m.%Y}" if patient.birth_date else ""
    age = f" ({row.age})" if row.age is not None else ""
    return Facts(
        person=row.name, born=f"{born}{age}", place=person.municipality.name, phone=patient.phone,
        kin=[f"{one.name} ({one.relation}) {one.phone}".strip() for one in kin],
        team=f"{person.team.name}, {actor.name}", reason=row.reason,
        latest=_latest(person, actor, now), conditions=row.conditions, matters=patient.matters,
        plan=_limits(person, actor, now), zone=row.word, done=_done(case),
    )  # fmt: skip


def _latest(person: Enrolment, actor: Actor, now: datetime) -> list[str]:
    """The newest of each kind that was measured lately, with its time."""
    newest = measurements.latest([(person.id, int(kind)) for kind in KINDS], actor, now=now)
    found = [(points[-1].at, kind, points[-1]) for (_who, kind), points in newest.items() if points]
    found.sort(key=lambda one: one[0], reverse=True)
    return [
        f"{words.kind_name(kind)} {words.amount(kind, p.value, p.second, p.decimals)}"
        f" ({moments.on(at.astimezone(HOME).date(), now.date())} {moments.clock(at)})"
        for at, kind, p in found[:MOST]
    ]


def _limits(person: Enrolment, actor: Actor, now: datetime) -> list[str]:
    """The limits of the plan in force, of what has any."""
    version = planview.in_force(plans.approved_versions(person.id, actor), now)
    if version is None:
        return []
    return [
        f"{row.name} {_span(row.yellow_low, row.yellow_high)} / {_span(row.red_low, row.red_high)}"
        f" {row.unit}".strip()
        for row in planview.view(version, now).limits[:MOST]
    ]


def _span(low: str, high: str) -> str:
    return f"{low or '–'}…{high or '–'}"


def _done(case: Case) -> list[str]:
    """What was done in the case, the oldest first: what somebody wrote, with its time."""
    acts = CaseAct.objects.filter(case_id=case.id, enrolment_id=case.enrolment_id).order_by("at")
    return [f"{moments.clock(one.at)} {one.text}" for one in acts if one.text]
