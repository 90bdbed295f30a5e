"""Step 0, for those who come after: what a plan has taught is kept as a template."""

from datetime import datetime
from uuid import UUID

import uuid_utils.compat as uuid7
from django.db import transaction

from heime.core import care_plan, plan_life
from heime.core.actor import Actor
from heime.core.errors import MissingText, NotAllowedNow, NotFound, NotYours
from heime.core.roles import Scope
from heime.records.audit.writes import note
from heime.records.plans import templates, writes
from heime.records.plans.models import PlanTemplate
from heime.records.plans.reads import enrolment_seen_by, version_named

LONGEST_TITLE, LONGEST_WHY = 80, 4000


def keep(
    version_uid: UUID, *, title: str, why: str, of: UUID | None, by: Actor, now: datetime
) -> PlanTemplate:
    """Keep how a plan follows somebody up, and nothing of whom, as a template of their
    municipality: a new one, or the next version of one. It changes nobody's plan.

    of: any version of the template that this is to be the next version of.
    Raises MissingText, NotFound, NotYours (another municipality's), and NotAllowedNow for a plan
    of several parts: each condition has a template of its own.
    """
    said, reason = title.strip(), why.strip()
    if not reason or len(reason) > LONGEST_WHY or len(said) > LONGEST_TITLE or not (said or of):
        raise MissingText("Say what the template is called, and why it is kept.")
    version = version_named(by, version_uid, Scope.PLANNING)
    enrolment = enrolment_seen_by(by, version.enrolment_id) if version else None
    if version is None or enrolment is None:
        raise NotFound("There is no such plan, or it is not yours to see.")
    if version.content.get("parts"):
        raise NotAllowedNow("A plan of several parts is not one template.")
    if not by.teams_with(Scope.PLANNING):
        raise NotYours("Only a follow-up team keeps templates.")
    before = None if of is None else templates.by_id(of)
    if of is not None and before is None:
        raise NotFound("There is no such template.")
    if before is not None and before.municipality_id != enrolment.municipality_id:
        raise NotYours("This template is another municipality's.")
    content = plan_life.as_template(version.content)
    care_plan.read(content)
    with transaction.atomic():
        made = writes.add_template(
            before.name if before else f"own-{uuid7.uuid7().hex[-12:]}",
            said or (before.title if before else ""), content, reason, enrolment.municipality_id,
            by=by, now=now,
        )  # fmt: skip
        note("template.kept", by=by, at=now, municipality_id=made.municipality_id,
             detail=f"{made.name} version {made.version}")  # fmt: skip
        return made
