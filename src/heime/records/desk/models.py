"""What lies on each colleague's desk: own ways to see the list, what they have seen, whom they are
looking at now, and the green answers that somebody has acknowledged."""

import uuid_utils.compat as uuid7
from django.db import models


class SavedView(models.Model):
    """A way to narrow the list that somebody wants back: what stands in its address, no more."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    account = models.ForeignKey("people.Account", models.PROTECT)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=200)
    is_default = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"
        constraints = [
            models.UniqueConstraint("account", "name", name="saved_view_once"),
            models.UniqueConstraint(
                "account", name="saved_view_one_default", condition=models.Q(is_default=True)
            ),
        ]


class Seen(models.Model):
    """When somebody last opened a person, and how bad their case stood then."""

    pk = models.CompositePrimaryKey("account_id", "enrolment_id")
    account = models.ForeignKey("people.Account", models.PROTECT, db_index=False)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    at = models.DateTimeField()
    zone = models.SmallIntegerField(null=True)
    priority = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "seen"


class Looking(models.Model):
    """Who has a person open right now: counts for 45 seconds from `at` (flow/at_the_desk)."""

    pk = models.CompositePrimaryKey("account_id", "enrolment_id")
    account = models.ForeignKey("people.Account", models.PROTECT, db_index=False)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "looking"


class Acknowledged(models.Model):
    """That somebody has read a green answer, and what the person is told of it.

    text: in the person's language, shown to them from `shown_from` on; until then whoever
        acknowledged may take it back. batch: what was acknowledged in one act.
    The database takes no row about an answer that is not green and settled (migrations/0002).
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    response_id = models.UUIDField(unique=True)
    by = models.ForeignKey("people.Account", models.PROTECT)
    at = models.DateTimeField()
    batch = models.UUIDField()
    text = models.CharField(max_length=300)
    shown_from = models.DateTimeField()

    class Meta:
        db_table = "acknowledged"
        indexes = [models.Index("enrolment", "at", name="acknowledged_of_person")]
