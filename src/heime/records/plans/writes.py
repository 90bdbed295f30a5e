"""Changing plan versions. Who may, and what must be in order first, is decided in flow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow
from heime.core.plan_life import Status
from heime.records.plans.models import PlanTemplate, PlanVersion


def add_draft(
    enrolment_id: UUID,
    municipality_id: int,
    content: dict[str, Any],
    why: str,
    *,
    by: Actor,
    now: datetime,
) -> PlanVersion:
    """A new version, numbered after the last. Whoever calls holds the enrolment's lock."""
    last = PlanVersion.objects.filter(enrolment_id=enrolment_id).aggregate(Max("number"))
    return PlanVersion.objects.create(
        municipality_id=municipality_id, enrolment_id=enrolment_id,
        number=(last["number__max"] or 0) + 1, status=Status.DRAFT, content=content,
        shadow=bool(content.get("shadow", False)), why=why, valid_from=now,
        drafted_by_id=by.account_id, drafted_at=now,
    )  # fmt: skip


def change(version: PlanVersion, *, by: Actor, **columns: object) -> PlanVersion:
    """Change a version if it still stands as it was read. Raises NotAllowedNow if it does not."""
    found = PlanVersion.objects.filter(
        id=version.id, status=version.status, digest=version.digest
    ).update(**columns)
    if not found:
        raise NotAllowedNow("Somebody else changed this plan just now.")
    version.refresh_from_db()
    return version


def replace_earlier(version: PlanVersion, *, by: Actor) -> int:
    """What held before an approved version holds no more. Returns how many versions that were."""
    return (
        PlanVersion.objects.filter(
            enrolment_id=version.enrolment_id, status=Status.APPROVED, shadow=version.shadow
        )
        .exclude(id=version.id)
        .update(status=Status.REPLACED)
    )


def add_template(
    name: str, title: str, content: dict[str, Any], why: str, municipality: int, *, by: Actor,
    now: datetime,
) -> PlanTemplate:  # fmt: skip
    """A template's next version, or its first. Raises NotAllowedNow where two make it at once."""
    last = PlanTemplate.objects.filter(name=name).aggregate(Max("version"))["version__max"] or 0
    named = content | {"template": {"name": name, "version": last + 1}}
    try:
        with transaction.atomic():
            return PlanTemplate.objects.create(
                name=name, version=last + 1, title=title, content=named, why=why,
                municipality_id=municipality, made_by_id=by.account_id, made_at=now,
            )  # fmt: skip
    except IntegrityError:
        raise NotAllowedNow("Somebody else made a version of this template just now.") from None
