"""An index that answers by itself whom a team follows up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_keys")]

    operations = [
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                fields=["team", "municipality"],
                include=["id", "phase", "starts_at", "ends_at"],
                name="enrolment_reached",
            ),
        )
    ]
