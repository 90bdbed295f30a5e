"""Each person's plan, version by version."""

from django.db import models


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
