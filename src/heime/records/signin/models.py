"""Sign-ins that are under way at a provider, and tokens that may be used once.

Rows live for minutes and name nobody: who is signing in is not known yet.
"""

from django.db import models


class SignInAttempt(models.Model):
    """Somebody has left for a provider and is not back yet. Deleted when they are, or too late.

    state_hash, browser_hash: SHA-256 of what the provider sends back and of what the browser's
        cookie holds; only both together find the way back in.
    dpop_key: the private key that this one sign-in's tokens are bound to.
    sign_in: for a step-up: whose proof is renewed.
    """

    state_hash = models.BinaryField(primary_key=True)
    browser_hash = models.BinaryField()
    provider = models.CharField(max_length=10)
    purpose = models.CharField(max_length=8)
    nonce = models.CharField(max_length=64)
    verifier = models.CharField(max_length=128)
    dpop_key = models.JSONField(null=True)
    back = models.CharField(max_length=2000)
    sign_in_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "sign_in_attempt"


class SeenOnce(models.Model):
    """A token's id that has been used, kept until the token could not be used anyway.

    mark: SHA-256 of who made it, what for, and its id.
    """

    mark = models.BinaryField(primary_key=True)
    until = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "seen_once"
