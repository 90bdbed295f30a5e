"""Threads and messages, as far as one takes part in them.

The application's own wall; the database has another, which asks the same of the same rows
(migrations/0002_walls.py).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from heime.core.actor import Actor
from heime.core.messages import Side, Sort
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.core.worklist import Item
from heime.core.worklist import Sort as Row
from heime.core.zone import Priority, Zone
from heime.records.access.models import Right
from heime.records.access.reach import LIVE, within_reach
from heime.records.access.standing import Found, Part, as_item
from heime.records.messages.models import File, Message, Receipt, Template, Thread

MOST = 100
"""Threads shown at a time."""


def threads(actor: Actor) -> QuerySet[Thread]:
    """The threads that somebody may read: those they take part in, of people they reach.

    As the person's team, as the person, by name as next of kin, by the office where they work; or
    in an emergency.
    """
    takes_part = (
        _as_team(actor)
        | Q(with_patient=True, enrolment_id__in=_by_own_right(actor, Ground.SELF))
        | Q(kin__contains=[actor.account_id])
        | Q(offices__overlap=sorted(actor.organisations_with(Scope.MESSAGES)))
        | Q(enrolment_id__in=_by_own_right(actor, Ground.EMERGENCY))
    )
    return Thread.objects.filter(within_reach(actor, Scope.MESSAGES), takes_part)


def _as_team(actor: Actor) -> Q:
    return Q(enrolment__team_id__in=actor.teams_with(Scope.MESSAGES))


def _by_own_right(actor: Actor, ground: Ground) -> QuerySet[Right, UUID]:
    held = Right.objects.filter(LIVE, account_id=actor.account_id, ground=ground)
    return held.values_list("enrolment_id", flat=True)


def thread_within(actor: Actor, thread_id: UUID) -> Thread | None:
    """One of them, with the person; None when it does not exist or is not theirs to read."""
    return (
        threads(actor)
        .filter(id=thread_id)
        .select_related("enrolment__patient", "enrolment__team", "municipality", "taken_by")
        .first()
    )


def with_news(found: QuerySet[Thread], actor: Actor) -> QuerySet[Thread]:
    """With what a list shows: how many are new to the actor, and how the newest one begins."""
    newest = Message.objects.filter(thread_id=OuterRef("id")).order_by("-sent_at", "-id")
    said = newest.filter(sort=Sort.SAID)
    return found.select_related("enrolment__patient", "municipality", "taken_by").annotate(
        new=Subquery(
            _new_to(actor)
            .filter(thread_id=OuterRef("id"))
            .order_by()
            .values("thread_id")
            .annotate(count=Count("id"))
            .values("count")
        ),
        beginning=Left(Subquery(said.values("text")[:1]), 160),
        newest_side=Subquery(newest.values("side")[:1]),
        newest_sort=Subquery(newest.values("sort")[:1]),
    )


def _new_to(actor: Actor) -> QuerySet[Message]:
    """What others wrote and the actor has not read, or has marked as unread again."""
    mine = Receipt.objects.filter(message_id=OuterRef("id"), account_id=actor.account_id)
    return (
        Message.objects.exclude(sort=Sort.CLOSED)
        .exclude(sent_by_id=actor.account_id)
        .filter(~Exists(mine) | Exists(mine.filter(again=True)))
    )


def new_count(actor: Actor) -> int:
    """How many messages the actor has not read."""
    return _new_to(actor).filter(thread_id__in=threads(actor).values("id")).count()


def waiting(actor: Actor) -> QuerySet[Thread]:
    """The threads in which somebody waits for the actor's team: who wants to be called first."""
    return (
        threads(actor)
        .filter(_as_team(actor), waits_since__isnull=False)
        .order_by("-call_me", "-urgent", "due_at", "id")
    )


def newest(actor: Actor) -> QuerySet[Thread]:
    return threads(actor).order_by("-newest_at", "-id")


def of_person(enrolment_id: UUID, actor: Actor) -> QuerySet[Thread]:
    """A person's threads, the newest first."""
    return newest(actor).filter(enrolment_id=enrolment_id)


def containing(found: QuerySet[Thread], words: str) -> QuerySet[Thread]:
    """Those in which somebody wrote this."""
    said = Message.objects.filter(thread_id=OuterRef("id"), text__icontains=words)
    return found.filter(Exists(said))


