"""The log of what was done and seen."""

from django.db import models


class Entry(models.Model):
    """One act on one person's data. Ids only: names and values are looked up when somebody asks."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    enrolment_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    sign_in_id = models.UUIDField(null=True)
    source_id = models.IntegerField(null=True)
    municipality_id = models.SmallIntegerField(null=True)
    action = models.CharField(max_length=40)
    detail = models.CharField(max_length=200, null=True)

    class Meta:
        db_table = "audit_entry"
