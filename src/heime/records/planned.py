"""Questions that are asked again and again, planned once on each connection."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg import Connection, Cursor

_PREPARES = 5
"""Without a number the driver keeps no plans at all, and Django gives none. Django's own cursors
never do."""


Asked = Mapping[str, Any] | Sequence[Any]
Answer = list[tuple[Any, ...]]


def planned_once(question: str, asked: Asked) -> Answer:
    """The answer to a question whose plan each connection keeps: planning it costs more than
    answering it. Nothing for one that writes and asks nothing back."""
    with Cursor(_connected()) as cursor:
        cursor.execute(question.encode(), asked, prepare=True)
        return cursor.fetchall() if cursor.description else []


def planned_each(questions: Iterable[tuple[str, Asked]]) -> list[Answer]:
    """The answers to several such questions, asked one after the other on this connection and sent
    together: none waits for the answer to the one before."""
    raw = _connected()
    with raw.pipeline():
        cursors = []
        for question, asked in questions:
            cursors.append(Cursor(raw))
            cursors[-1].execute(question.encode(), asked, prepare=True)
    return [one.fetchall() if one.description else [] for one in cursors]


def _connected() -> Connection:
    connection.ensure_connection()
    raw: Connection = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = _PREPARES
        raw.execute("SET plan_cache_mode = force_generic_plan")
    return raw
