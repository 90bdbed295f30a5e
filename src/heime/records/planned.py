"""Questions that are asked again and again, planned once on each connection."""

from collections.abc import Mapping, Sequence
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


def _connected() -> Connection:
    connection.ensure_connection()
    raw: Connection = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = _PREPARES
        raw.execute("SET plan_cache_mode = force_generic_plan")
    return raw
