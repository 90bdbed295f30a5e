"""The work: cases, what happened in them, and what is waited for."""

import uuid_utils.compat as uuid7
from django.db import models


class Case(models.Model):
    """Something a member of the follow-up team must look at. At most one open per enrolment.

    `zone` and `priority` rise with worse judgements and never fall by themselves. The
    judgement that set them is (kind, measured_at, measurement_id, judged_at).
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    state = models.CharField(max_length=8, default="open")
    zone = models.SmallIntegerField()
    priority = models.SmallIntegerField()
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    kind = models.SmallIntegerField()
    measured_at = models.DateTimeField()
    measurement_id = models.UUIDField()
    judged_at = models.DateTimeField()
    taken_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        db_table = "case_"
        constraints = [
            models.UniqueConstraint("municipality", "id", name="case_in_municipality"),
            models.UniqueConstraint(
                "enrolment", name="case_one_open", condition=~models.Q(state="closed")
            ),
            models.CheckConstraint(
                name="case_closed_with_outcome",
                condition=models.Q(
                    models.Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                    & ~models.Q(outcome="")
                    & ~models.Q(note="")
                )
                | models.Q(~models.Q(state="closed"), closed_at__isnull=True, outcome=""),
            ),
            models.CheckConstraint(
                name="case_taken_by_somebody",
                condition=~models.Q(state="taken")
                | models.Q(taken_by__isnull=False, taken_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                "zone",
                "priority",
                "opened_at",
                name="case_unclosed",
                condition=~models.Q(state="closed"),
            )
        ]


class CaseEvent(models.Model):
    """One thing that happened in a case: opened, joined, worsened, taken, released, closed."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    case = models.ForeignKey(Case, models.PROTECT, db_constraint=False)
    at = models.DateTimeField()
    what = models.CharField(max_length=10)
    by = models.ForeignKey("people.Account", models.PROTECT, null=True)
    zone = models.SmallIntegerField(null=True)
    priority = models.SmallIntegerField(null=True)
    kind = models.SmallIntegerField(null=True)
    session_at = models.DateTimeField(null=True)
    measured_at = models.DateTimeField(null=True)
    measurement_id = models.UUIDField(null=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_event"
        indexes = [models.Index("case", "at", name="case_event_in_order")]


class Awaited(models.Model):
    """A reading that is waited for, and when waiting ends. One per person and kind.

    why: `confirmation` (C-1, C-4, V-4), `pair` (the second cuff reading, CL-11) or
    `valid` (a rejected value that nothing usable has followed yet).
    """

    pk = models.CompositePrimaryKey("enrolment_id", "kind")
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    enrolment = models.ForeignKey(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    kind = models.SmallIntegerField()
    why = models.CharField(max_length=12)
    zone = models.SmallIntegerField()
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    measured_at = models.DateTimeField()
    measurement_id = models.UUIDField()
    judged_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "awaited"
        indexes = [models.Index("due_at", name="awaited_due")]


class Watch(models.Model):
    """When to look next whether something agreed has not come (M-1, M-2, the home week)."""

    enrolment = models.OneToOneField(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, primary_key=True
    )
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "watch"
        indexes = [models.Index("due_at", name="watch_due")]


class Loop(models.Model):
    """When a loop of the jobs process last got through its work: its age stands on every page."""

    name = models.CharField(max_length=20, primary_key=True)
    done_at = models.DateTimeField()
    holder = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "loop"
