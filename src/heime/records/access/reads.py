"""Who stands behind a token right now."""

import hashlib
import re

from django.db import connection

from heime.core.actor import Actor

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""What secrets.token_urlsafe(32) gives. Checked because a comma would mean two tokens."""

_ACTOR = """
SELECT a.id, a.name, a.profession, s.id, a.language,
       ARRAY(SELECT m.team_id FROM membership m
              WHERE m.account_id = a.id AND m.starts_at <= now()
                AND (m.ends_at IS NULL OR m.ends_at > now()))
  FROM sign_in s JOIN account a ON a.id = s.account_id
 WHERE s.token_hash = %s AND s.ended_at IS NULL AND s.expires_at > now() AND a.is_active
"""


def hashed(token: str) -> bytes:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def identify(token: str) -> Actor | None:
    """Tell the database who asks, for the rest of this transaction; return who that is.

    None for a token that is unknown, ended, expired, or whose account is closed: the database
    then shows no patient's row either.
    """
    if not TOKEN.fullmatch(token):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('heime.token', %s, true)", [token])
        cursor.execute(_ACTOR, [hashed(token)])
        row = cursor.fetchone()
    if row is None:
        return None
    account, name, profession, sign_in, language, teams = row
    return Actor(account, name, profession, sign_in, frozenset(teams), language)
