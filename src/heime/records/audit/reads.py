"""Reading the log, through the one role that may: on a connection of its own, named `log`.

The database knows there by the same token who asks, so nobody reads more of the log than is theirs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection, connections, transaction

from heime.records.audit.models import Entry

LOG = "log"
LONGEST = 5000
"""Entries told at once, the newest."""


def about(enrolment_id: UUID, *, since: datetime) -> list[Entry]:
    """What was done with one person's data; what came in by itself is left out."""
    with as_the_one_who_asks():
        found = (
            Entry.objects.using(LOG)
            .filter(enrolment_id=enrolment_id, at__gte=since)
            .exclude(action="received")
            .order_by("-id")
        )
        return list(found[:LONGEST])


@contextmanager
def as_the_one_who_asks() -> Iterator[None]:
    """A transaction on the log's connection that carries the token of this one's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('heime.token', true), '')")
        (token,) = cursor.fetchone()
    try:
        with transaction.atomic(using=LOG), connections[LOG].cursor() as cursor:
            cursor.execute("SELECT set_config('heime.token', %s, true)", [token])
            yield
    finally:
        connections[LOG].close()
