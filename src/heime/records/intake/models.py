"""Referrals, the steps of an intake, the figures from before the start, phases with their dates,
and what was written at the end.

All of it is added to only. A step that is done again is another row, and the newest counts; a
figure that was wrong is corrected beside itself.
"""

import uuid_utils.compat as uuid7
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Referral(models.Model):
    """A proposal that somebody is followed up, in the words of who proposes it.

    proposer: of core.intake.Proposer. name, phone: of who can be asked about it. organisation: the
    office of somebody who signed in to propose it; None when the team wrote it on others' behalf.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    proposer = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, null=True)
    why = models.TextField()
    conditions = ArrayField(models.CharField(max_length=30), default=list)
    received_on = models.DateField()
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "referral"
        constraints = [models.CheckConstraint(name="referral_says_why", condition=~Q(why=""))]
        indexes = [models.Index(fields=["municipality", "enrolment"], name="referral_of_enrolment")]


class IntakeStep(models.Model):
    """What was done in one step of an intake (core.intake.Step), and by whom.

    whole: whether nothing is missing in it. left_out: done without, for the reason in `reason`.
    content: as core.intake_words reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    step = models.CharField(max_length=10)
    content = models.JSONField(default=dict)
    whole = models.BooleanField(default=True)
    left_out = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "intake_step"
        constraints = [
            models.CheckConstraint(
                name="intake_step_left_out_with_reason",
                condition=Q(left_out=False) | ~Q(reason=""),
            )
        ]
        indexes = [
            models.Index(fields=["municipality", "enrolment", "step"], name="intake_step_of")
        ]


class StartFigure(models.Model):
    """One number from before the start (core.start_figures), with its source and its day.

    value: None when it is not known. detail: the five answers of WHO-5. corrects: the figure that
    this one stands beside; after the start there is no other way, and the database sees to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    figure = models.CharField(max_length=20)
    value = models.IntegerField(null=True)
    detail = ArrayField(models.SmallIntegerField(), null=True)
    source = models.CharField(max_length=10)
    holds_on = models.DateField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "start_figure"
        constraints = [
            models.CheckConstraint(
                name="start_figure_known_or_not",
                condition=Q(source="not-known", value=None)
                | ~Q(source="not-known") & Q(value__gte=0),
            ),
            models.CheckConstraint(
                name="start_figure_corrected_with_reason",
                condition=Q(corrects=None) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "enrolment"], name="start_figure_of")]


class PhaseChange(models.Model):
    """From when somebody was in which phase (core.phases).

    before: empty for how a follow-up began. why: a code of core.phases. first_day: the first day
    after a pause, as it was agreed; the pause itself lasts until somebody ends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    before = models.CharField(max_length=8, blank=True)
    after = models.CharField(max_length=8)
    at = models.DateTimeField()
    why = models.CharField(max_length=12, blank=True)
    first_day = models.DateField(null=True)
    made_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    """None for what is known only from the log of before this was kept."""

    class Meta:
        db_table = "phase_change"
        constraints = [
            models.CheckConstraint(
                name="phase_change_pause_has_a_day",
                condition=Q(first_day=None) | Q(after="paused"),
            )
        ]
        indexes = [
            models.Index(fields=["enrolment", "at"], name="phase_change_of"),
            models.Index(fields=["municipality", "enrolment"], name="phase_change_of_person"),
        ]


class Closing(models.Model):
    """The summary written when a follow-up ended, or after; the newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    why = models.CharField(max_length=12)
    text = models.TextField()
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "closing"
        constraints = [models.CheckConstraint(name="closing_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["municipality", "enrolment"], name="closing_of_enrolment")]
