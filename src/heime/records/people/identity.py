"""National identity numbers at rest: encrypted, and found again by a keyed hash.

The key is outside the database (HEIME_IDENTITY_KEY), so a copy of the database holds no number
and cannot be searched for one by trying them all.
"""

import hmac
import os
from base64 import urlsafe_b64decode
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


@cache
def _key(purpose: bytes) -> bytes:
    """One key per purpose, so that knowing how to look up does not let anybody decrypt."""
    master = urlsafe_b64decode(settings.HEIME_IDENTITY_KEY)
    return hmac.digest(master, purpose, sha256)


def seal(number: str) -> bytes:
    """The number encrypted (AES-256-GCM), different each time."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(b"seal")).encrypt(nonce, number.encode(), None)


def unseal(sealed: bytes) -> str:
    """The number that `seal` encrypted. Raises InvalidTag when it was altered."""
    return AESGCM(_key(b"seal")).decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()


def lookup(number: str) -> bytes:
    """A keyed hash: equal for equal numbers, and says nothing without the key."""
    return hmac.digest(_key(b"lookup"), number.encode(), sha256)
