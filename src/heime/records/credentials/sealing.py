"""Secrets of sign-in at rest: encrypted, or kept only as a keyed hash.

The keys are made from one of records/people/keys.py, each for its purpose, so that nothing here
opens what records/people/identity.py has sealed, nor the other way.
"""

import hmac
import os
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from heime.records.people import keys

_NONCE = 12


@cache
def _key(purpose: bytes) -> bytes:
    (master,) = keys.of_purpose(keys.CREDENTIALS)
    return hmac.digest(master.clear, b"credentials:" + purpose, sha256)


def seal(clear: bytes, *, purpose: bytes) -> bytes:
    """Encrypt (AES-256-GCM), different each time. What is sealed for one purpose opens for none
    other."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, clear, None)


def unseal(sealed: bytes, *, purpose: bytes) -> bytes:
    """What `seal` encrypted. Raises InvalidTag when it was altered or is of another purpose."""
    return AESGCM(_key(purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)


def hashed(text: str, *, purpose: bytes) -> bytes:
    """A keyed hash: a code that people can type is too short for a plain one, which whoever has a
    copy of the database could try them all against."""
    return hmac.digest(_key(purpose), text.encode(), sha256)
