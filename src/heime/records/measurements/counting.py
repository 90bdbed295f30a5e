"""What came in and how it was judged, as it is counted: within what the reader reaches."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import TruncDate

from heime.core.actor import Actor
from heime.core.hours import HOME
from heime.core.roles import Scope
from heime.core.topics import label
from heime.core.zone import State, Zone
from heime.records.access.reach import within_reach
from heime.records.measurements.models import Judgement, Measurement, Response


def worst_by_day(
    actor: Actor, people: Collection[UUID], since: datetime, upto: datetime
) -> list[tuple[date, Zone]]:
    """(local day, worst zone) for each of these people and each day that something was judged."""
    rows = (
        Judgement.objects.filter(within_reach(actor, Scope.VALUES), state=State.FINAL)
        .filter(enrolment_id__in=people, measured_at__gte=since, measured_at__lte=upto)
        .values("enrolment_id", day=TruncDate("measured_at", tzinfo=HOME))
        .annotate(worst=Max("zone"))
        .order_by("day")
    )
    return [(row["day"], Zone(row["worst"])) for row in rows]


def came(
    actor: Actor, people: Collection[UUID], since: datetime, upto: datetime
) -> dict[UUID, dict[str, list[datetime]]]:
    """Of each person and each kind (by its label), when what came was measured or answered."""
    seen = within_reach(actor, Scope.VALUES)
    found: dict[UUID, dict[str, list[datetime]]] = {}
    readings = Measurement.objects.filter(seen, enrolment_id__in=people, rejected=False).filter(
        measured_at__gte=since, measured_at__lte=upto
    )
    answers = Response.objects.filter(seen, enrolment_id__in=people).filter(
        answered_at__gte=since, answered_at__lte=upto
    )
    for rows in (
        readings.values_list("enrolment_id", "kind", "measured_at"),
        answers.values_list("enrolment_id", "questionnaire", "answered_at"),
    ):
        for person, topic, at in rows:
            found.setdefault(person, {}).setdefault(label(topic), []).append(at)
    return found
