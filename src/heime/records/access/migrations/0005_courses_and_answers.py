"""The walls of what is remembered, answered and watched for, from its first day."""

from django.conf import settings
from django.db import migrations

BY_MUNICIPALITY = "municipality_id = ANY ((SELECT ctx_municipalities())::smallint[])"
EITHER = f"(enrolment_id = ANY ((SELECT ctx_enrolments())::uuid[]) OR {BY_MUNICIPALITY})"

# A course is worked out from judgements, and rewritten with them; answers are only ever added to.
TABLES = {
    "course": {
        "app": "SELECT INSERT UPDATE",
        "ingest": "SELECT INSERT UPDATE",
        "worker": "SELECT INSERT UPDATE",
    },
    "response": {"app": "SELECT", "ingest": "SELECT INSERT", "worker": "SELECT"},
    "watch": {
        "app": "SELECT INSERT UPDATE DELETE",
        "ingest": "",
        "worker": "SELECT INSERT UPDATE DELETE",
    },
}
CONDITIONS = {"app": BY_MUNICIPALITY, "ingest": EITHER, "worker": "true"}


def statements():
    for table, roles in TABLES.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
        yield (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_enrolment"
            " FOREIGN KEY (municipality_id, enrolment_id)"
            " REFERENCES enrolment (municipality_id, id)"
        )
        for role, commands in roles.items():
            condition = CONDITIONS[role]
            for command in commands.split():
                using = "" if command == "INSERT" else f" USING ({condition})"
                check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
                yield (
                    f"CREATE POLICY {table}_{role}_{command.lower()} ON {table}"
                    f" FOR {command} TO {{p}}{role}{using}{check}"
                )
                yield f"GRANT {command} ON {table} TO {{p}}{role}"


def build(apps, schema_editor):
    for statement in statements():
        schema_editor.execute(statement.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_bindings_first"),
        ("measurements", "0002_courses_and_answers"),
        ("worklist", "0002_watch"),
    ]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
