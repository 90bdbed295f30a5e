"""What each colleague has seen, whom they are looking at now, and their own ways to see the list.

Who looks at whom is a courtesy between colleagues and no log: the log is written when a person is
opened (flow/see_people).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotFound
from heime.core.roles import Scope
from heime.core.sight import Sight
from heime.records.access.reach import enrolments_within, within_reach
from heime.records.audit.writes import note
from heime.records.desk.models import Looking, SavedView
from heime.records.people.models import Enrolment
from heime.records.planned import planned_once
from heime.records.worklist.notify import changed, changed_each

FORGOTTEN_AFTER = timedelta(seconds=45)
"""A page that says nothing for so long is not being looked at."""
MOST_VIEWS = 9
"""One for each digit of the keyboard."""
LONGEST_NAME, LONGEST_QUERY = 40, 200

_SEE = """
INSERT INTO seen (account_id, enrolment_id, municipality_id, at, zone, priority)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (account_id, enrolment_id) DO UPDATE
   SET at = excluded.at, zone = excluded.zone, priority = excluded.priority
"""
_LOOK = """
INSERT INTO looking (account_id, enrolment_id, municipality_id, at) VALUES (%s, %s, %s, %s)
ON CONFLICT (account_id, enrolment_id) DO UPDATE SET at = excluded.at
"""


def has_seen(
    enrolment: Enrolment, zone: int | None, priority: int | None, *, by: Sight, now: datetime
) -> None:
    """Remember that this colleague has seen a person as they stand now, and that they look."""
    if by.person != enrolment.id or Scope.CASES not in by.scopes:
        return
    who = by.actor.account_id
    with connection.cursor() as cursor:
        cursor.execute(_SEE, [who, enrolment.id, enrolment.municipality_id, now, zone, priority])
    _looks_at(enrolment, by=by.actor, now=now)


def looks_at(enrolment_id: UUID, *, by: Actor, now: datetime) -> bool:
    """Say that somebody has a person open; open pages of others hear of it when it is news.

    One looks at one person at a time: whoever was looked at before is let go. False when the
    person is not reached.
    """
    person = enrolments_within(by, Scope.CASES).filter(id=enrolment_id).first()
    if person is not None:
        _looks_at(person, by=by, now=now)
    return person is not None


def _looks_at(person: Enrolment, *, by: Actor, now: datetime) -> None:
    with transaction.atomic():
        mine = Looking.objects.filter(within_reach(by, Scope.CASES), account_id=by.account_id)
        known = {row.enrolment_id: row.at for row in mine}
        left = [one for one in known if one != person.id]
        if left:
            mine.filter(enrolment_id__in=left).delete()
        with connection.cursor() as cursor:
            cursor.execute(_LOOK, [by.account_id, person.id, person.municipality_id, now])
        if known.get(person.id, now - FORGOTTEN_AFTER) <= now - FORGOTTEN_AFTER:
            changed(person.team_id, person.id)
        teams = Enrolment.objects.filter(id__in=left).values_list("team_id", "id")
        changed_each(list(teams) if left else [])


def who_looks(people: Collection[UUID], *, by: Actor, now: datetime) -> dict[UUID, list[str]]:
    """Who else has each of these people open now, by name."""
    rows = (
        Looking.objects.filter(
            within_reach(by, Scope.CASES), enrolment_id__in=people, at__gt=now - FORGOTTEN_AFTER
        )
        .exclude(account_id=by.account_id)
        .order_by("account__name")
        .values_list("enrolment_id", "account__name")
    )
    found: dict[UUID, list[str]] = {}
    for enrolment, name in rows:
        found.setdefault(enrolment, []).append(name)
    return found


class View(NamedTuple):
    """A way to see the list that somebody has kept."""

    id: UUID
    name: str
    query: str
    is_default: bool


_VIEWS = """
SELECT id, name, query, is_default FROM saved_view WHERE account_id = %s ORDER BY made_at, id
"""


def views_of(by: Actor) -> list[View]:
    """One's own ways to see the list, in the order of the digits."""
    return [View(*row) for row in planned_once(_VIEWS, [by.account_id])]


def save_view(name: str, query: str, *, is_default: bool, by: Actor, now: datetime) -> SavedView:
    """Keep a way to see the list; the same name again replaces it.

    Raises MissingText without a name, or when there are nine others already.
    """
    said = " ".join(name.split())
    if not said or len(said) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise MissingText(f"A view has a name of 1 to {LONGEST_NAME} characters.")
    with transaction.atomic():
        mine = SavedView.objects.filter(account_id=by.account_id)
        if mine.exclude(name=said).count() >= MOST_VIEWS:
            raise MissingText(f"There is room for {MOST_VIEWS} views. Remove one first.")
        if is_default:
            mine.update(is_default=False)
        made, _ = SavedView.objects.update_or_create(
            account_id=by.account_id, name=said,
            defaults={"query": query, "is_default": is_default},
            create_defaults={"query": query, "is_default": is_default, "made_at": now},
        )  # fmt: skip
        note("view.saved", by=by, at=now)
    return made


def remove_view(view_id: UUID, *, by: Actor, now: datetime) -> None:
    """Forget one of one's own views. Raises NotFound."""
    count, _ = SavedView.objects.filter(id=view_id, account_id=by.account_id).delete()
    if not count:
        raise NotFound("There is no such view of yours.")
    note("view.removed", by=by, at=now)
