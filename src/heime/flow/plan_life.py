"""Step 0: a plan is written, proposed to a doctor, and signed or given back.

Every verb takes the enrolment's lock, so that no reading is judged while its plan changes, and
leaves its log entry in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from heime.core import activation, care_plan, plan, plan_life
from heime.core.activation import Count
from heime.core.actor import Actor
from heime.core.errors import BadPlan, MissingText, NotAllowedNow, NotFound
from heime.core.hours import HOME
from heime.core.kinds import Kind
from heime.core.plan_life import MAY_CHANGE, Status
from heime.core.roles import Scope
from heime.flow import plan_signers
from heime.records.audit.writes import note
from heime.records.people.locks import enrolment_lock_key
from heime.records.people.models import Enrolment
from heime.records.plans import writes
from heime.records.plans.models import PlanVersion
from heime.records.plans.reads import enrolment_seen_by, version_seen_by

LONGEST_REASON = 4000


def draft(
    enrolment_id: UUID, content: dict[str, Any], *, why: str, by: Actor, now: datetime
) -> PlanVersion:
    """Write a new version of somebody's plan. It counts for nothing until it is approved.

    why: the reason for it. Raises NotFound, MissingText, and what care_plan.read raises.
    """
    reason = _said(why, "Say why there is to be a new plan")
    care_plan.read(content)
    with transaction.atomic():
        enrolment = _reached(enrolment_id, by)
        _lock(enrolment.id)
        made = writes.add_draft(
            enrolment.id, enrolment.municipality_id, content, reason, by=by, now=now
        )
        _note("drafted", made, by=by, now=now)
        return made


def redraft(
    version_id: int, content: dict[str, Any], *, seen: str, by: Actor, now: datetime
) -> PlanVersion:
    """Change a draft. seen: the digest of what the writer had before them.

    Raises NotFound, NotAllowedNow (it is no draft any more, or somebody else wrote in it
    meanwhile), and what care_plan.read raises.
    """
    care_plan.read(content)
    with transaction.atomic():
        version = _locked(version_id, by)
        if version.status not in MAY_CHANGE:
            raise NotAllowedNow(f"A plan that is {version.status} is not written in any more.")
        _must_be(version, seen)
        writes.change(
            version, by=by, content=content, shadow=bool(content.get("shadow", False)),
            drafted_by_id=by.account_id, drafted_at=now,
        )  # fmt: skip
        _note("redrafted", version, by=by, now=now)
        return version


def propose(version_id: int, *, by: Actor, now: datetime, ask: Sequence[UUID] = ()) -> PlanVersion:
    """Lay a draft before a doctor. From here on its content stands still.

    ask: accounts of doctors who are to be told that it waits; others who may sign can all the same.
    Raises NotFound, NotAllowedNow and NotYours.
    """
    with transaction.atomic():
        version = _locked(version_id, by)
        plan_life.check_move(Status(version.status), Status.PROPOSED, by)
        writes.change(
            version, by=by, status=Status.PROPOSED, given_back="",
            proposed_by_id=by.account_id, proposed_at=now,
        )  # fmt: skip
        plan_signers.ask(version, ask, by=by, now=now)
        _note("proposed", version, by=by, now=now)
        return version


def give_back(version_id: int, *, why: str, by: Actor, now: datetime) -> PlanVersion:
    """Refuse a proposed version, or take it back: it is a draft again, with the reason.

    Raises MissingText, NotFound, NotAllowedNow and NotYours.
    """
    reason = _said(why, "Say why the plan is given back")
    with transaction.atomic():
        version = _locked(version_id, by)
        plan_life.check_move(Status(version.status), Status.DRAFT, by)
        writes.change(version, by=by, status=Status.DRAFT, given_back=reason)
        _note("given-back", version, by=by, now=now)
        return version


def approve(
    version_id: int,
    *,
    seen: str,
    by: Actor,
    now: datetime,
    counts: dict[Kind, Count] | None = None,
) -> PlanVersion:
    """Sign a proposed version: it holds from `now`, and what held before is replaced.

    A version that runs in shadow replaces only an earlier shadow.
    seen: the digest of what the doctor had before them; nothing else is signed.
    counts: the last 14 days under the new limits (core.activation), where at hand.
    Raises NotYours for anybody but a doctor, NotFound, NotAllowedNow, and BadPlan with everything
    that stands in the way.
    """
    with transaction.atomic():
        version = _locked(version_id, by, Scope.APPROVAL)
        plan_life.check_move(Status(version.status), Status.APPROVED, by)
        _must_be(version, seen)
        whole = care_plan.read(version.content)
        plan.read(version.content)  # whoever judges must understand it too
        today = now.astimezone(HOME).date()
        found = activation.findings(whole, by=by, today=today, counts=counts)
        in_the_way = [one.text for one in found if one.blocks]
        if in_the_way:
            raise BadPlan(" ".join(in_the_way))
        writes.replace_earlier(version, by=by)
        writes.change(
            version, by=by, status=Status.APPROVED, valid_from=now,
            approved_by_id=by.account_id, approved_at=now,
        )  # fmt: skip
        if not version.shadow:
            plan_signers.answered(version, by=by, now=now)
        _note("approved", version, by=by, now=now)
        return version


def _said(text: str, otherwise: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST_REASON:
        raise MissingText(f"{otherwise}, in 1 to {LONGEST_REASON} characters.")
    return said


def _reached(enrolment_id: UUID, by: Actor) -> Enrolment:
    enrolment = enrolment_seen_by(by, enrolment_id)
    if enrolment is None:
        raise NotFound("There is no such person, or they are not yours to see.")
    return enrolment


def _locked(version_id: int, by: Actor, scope: Scope = Scope.PLANNING) -> PlanVersion:
    """The version, when nobody else is judging or changing anything about its person.

    Read again under the lock: what stood before it may be a moment old.
    """
    version = version_seen_by(by, version_id, scope)
    if version is not None:
        _lock(version.enrolment_id)
        version = version_seen_by(by, version_id, scope)
    if version is None:
        raise NotFound("There is no such plan, or it is not yours to see.")
    return version


def _lock(enrolment_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(enrolment_id)])


def _must_be(version: PlanVersion, seen: str) -> None:
    if version.digest != seen:
        raise NotAllowedNow("This is not the plan you had before you: somebody has changed it.")


def _note(what: str, version: PlanVersion, *, by: Actor, now: datetime) -> None:
    note(
        f"plan.{what}", by=by, at=now, enrolment_id=version.enrolment_id,
        municipality_id=version.municipality_id, detail=f"version {version.number}",
    )  # fmt: skip
