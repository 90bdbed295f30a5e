"""A team's opening hours, with the public holidays of Norway."""

from functools import cache
from uuid import UUID
from datetime import date

import holidays
from psycopg import AsyncConnection

from heime.core.hours import Hours


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Weekdays on which nobody works, of one year."""
    return frozenset(holidays.country_holidays("NO", years=[year]))


def closed_days(around: date) -> frozenset[date]:
    """The holidays that a deadline counted from `around` can meet."""
    return public_holidays(around.year) | public_holidays(around.year + 1)


async def hours_of(conn: AsyncConnection, team: UUID, around: date) -> Hours:
    """When the team is open, as it stands now."""
    cursor = await conn.execute("SELECT opens, closes FROM team WHERE id = %s", [team])
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("no such team")
    return Hours(row[0], row[1], closed_days(around))
