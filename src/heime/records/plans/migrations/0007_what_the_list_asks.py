"""When a plan is to be looked at again stands beside its content, so that the list need not open it."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform

# As 0003 made it; what is generated from the content is not yet made when a trigger looks.
TRIGGER = """
CREATE OR REPLACE FUNCTION plan_version_stays() RETURNS trigger
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
        AND to_jsonb(NEW) - ARRAY['status', 'digest', 'review_on', 'has_run_in']
            <> to_jsonb(OLD) - ARRAY['status', 'digest', 'review_on', 'has_run_in']
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
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_templates")]

    operations = [
        migrations.RunSQL(TRIGGER),
        migrations.AddField(
            model_name="planversion",
            name="review_on",
            field=models.GeneratedField(
                db_persist=True,
                expression=KeyTextTransform("review_on", "content"),
                output_field=models.TextField(null=True),
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="has_run_in",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.ExpressionWrapper(
                    models.Q(content__has_key="run_in"), models.BooleanField()
                ),
                output_field=models.BooleanField(),
            ),
        ),
    ]
