"""The whole life of a case: set aside, handed over, closed by two, taken up again; acts and tasks.

Reds of high priority that were closed before this were closed by one, and nobody was asked why.
"""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

# The owner of the table is let through while it lasts: it is about everybody.
BEFORE = [
    "ALTER TABLE case_ NO FORCE ROW LEVEL SECURITY",
    "UPDATE case_ SET alone_because = '—' WHERE state = 'closed' AND zone = 4 AND priority = 3",
    "ALTER TABLE case_ FORCE ROW LEVEL SECURITY",
]


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_hashed"),
        ("people", "0006_reached"),
        ("worklist", "0002_watch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseAct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("minutes", models.SmallIntegerField(null=True)),
                ("text", models.TextField(blank=True)),
                ("ref", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "case_act",
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("said", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "task",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="alone_because",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="case",
            name="aside_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="closing_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="closing_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="closing_outcome",
            field=models.CharField(blank=True, db_default="", max_length=40),
        ),
        migrations.AddField(
            model_name="case",
            name="earlier",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="worklist.case",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="known",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="case",
            name="minutes",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="waits_for",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.AddField(
            model_name="case",
            name="waits_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="text",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="why",
            field=models.CharField(blank=True, db_default="", max_length=16),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(default="open", max_length=12),
        ),
        migrations.AlterField(
            model_name="caseevent",
            name="what",
            field=models.CharField(max_length=16),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("waits_until"),
                condition=models.Q(("waits_until__isnull", False)),
                name="case_away",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("earlier"),
                condition=models.Q(("earlier", None), _negated=True),
                name="case_again",
            ),
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("aside_at__isnull", False),
                        ("state__in", ["waiting", "handed-over"]),
                        ("waits_until__gt", models.F("aside_at")),
                        models.Q(("waits_for", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state__in", ["waiting", "handed-over"]), _negated=True),
                        ("aside_at__isnull", True),
                        ("waits_for", ""),
                        ("waits_until__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="case_away_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("priority", 3), ("state", "closed"), ("zone", 4), _negated=True),
                    models.Q(
                        ("closing_by__isnull", False),
                        models.Q(("closing_by", models.F("closed_by")), _negated=True),
                    ),
                    models.Q(("alone_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="case_red_high_closed_by_two",
            ),
        ),
        migrations.AddField(
            model_name="caseact",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="caseact",
            name="case",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="worklist.case"
            ),
        ),
        migrations.AddField(
            model_name="caseact",
            name="enrolment",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="people.enrolment",
            ),
        ),
        migrations.AddField(
            model_name="caseact",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="people.municipality"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="worklist.case",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="done_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="enrolment",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="people.enrolment",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="people.municipality"
            ),
        ),
        migrations.AddIndex(
            model_name="caseact",
            index=models.Index(models.F("case"), models.F("at"), name="case_act_in_order"),
        ),
        migrations.AddConstraint(
            model_name="caseact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minutes", None),
                    models.Q(("minutes__gte", 0), ("minutes__lte", 600)),
                    _connector="OR",
                ),
                name="case_act_minutes",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                models.F("enrolment"),
                models.F("due_at"),
                condition=models.Q(("done_at", None)),
                name="task_undone",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("done_by", None)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="task_done_by_somebody",
            ),
        ),
    ]
