"""Phones, entries and what was promised, as the pages show them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from heime.core.actor import Actor
from heime.core.roles import Scope
from heime.core.sight import Reader
from heime.core.worklist import Sort
from heime.records.access.reach import within_reach
from heime.records.access.standing import Part, as_item
from heime.records.home.models import HomeCourse, HomeDevice, HomeEntry, HomeMark, HomePromise


def _devices(actor: Actor) -> Q:
    """One's own, those of one's own record, and those of whom one works with."""
    return (
        Q(account_id=actor.account_id)
        | within_reach(actor, Scope.RIGHTS)
        | within_reach(actor, Scope.WORK)
    )


def device_seen_by(actor: Actor, id_: UUID) -> HomeDevice | None:
    return HomeDevice.objects.filter(_devices(actor), id=id_).first()


def devices_of(actor: Actor, enrolment_id: UUID) -> list[HomeDevice]:
    """Every phone that is or was bound to a person, the newest first."""
    found = HomeDevice.objects.filter(_devices(actor), enrolment_id=enrolment_id)
    return list(found.order_by("-made_at"))


def entries_since(enrolment_id: UUID, since: datetime, actor: Actor) -> list[HomeEntry]:
    """What was sent from home from a moment on, oldest first."""
    return list(
        HomeEntry.objects.filter(
            within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, at__gte=since
        ).order_by("at", "id")
    )


def marks_of(ids: Iterable[UUID], enrolment_id: UUID, actor: Reader) -> dict[UUID, HomeMark]:
    """Of these readings and forms, those that somebody at home says are wrong."""
    found = HomeMark.objects.filter(
        within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, about__in=set(ids)
    )
    return {one.about: one for one in found}


def courses_of(enrolment_id: UUID, actor: Actor) -> list[HomeCourse]:
    """The courses of standby medicine that were started at home, the newest first."""
    return list(
        HomeCourse.objects.filter(
            within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id
        ).order_by("-started_on")
    )


def promise_of(case_id: UUID, enrolment_id: UUID, actor: Actor) -> HomePromise | None:
    """The newest promise about a case."""
    return (
        HomePromise.objects.filter(
            within_reach(actor, Scope.CASES), enrolment_id=enrolment_id, case_id=case_id
        )
        .order_by("-made_at")
        .first()
    )


def not_done(enrolment_id: UUID, actor: Actor) -> list[HomeEntry]:
    """What somebody said that they would not do, lately."""
    return list(
        HomeEntry.objects.filter(
            within_reach(actor, Scope.VALUES), enrolment_id=enrolment_id, sort="not_today",
            at__gt=Now() - timedelta(days=30),
        )
    )  # fmt: skip


def by_made(ids: Iterable[UUID], enrolment_id: UUID, actor: Actor) -> dict[UUID, HomeEntry]:
    """The entries that these readings and forms came from, by the id of what they became."""
    found = HomeEntry.objects.filter(
        within_reach(actor, Scope.VALUES),
        enrolment_id=enrolment_id,
        made__in=set(ids),
        sort__in=["reading", "answers"],
    )
    return {one.made: one for one in found if one.made is not None}


def holder_of(enrolment_id: UUID) -> str:
    """The first name of whoever has a person's open case; empty for nobody. The database says
    whether the asker may know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT home_holder(%s)", [enrolment_id])
        row = cursor.fetchone()
    return (row[0] or "").split(" ")[0] if row else ""


def phone_of_team(team_id: UUID) -> str | None:
    """The number that a team's people call, if it has one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT home_phone(%s)", [team_id])
        row = cursor.fetchone()
    return (row[0] or None) if row else None


# Promises that did not hold, of cases that nobody has looked at since. about: the case.
_BROKEN = """
SELECT DISTINCT ON (p.case_id) p.id, p.enrolment_id, p.municipality_id, p.due_at, p.due_at,
       NULL::smallint, NULL::smallint, NULL::uuid, NULL::timestamptz, p.case_id::text
  FROM home_promise p JOIN case_ c ON c.id = p.case_id
 WHERE NOT p.kept AND c.state = 'open' AND (c.taken_at IS NULL OR c.taken_at < p.due_at)
   AND p.enrolment_id {work}
 ORDER BY p.case_id, p.due_at
"""
PART = Part(_BROKEN, lambda found, now: as_item(Sort.PROMISE, found))
