"""Intakes as the pages show them, and what of them stands on the list."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from heime.core.actor import Actor
from heime.core.hours import HOME
from heime.core.intake import ANSWER_WITHIN, STANDS_STILL
from heime.core.phases import Change, Phase
from heime.core.roles import Scope
from heime.core.worklist import Item, Sort
from heime.records.access.reach import enrolments_within, within_reach
from heime.records.access.standing import Found, Part, as_item
from heime.records.intake.models import Closing, IntakeStep, PhaseChange, Referral, StartFigure
from heime.records.people.models import Enrolment

COMING = (Phase.REFERRED, Phase.INTAKE, Phase.PAUSED)
"""Phases in which somebody waits for the team."""


def referrals_of(enrolment_id: UUID, actor: Actor) -> list[Referral]:
    """The newest first."""
    found = Referral.objects.filter(within_reach(actor, Scope.WORK), enrolment_id=enrolment_id)
    return list(found.select_related("made_by", "organisation").order_by("-made_at"))


def steps_of(enrolment_id: UUID, actor: Actor) -> list[IntakeStep]:
    """Everything that was written in the steps, the newest first."""
    found = IntakeStep.objects.filter(within_reach(actor, Scope.WORK), enrolment_id=enrolment_id)
    return list(found.select_related("made_by").order_by("-made_at", "-id"))


def figures_of(enrolment_id: UUID, actor: Actor) -> list[StartFigure]:
    """Everything that was noted, corrections too, the oldest first."""
    found = StartFigure.objects.filter(within_reach(actor, Scope.WORK), enrolment_id=enrolment_id)
    return list(found.select_related("made_by").order_by("made_at", "id"))


def changes_of(enrolment_id: UUID, actor: Actor) -> list[PhaseChange]:
    """The phases somebody has been in, the oldest first."""
    found = PhaseChange.objects.filter(
        within_reach(actor, Scope.CONTACT), enrolment_id=enrolment_id
    )
    return list(found.select_related("made_by").order_by("at", "id"))


def changes_by_person(people: Iterable[UUID], actor: Actor) -> dict[UUID, list[PhaseChange]]:
    """The same of many; nobody without any is in it."""
    found: dict[UUID, list[PhaseChange]] = {}
    rows = PhaseChange.objects.filter(
        within_reach(actor, Scope.CONTACT), enrolment_id__in=list(people)
    )
    for row in rows.order_by("at", "id"):
        found.setdefault(row.enrolment_id, []).append(row)
    return found


def as_changes(rows: Sequence[PhaseChange]) -> list[Change]:
    """The same as the core knows it."""
    return [
        Change(row.at, Phase(row.before) if row.before else None, Phase(row.after)) for row in rows
    ]


def closings_of(enrolment_id: UUID, actor: Actor) -> list[Closing]:
    """The summaries that were written, the newest first."""
    found = Closing.objects.filter(within_reach(actor, Scope.WORK), enrolment_id=enrolment_id)
    return list(found.select_related("made_by").order_by("-made_at", "-id"))


def coming(actor: Actor) -> QuerySet[Enrolment]:
    """Everybody referred, in intake or paused whom the actor works with.

    Each with `since` and `first_day` of the phase (None where it began before this was kept),
    `received` (the last referral) and `touched` (the last step that was written).
    """
    now_in = PhaseChange.objects.filter(enrolment_id=OuterRef("id"), after=OuterRef("phase"))
    newest = now_in.order_by("-at")
    told = Referral.objects.filter(enrolment_id=OuterRef("id")).order_by("-received_on")
    steps = IntakeStep.objects.filter(enrolment_id=OuterRef("id")).order_by().values("enrolment_id")
    return (
        enrolments_within(actor, Scope.WORK)
        .filter(phase__in=COMING, ends_at=None)
        .annotate(
            since=Subquery(newest.values("at")[:1]),
            first_day=Subquery(newest.values("first_day")[:1]),
            received=Subquery(told.values("received_on")[:1]),
            touched=Subquery(steps.annotate(last=Max("made_at")).values("last")[:1]),
        )
        .select_related("patient", "municipality", "team")
        .order_by(F("since").asc(nulls_first=True), "id")
    )


# about: what `_item` must know, as JSON: phase, first day, last step.
_COMING = """
SELECT e.id, e.id, e.municipality_id, coalesce(p.at, e.starts_at), NULL::timestamptz,
       NULL::smallint, NULL::smallint, NULL::uuid, NULL::timestamptz,
       json_build_array(e.phase, p.first_day,
           (SELECT max(s.made_at) FROM intake_step s WHERE s.enrolment_id = e.id))::text
  FROM folk e
  LEFT JOIN LATERAL (SELECT c.at, c.first_day FROM phase_change c
                      WHERE c.enrolment_id = e.id AND c.after = e.phase
                      ORDER BY c.at DESC LIMIT 1) p ON true
 WHERE e.phase IN ('referred', 'intake', 'paused') AND e.ends_at IS NULL
   AND %(profession)s <> '' AND e.id {work}
"""


def _item(found: Found, now: datetime) -> Item | None:
    """Referrals that nobody has answered, intakes that stand still, pauses that are over.

    about: `referred`, `stands-still` or `pause-over`.
    """
    phase, first, written = json.loads(found.about)
    since = found.since
    if phase == Phase.REFERRED:
        return _row(found, "referred", since, since + ANSWER_WITHIN)
    if phase == Phase.INTAKE:
        touched = max(since, datetime.fromisoformat(written)) if written else since
        over = touched + STANDS_STILL
        return _row(found, "stands-still", over, None) if over <= now else None
    back = datetime.combine(date.fromisoformat(first), time(), HOME) if first else since
    return _row(found, "pause-over", back, back + timedelta(days=1)) if back <= now else None


def _row(found: Found, about: str, since: datetime, due: datetime | None) -> Item:
    return as_item(Sort.REFERRAL, found._replace(since=since, due_at=due, about=about))


PART = Part(_COMING, _item)


def referred_by_us() -> list[tuple[datetime, str, str, str]]:
    """What became of the proposals of one's own office: when, given name, family name, answer
    (`waits`, `yes`, `no` or `ended`), the newest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT made_at, given, family, answer FROM referred_by_us()")
        found: list[tuple[datetime, str, str, str]] = cursor.fetchall()
    return found
