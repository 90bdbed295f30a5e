"""An entry says more: which request, what kind of data, on what ground, as what, and how it went.

New columns that may be empty are free in the rows that are there, and in the rows of readings that
come in: nothing is rewritten, and the table is locked for a moment only.
"""

from django.db import migrations, models

COLUMNS = {
    "request_id": models.UUIDField(null=True),
    "resource": models.CharField(max_length=30, null=True),
    "ground": models.CharField(max_length=30, null=True),
    "purpose": models.CharField(max_length=20, null=True),
    "role": models.CharField(max_length=20, null=True),
    "organisation_id": models.UUIDField(null=True),
    "denied": models.BooleanField(null=True),
    "device": models.CharField(max_length=40, null=True),
}


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.AddField("entry", name, column) for name, column in COLUMNS.items()]
