"""What runs in shadow is signed too, and the worker may read it: to compare, never to judge by.

Whoever receives still sees only what counts (`records.plans.batch` says the same once more).
"""

from django.conf import settings
from django.db import migrations

POLICIES = """
ALTER POLICY plan_version_signed ON plan_version TO {p}ingest;
CREATE POLICY plan_version_signed_worker ON plan_version AS RESTRICTIVE FOR SELECT TO {p}worker
    USING (status IN ('approved', 'replaced'));
"""


def policies(apps, schema_editor):
    schema_editor.execute(POLICIES.format(p=settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_life")]
    operations = [migrations.RunPython(policies, migrations.RunPython.noop)]
