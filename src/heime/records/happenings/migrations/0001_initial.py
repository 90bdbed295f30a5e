"""What happened, what does not count, what staff entered: the tables."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
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
            name="Entered",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("how", models.CharField(max_length=8)),
                ("entered_at", models.DateTimeField()),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="people.enrolment",
                    ),
                ),
                (
                    "entered_by",
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
                "db_table": "entered",
            },
        ),
        migrations.CreateModel(
            name="Invalidation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "enrolment_id",
                        "measurement_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("measurement_id", models.UUIDField()),
                ("kind", models.SmallIntegerField()),
                ("measured_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=16)),
                ("text", models.TextField(blank=True)),
                ("still_done", models.BooleanField()),
                ("made_at", models.DateTimeField()),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="people.enrolment",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "invalidation",
            },
        ),
        migrations.CreateModel(
            name="Happening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("sort", models.CharField(max_length=10)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("kind", models.SmallIntegerField(null=True)),
                ("text", models.TextField()),
                ("told_by", models.CharField(max_length=10)),
                ("entered_at", models.DateTimeField()),
                ("ended_known_at", models.DateTimeField(null=True)),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_why", models.TextField(blank=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="people.enrolment",
                    ),
                ),
                (
                    "entered_by",
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
                (
                    "struck_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "happening",
                "indexes": [
                    models.Index(fields=["enrolment", "starts_at"], name="happening_in_time")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None),
                            ("ends_at__gte", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="happening_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("struck_at", None), ("struck_by", None), ("struck_why", "")),
                            models.Q(
                                ("struck_at__isnull", False),
                                ("struck_by__isnull", False),
                                models.Q(("struck_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="happening_struck_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VitalSet",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("measured_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("spread_minutes", models.SmallIntegerField()),
                ("by", models.CharField(max_length=16)),
                ("respiratory_rate", models.IntegerField()),
                ("oxygen_saturation", models.IntegerField()),
                ("on_oxygen", models.BooleanField()),
                ("systolic", models.IntegerField()),
                ("heart_rate", models.IntegerField()),
                ("consciousness", models.CharField(max_length=1)),
                ("body_temperature", models.IntegerField()),
                (
                    "readings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="people.enrolment",
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
                "db_table": "vital_set",
                "indexes": [
                    models.Index(fields=["enrolment", "measured_at"], name="vital_set_in_time")
                ],
            },
        ),
    ]
