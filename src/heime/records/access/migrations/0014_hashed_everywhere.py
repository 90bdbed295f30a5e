"""What 0010_hashed did for nine tables, for all that the web reads.

A policy that names people as a list may have the list sorted anew for each row that is looked at: a
list of a hundred cases, each asked how far it has climbed, spent a third of its time there. Hashed
once a query it asks the same.
"""

import re

from django.conf import settings
from django.db import migrations

READ = """
SELECT tablename, policyname, qual FROM pg_policies
 WHERE schemaname = 'public' AND cmd = 'SELECT' AND roles = ARRAY[%s]::name[]
   AND permissive = 'PERMISSIVE'
 ORDER BY 1, 2
"""
PEOPLE = r"ctx_reach\('\w+'::text\)|ctx_side\('\w+'::text\)|ctx_received\(\)|ctx_patients\(\)"
LISTED = re.compile(rf"\b(\w+) = ANY \(\(\s*SELECT ({PEOPLE}) AS \w+\)::uuid\[\]\)")
LEAST = 30
"""So many there were when this was written: where fewer are found, they are not found rightly."""


def change(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(READ, [f"{settings.HEIME_ROLE_PREFIX}app"])
        found = cursor.fetchall()
    changed = 0
    for table, policy, condition in found:
        hashed = LISTED.sub(r"\1 IN (SELECT unnest((SELECT \2)::uuid[]))", condition)
        if hashed != condition:
            changed += 1
            schema_editor.execute(f"ALTER POLICY {policy} ON {table} USING ({hashed})", params=None)
    if changed < LEAST:
        raise RuntimeError(f"{changed} policies name people as a list, and not {LEAST} or more")


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0013_read_once"),
        ("desk", "0004_does_not_count"),
        ("duty", "0002_walls"),
        ("exchange", "0002_to_somebody"),
        ("happenings", "0002_walls"),
        ("home", "0005_erased"),
        ("intake", "0003_moved"),
        ("keeping", "0004_messages_and_sets"),
        ("kiosk", "0002_walls"),
        ("looks", "0002_walls"),
        ("measurements", "0003_remember_what_was_judged"),
        ("messages", "0002_walls"),
        ("people", "0006_reached"),
        ("reminders", "0002_walls"),
        ("worklist", "0004_walls"),
    ]

    operations = [migrations.RunPython(change, migrations.RunPython.noop)]
