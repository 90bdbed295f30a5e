"""Reminders as the jobs process keeps them: whom to look at, what is known, what was made."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core.reminders import Quiet, Reminder, Step

REMEMBERED = timedelta(days=90)
"""How long it stands what was sent; none is repeated after a day."""

_BEGIN = """
INSERT INTO reminder_look (enrolment_id, municipality_id, due_at)
SELECT DISTINCT ON (v.enrolment_id) v.enrolment_id, v.municipality_id, clock_timestamp()
  FROM plan_version v JOIN enrolment e ON e.id = v.enrolment_id
 WHERE v.status = 'approved' AND NOT v.shadow AND e.phase = 'active'
   AND (e.ends_at IS NULL OR e.ends_at > clock_timestamp())
   AND NOT EXISTS (SELECT FROM reminder_look l WHERE l.enrolment_id = v.enrolment_id)
ON CONFLICT DO NOTHING
"""
_END = """
DELETE FROM reminder_look l USING enrolment e
 WHERE e.id = l.enrolment_id AND (e.phase <> 'active' OR e.ends_at <= clock_timestamp())
"""
_NEW_PLAN = """
UPDATE reminder_look l SET due_at = clock_timestamp() FROM plan_version v
 WHERE v.enrolment_id = l.enrolment_id AND v.status = 'approved' AND NOT v.shadow
   AND v.approved_at > l.looked_at AND l.due_at > clock_timestamp()
"""


async def begin(conn: AsyncConnection) -> None:
    """Look after everybody active with an approved plan, and nobody else; forget what is old."""
    await conn.execute(_END)
    await conn.execute(_BEGIN)
    await conn.execute(_NEW_PLAN)
    for table, old in (("reminder", "at"), ("reminder_later", "made_at")):
        await conn.execute(
            f"DELETE FROM {table} WHERE {old} < clock_timestamp() - %s".encode(),  # noqa: S608  names of our own
            [REMEMBERED],
        )


_DUE = """
SELECT l.enrolment_id FROM reminder_look l JOIN enrolment e ON e.id = l.enrolment_id
 WHERE (l.due_at <= coalesce(%(at)s, clock_timestamp())
        OR l.enrolment_id IN (SELECT w.enrolment_id FROM reminder_wish w
                               WHERE w.enrolment_id = l.enrolment_id
                                 AND w.changed_at > l.looked_at)
        OR l.enrolment_id IN (SELECT r.enrolment_id FROM reminder_later r
                               WHERE r.enrolment_id = l.enrolment_id AND r.made_at > l.looked_at))
   AND (l.leased_until IS NULL OR l.leased_until < clock_timestamp())
   AND e.phase = 'active' AND (e.ends_at IS NULL OR e.ends_at > clock_timestamp())
 ORDER BY l.due_at LIMIT %(most)s
"""


async def due(conn: AsyncConnection, most: int, *, at: datetime | None = None) -> list[UUID]:
    """People to look at now, or at another moment: the longest overdue first, and those who have
    just said how they want it."""
    cursor = await conn.execute(_DUE, {"at": at, "most": most})
    return [enrolment for (enrolment,) in await cursor.fetchall()]


async def leave_alone(conn: AsyncConnection, enrolment: UUID, length: timedelta) -> None:
    """Look at this person again after a while, so that others are not held up by what failed."""
    await conn.execute(
        "UPDATE reminder_look SET leased_until = clock_timestamp() + %s WHERE enrolment_id = %s",
        [length, enrolment],
    )


async def look_again(
    conn: AsyncConnection, enrolment: UUID, at: datetime, *, now: datetime
) -> None:
    await conn.execute(
        "UPDATE reminder_look SET due_at = %s, looked_at = %s, leased_until = NULL"
        " WHERE enrolment_id = %s",
        [at, now, enrolment],
    )


class Wisher(NamedTuple):
    """An account that may be reminded about the person, and how it wants that; the wish is None
    where nothing was said."""

    account: UUID
    ground: str
    push: bool | None
    sms: bool | None
    quiet_from: time | None
    quiet_until: time | None


# Whoever was refused by name, or by a reservation against all sharing, is not reminded either.
_WISHERS = """
SELECT DISTINCT ON (r.account_id) r.account_id, r.ground, w.push, w.sms, w.quiet_from, w.quiet_until
  FROM access_right r JOIN account a ON a.id = r.account_id AND a.is_active
  LEFT JOIN reminder_wish w ON w.enrolment_id = r.enrolment_id AND w.account_id = r.account_id
 WHERE r.enrolment_id = %(who)s AND r.starts_at <= %(now)s
   AND (r.ends_at IS NULL OR r.ends_at > %(now)s)
   AND (r.ground = 'self' OR r.ground IN ('consent', 'incapacity', 'guardian')
        AND 'entry' = ANY (r.scopes) AND w.id IS NOT NULL)
   AND NOT EXISTS (SELECT FROM access_block b WHERE b.enrolment_id = r.enrolment_id
        AND r.ground <> 'self' AND b.starts_at <= %(now)s
        AND (b.ends_at IS NULL OR b.ends_at > %(now)s) AND (b.account_id = r.account_id
             OR b.account_id IS NULL AND b.team_id IS NULL AND b.organisation_id IS NULL))
 ORDER BY r.account_id, r.ground = 'self' DESC
