"""Reads and writes of what may happen once: coming back from a provider, and using a token."""

from datetime import datetime
from hashlib import sha256

from django.db import connection
from psycopg import AsyncConnection

from heime.records.signin.models import SignInAttempt


def digest(*parts: str) -> bytes:
    """What the database keeps of a secret, or of an id that somebody else made."""
    return sha256("\n".join(parts).encode()).digest()


def take(state: str, browser: str, provider: str, *, now: datetime) -> SignInAttempt | None:
    """The attempt that these belong to, which is gone from here on; None for any other.

    Two who come at once with the same: the database lets one of them have it.
    """
    taken = SignInAttempt.objects.raw(
        "DELETE FROM sign_in_attempt WHERE state_hash = %s RETURNING *", [digest(state)]
    )
    found = next(iter(taken), None)
    if found is None:
        return None
    theirs = bytes(found.browser_hash) == digest(browser) and found.provider == provider
    return found if theirs and found.ends_at > now else None


def first_time(*parts: str, until: datetime) -> bool:
    """Whether this is seen for the first time; it is remembered for the second."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO seen_once (mark, until) VALUES (%s, %s) ON CONFLICT (mark) DO NOTHING",
            [digest(*parts), until],
        )
        return cursor.rowcount == 1


async def forget_old(conn: AsyncConnection) -> None:
    """Delete attempts that nobody came back to, and tokens that are too old to come again."""
    await conn.execute("DELETE FROM sign_in_attempt WHERE ends_at < now()")
    await conn.execute("DELETE FROM seen_once WHERE until < now()")
