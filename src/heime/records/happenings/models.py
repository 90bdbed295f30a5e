"""Hospital stays and changes around a person; readings that do not count; what staff entered.

A reading is never changed by what is thought of it: that it does not count is a row beside it.
"""

import uuid_utils.compat as uuid7
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Happening(models.Model):
    """Something that happened to a person, told by staff (core/happenings).

    kind: of a change of meter, what it measures. text: the ward, the litres, the drug, as told;
    nothing is worked out from it. told_by: where it is known from. ended_known_at: when the end
    was told, which may be later than the rest. Never deleted: what was wrong is struck out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    sort = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    kind = models.SmallIntegerField(null=True)
    text = models.TextField()
    told_by = models.CharField(max_length=10)
    entered_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_known_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    struck_at = models.DateTimeField(null=True)
    struck_why = models.TextField(blank=True)

    class Meta:
        db_table = "happening"
        constraints = [
            models.CheckConstraint(
                name="happening_in_order",
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
            ),
            models.CheckConstraint(
                name="happening_struck_by_somebody",
                condition=Q(struck_at=None, struck_by=None, struck_why="")
                | Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_why=""),
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "starts_at"], name="happening_in_time")]


class Invalidation(models.Model):
    """That a reading does not count from `made_at` on, and why.

    reason: of core/happenings.WHY_INVALID. still_done: whether what was agreed counts as measured.
    """

    pk = models.CompositePrimaryKey("enrolment_id", "measurement_id")
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    enrolment = models.ForeignKey(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    measurement_id = models.UUIDField()
    kind = models.SmallIntegerField()
    measured_at = models.DateTimeField()
    reason = models.CharField(max_length=16)
    text = models.TextField(blank=True)
    still_done = models.BooleanField()
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "invalidation"


class Entered(models.Model):
    """Who of the staff entered a reading, a form or a set, and how they learned it.

    id: of what was entered. how: phone, visit or other.
    """

    id = models.UUIDField(primary_key=True)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    how = models.CharField(max_length=8)
    entered_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "entered"


class VitalSet(models.Model):
    """Seven observations taken together for NEWS2 (core/news2.Vitals), as they were taken.

    Values are ten-thousandths of the kind's unit. readings: those of them that also stand as
    readings of their own. by: who took them, in the scenario format's words.
    """

    id = models.UUIDField(primary_key=True)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    measured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    spread_minutes = models.SmallIntegerField()
    by = models.CharField(max_length=16)
    respiratory_rate = models.IntegerField()
    oxygen_saturation = models.IntegerField()
    on_oxygen = models.BooleanField()
    systolic = models.IntegerField()
    heart_rate = models.IntegerField()
    consciousness = models.CharField(max_length=1)
    body_temperature = models.IntegerField()
    readings = ArrayField(models.UUIDField())

    class Meta:
        db_table = "vital_set"
        indexes = [models.Index(fields=["enrolment", "measured_at"], name="vital_set_in_time")]
