from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_reached"),
    ]

    operations = [
        migrations.AddIndex(
            "enrolment",
            models.Index(
                "team",
                condition=models.Q(phase__in=["referred", "intake", "paused"], ends_at=None),
                name="enrolment_coming",
            ),
        ),
    ]
