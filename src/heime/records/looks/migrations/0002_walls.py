"""Who may choose how the app looks for somebody: they themselves, and the team that works with them.

Whoever reaches the person may read it. Each row says who changed it last, and nobody says another.
"""

from django.conf import settings
from django.db import migrations

ME = "(SELECT ctx_account())"


def reach(scope):
    return f"enrolment_id = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def unblocked(scope):
    return f"NOT enrolment_id = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


SELF = (
    f"enrolment_id IN (SELECT r.enrolment_id FROM access_right r WHERE r.account_id = {ME}"
    " AND r.ground = 'self')"
)
CHOOSES = f"({reach('work')} OR {reach('contact')} AND {SELF})"


def policy(name, on, command, using, check):
    clauses = f" USING ({using})" if using else ""
    clauses += f" WITH CHECK ({check})" if check else ""
    return f"CREATE POLICY {name} ON {on} FOR {command} TO {{p}}app{clauses}"


def statements():
    yield "ALTER TABLE app_look ENABLE ROW LEVEL SECURITY"
    yield "ALTER TABLE app_look FORCE ROW LEVEL SECURITY"
    yield "REVOKE ALL ON app_look FROM PUBLIC"
    yield (
        "ALTER TABLE app_look ADD CONSTRAINT app_look_enrolment"
        " FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id)"
    )
    asked = {
        "SELECT": (reach("contact"), None),
        "INSERT": (None, f"{CHOOSES} AND changed_by_id = {ME}"),
        "UPDATE": (CHOOSES, f"{CHOOSES} AND changed_by_id = {ME}"),
    }
    for command, (using, check) in asked.items():
        name, held = f"app_look_app_{command.lower()}", unblocked("contact")
        yield policy(name, "app_look", command, using, check)
        yield policy(
            f"{name}_blocked", "app_look AS RESTRICTIVE", command, using and held, check and held
        )
    yield "GRANT SELECT, INSERT ON app_look TO {p}app"
    yield "GRANT UPDATE (mode, text_size, contrast, changed_by_id, changed_at) ON app_look TO {p}app"


def build(apps, schema_editor):
    for statement in statements():
        schema_editor.execute(statement.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_hashed"),
        ("looks", "0001_initial"),
    ]
    operations = [migrations.RunPython(build)]
