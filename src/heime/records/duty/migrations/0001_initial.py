"""When teams are open, shifts, who is on call, what climbs and what is handed over: the tables."""

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
            name="HandOver",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("urgency", models.CharField(max_length=5)),
                (
                    "state",
                    models.CharField(default="sent", max_length=9),
                ),
                ("language", models.CharField(max_length=2)),
                ("identify", models.TextField()),
                ("situation", models.TextField()),
                ("background", models.TextField()),
                ("assessment", models.TextField()),
                ("recommendation", models.TextField()),
                ("sent_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("seen_back_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
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
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.organisation"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.team"
                    ),
                ),
            ],
            options={
                "db_table": "hand_over",
            },
        ),
        migrations.CreateModel(
            name="HandOverAct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=10)),
                ("text", models.TextField(blank=True)),
                (
                    "by",
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
                    "hand_over",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="acts",
                        to="duty.handover",
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
                "db_table": "hand_over_act",
            },
        ),
        migrations.CreateModel(
            name="OnCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.team"
                    ),
                ),
            ],
            options={
                "db_table": "on_call",
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("weekday", models.SmallIntegerField(null=True)),
                ("day", models.DateField(null=True)),
                ("opens", models.TimeField(null=True)),
                ("closes", models.TimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=80)),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.team"
                    ),
                ),
            ],
            options={
                "db_table": "opening",
            },
        ),
        migrations.CreateModel(
            name="RouteStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("step", models.CharField(max_length=10)),
                ("red", models.SmallIntegerField()),
                ("high", models.SmallIntegerField()),
                ("text", models.CharField(blank=True, max_length=300)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.municipality",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.team"
                    ),
                ),
            ],
            options={
                "db_table": "route_step",
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="duty.shift",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.team"
                    ),
                ),
            ],
            options={
                "db_table": "shift",
            },
        ),
        migrations.CreateModel(
            name="Climb",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("step", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                (
                    "told",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300)),
                ("patient_text", models.CharField(blank=True, max_length=600)),
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
                "db_table": "climb",
                "indexes": [models.Index(fields=["enrolment", "-at"], name="climb_of_enrolment")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("case_id"),
                        models.F("since"),
                        models.F("step"),
                        name="climb_once_in_a_stretch",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["organisation"],
                name="hand_over_live",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["enrolment", "-sent_at"], name="hand_over_of_enrolment"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("id"), name="hand_over_in_municipality"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                models.F("case_id"),
                condition=models.Q(("ended_at", None)),
                name="hand_over_one_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state__in", ("sent", "asked", "accepted"))),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("state__in", ("declined", "late", "withdrawn", "done")),
                    ),
                    _connector="OR",
                ),
                name="hand_over_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="handoveract",
            index=models.Index(fields=["hand_over", "at"], name="hand_over_act_in_order"),
        ),
        migrations.AddIndex(
            model_name="oncall",
            index=models.Index(fields=["team", "ends_at"], name="on_call_of_team"),
        ),
        migrations.AddConstraint(
            model_name="oncall",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="on_call_forwards"
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("day__isnull", False), ("weekday__isnull", True)),
                    models.Q(("day__isnull", True), ("weekday__range", (0, 6))),
                    _connector="OR",
                ),
                name="opening_of_one_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closes__isnull", True), ("opens__isnull", True)),
                    models.Q(
                        ("closes__isnull", False),
                        ("opens__isnull", False),
                        ("opens__lt", models.F("closes")),
                    ),
                    _connector="OR",
                ),
                name="opening_from_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                models.F("team"), models.F("weekday"), name="opening_once_a_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                models.F("team"), models.F("day"), name="opening_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="routestep",
            constraint=models.UniqueConstraint(
                models.F("team"),
                models.F("municipality"),
                models.F("step"),
                name="route_step_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["team", "-started_at"], name="shift_newest"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                models.F("team"), condition=models.Q(("ended_at", None)), name="shift_one_at_a_time"
            ),
        ),
    ]
