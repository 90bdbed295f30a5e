"""The import's own account: nobody's, with no password, in the team while an import lasts.

The web's role reaches people by care alone, so whoever writes people must be of their team; and the
log must name who wrote them.
"""

import hashlib
import secrets
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

UNKNOWN_PERSONNEL = "XX"
"""Code list 9060 for health personnel of no named kind."""


async def sign_in(owner: AsyncConnection, municipality: int, team: UUID, lasts: str) -> str:
    """Make the account where it is missing, put it into the team, and sign it in; its token."""
    await owner.execute(
        "INSERT INTO account (id, username, name, profession, language, is_active, password)"
        " VALUES (%s, %s, 'Import', %s, 'nb', true, '!') ON CONFLICT (username) DO NOTHING",
        [uuid7.uuid7(), _user(municipality), UNKNOWN_PERSONNEL],
    )
    await owner.execute(
        "INSERT INTO membership (account_id, team_id, role, starts_at)"
        " SELECT id, %s, 'nurse', now() FROM account WHERE username = %s",
        [team, _user(municipality)],
    )
    token = secrets.token_urlsafe(32)
    await owner.execute(
        "INSERT INTO sign_in (id, token_hash, account_id, started_at, expires_at, idle_minutes)"
        " SELECT %s, %s, id, now(), now() + %s::interval, 720 FROM account WHERE username = %s",
        [uuid7.uuid7(), _hashed(token), lasts, _user(municipality)],
    )
    return token


async def sign_out(owner: AsyncConnection, municipality: int, token: str) -> None:
    """End the sign-in and the place in the team."""
    await owner.execute(
        "UPDATE sign_in SET ended_at = now() WHERE token_hash = %s", [_hashed(token)]
    )
    await owner.execute(
        "UPDATE membership SET ends_at = now() WHERE ends_at IS NULL AND account_id ="
        " (SELECT id FROM account WHERE username = %s)",
        [_user(municipality)],
    )


def _user(municipality: int) -> str:
    return f"import.{municipality}"


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
