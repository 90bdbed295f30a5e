"""Telling open pages that a row of somebody's list has changed. Ids only: NOTIFY has no walls."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

CHANNEL = "heime_changed"


def payload(team_id: UUID, enrolment_id: UUID) -> str:
    return f"{team_id} {enrolment_id}"


def parse(text: str) -> tuple[UUID, UUID]:
    """Team and enrolment of a notification. Raises ValueError for anything else."""
    team, enrolment = text.split(" ")
    return UUID(team), UUID(enrolment)


def changed(team_id: UUID, enrolment_id: UUID) -> None:
    """Tell the team's open pages once the present transaction has committed, and only then.

    In a transaction of its own: NOTIFY inside one makes every commit of the server queue up.
    """
    transaction.on_commit(lambda: _tell(payload(team_id, enrolment_id)))


def _tell(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, text])


def changed_each(people: Sequence[tuple[UUID, UUID]]) -> None:
    """The same about several people, each given by team and enrolment, in one statement."""
    texts = sorted({payload(team_id, enrolment_id) for team_id, enrolment_id in people})
    if texts:
        transaction.on_commit(lambda: _tell_each(texts))


def _tell_each(texts: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, what) FROM unnest(%s::text[]) what", [CHANNEL, texts])
