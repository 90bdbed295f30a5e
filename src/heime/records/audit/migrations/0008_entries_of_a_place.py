"""A municipality's entries are found by an index, but not what came in by itself.

For those who review the log: a month in figures, and everybody affected by a breach. Nearly all
entries are readings that came in; left out, they cost the index nothing. Concurrently: the table
is written all day.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0007_review")]
    operations = [
        AddIndexConcurrently(
            "entry",
            models.Index(
                "municipality_id",
                "at",
                name="audit_entry_of_place",
                condition=~models.Q(action="received"),
            ),
        )
    ]
