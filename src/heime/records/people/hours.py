"""A team's opening hours, with the public holidays of Norway."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from uuid import UUID

import holidays
from psycopg import AsyncConnection, AsyncCursor

from heime.core.hours import Hours


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Weekdays on which nobody works, of one year."""
    return frozenset(holidays.country_holidays("NO", years=[year]))


def closed_days(around: date) -> frozenset[date]:
    """The holidays that a deadline counted from `around` can meet."""
    return public_holidays(around.year) | public_holidays(around.year + 1)


async def opening_hours(conn: AsyncConnection, teams: Sequence[UUID]) -> AsyncCursor:
    """Ask when these teams are open, as it stands now; rows for `hours_of`."""
    return await conn.execute(
        "SELECT id, opens, closes FROM team WHERE id = ANY (%b::uuid[])", [list(teams)]
    )


def hours_of(row: Sequence, around: date) -> tuple[UUID, Hours]:
    """A team's hours, with the holidays near `around`."""
    team, opens, closes = row
    return team, Hours(opens, closes, closed_days(around))
