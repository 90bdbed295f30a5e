"""Tablets that the service lends: the code that binds one, how it looks, and that it is to clear.

The tablet itself is a phone like others (`home_device`); here stands what only a lent one has.
"""

import uuid_utils.compat as uuid7
from django.db import models
from django.db.models import Q


class Mode(models.TextChoices):
    NORMAL = "normal"
    SIMPLE = "simple"


class KioskCode(models.Model):
    """A code by which one tablet is bound to one person, once, without anybody signing in."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    """The person's own: the tablet sends in their name."""
    code_hash = models.BinaryField(unique=True)
    name = models.CharField(max_length=60)
    mode = models.CharField(max_length=6, choices=Mode.choices)
    text_size = models.SmallIntegerField()
    given_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kiosk_code"


class KioskDevice(models.Model):
    """How a lent tablet looks, and whether it is to be cleared.

    wipe_at: when the team asked for it; the tablet learns at its next contact. wiped_at: when the
    tablet said that it has. read_at: when it last fetched the day.
    """

    device = models.OneToOneField(
        "home.HomeDevice", models.DO_NOTHING, primary_key=True, db_constraint=False,
        related_name="kiosk_of",
    )  # fmt: skip
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    mode = models.CharField(max_length=6, choices=Mode.choices)
    text_size = models.SmallIntegerField()
    lent_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    lent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    wipe_at = models.DateTimeField(null=True)
    wipe_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kiosk_device"
        constraints = [
            models.CheckConstraint(
                name="kiosk_device_text_size", condition=Q(text_size__gte=1, text_size__lte=4)
            )
        ]
