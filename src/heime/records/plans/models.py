"""Each person's plan, version by version."""

import uuid_utils.compat as uuid7
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import MD5, Cast


class PlanVersion(models.Model):
    """What was agreed for a person from one moment on. `content` is read by core.plan.read for
    judging, and whole by core.care_plan.read.

    Approved versions never change: judgements point at them. The database sees to it, and keeps
    what is proposed and not yet signed out of sight of whoever judges.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        PROPOSED = "proposed"
        APPROVED = "approved"
        REPLACED = "replaced"

    id = models.AutoField(primary_key=True)
    uid = models.UUIDField(default=uuid7.uuid7, db_default=RandomUUID(), unique=True)
    """What pages and notices call it; `id` is what judgements point with."""
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    number = models.SmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    content = models.JSONField()
    digest = models.GeneratedField(
        expression=MD5(Cast("content", models.TextField())),
        output_field=models.CharField(max_length=32),
        db_persist=True,
    )
    """Equal for plans that read alike: whoever has understood one has understood them all."""
    review_on = models.GeneratedField(
        expression=KeyTextTransform("review_on", "content"),
        output_field=models.TextField(null=True),
        db_persist=True,
    )
    """Of the content, as it stands there: the list asks for it of everybody, all the time."""
    has_run_in = models.GeneratedField(
        expression=models.ExpressionWrapper(
            models.Q(content__has_key="run_in"), models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    shadow = models.BooleanField(db_default=False)
    """Judged beside the plan in force and compared with it; it opens no case."""
    why = models.TextField(db_default="", blank=True)
    """Why this version was made, in the words of whoever made it."""
    given_back = models.TextField(db_default="", blank=True)
    """Why it was last given back instead of approved."""
    valid_from = models.DateTimeField()
    drafted_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("people.Account", models.PROTECT, null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "plan_version"
        constraints = [
            models.UniqueConstraint("enrolment", "number", name="plan_version_once"),
            models.CheckConstraint(
                name="plan_approved_by_somebody",
                condition=models.Q(status__in=["draft", "proposed"])
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_proposed_by_somebody",
                condition=~models.Q(status="proposed")
                | models.Q(proposed_by__isnull=False, proposed_at__isnull=False),
            ),
        ]
        # What the list looks for among everybody's plans: the few that somebody must look at.
        indexes = [
            models.Index("enrolment", condition=models.Q(status="proposed"), name="plan_proposed"),
            models.Index(
                "review_on",
                condition=models.Q(status="approved", shadow=False),
                name="plan_to_review",
            ),
            models.Index(
                "enrolment",
                condition=models.Q(status="approved", shadow=False, has_run_in=True),
                name="plan_with_run_in",
            ),
        ]


class PlanTemplate(models.Model):
    """A version of a template that a municipality keeps. Only ever added to; about nobody.

    name: the same for every version of it. made_by: the clinician who answers for this version.
    What is shipped is no row here: core/templates has it, as version 1 of its name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    name = models.CharField(max_length=40)
    version = models.SmallIntegerField()
    title = models.CharField(max_length=80)
    content = models.JSONField()
    why = models.TextField()
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "plan_template"
        constraints = [
            models.UniqueConstraint("name", "version", name="plan_template_once"),
        ]
