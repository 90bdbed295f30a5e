"""Each person's plan, version by version."""

from django.db import models
from django.db.models.functions import MD5, Cast


class PlanVersion(models.Model):
    """What was agreed for a person from one moment on. `content` is read by core.plan.read.

    Approved versions never change: judgements point at them.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        APPROVED = "approved"
        REPLACED = "replaced"

    id = models.AutoField(primary_key=True)
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
    valid_from = models.DateTimeField()
    approved_by = models.ForeignKey("people.Account", models.PROTECT, null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "plan_version"
        constraints = [
            models.UniqueConstraint("enrolment", "number", name="plan_version_once"),
            models.CheckConstraint(
                name="plan_approved_by_somebody",
                condition=models.Q(status="draft")
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]
