"""By what right somebody is here: sign-ins, senders' bearer tokens, and what each may touch.

Tokens are kept only as SHA-256 of the random token, so reading this table opens nothing.
"""

import uuid_utils.compat as uuid7
from django.db import models


class SignIn(models.Model):
    """One sign-in of one person on one device. Its token is the database's idea of who asks."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    token_hash = models.BinaryField(unique=True)
    account = models.ForeignKey("people.Account", models.PROTECT)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sign_in"


class Source(models.Model):
    """A system that sends measurements: a gateway in homes, or another system of a municipality."""

    class Sort(models.TextChoices):
        GATEWAY = "gateway"
        """Creates for the people bound to it, and never reads."""
        CLIENT = "client"
        """Creates and reads for the municipalities named for it."""

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=120)
    sort = models.CharField(max_length=10, choices=Sort.choices)

    class Meta:
        db_table = "source"


class Bearer(models.Model):
    """A token that a source holds."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    token_hash = models.BinaryField(unique=True)
    source = models.ForeignKey(Source, models.PROTECT)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bearer"


class Binding(models.Model):
    """A gateway's right to send for one person, while it lasts."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    source = models.ForeignKey(Source, models.PROTECT)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "binding"
        constraints = [models.UniqueConstraint("source", "enrolment", name="binding_once")]


class Mandate(models.Model):
    """A client's right to send and read for one municipality, while it lasts."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    source = models.ForeignKey(Source, models.PROTECT)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mandate"
        constraints = [models.UniqueConstraint("source", "municipality", name="mandate_once")]


class OnScreen(models.Model):
    """Whom a sign-in has had on a list lately: a refreshing list is not logged as a new look."""

    pk = models.CompositePrimaryKey("sign_in_id", "enrolment_id")
    sign_in = models.ForeignKey(SignIn, models.CASCADE, db_index=False)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    enrolment = models.ForeignKey(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "on_screen"
