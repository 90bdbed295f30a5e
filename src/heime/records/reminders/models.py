"""Reminders: how people want them, where their phones are, and what was sent.

What was sent stands here so that it is sent once; its text says nothing, so nothing of it is kept.
"""

import uuid_utils.compat as uuid7
from django.db import models

from heime.core.reminders import QUIET_FROM, QUIET_UNTIL


class PushSubscription(models.Model):
    """A browser that its owner has allowed to be pushed to. The keys open nothing but a notice."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    endpoint = models.CharField(max_length=1000)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "push_subscription"
        constraints = [
            models.UniqueConstraint("account", "endpoint", name="push_subscription_once")
        ]


class ReminderWish(models.Model):
    """How one account wants to be reminded about one person: oneself, or whom one measures for."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    push = models.BooleanField(default=True)
    sms = models.BooleanField(default=False)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "reminder_wish"
        constraints = [models.UniqueConstraint("enrolment", "account", name="reminder_wish_once")]


class ReminderLater(models.Model):
    """Somebody asked to be reminded later, within the window that is open. The newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    window_end = models.DateTimeField()
    at = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "reminder_later"
        indexes = [models.Index(fields=["enrolment", "made_at"], name="reminder_later_newest")]


class Reminder(models.Model):
    """One step of reminding one account of one window: made once, whatever dies on the way.

    moment: the end of the window; of a "remind me later", when that was. notice: in the outbox;
    none where another one sent just before says the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    window_end = models.DateTimeField()
    step = models.CharField(max_length=6)
    moment = models.DateTimeField()
    at = models.DateTimeField()
    notice = models.UUIDField(null=True)

    class Meta:
        db_table = "reminder"
        constraints = [
            models.UniqueConstraint(
                "enrolment", "account", "what", "moment", "step", name="reminder_once"
            )
        ]
        indexes = [models.Index(fields=["notice"], name="reminder_of_notice")]


class ReminderLook(models.Model):
    """When to look next whether somebody is to be reminded: one row for each person watched."""

    enrolment = models.OneToOneField(
        "people.Enrolment", models.DO_NOTHING, primary_key=True, db_constraint=False
    )
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    due_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "reminder_look"
        indexes = [models.Index(fields=["due_at"], name="reminder_look_due")]
