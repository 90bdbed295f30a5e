"""Reading figures, through the one role that may: on a connection of its own, named `stats`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, connections, transaction

from heime.records.figures.models import Figure, ServiceState

STATS = "stats"


@dataclass(frozen=True, slots=True)
class Machinery:
    """Its parts as last seen, what the database says it is, and what time it has."""

    parts: list[ServiceState]
    postgres: str
    clock: datetime


def figures() -> list[Figure]:
    """Today's release, as far as it is the asker's to see."""
    with _as_the_one_who_asks():
        return list(Figure.objects.using(STATS).order_by("place", "topic"))


def machinery() -> Machinery:
    """How the machinery does. Only support is told about its parts."""
    with _as_the_one_who_asks():
        with connections[STATS].cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), clock_timestamp()")
            version, clock = cursor.fetchone()
        return Machinery(list(ServiceState.objects.using(STATS).order_by("name")), version, clock)


@contextmanager
def _as_the_one_who_asks() -> Iterator[None]:
    """A transaction on the connection for figures that carries the token of this one's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('heime.token', true), '')")
        (token,) = cursor.fetchone()
    try:
        with transaction.atomic(using=STATS), connections[STATS].cursor() as cursor:
            cursor.execute("SELECT set_config('heime.token', %s, true)", [token])
            yield
    finally:
        connections[STATS].close()
