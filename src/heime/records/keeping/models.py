"""Corrections, decisions to erase, and for how long each municipality keeps what.

What is kept is never silently changed (helsepersonelloven 42 and 43): what is wrong is corrected
by an addition that stands beside it, and what must go goes by a decision of two.
"""

import uuid_utils.compat as uuid7
from django.db import models
from django.db.models import F, Q


class Correction(models.Model):
    """What somebody adds, with a date and a reason, to something that is wrong or lacks something.

    sort: of core/corrections.Sort; about: the id of what it points at. mistaken: whether what it
    points at is wrong; else something was lacking. asked_by_person: the person asked for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    sort = models.CharField(max_length=8)
    about = models.CharField(max_length=36)
    text = models.TextField()
    mistaken = models.BooleanField()
    asked_by_person = models.BooleanField()
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "correction"
        constraints = [
            models.CheckConstraint(name="correction_says_something", condition=~Q(text=""))
        ]
        indexes = [
            models.Index(fields=["municipality", "enrolment"], name="correction_to_enrolment")
        ]


class Erasure(models.Model):
    """A decision that some of what is kept about a person is taken out.

    One proposes with a reason, another decides; the database does it in one statement, and exactly
    to `rows`: a list of {"sort": of core/corrections.Sort, "id": …}. done: how many rows of each
    table went. What was in them is kept nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    reason = models.TextField()
    rows = models.JSONField()
    proposed_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    done = models.JSONField(null=True)
    """None while it waits, and for good when it was refused."""

    class Meta:
        db_table = "erasure"
        constraints = [
            models.CheckConstraint(name="erasure_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="erasure_decided_by_another", condition=~Q(decided_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="erasure_decided_by_somebody",
                condition=Q(decided_at=None, decided_by=None, done=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "enrolment"], name="erasure_to_enrolment")]


class Retention(models.Model):
    """For how long a municipality has decided to keep one sort of data (core/retention.py).

    A municipality without a row keeps it as the default says, which nobody has signed for.
    """

    id = models.AutoField(primary_key=True)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    sort = models.CharField(max_length=20)
    days = models.IntegerField()
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "retention"
        constraints = [
            models.UniqueConstraint("municipality", "sort", name="retention_once"),
            models.CheckConstraint(name="retention_days", condition=Q(days__gt=0)),
        ]
