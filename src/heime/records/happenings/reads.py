"""What happened and what was entered, as the pages show it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from heime.core.actor import Actor
from heime.core.happenings import Sort
from heime.core.roles import Scope
from heime.core.sight import Reader
from heime.records.access.reach import within_reach
from heime.records.happenings.models import Entered, Happening, Invalidation, VitalSet


def happenings_since(
    enrolment_id: UUID, since: datetime, actor: Reader, *, told_since: datetime | None = None
) -> list[Happening]:
    """What happened to a person, or still went on, from a moment on; the newest first.

    told_since: what was entered from then on too, whenever it was.
    """
    wanted = Q(starts_at__gte=since) | Q(ends_at__gte=since) | Q(sort="stay", ends_at=None)
    if told_since is not None:
        wanted |= Q(entered_at__gte=told_since)
    return list(
        Happening.objects.filter(within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id)
        .filter(wanted)
        .select_related("entered_by", "struck_by")
        .order_by("-starts_at", "-id")
    )


def is_since(one: Happening, since: datetime) -> bool:
    """Whether it happened, or still went on, from a moment on."""
    if one.ends_at is None:
        return one.starts_at >= since or one.sort == Sort.STAY
    return max(one.starts_at, one.ends_at) >= since


def happening_seen_by(actor: Actor, id_: UUID) -> Happening | None:
    """One of them, if it is of somebody the actor works with."""
    return Happening.objects.filter(within_reach(actor, Scope.WORK), id=id_).first()


def invalid_since(enrolment_id: UUID, since: datetime, actor: Reader) -> dict[UUID, Invalidation]:
    """Readings taken from a moment on that do not count, by id."""
    found = Invalidation.objects.filter(
        within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, measured_at__gte=since
    ).select_related("made_by")
    return {one.measurement_id: one for one in found.order_by("made_at", "measurement_id")}


def withdrawn_of(people: Iterable[UUID]) -> dict[UUID, datetime]:
    """Every reading of these people that does not count, and since when.

    people: whose values the asker reaches, as access.reach has said.
    """
    found = Invalidation.objects.filter(enrolment_id__in=list(people))
    return dict(found.values_list("measurement_id", "made_at"))


def entered(ids: Iterable[UUID], actor: Reader) -> dict[UUID, Entered]:
    """Who entered these, and how; nothing of what came by itself."""
    found = Entered.objects.filter(within_reach(actor, Scope.VALUES), id__in=set(ids))
    return {one.id: one for one in found.select_related("entered_by")}


def sets_since(enrolment_id: UUID, since: datetime, actor: Reader) -> list[VitalSet]:
    """NEWS2 sets taken from a moment on, oldest first."""
    return list(
        VitalSet.objects.filter(
            within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, measured_at__gte=since
        ).order_by("measured_at")
    )
