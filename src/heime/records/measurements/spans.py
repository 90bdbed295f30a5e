"""All of one person's readings of a span, lean: a year of them for a curve, a table or a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from heime.core.roles import Scope
from heime.core.sight import Reader
from heime.core.topics import TOGETHER
from heime.records.access.reach import within_reach
from heime.records.measurements.batch import COUNTS
from heime.records.measurements.models import Judgement, Measurement

_COLUMNS = (
    "id", "kind", "measured_at", "value", "second", "decimals", "rejected", "manual", "device",
    "quality",
)  # fmt: skip


class Taken(NamedTuple):
    """One reading, as it came."""

    id: UUID
    kind: int
    measured_at: datetime
    value: int | None
    second: int | None
    decimals: int
    rejected: bool
    manual: bool
    device: str | None
    quality: int

    def number(self, which: str) -> int | None:
        """`first` or `second` of its numbers."""
        return self.value if which == "first" else self.second


class Judged(NamedTuple):
    """How something was judged last by itself. facts: as of Judgement."""

    kind: int
    zone: int
    state: int
    priority: int | None
    facts: dict[str, str] | None


def readings(
    enrolment_id: UUID, since: datetime, actor: Reader, *, kind: int | None = None
) -> list[Taken]:
    """Readings taken from a moment on, oldest first."""
    found = Measurement.objects.filter(
        within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, measured_at__gte=since
    )
    if kind is not None:
        found = found.filter(kind=kind)
    rows = found.order_by("measured_at", "id").values_list(*_COLUMNS)
    return [Taken(*row) for row in rows]


def judged(
    enrolment_id: UUID, since: datetime, actor: Reader, *, kind: int | None = None
) -> dict[UUID, Judged]:
    """By the id of what was judged, from a moment on; the last word stands."""
    found = Judgement.objects.filter(
        within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, measured_at__gte=since
    ).exclude(kind=TOGETHER)
    if kind is not None:
        found = found.filter(kind=kind)
    rows = found.order_by("judged_at").values_list(
        "measurement_id", "kind", "zone", "state", "priority", "facts"
    )
    return {row[0]: Judged(*row[1:]) for row in rows}


def newest_of_each(enrolment_id: UUID, since: datetime, actor: Reader) -> list[Measurement]:
    """The newest reading of each kind that counts, from a moment on, by kind."""
    found = Measurement.objects.filter(
        within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, measured_at__gte=since,
        rejected=False,
    ).filter(RawSQL(COUNTS, [], BooleanField()))  # noqa: S611  no text of a user's  # fmt: skip
    return list(found.order_by("kind", "-measured_at", "-id").distinct("kind"))


def judged_of(
    taken: Mapping[UUID, datetime], enrolment_id: UUID, actor: Reader
) -> dict[UUID, Judgement]:
    """How these were judged last by themselves, by id. taken: when each was, or was answered."""
    found = (
        Judgement.objects.filter(within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id)
        .filter(measurement_id__in=set(taken), measured_at__in=set(taken.values()))
        .exclude(kind=TOGETHER)
        .order_by("judged_at")
    )
    return {one.measurement_id: one for one in found}
