"""Who stands behind a token right now."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from heime.core.actor import Actor, Post
from heime.core.roles import Role
from heime.records.planned import planned_once

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""What secrets.token_urlsafe(32) gives. Checked because a comma would mean two tokens."""

_WHO = """
SELECT a.id, a.name, a.profession, s.id, a.language, s.level, s.stepped_up_at,
       s.locked_at IS NULL AND coalesce(s.last_seen_at, s.started_at)
           > now() - make_interval(mins => s.idle_minutes),
       (SELECT json_agg(json_build_array(m.role, m.team_id, m.organisation_id, m.municipality_id))
          FROM membership m
         WHERE m.account_id = a.id AND m.starts_at <= now()
           AND (m.ends_at IS NULL OR m.ends_at > now())
           AND (m.given_by_id IS NULL OR m.confirmed_by_id IS NOT NULL)),
       ARRAY(SELECT DISTINCT r.ground FROM access_right r
              WHERE r.account_id = a.id AND r.starts_at <= now()
                AND (r.ends_at IS NULL OR r.ends_at > now())
                AND (r.ground NOT IN ('incapacity', 'guardian') OR r.second_by_id IS NOT NULL))
  FROM sign_in s JOIN account a ON a.id = s.account_id
 WHERE s.ended_at IS NULL AND s.expires_at > now() AND a.is_active
"""
_ACTOR = f"{_WHO} AND s.token_hash = %s"
_ACTORS = f"{_WHO} AND s.token_hash = ANY (%s::bytea[])".replace(
    "SELECT", "SELECT s.token_hash,", 1
)
_SET = "SELECT set_config('heime.token', %s, true)"
_SET_ABOUT = _SET + ", set_config('heime.about', %s, true)"
_ABOUT = "SELECT set_config('heime.about', %s, true)"
# Staff's name stands with the account, a patient's with the patient and a relative's with the
# contact: these two are asked through the wall, and so are told to themselves only.
_NAME = """
SELECT p.given || ' ' || p.family FROM access_right r
  JOIN enrolment e ON e.id = r.enrolment_id JOIN patient p ON p.id = e.patient_id
 WHERE r.account_id = %(account)s AND r.ground = 'self'
   AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())
UNION ALL
SELECT c.name FROM contact c WHERE c.account_id = %(account)s
LIMIT 1
"""
# Once a minute is enough to know whether somebody is there; a page that asks by itself is nobody.
_SEEN = """
UPDATE sign_in SET last_seen_at = now()
 WHERE id = %s AND coalesce(last_seen_at, started_at) < now() - interval '1 minute'
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """A sign-in that is live but rests: it opens nothing until its owner unlocks it."""

    account_id: UUID
    sign_in_id: UUID
    language: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, with the token by which the database knows them."""

    token: str = field(repr=False)
    actor: Actor


def hashed(token: str) -> bytes:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def identify(
    token: str, *, present: bool = False, about: Iterable[UUID] | None = None
) -> Actor | None:
    """Tell the database who asks, for the rest of this transaction; return who that is.

    present: a person did this, and not a page by itself: the sign-in does not rest. about: whom
    the transaction is about, where that is known: the database then looks among these alone for
    those whom the asker reaches, and shows nothing of anybody else.
    None for a token that is unknown, ended, expired, locked, or whose account is closed: the
    database then shows no patient's row either.
    """
    found = _known(token, about)
    return _actor(found, present) if found is not None and found.awake else None


def identify_each(tokens: Sequence[str]) -> list[Asker | None]:
    """Who stands behind each of these tokens, asked together: nothing is told to the database.

    None where `identify` says none, and for whoever has no name as staff. What somebody may reach
    by rights of their own is not looked up: it counts for nothing that is told to several.
    """
    known = {hashed(token): token for token in tokens if TOKEN.fullmatch(token)}
    found = {
        known[token_hash]: Asker(known[token_hash], _actor(one, present=False))
        for token_hash, *row in planned_once(_ACTORS, [list(known)])
        if (one := _Known(*row)).awake and one.name
    }
    return [found.get(token) for token in tokens]


def become(asker: Asker, about: Iterable[UUID]) -> None:
    """Tell the database that from now on this one asks, about these people."""
    planned_once(_SET_ABOUT, [asker.token, _listed(about)])


@contextmanager
def at_hand(people: Iterable[UUID]) -> Iterator[None]:
    """What is asked meanwhile is about these people alone, as `about` says it to `identify`."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, [_listed(people)])
    yield
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, [""])


def locked(token: str) -> Locked | None:
    """The sign-in behind a token that rests or was locked; None for any other."""
    found = _known(token)
    if found is None or found.awake:
        return None
    return Locked(found.account, found.sign_in, found.language)


class _Known(NamedTuple):
    """A row of _ACTOR."""

    account: UUID
    name: str
    profession: str
    sign_in: UUID
    language: str
    level: int
    stepped_up_at: datetime | None
    awake: bool
    posts: list[tuple[str, str | None, str | None, int | None]] | None
    grounds: list[str]


def _known(token: str, about: Iterable[UUID] | None = None) -> _Known | None:
    if not TOKEN.fullmatch(token):
        return None
    with connection.cursor() as cursor:
        if about is None:
            cursor.execute(_SET, [token])
        else:
            cursor.execute(_SET_ABOUT, [token, _listed(about)])
    found = planned_once(_ACTOR, [hashed(token)])
    return _Known(*found[0]) if found else None


def _actor(found: _Known, present: bool) -> Actor:
    name = found.name
    with connection.cursor() as cursor:
        if present:
            cursor.execute(_SEEN, [found.sign_in])
        if not name:
            cursor.execute(_NAME, {"account": found.account})
            (name,) = cursor.fetchone() or ("",)
    posts = frozenset(
        Post(Role(role), _uuid(team), _uuid(organisation), municipality)
        for role, team, organisation, municipality in found.posts or []
    )
    return Actor(
        found.account, name, found.profession, found.sign_in, posts, found.language,
        frozenset(found.grounds), found.level, found.stepped_up_at,
    )  # fmt: skip


def _listed(people: Iterable[UUID]) -> str:
    return ",".join(str(one) for one in people)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
