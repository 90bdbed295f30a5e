"""Keys that seal, wrapped by the one outside: what was sealed until now keeps opening.

Until now the keys were worked out from HEIME_IDENTITY_KEY itself, so it could never be changed.
Those become rows, as they were: the key of the lookups, what sealed numbers of before opens with,
and what secrets of sign-in are sealed with. New numbers are sealed by a key of each municipality's.
"""

import hmac
import os
from base64 import urlsafe_b64decode
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import migrations
from django.db.models.functions import Now


def make(apps, schema_editor):
    identity_key = apps.get_model("people", "IdentityKey")
    municipality = apps.get_model("people", "Municipality")
    now = Now()
    outer = urlsafe_b64decode(settings.HEIME_IDENTITY_KEY)
    fingerprint = hmac.digest(outer, b"fingerprint", sha256).hex()[:16]

    def wrapped(key, purpose):
        nonce = os.urandom(12)
        inner = hmac.digest(outer, b"wrap", sha256)
        return nonce + AESGCM(inner).encrypt(nonce, key, purpose.encode())

    from_before = [
        ("seal", hmac.digest(outer, b"seal", sha256), now),
        ("lookup", hmac.digest(outer, b"lookup", sha256), None),
        ("credentials", outer, None),
    ]
    for purpose, key, retired in from_before:
        identity_key.objects.create(
            purpose=purpose, wrapped=wrapped(key, purpose), wrapped_by=fingerprint, made_at=now,
            retired_at=retired,
        )  # fmt: skip
    for number in municipality.objects.values_list("number", flat=True):
        identity_key.objects.create(
            purpose="seal", municipality_id=number, wrapped=wrapped(os.urandom(32), "seal"),
            wrapped_by=fingerprint, made_at=now,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("people", "0004_changes")]
    operations = [migrations.RunPython(make)]
