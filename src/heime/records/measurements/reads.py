"""Readings and judgements, as the pages show them. Judging itself reads through batch.py."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from heime.core.asked import Answers
from heime.core.kinds import Kind
from heime.core.reading import Quality, Reading
from heime.core.roles import Scope
from heime.core.sight import Reader
from heime.core.topics import TOGETHER, label
from heime.records.access.reach import reached_among, within_reach
from heime.records.measurements.batch import COUNTS
from heime.records.measurements.models import Judgement, Measurement, Response

JudgementKey = tuple[UUID, UUID, datetime]
"""Enrolment, measurement, moment of judging: what a case or an awaited row points with."""


@dataclass(frozen=True, slots=True)
class Point:
    """A valid reading on a small curve."""

    at: datetime
    value: int
    second: int | None
    decimals: int


def judgements(
    keys: Iterable[JudgementKey], actor: Reader, *, taken: Iterable[datetime]
) -> dict[JudgementKey, Judgement]:
    """The judgements that these keys name, as far as the actor reaches them.

    taken: when what they are about was taken: the months that hold anything are looked in, and
        of ten years no more.
    """
    wanted = set(keys)
    found = Judgement.objects.filter(
        within_reach(actor, Scope.VALUES),
        enrolment_id__in={key[0] for key in wanted},
        measurement_id__in={key[1] for key in wanted},
        judged_at__in={key[2] for key in wanted},
        measured_at__in=set(taken),
    )
    return {
        key: judgement
        for judgement in found
        if (key := (judgement.enrolment_id, judgement.measurement_id, judgement.judged_at))
        in wanted
    }


def measurements(
    ids: Iterable[UUID],
    enrolments: Iterable[UUID],
    actor: Reader,
    *,
    taken: Iterable[datetime] | None = None,
) -> dict[UUID, Measurement]:
    """Readings by id. taken: when they were, where that is known; it spares the other months."""
    found = Measurement.objects.filter(
        within_reach(actor, Scope.VALUES), id__in=set(ids), enrolment_id__in=set(enrolments)
    )
    if taken is not None:
        found = found.filter(measured_at__in=set(taken))
    return {measurement.id: measurement for measurement in found}


def responses(ids: Iterable[UUID], actor: Reader) -> dict[UUID, Response]:
    """Answered forms by id."""
    found = Response.objects.filter(within_reach(actor, Scope.VALUES), id__in=set(ids))
    return {response.id: response for response in found}


def responses_since(enrolment_id: UUID, since: datetime, actor: Reader) -> list[Response]:
    """All forms that a person answered from a moment on, oldest first."""
    return list(
        Response.objects.filter(
            within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, answered_at__gte=since
        ).order_by("answered_at", "id")
    )


def answers_of(response: Response) -> Answers:
    """A form as the core judges it."""
    return Answers(
        response.id, label(response.questionnaire), response.answered_at, response.received_at,
        response.items, response.total, response.safe_now, response.by,
    )  # fmt: skip


def reading_of(row: Measurement) -> Reading:
    """A measurement as the core judges it."""
    return Reading(
        row.id, Kind(row.kind), row.value, row.measured_at, row.received_at, row.second,
        row.decimals, Quality(row.quality), row.device or "", manual=row.manual,
    )  # fmt: skip


_LATEST = f"""
SELECT q.enrolment, q.kind, m.measured_at, m.value, m.second, m.decimals
  FROM unnest(%(enrolment)s::uuid[], %(kind)s::smallint[]) AS q(enrolment, kind)
 CROSS JOIN LATERAL (
    SELECT measured_at, value, second, decimals FROM measurement
     WHERE enrolment_id = q.enrolment AND kind = q.kind AND NOT rejected AND value IS NOT NULL
       AND measured_at > %(since)s AND {COUNTS}
     ORDER BY measured_at DESC LIMIT %(most)s) AS m
 ORDER BY m.measured_at
"""  # noqa: S608  only names of our own


def latest(
    wanted: Sequence[tuple[UUID, int]], actor: Reader, *, now: datetime, most: int = 16
) -> dict[tuple[UUID, int], list[Point]]:
    """The last few that count of each (enrolment, kind), oldest first, for small curves."""
    asked = set(wanted)
    if not asked:
        return {}
    reached = reached_among({enrolment for enrolment, _ in asked}, actor, Scope.VALUES)
    unique = sorted(pair for pair in asked if pair[0] in reached)
    found: dict[tuple[UUID, int], list[Point]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _LATEST,
            {
                "enrolment": [enrolment for enrolment, _ in unique],
                "kind": [kind for _, kind in unique],
                "since": now - timedelta(days=30),
                "most": most,
            },
        )
        for enrolment, kind, *point in cursor.fetchall():
            found[enrolment, kind].append(Point(*point))
    return found


def readings_since(enrolment_id: UUID, since: datetime, actor: Reader) -> list[Measurement]:
    """All of a person's readings from a moment on, oldest first.

    Rejected ones too, and those that do not count (records/happenings knows which).
    """
    return list(
        Measurement.objects.filter(
            within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, measured_at__gte=since
        ).order_by("measured_at", "id")
    )


def zones_since(enrolment_id: UUID, since: datetime, actor: Reader) -> dict[UUID, Judgement]:
    """How each reading and form from a moment on was judged last by itself, by its id.

    What several come to together stands under the id of one of them, and is left out.
    """
    judged = (
        Judgement.objects.filter(
            within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, measured_at__gte=since
        )
        .exclude(kind=TOGETHER)
        .order_by("judged_at")
    )
    return {judgement.measurement_id: judgement for judgement in judged}
