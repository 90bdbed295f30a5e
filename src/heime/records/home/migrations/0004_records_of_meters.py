"""What a meter calls a result that it has stored, so that it is known again from another phone."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("home", "0003_acts")]

    operations = [
        migrations.AddField("homeentry", "record", models.UUIDField(null=True)),
        migrations.AddIndex(
            "homeentry",
            models.Index(
                fields=["enrolment", "record"],
                name="home_entry_of_record",
                condition=Q(record__isnull=False),
            ),
        ),
    ]
