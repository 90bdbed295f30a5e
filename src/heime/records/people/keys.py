"""The keys that seal: rows of the database, each wrapped by a key that is outside of it.

HEIME_IDENTITY_KEY wraps; while it is being changed, HEIME_IDENTITY_KEY_OLD still unwraps. A copy of
the database holds no key that opens anything, and the outer key can be changed without sealing
everything anew (ops/keys.py).
"""

import hmac
import os
from base64 import urlsafe_b64decode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, connections

NONCE = 12
SEAL, LOOKUP, CREDENTIALS = "seal", "lookup", "credentials"


class KeysMissing(Exception):
    """A key cannot be found or unwrapped: the outer key is another than the one it was made with.

    The text names ids only and is safe to print.
    """


@dataclass(frozen=True, slots=True)
class Key:
    """municipality: whose numbers it seals; None for the keys of all. retired: it only opens."""

    id: int
    purpose: str
    municipality: int | None
    retired: bool
    clear: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Read:
    """The keys of one database: by id, and those for all municipalities by what they are for."""

    by_id: dict[int, Key]
    shared: dict[str, list[Key]]


_known: dict[tuple[str, ...], _Read] = {}
"""By the address of the database, so that a process with two of them never takes one's for the
other's."""


def outer_keys() -> list[bytes]:
    """The key that wraps, then the one that it replaces, if that is still given."""
    given = (settings.HEIME_IDENTITY_KEY, settings.HEIME_IDENTITY_KEY_OLD)
    return [urlsafe_b64decode(one) for one in given if one]


def fingerprint(outer: bytes) -> str:
    """What tells one outer key from another, and nothing else about it."""
    return hmac.digest(outer, b"fingerprint", sha256).hex()[:16]


def wrap(clear: bytes, purpose: str) -> tuple[bytes, str]:
    """A key as it may lie in the database, and the fingerprint of what wrapped it."""
    outer = outer_keys()[0]
    nonce = os.urandom(NONCE)
    sealed = AESGCM(_inner(outer)).encrypt(nonce, clear, purpose.encode())
    return nonce + sealed, fingerprint(outer)


def unwrap(wrapped: bytes, purpose: str) -> bytes:
    """Raises KeysMissing when none of the outer keys opens it."""
    for outer in outer_keys():
        try:
            opened = AESGCM(_inner(outer)).decrypt(
                wrapped[:NONCE], wrapped[NONCE:], purpose.encode()
            )
        except InvalidTag:
            continue
        return opened
    raise KeysMissing("HEIME_IDENTITY_KEY is not the key that the database's keys are wrapped by.")


def _inner(outer: bytes) -> bytes:
    return hmac.digest(outer, b"wrap", sha256)


def key(number: int) -> Key:
    """One of the keys by its id. Raises KeysMissing."""
    found = all_keys().get(number) or all_keys(fresh=True).get(number)
    if found is None:
        raise KeysMissing(f"There is no key {number}.")
    return found


def sealing_key(municipality: int) -> Key:
    """What new numbers of a municipality are sealed with, as it is at this moment.

    Asked anew each time: a process that runs for weeks must not go on with a retired key.
    """
    for one in all_keys(fresh=True).values():
        if one.purpose == SEAL and one.municipality == municipality and not one.retired:
            return one
    raise KeysMissing(f"Municipality {municipality} has no key to seal with.")


def of_purpose(purpose: str) -> list[Key]:
    """The keys of a purpose that are for all municipalities, the newest first."""
    return _read().shared.get(purpose, [])


def all_keys(*, fresh: bool = False) -> dict[int, Key]:
    """Every key by its id; kept in memory once read. fresh: read them again."""
    return _read(fresh=fresh).by_id


def _read(*, fresh: bool = False) -> _Read:
    about = connections["default"].settings_dict
    where = (str(about["HOST"]), str(about["PORT"]), str(about["NAME"]))
    if fresh or where not in _known:
        # In a thread: the doors ask from within an event loop, where Django refuses to, and what
        # is remembered must not be of a transaction that is undone.
        with ThreadPoolExecutor(1) as thread:
            rows = thread.submit(_rows).result()
        found = [
            Key(number, purpose, place, retired, unwrap(bytes(wrapped), purpose))
            for number, purpose, place, retired, wrapped in rows
        ]
        shared: dict[str, list[Key]] = {}
        for one in sorted(found, key=lambda key: -key.id):
            if one.municipality is None:
                shared.setdefault(one.purpose, []).append(one)
        _known[where] = _Read({one.id: one for one in found}, shared)
    return _known[where]


def _rows() -> list[tuple[int, str, int | None, bool, bytes]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, purpose, municipality_id, retired_at IS NOT NULL, wrapped"
                " FROM identity_key"
            )
            return list(cursor.fetchall())
    finally:
        connection.close()