"""


# Whoever works with the person has no right of such a ground, and no quiet hours here.
_QUIET = """
SELECT w.quiet_from, w.quiet_until
  FROM access_right r
  LEFT JOIN reminder_wish w ON w.enrolment_id = r.enrolment_id AND w.account_id = r.account_id
 WHERE r.enrolment_id = %s AND r.account_id = %s
   AND r.ground IN ('self', 'consent', 'incapacity', 'guardian')
 LIMIT 1
"""


async def quiet_of(conn: AsyncConnection, enrolment: UUID, account: UUID) -> Quiet | None:
    """When somebody at home wants to hear nothing that can wait; None for everybody else."""
    cursor = await conn.execute(_QUIET, [enrolment, account])
    row = await cursor.fetchone()
    if row is None:
        return None
    return Quiet() if row[0] is None or row[1] is None else Quiet(*row)


async def wishers(conn: AsyncConnection, enrolment: UUID, *, now: datetime) -> list[Wisher]:
    cursor = await conn.execute(_WISHERS, {"who": enrolment, "now": now})
    return [Wisher(*row) for row in await cursor.fetchall()]


async def later(
    conn: AsyncConnection, enrolment: UUID, account: UUID, *, since: datetime
) -> dict[tuple[str, datetime], datetime]:
    """When this account last asked to be reminded, of each thing and window."""
    cursor = await conn.execute(
        "SELECT what, window_end, at FROM reminder_later"
        " WHERE enrolment_id = %s AND account_id = %s AND window_end > %s ORDER BY made_at",
        [enrolment, account, since],
    )
    return {(what, end): at for what, end, at in await cursor.fetchall()}


class Made(NamedTuple):
    """A reminder that was made before."""

    what: str
    moment: datetime
    step: Step
    at: datetime


async def made(
    conn: AsyncConnection, enrolment: UUID, account: UUID, *, since: datetime
) -> list[Made]:
    cursor = await conn.execute(
        "SELECT what, moment, step, at FROM reminder"
        " WHERE enrolment_id = %s AND account_id = %s AND moment > %s",
        [enrolment, account, since],
    )
    return [Made(what, end, Step(step), at) for what, end, step, at in await cursor.fetchall()]


async def keep(
    conn: AsyncConnection,
    reminders: Sequence[Reminder],
    *,
    enrolment: UUID,
    municipality: int,
    account: UUID,
    notice: UUID | None,
    now: datetime,
) -> None:
    """Remember that these were made; the same twice is refused by the table."""
    for one in reminders:
        await conn.execute(
            "INSERT INTO reminder (id, municipality_id, enrolment_id, account_id, what,"
            " window_end, step, moment, at, notice)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [uuid7.uuid7(), municipality, enrolment, account, one.what, one.window_end, one.step,
             one.moment, now, notice],
        )  # fmt: skip


async def of_notice(
    conn: AsyncConnection, notice: UUID
) -> tuple[UUID, UUID, list[tuple[str, datetime, Step]]] | None:
    """Whom a notice reminds, who is told, and of which windows; None when it is no reminder."""
    cursor = await conn.execute(
        "SELECT enrolment_id, account_id, what, window_end, step FROM reminder WHERE notice = %s",
        [notice],
    )
    rows = await cursor.fetchall()
    if not rows:
        return None
    return rows[0][0], rows[0][1], [(what, end, Step(step)) for _, _, what, end, step in rows]


class Subscription(NamedTuple):
    """A browser that may be pushed to."""

    id: UUID
    endpoint: str
    p256dh: str
    auth: str


async def subscriptions(conn: AsyncConnection, account: UUID) -> list[Subscription]:
    cursor = await conn.execute(
        "SELECT id, endpoint, p256dh, auth FROM push_subscription WHERE account_id = %s"
        " ORDER BY made_at",
        [account],
    )
    return [Subscription(*row) for row in await cursor.fetchall()]


async def forget(conn: AsyncConnection, subscription: UUID) -> None:
    """The push service says that it is gone: nothing is sent there again."""
    await conn.execute("DELETE FROM push_subscription WHERE id = %s", [subscription])
