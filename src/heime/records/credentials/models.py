"""Codes that are given by hand, public keys of devices, and what the door remembers for minutes.

Passkeys, authenticator apps and recovery codes of people are in `mfa_authenticator`, which belongs
to the library that checks them; the secrets in it are sealed by us (sealing.py).
"""

import uuid_utils.compat as uuid7
from django.db import models


class Scratch(models.Model):
    """One thing remembered for a while. The key is hashed and the value sealed (scratch.py)."""

    key = models.BinaryField(primary_key=True)
    value = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "scratch"


class DeviceCode(models.Model):
    """A code given by hand to the owner of an account, which binds one device to it, once.

    checked: how the giver knew who it was. removed: how many second factors were taken away with
    it (recovery). told_at: when the owner was told, at a sign-in by other means than this code.
    """

    class Checked(models.TextChoices):
        FACE_TO_FACE = "face-to-face"
        KNOWN_TO_ME = "known-to-me"
        ID_DOCUMENT = "id-document"

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    code_hash = models.BinaryField(unique=True)
    checked = models.CharField(max_length=20, choices=Checked.choices)
    removed = models.SmallIntegerField(default=0)
    given_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "device_code"
        constraints = [
            models.CheckConstraint(
                name="device_code_not_for_oneself",
                condition=~models.Q(account=models.F("given_by")),
            )
        ]


class EnrolmentCode(models.Model):
    """A code by which the key of one gateway or partner system is enrolled, once."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    source = models.ForeignKey("access.Source", models.PROTECT)
    code_hash = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "enrolment_code"


class ServiceKey(models.Model):
    """The public half of a key pair that was made in a gateway or a partner system.

    kid: ours, given at enrolment. algorithm: the only one this key is believed with.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    source = models.ForeignKey("access.Source", models.PROTECT)
    algorithm = models.CharField(max_length=8)
    public_key = models.JSONField()
    thumbprint = models.CharField(max_length=43, unique=True)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "service_key"
