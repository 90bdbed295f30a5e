"""Who may read the log: one role, which may read nothing else that is about a person.

It sees what the sign-in behind the transaction's token may see of the log: people whose log is
theirs to read, and for a reviewer the whole of a municipality's.
"""

from django.conf import settings
from django.db import migrations

READER = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{p}audit') THEN
        EXECUTE format('CREATE ROLE %I LOGIN', '{p}audit');
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {p}audit;
GRANT EXECUTE ON FUNCTION ctx_log(), ctx_audited() TO {p}audit;
GRANT SELECT ON audit_entry, seal TO {p}audit;
CREATE POLICY audit_entry_audit_select ON audit_entry FOR SELECT TO {p}audit USING (
    enrolment_id = ANY ((SELECT ctx_log())::uuid[])
    OR municipality_id = ANY ((SELECT ctx_audited())::smallint[]));
"""


def build(apps, schema_editor):
    schema_editor.execute(READER.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [("access", "0007_walls_by_right"), ("audit", "0004_seals")]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
