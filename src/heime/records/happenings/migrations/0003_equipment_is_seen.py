"""Whoever works with a person sees which senders are bound to them, and no longer only binds."""

from django.conf import settings
from django.db import migrations

POLICIES = """
CREATE POLICY binding_app_select ON binding FOR SELECT TO {p}app
    USING (enrolment_id = ANY ((SELECT ctx_reach('work'))::uuid[]));
CREATE POLICY binding_app_select_blocked ON binding AS RESTRICTIVE FOR SELECT TO {p}app
    USING (NOT enrolment_id = ANY ((SELECT ctx_blocked('work'))::uuid[]));
GRANT SELECT ON binding TO {p}app;
"""


def build(apps, schema_editor):
    schema_editor.execute(POLICIES.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [("access", "0010_hashed"), ("happenings", "0002_walls")]
    operations = [migrations.RunPython(build)]
