"""What must leave the house: the outbox, and where people can be reached."""

import uuid_utils.compat as uuid7
from django.db import models


class Notice(models.Model):
    """A knock on a door that somebody must hear. Sent first, then marked sent, so it may repeat.

    account: who is told; none: whoever has the team's phone.
    what: what happened (`case-red`, `safety-event`); never clinical detail.
    due_at: when to try; pushed ahead by the lease while somebody is trying.
    failed: why the last try did not succeed. given_up_at: when trying ended without success.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    team = models.ForeignKey("people.Team", models.PROTECT)
    account = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=30)
    about = models.UUIDField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=5, null=True)
    failed = models.CharField(max_length=60, null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice"
        indexes = [
            models.Index("due_at", name="notice_unsent", condition=models.Q(sent_at__isnull=True))
        ]


class AccountAddress(models.Model):
    """Where somebody can be told that something waits. Their own to see and to change."""

    account = models.OneToOneField("people.Account", models.PROTECT, primary_key=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "account_address"


class TeamAddress(models.Model):
    """The phone that whoever has the team's list carries."""

    team = models.OneToOneField("people.Team", models.PROTECT, primary_key=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "team_address"


class DemoMessage(models.Model):
    """What would have been sent, in a demo; nowhere else is there a row."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    sent_to = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey(
        "people.Account", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    team = models.ForeignKey(
        "people.Team", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    text = models.CharField(max_length=200)
    link = models.CharField(max_length=200)

    class Meta:
        db_table = "demo_message"
        indexes = [models.Index(fields=["-at"], name="demo_message_newest")]
