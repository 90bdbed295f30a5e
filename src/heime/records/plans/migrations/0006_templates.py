"""Templates that a municipality keeps: each version stays as it was written, with who owns it.

What is shipped is version 1 of its own name and stands in the code; it is nobody's row here. There
is nothing about any person in a template. Whoever plans for somebody may read them all, since
municipalities learn from each other; only those who plan in the owner's place may add a version.
"""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

WALLS = """
ALTER TABLE plan_template ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_template FORCE ROW LEVEL SECURITY;
REVOKE ALL ON plan_template FROM PUBLIC;
CREATE POLICY plan_template_app_select ON plan_template FOR SELECT TO {p}app
    USING ((SELECT ctx_account()) IS NOT NULL);
CREATE POLICY plan_template_app_insert ON plan_template FOR INSERT TO {p}app
    WITH CHECK (made_by_id = (SELECT ctx_account())
        AND municipality_id = ANY ((SELECT ctx_enrolling())::smallint[]));
GRANT SELECT, INSERT ON plan_template TO {p}app;
"""


def walls(apps, schema_editor):
    schema_editor.execute(WALLS.format(p=settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0005_signed_by_the_gp"),
        ("people", "0006_reached"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="PlanTemplate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("version", models.SmallIntegerField()),
                ("title", models.CharField(max_length=80)),
                ("content", models.JSONField()),
                ("why", models.TextField()),
                ("made_at", models.DateTimeField()),
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
            ],
            options={
                "db_table": "plan_template",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("name"), models.F("version"), name="plan_template_once"
                    ),
                ],
            },
        ),
        migrations.RunPython(walls),
    ]
