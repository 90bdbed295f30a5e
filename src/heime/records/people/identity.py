"""National identity numbers at rest: encrypted, and found again by a keyed hash.

What is sealed begins with the id of the key that sealed it, so that keys can be changed while old
values keep opening. The keys: keys.py.
"""

import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from heime.records.people import keys
from heime.records.people.keys import LOOKUP, NONCE, SEAL, Key, KeysMissing

MARK = b"HK\x01\x00"
"""What a sealed value begins with, before the id of its key in four bytes."""
HEAD = len(MARK) + 4


def seal(number: str, municipality: int) -> bytes:
    """The number encrypted (AES-256-GCM) with the municipality's key, different each time."""
    return sealed_by(keys.sealing_key(municipality), number)


def sealed_by(key: Key, number: str) -> bytes:
    """The same with a key at hand: for sealing many."""
    nonce, head = os.urandom(NONCE), head_of(key.id)
    return head + nonce + AESGCM(key.clear).encrypt(nonce, number.encode(), head)


def unseal(sealed: bytes) -> str:
    """The number that `seal` encrypted. Raises InvalidTag when it was altered, KeysMissing."""
    head, body = sealed[:HEAD], sealed[HEAD:]
    if head.startswith(MARK):
        try:
            clear = keys.key(int.from_bytes(head[len(MARK) :])).clear
            return AESGCM(clear).decrypt(body[:NONCE], body[NONCE:], head).decode()
        except (InvalidTag, KeysMissing):
            if len(sealed) != _LENGTH_BEFORE:  # else its nonce may happen to look like a mark
                raise
    clear = keys.of_purpose(SEAL)[-1].clear
    return AESGCM(clear).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()


_LENGTH_BEFORE = NONCE + 11 + 16
"""Of a number sealed before keys had ids: nonce, eleven digits, tag."""


def head_of(key: int) -> bytes:
    """How everything begins that this key sealed."""
    return MARK + key.to_bytes(4)


def lookup(number: str) -> bytes:
    """A keyed hash: equal for equal numbers, and says nothing without the key."""
    return lookups(number)[0]


def lookups(number: str) -> list[bytes]:
    """The same by every lookup key that there is, the newest first: what to search by, so that
    somebody is found whose hash is of an older key."""
    return [hashed(number, key.clear) for key in keys.of_purpose(LOOKUP)]


def hashed(number: str, clear: bytes) -> bytes:
    """The same by one key: for working out every hash anew."""
    return hmac.digest(clear, number.encode(), sha256)
