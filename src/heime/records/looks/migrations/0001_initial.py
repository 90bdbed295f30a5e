"""How the app at home looks for a person: the table."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0006_reached"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AppLook",
            fields=[
                (
                    "enrolment",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="people.enrolment",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("normal", "Normal"), ("simple", "Simple")], max_length=6
                    ),
                ),
                ("text_size", models.SmallIntegerField()),
                ("contrast", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.municipality"
                    ),
                ),
            ],
            options={
                "db_table": "app_look",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text_size__gte", 1), ("text_size__lte", 4)),
                        name="app_look_text_size",
                    )
                ],
            },
        ),
    ]