def messages_within(actor: Actor) -> QuerySet[Message]:
    """Every message of the threads that the actor may read."""
    return Message.objects.filter(
        within_reach(actor, Scope.MESSAGES), thread_id__in=threads(actor).values("id")
    )


def with_names(found: QuerySet[Message]) -> QuerySet[Message]:
    """With who wrote each, whom it is about, and how many files came with it (`file_count`)."""
    told = found.select_related("sent_by", "enrolment__patient")
    return told.annotate(file_count=Count("files"))


def messages_of(thread: Thread) -> list[Message]:
    """A thread's messages, the oldest first, with who wrote them; the thread was asked for."""
    return list(
        Message.objects.filter(thread_id=thread.id, enrolment_id=thread.enrolment_id)
        .select_related("sent_by", "office")
        .order_by("sent_at", "id")
    )


def receipts_of(thread: Thread) -> list[Receipt]:
    return list(
        Receipt.objects.filter(thread_id=thread.id, enrolment_id=thread.enrolment_id)
        .select_related("account")
        .order_by("read_at")
    )


def files_of(found: Sequence[Thread]) -> list[File]:
    """The files of some threads, without what is in them."""
    return list(
        File.objects.filter(thread_id__in=[one.id for one in found]).defer("content").order_by("id")
    )


def file_within(actor: Actor, file_id: UUID) -> File | None:
    """One file with what is in it; None when it is not the actor's to read."""
    return File.objects.filter(
        within_reach(actor, Scope.MESSAGES), id=file_id, thread_id__in=threads(actor).values("id")
    ).first()


def templates_for(municipality: int) -> list[Template]:
    """What the municipality's teams often answer."""
    return list(
        Template.objects.filter(municipality_id=municipality, retired_at=None).order_by("name")
    )


# Each thread in which somebody waits for the reader's team. about: whether it is urgent.
_WAITING = f"""
SELECT t.id, t.enrolment_id, t.municipality_id, t.waits_since, t.due_at,
       CASE WHEN t.call_me THEN {Zone.RED:d}::smallint END,
       CASE WHEN t.call_me THEN {Priority.HIGH:d}::smallint END,
       t.taken_by_id, NULL::timestamptz, CASE WHEN t.urgent THEN 'urgent' ELSE '' END
  FROM message_thread t JOIN folk e ON e.id = t.enrolment_id
 WHERE t.waits_since IS NOT NULL AND e.team_id = ANY (%(message_teams)s::uuid[])
   AND t.enrolment_id {{messages}}
"""  # noqa: S608  numbers of our own


def _item(found: Found, now: datetime) -> Item:
    plain = Row.MESSAGE_URGENT if found.about else Row.MESSAGE
    return as_item(plain if found.zone is None else Row.HELP, found._replace(about=""))


PART = Part(_WAITING, _item)


def side_of(actor: Actor, enrolment_id: UUID, team_id: UUID) -> Side | None:
    """As what the actor writes about this person; None for somebody who only reads.

    Of a person whom they reach: whether they do is asked by whoever asks this.
    """
    if team_id in actor.teams_with(Scope.MESSAGES):
        return Side.TEAM
    held = Right.objects.filter(
        LIVE, enrolment_id=enrolment_id, account_id=actor.account_id,
        scopes__contains=[Scope.MESSAGES],
    )  # fmt: skip
    grounds = set(held.values_list("ground", flat=True))
    if Ground.SELF in grounds:
        return Side.PATIENT
    if grounds & {Ground.CONSENT, Ground.INCAPACITY, Ground.GUARDIAN}:
        return Side.KIN
    if office_of(actor, enrolment_id) is not None:
        return Side.OFFICE
    return None


def office_of(actor: Actor, enrolment_id: UUID) -> UUID | None:
    """The office through which the actor reaches this person's messages."""
    return (
        Right.objects.filter(
            LIVE, enrolment_id=enrolment_id,
            organisation_id__in=actor.organisations_with(Scope.MESSAGES),
            scopes__contains=[Scope.MESSAGES],
        )
        .order_by(F("ends_at").desc())
        .values_list("organisation_id", flat=True)
        .first()
    )  # fmt: skip
