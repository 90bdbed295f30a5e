"""Rights on other grounds than care, blocks, and what is known of a sign-in."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_courses_and_answers"),
        ("people", "0003_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="signin",
            name="device",
            field=models.CharField(db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="signin",
            name="how",
            field=models.CharField(db_default="password", default="password", max_length=10),
        ),
        migrations.AddField(
            model_name="signin",
            name="idle_minutes",
            field=models.SmallIntegerField(db_default=15, default=15),
        ),
        migrations.AddField(
            model_name="signin",
            name="last_seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="signin",
            name="level",
            field=models.SmallIntegerField(db_default=2, default=2),
        ),
        migrations.AddField(
            model_name="signin",
            name="locked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="signin",
            name="provider_session",
            field=models.CharField(max_length=300, null=True),
        ),
        migrations.AddField(
            model_name="signin",
            name="stepped_up_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), default=list, size=None
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
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
                    "ended_by",
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
                        on_delete=django.db.models.deletion.PROTECT, to="people.municipality"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.organisation",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="people.team"
                    ),
                ),
            ],
            options={
                "db_table": "access_block",
                "indexes": [
                    models.Index(fields=["municipality", "enrolment"], name="block_to_enrolment")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account", None), ("organisation", None)),
                            models.Q(("account", None), ("team", None)),
                            models.Q(("organisation", None), ("team", None)),
                            _connector="OR",
                        ),
                        name="block_of_one_or_all",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Right",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("self", "self"),
                            (
                                "consent",
                                "consent",
                            ),
                            (
                                "incapacity",
                                "incapacity",
                            ),
                            (
                                "guardian",
                                "guardian",
                            ),
                            ("gp", "gp"),
                            (
                                "referral",
                                "referral",
                            ),
                            (
                                "emergency",
                                "emergency",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), size=None
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("given_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                ("code", models.CharField(blank=True, max_length=20)),
                ("review_at", models.DateTimeField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("finding", models.TextField(blank=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rights",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
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
                    "given_by",
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
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rights",
                        to="people.organisation",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "access_right",
                "indexes": [
                    models.Index(fields=["account"], name="right_of_account"),
                    models.Index(fields=["organisation"], name="right_of_organisation"),
                    models.Index(fields=["municipality", "enrolment"], name="right_to_enrolment"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("account", None), ("organisation", None), _connector="XOR"
                        ),
                        name="right_held_by_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ground", "self"),
                            ("ends_at__isnull", False),
                            _connector="OR",
                        ),
                        name="right_ends_unless_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("second_by", models.F("given_by")), _negated=True),
                        name="right_confirmed_by_another",
                    ),
                ],
            },
        ),
    ]
