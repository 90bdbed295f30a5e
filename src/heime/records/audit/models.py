"""The log of what was done and seen, and the seals over it."""

import uuid_utils.compat as uuid7
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Entry(models.Model):
    """One act on one person's data. Ids only: names and values are looked up when somebody asks.

    All but time and action may be empty, and is where nobody knew it or the action says it.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    enrolment_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    sign_in_id = models.UUIDField(null=True)
    source_id = models.IntegerField(null=True)
    municipality_id = models.SmallIntegerField(null=True)
    action = models.CharField(max_length=40)
    detail = models.CharField(max_length=200, null=True)
    request_id = models.UUIDField(null=True)
    resource = models.CharField(max_length=30, null=True)
    """What kind of data, where the action leaves it open (core.log_words)."""
    ground = models.CharField(max_length=30, null=True)
    """By what right: the care team, a consent, emergency access …"""
    purpose = models.CharField(max_length=20, null=True)
    """Purpose of use as in the national trust framework: TREAT, COC …"""
    role = models.CharField(max_length=20, null=True)
    organisation_id = models.UUIDField(null=True)
    """The organisation or team that the person acted for."""
    denied = models.BooleanField(null=True)
    device = models.CharField(max_length=40, null=True)

    class Meta:
        db_table = "audit_entry"
        indexes = [
            BrinIndex("at", name="audit_entry_at"),
            models.Index(
                "enrolment_id",
                "id",
                name="audit_entry_about",
                condition=models.Q(enrolment_id__isnull=False) & ~models.Q(action="received"),
            ),
            models.Index(
                "municipality_id",
                "at",
                name="audit_entry_of_place",
                condition=~models.Q(action="received"),
            ),
        ]


class Seal(models.Model):
    """A link of a chain over the log (core.log_chain). Written by the database itself, once.

    chain: a municipality's number, or 0 for what belongs to none.
    """

    pk = models.CompositePrimaryKey("chain", "day", "n")
    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    entries = models.IntegerField()
    n = models.IntegerField()
    day = models.DateField()
    chain = models.SmallIntegerField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    marks = models.BinaryField()

    class Meta:
        db_table = "seal"


class Sealing(models.Model):
    """Who was writing the log when the sealer looked last, and how far the log went then."""

    id = models.SmallIntegerField(primary_key=True)
    upto = models.BigIntegerField()
    holders = ArrayField(models.TextField())

    class Meta:
        db_table = "sealing"


class Signal(models.Model):
    """A look that the municipality's reviewer should ask about (core.snooping).

    state: open, or what was found (core.snooping.Finding); by whom, when, and with which note.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality_id = models.SmallIntegerField()
    enrolment_id = models.UUIDField(null=True)
    account_id = models.UUIDField()
    day = models.DateField()
    reason = models.CharField(max_length=20)
    entry = models.BigIntegerField()
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")
    state_by_id = models.UUIDField(null=True)
    state_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        db_table = "signal"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "enrolment_id", "day", "reason"],
                name="signal_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="signal_settled_by_somebody",
                condition=models.Q(state="open", state_at=None)
                | models.Q(
                    state__in=["explained", "followed-up", "unsettled"],
                    state_at__isnull=False,
                    state_by_id__isnull=False,
                ),
            ),
        ]


class Reveal(models.Model):
    """A reviewer asks to know whom a signal is about; another person answers.

    Written by functions of the database alone, which look at both of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality_id = models.SmallIntegerField()
    enrolment_id = models.UUIDField()
    signal_id = models.UUIDField()
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    reason = models.TextField()
    answered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        db_table = "reveal"
        constraints = [
            models.UniqueConstraint(
                fields=["signal_id", "asked_by_id"],
                name="reveal_asked_once",
                condition=models.Q(answered_at=None),
            ),
            models.CheckConstraint(
                name="reveal_answered_by_another",
                condition=models.Q(answered_by_id=None, answered_at=None, granted=None)
                | models.Q(
                    answered_by_id__isnull=False, answered_at__isnull=False, granted__isnull=False
                )
                & ~models.Q(answered_by_id=models.F("asked_by_id")),
            ),
        ]
