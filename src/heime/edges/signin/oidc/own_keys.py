"""The keys that we prove to the providers with that we are we, in the file HEIME_SIGNIN_KEYS names.

A new key is published some time before it signs, so that a provider that remembers our keys for a
while has it in time; the one before it stays published until nothing that it signed can still
live. `./heime signin keys rotate` sees to both.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwk

BITS = 3072
"""RSA, since one key then serves the providers that take PS256 and those that take RS256 only."""
LINGERS = timedelta(minutes=10)
"""How long a key stays published after the next has taken over; assertions live one minute."""


class NoKey(Exception):
    """The file of keys is missing, damaged, or holds none that may sign yet."""


@dataclass(frozen=True)
class OwnKey:
    """One of our keys, and from when it signs."""

    key: jwk.RSAKey
    signs_from: datetime

    @property
    def public(self) -> dict[str, Any]:
        return {**self.key.as_dict(private=False), "use": "sig"}


def new(signs_from: datetime) -> OwnKey:
    key = jwk.RSAKey.generate_key(BITS, auto_kid=True)
    return OwnKey(key, signs_from)


def read(path: Path) -> list[OwnKey]:
    """All keys of the file, oldest first.

    :raises NoKey: it cannot be read or understood
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["keys"]
        found = [
            OwnKey(jwk.RSAKey.import_key(row["key"]), datetime.fromisoformat(row["signs_from"]))
            for row in rows
        ]
        return sorted(found, key=lambda own: own.signs_from)
    except OSError as error:
        raise NoKey(f"{path} cannot be read: {error.strerror}.") from None
    except Exception as error:
        # Whatever is wrong with it: its content is secret, so only the kind of fault is told.
        raise NoKey(f"{path} is not a file of keys ({type(error).__name__}).") from None


def write(path: Path, keys: Sequence[OwnKey]) -> None:
    """Replace the file in one step, readable to its owner only."""
    rows = [
        {"signs_from": own.signs_from.isoformat(), "key": own.key.as_dict(private=True)}
        for own in keys
    ]
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"keys": rows}, file, indent=1)
    beside.replace(path)


def rotated(keys: Sequence[OwnKey], *, now: datetime, signs_from: datetime) -> list[OwnKey]:
    """The keys with a new one among them, and without those that have no use any more."""
    return [*published(keys, now=now), new(signs_from)]


def signing(keys: Sequence[OwnKey], *, now: datetime) -> OwnKey:
    """The key that signs now: the newest that may.

    :raises NoKey: none may yet
    """
    ready = [own for own in keys if own.signs_from <= now]
    if not ready:
        raise NoKey("no key may sign yet")
    return max(ready, key=lambda own: own.signs_from)


def published(keys: Sequence[OwnKey], *, now: datetime) -> list[OwnKey]:
    """The keys that the providers should know: the one that signs, those to come, and the one
    before while what it signed may still live."""
    ready = sorted((own for own in keys if own.signs_from <= now), key=lambda own: own.signs_from)
    coming = [own for own in keys if own.signs_from > now]
    if not ready:
        return coming
    before = ready[-2:-1] if now < ready[-1].signs_from + LINGERS else []
    return [*before, ready[-1], *coming]
