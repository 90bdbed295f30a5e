"""Whom an entry is about is found by an index, but not for what came in by itself.

Nearly all entries are readings that came in, and the person's log does not list those one by one:
left out of the index, they cost it nothing. Times are found by block ranges, a few bytes for
a hundred pages. Concurrently: the table is written all day.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0002_says_enough")]
    operations = [
        AddIndexConcurrently("entry", BrinIndex("at", name="audit_entry_at")),
        AddIndexConcurrently(
            "entry",
            models.Index(
                "enrolment_id",
                "id",
                name="audit_entry_about",
                condition=models.Q(enrolment_id__isnull=False) & ~models.Q(action="received"),
            ),
        ),
    ]
