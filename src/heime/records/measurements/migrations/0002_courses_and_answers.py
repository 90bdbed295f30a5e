"""A course of each person and kind, answered questionnaires, and facts beside a judgement."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_bindings_first"),
        ("measurements", "0001_initial"),
        ("people", "0002_municipalities"),
    ]

    operations = [
        migrations.AddField(
            model_name="judgement",
            name="facts",
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "enrolment_id",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.SmallIntegerField()),
                ("newest", models.UUIDField(null=True)),
                ("sittings", models.TextField()),
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
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="people.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "course",
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("questionnaire", models.SmallIntegerField()),
                ("version", models.CharField(max_length=20)),
                ("answered_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("by", models.CharField(max_length=16)),
                ("items", models.JSONField(null=True)),
                ("total", models.SmallIntegerField(null=True)),
                ("safe_now", models.CharField(max_length=6, null=True)),
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
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="people.municipality",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="access.source",
                    ),
                ),
            ],
            options={
                "db_table": "response",
                "indexes": [
                    models.Index(
                        models.F("enrolment"),
                        models.F("questionnaire"),
                        models.F("answered_at"),
                        name="response_in_order",
                    )
                ],
            },
        ),
        # A course is rewritten with each judgement: room on the page keeps its index untouched.
        migrations.RunSQL("ALTER TABLE course SET (fillfactor = 70)", migrations.RunSQL.noop),
    ]
