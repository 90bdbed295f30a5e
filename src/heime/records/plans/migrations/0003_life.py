"""A plan version is drafted, proposed, approved and replaced; what is signed never changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the application checks, once more by itself. A superuser is let through: one could switch
# any trigger off, and repairs are made as one.
TRIGGER = """
CREATE FUNCTION plan_version_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF (OLD.status, NEW.status) NOT IN (
        ('draft', 'draft'), ('draft', 'proposed'), ('proposed', 'draft'),
        ('proposed', 'approved'), ('approved', 'replaced')
    ) THEN
        RAISE EXCEPTION 'a plan that is % cannot become %', OLD.status, NEW.status
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.id, NEW.municipality_id, NEW.enrolment_id, NEW.number)
        IS DISTINCT FROM (OLD.id, OLD.municipality_id, OLD.enrolment_id, OLD.number)
    OR OLD.status <> 'draft'
        AND (NEW.content, NEW.shadow) IS DISTINCT FROM (OLD.content, OLD.shadow)
    OR OLD.status = 'approved'
        AND to_jsonb(NEW) - 'status' - 'digest' <> to_jsonb(OLD) - 'status' - 'digest'
    THEN
        RAISE EXCEPTION 'what is proposed or signed stays as it is'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'proposed' AND NEW.status = 'approved' AND NOT EXISTS (
        SELECT FROM account WHERE id = NEW.approved_by_id AND profession = 'LE'
    ) THEN
        RAISE EXCEPTION 'only a doctor may sign a plan'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION plan_version_stays() FROM PUBLIC;
CREATE TRIGGER plan_version_stays BEFORE UPDATE ON plan_version FOR EACH ROW
    WHEN (current_setting('is_superuser') = 'off') EXECUTE FUNCTION plan_version_stays();
"""

# The web moves versions; whoever judges sees only what a doctor has signed, and what counts.
POLICIES = """
CREATE POLICY plan_version_app_update ON plan_version FOR UPDATE TO {p}app
    USING (municipality_id = ANY ((SELECT ctx_municipalities())::smallint[]))
    WITH CHECK (municipality_id = ANY ((SELECT ctx_municipalities())::smallint[]));
GRANT UPDATE (status, content, shadow, why, given_back, valid_from, drafted_by_id, drafted_at,
    proposed_by_id, proposed_at, approved_by_id, approved_at) ON plan_version TO {p}app;
CREATE POLICY plan_version_signed ON plan_version AS RESTRICTIVE FOR SELECT TO {p}ingest, {p}worker
    USING (status IN ('approved', 'replaced') AND NOT shadow);
"""


def policies(apps, schema_editor):
    schema_editor.execute(POLICIES.format(p=settings.HEIME_ROLE_PREFIX), params=None)


def by_account():
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_plan_digest"),
        ("access", "0002_two_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("planversion", "plan_approved_by_somebody"),
        migrations.AddField("planversion", "shadow", models.BooleanField(db_default=False)),
        migrations.AddField("planversion", "why", models.TextField(blank=True, db_default="")),
        migrations.AddField(
            "planversion", "given_back", models.TextField(blank=True, db_default="")
        ),
        migrations.AddField("planversion", "drafted_by", by_account()),
        migrations.AddField("planversion", "drafted_at", models.DateTimeField(null=True)),
        migrations.AddField("planversion", "proposed_by", by_account()),
        migrations.AddField("planversion", "proposed_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "planversion",
            "status",
            models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("proposed", "Proposed"),
                    ("approved", "Approved"),
                    ("replaced", "Replaced"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            "planversion",
            models.CheckConstraint(
                name="plan_approved_by_somebody",
                condition=models.Q(
                    ("status__in", ["draft", "proposed"]),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
            ),
        ),
        migrations.AddConstraint(
            "planversion",
            models.CheckConstraint(
                name="plan_proposed_by_somebody",
                condition=models.Q(
                    models.Q(("status", "proposed"), _negated=True),
                    models.Q(("proposed_at__isnull", False), ("proposed_by__isnull", False)),
                    _connector="OR",
                ),
            ),
        ),
        migrations.RunSQL(TRIGGER, migrations.RunSQL.noop),
        migrations.RunPython(policies),
    ]
