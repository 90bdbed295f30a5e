"""Phones that send for somebody, what they sent, and what was promised: the tables."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0010_hashed"),
        ("people", "0006_reached"),
        ("worklist", "0004_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HomeDevice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("kiosk", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="access.source"
                    ),
                ),
            ],
            options={
                "db_table": "home_device",
            },
        ),
        migrations.CreateModel(
            name="HomeEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "enrolment_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("id", models.UUIDField()),
                ("sort", models.CharField(max_length=10)),
                ("by", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                ("phone_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("digest", models.UUIDField()),
                ("made", models.UUIDField(null=True)),
                ("content", models.JSONField(null=True)),
                ("answer", models.JSONField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="entries",
                        to="home.homedevice",
                    ),
                ),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "home_entry",
            },
        ),
        migrations.CreateModel(
            name="HomeMark",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "enrolment_id",
                        "about",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("about", models.UUIDField()),
                ("kind", models.SmallIntegerField()),
                ("measured_at", models.DateTimeField()),
                ("why", models.TextField(blank=True)),
                ("by", models.CharField(max_length=8)),
                ("made_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "home_mark",
            },
        ),
        migrations.CreateModel(
            name="HomePromise",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("entry_id", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("kept", models.BooleanField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="worklist.case",
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
                "db_table": "home_promise",
            },
        ),
        migrations.CreateModel(
            name="HomeCourse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("medicine", models.CharField(max_length=10)),
                ("started_on", models.DateField()),
                ("breath_at_start", models.SmallIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("call_from", models.DateTimeField()),
                ("call_by", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "called_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "db_table": "home_course",
                "indexes": [
                    models.Index(
                        fields=["enrolment", "started_on"], name="home_course_of_enrolment"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("enrolment"),
                        models.F("medicine"),
                        models.F("started_on"),
                        name="home_course_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("called_at", None), ("called_by", None)),
                            models.Q(("called_at__isnull", False), ("called_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="home_course_called_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="homedevice",
            index=models.Index(
                fields=["municipality", "enrolment"], name="home_device_of_enrolment"
            ),
        ),
        migrations.AddIndex(
            model_name="homeentry",
            index=models.Index(fields=["enrolment", "at"], name="home_entry_in_time"),
        ),
        migrations.AddIndex(
            model_name="homepromise",
            index=models.Index(
                models.F("due_at"),
                condition=models.Q(("settled_at", None)),
                name="home_promise_due",
            ),
        ),
        migrations.AddIndex(
            model_name="homepromise",
            index=models.Index(fields=["enrolment", "case"], name="home_promise_of_case"),
        ),
        migrations.AddConstraint(
            model_name="homepromise",
            constraint=models.UniqueConstraint(
                models.F("case"), models.F("account"), models.F("due_at"), name="home_promise_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="homepromise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kept", None), ("settled_at", None)),
                    models.Q(("kept__isnull", False), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="home_promise_settled",
            ),
        ),
    ]
