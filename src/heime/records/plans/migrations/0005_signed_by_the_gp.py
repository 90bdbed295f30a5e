"""A plan is signed by the team's doctor or by the person's GP: a scope of its own, in both walls.

Rights that a GP's office already has to propose plans give this too: the office is the same, and
the person's GP is the one whom the service's description names as medically responsible. Versions
get an id that a page and a notice may show.
"""

import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models

READING = "contact,values,plan,cases,messages"

# The owner of these tables is under the wall as well; it steps aside for this one statement.
RIGHTS = f"""
ALTER TABLE access_right DROP CONSTRAINT access_right_no_more;
ALTER TABLE access_right NO FORCE ROW LEVEL SECURITY;
UPDATE access_right SET scopes = array_append(scopes, 'approval'::varchar)
 WHERE ground = 'gp' AND 'planning' = ANY (scopes) AND NOT 'approval' = ANY (scopes);
ALTER TABLE access_right FORCE ROW LEVEL SECURITY;
ALTER TABLE access_right ADD CONSTRAINT access_right_no_more CHECK (scopes <@ CASE
    WHEN ground IN ('self', 'guardian') THEN '{{{READING},log,rights}}'::varchar[]
    WHEN ground = 'gp' THEN '{{{READING},planning,approval}}'::varchar[]
    WHEN ground = 'referral' THEN '{{{READING},planning}}'::varchar[]
    ELSE '{{{READING}}}'::varchar[] END);
"""
LOOKUPS = """
INSERT INTO role_scope VALUES
    ('nurse', 'approval', true, NULL), ('therapist', 'approval', true, NULL),
    ('lead', 'approval', true, NULL), ('doctor', 'approval', true, '{LE}'),
    ('gp', 'approval', true, NULL);
INSERT INTO phase_scope VALUES
    ('intake', 'approval'), ('active', 'approval'), ('paused', 'approval');
"""
POLICIES = """
ALTER POLICY plan_version_app_approval ON plan_version USING (true)
    WITH CHECK (status NOT IN ('approved', 'replaced')
        OR enrolment_id = ANY ((SELECT ctx_reach('approval'))::uuid[]));
CREATE POLICY plan_version_app_approval_blocked ON plan_version AS RESTRICTIVE FOR UPDATE TO {p}app
    USING (true) WITH CHECK (status NOT IN ('approved', 'replaced')
        OR NOT enrolment_id = ANY ((SELECT ctx_blocked('approval'))::uuid[]));
"""
STAYS = """
CREATE FUNCTION plan_version_keeps_its_name() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a plan version keeps its id' USING ERRCODE = 'integrity_constraint_violation';
END $$;
REVOKE ALL ON FUNCTION plan_version_keeps_its_name() FROM PUBLIC;
CREATE TRIGGER plan_version_keeps_its_name BEFORE UPDATE ON plan_version FOR EACH ROW
    WHEN (NEW.uid IS DISTINCT FROM OLD.uid) EXECUTE FUNCTION plan_version_keeps_its_name();
"""


def walls(apps, schema_editor):
    schema_editor.execute(RIGHTS, params=None)
    schema_editor.execute(LOOKUPS, params=None)
    schema_editor.execute(POLICIES.format(p=settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_shadow_is_compared"),
        ("access", "0010_hashed"),
    ]
    operations = [
        migrations.AddField(
            "planversion",
            "uid",
            models.UUIDField(db_default=RandomUUID(), default=uuid_utils.compat.uuid7, unique=True),
        ),
        migrations.RunSQL(STAYS, migrations.RunSQL.noop),
        migrations.RunPython(walls),
    ]
