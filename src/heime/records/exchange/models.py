"""What must leave the house: the outbox."""

import uuid_utils.compat as uuid7
from django.db import models


class Notice(models.Model):
    """A knock on a door that somebody must hear. Sent first, then marked sent, so it may repeat.

    what: what happened (`case-red`, `safety-event`); never clinical detail.
    due_at: when to try; pushed ahead by the lease while somebody is trying.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    team = models.ForeignKey("people.Team", models.PROTECT)
    what = models.CharField(max_length=30)
    about = models.UUIDField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "notice"
        indexes = [
            models.Index("due_at", name="notice_unsent", condition=models.Q(sent_at__isnull=True))
        ]
