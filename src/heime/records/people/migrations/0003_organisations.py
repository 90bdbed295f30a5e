"""Who else takes part, roles held in more places than a team, and the phase of an enrolment."""

import datetime

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

# The guides of before are therapists by the role table. The owner is under the wall of enrolments
# too, so it is lowered for the one statement that looks at all of them.
FROM_BEFORE = """
UPDATE membership SET role = 'therapist' WHERE role = 'guide';
ALTER TABLE enrolment NO FORCE ROW LEVEL SECURITY;
UPDATE enrolment SET phase = 'ended' WHERE ends_at <= now();
ALTER TABLE enrolment FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_municipalities"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrganisationMunicipality",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(
                        db_default=datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.UTC)
                    ),
                ),
                ("ends_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "organisation_municipality",
            },
        ),
        migrations.AddField(
            model_name="account",
            name="hpr_number",
            field=models.CharField(max_length=9, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="account",
            name="national_id_lookup",
            field=models.BinaryField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name="account",
            name="shared_pc",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="phase",
            field=models.CharField(
                db_default="active",
                default="active",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="given_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="municipality",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="people.municipality"
            ),
        ),
        migrations.AddField(
            model_name="teammunicipality",
            name="ends_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="teammunicipality",
            name="starts_at",
            field=models.DateTimeField(
                db_default=datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.UTC)
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="team",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="people.team"
            ),
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("hospital", "Hospital"),
                            ("department", "Department"),
                            ("gp", "Gp"),
                            ("legevakt", "Legevakt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("number", models.CharField(max_length=9, null=True, unique=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "organisation",
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="organisation",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="people.organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation", None), ("team", None)),
                    models.Q(("municipality", None), ("team", None)),
                    models.Q(("municipality", None), ("organisation", None)),
                    _connector="OR",
                ),
                name="membership_in_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account", models.F("given_by")), _negated=True),
                    models.Q(("account", models.F("confirmed_by")), _negated=True),
                    models.Q(("given_by", models.F("confirmed_by")), _negated=True),
                ),
                name="membership_not_given_to_oneself",
            ),
        ),
        migrations.AddField(
            model_name="organisationmunicipality",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="people.municipality"
            ),
        ),
        migrations.AddField(
            model_name="organisationmunicipality",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="municipalities",
            field=models.ManyToManyField(
                related_name="organisations",
                through="people.OrganisationMunicipality",
                to="people.municipality",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationmunicipality",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                models.F("municipality"),
                name="organisation_municipality_once",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(FROM_BEFORE, migrations.RunSQL.noop),
    ]
