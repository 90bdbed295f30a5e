"""How old the oldest undone work is: the one figure that shows that something stands still."""

from dataclasses import dataclass
from datetime import timedelta

import psycopg

UNDONE = """
SELECT 'confirmations past due', count(*), max(clock_timestamp() - due_at)
  FROM awaited WHERE due_at < clock_timestamp()
UNION ALL
SELECT 'people to look at for what is missing', count(*), max(clock_timestamp() - due_at)
  FROM watch WHERE due_at < clock_timestamp()
UNION ALL
SELECT 'notices not sent', count(*), max(clock_timestamp() - created_at)
  FROM notice WHERE sent_at IS NULL
UNION ALL
SELECT 'log entries not sealed', entries, clock_timestamp() - oldest FROM unsealed()
UNION ALL
SELECT 'the due loop''s last round', 1, clock_timestamp() - done_at FROM loop WHERE name = 'due'
"""


@dataclass(frozen=True, slots=True)
class Undone:
    what: str
    rows: int
    age: timedelta


def oldest_undone(conn: "psycopg.Connection[tuple]") -> list[Undone]:
    """What is overdue and how old the oldest of it is, as the worker's role sees it."""
    return [
        Undone(what, rows, age or timedelta())
        for what, rows, age in conn.execute(UNDONE).fetchall()
    ]
