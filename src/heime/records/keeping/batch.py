"""Letting go of what has been kept long enough, as the worker; and counting what would go."""

from collections.abc import Mapping

from psycopg import AsyncConnection

from heime.core.retention import DEFAULTS, Sort

GO = {
    # Before the sign-ins: what one had on its screen was there before it ended.
    Sort.ON_SCREEN: "on_screen WHERE seen_at < now() - %(keep)s",
    Sort.SIGN_IN: "sign_in WHERE least(ended_at, expires_at) < now() - %(keep)s",
    Sort.SEEN: "seen WHERE at < now() - %(keep)s",
    Sort.LOOKING: "looking WHERE at < now() - %(keep)s",
    Sort.TOKEN: "bearer WHERE least(revoked_at, expires_at) < now() - %(keep)s",
    # The owner of an account is told of a code that was used, before it goes.
    Sort.CODE: "device_code WHERE expires_at < now() - %(keep)s"
    " AND (used_at IS NULL OR told_at IS NOT NULL)",
    Sort.NOTICE: "notice WHERE sent_at < now() - %(keep)s",
}
"""Sort → of which table, and which of its rows have been kept long enough."""


async def let_go(conn: AsyncConnection) -> None:
    """Delete what goes by itself. Safe to repeat."""
    for sort, rows in GO.items():
        await conn.execute(f"DELETE FROM {rows}".encode(), {"keep": DEFAULTS[sort].keep})  # noqa: S608  words of our own
    codes = {"keep": DEFAULTS[Sort.CODE].keep}
    await conn.execute("DELETE FROM enrolment_code WHERE expires_at < now() - %(keep)s", codes)


RECORD = """
SELECT e.municipality_id, count(*) FROM enrolment e
  LEFT JOIN retention r ON r.municipality_id = e.municipality_id AND r.sort = 'record'
 WHERE e.ends_at IS NOT NULL AND greatest(e.ends_at, (SELECT max(m.received_at) FROM measurement m
                             WHERE m.enrolment_id = e.id))
       < now() - coalesce(make_interval(days => r.days), %(keep)s)
 GROUP BY 1 ORDER BY 1
"""
"""Follow-ups that ended, and got their last entry, longer ago than their municipality keeps."""


async def would_go(conn: AsyncConnection) -> tuple[Mapping[Sort, int], Mapping[int, int]]:
    """How many rows of each sort the next night takes; and, by municipality, how many ended
    follow-ups are past their time, which nothing takes by itself."""
    counts: dict[Sort, int] = {}
    for sort, rows in GO.items():
        asked = await conn.execute(
            f"SELECT count(*) FROM {rows}".encode(),  # noqa: S608  words of our own
            {"keep": DEFAULTS[sort].keep},
        )
        found = await asked.fetchone()
        counts[sort] = found[0] if found else 0
    asked = await conn.execute(RECORD, {"keep": DEFAULTS[Sort.RECORD].keep})
    return counts, {row[0]: row[1] for row in await asked.fetchall()}
