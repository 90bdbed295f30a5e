"""A person writes what matters to them, and sees which meters send for them.

Nobody at home may change a patient's row. These words are changed by one function, which looks
itself at whose record it is, and can change nothing else.
"""

from django.conf import settings
from django.db import migrations

WRITE = """
CREATE FUNCTION write_own_matters(wanted uuid, words text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
BEGIN
    IF me IS NULL OR length(words) > 600 OR NOT EXISTS (
        SELECT FROM access_right r
         WHERE r.enrolment_id = wanted AND r.account_id = me AND r.ground = 'self'
           AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())) THEN
        RETURN false;
    END IF;
    UPDATE patient SET matters = words
     WHERE id = (SELECT e.patient_id FROM enrolment e WHERE e.id = wanted);
    RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION write_own_matters(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION write_own_matters(uuid, text) TO {p}app;
CREATE POLICY binding_app_own ON binding FOR SELECT TO {p}app
    USING (enrolment_id = ANY ((SELECT ctx_reach('rights'))::uuid[]));
"""


def build(apps, schema_editor):
    schema_editor.execute(WRITE.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_hashed"),
        ("happenings", "0002_walls"),
        ("keeping", "0002_walls"),
    ]
    operations = [migrations.RunPython(build)]
