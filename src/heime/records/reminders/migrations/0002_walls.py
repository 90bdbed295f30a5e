"""Who may say how they are reminded, and what the due loop knows of it.

A wish is its owner's, about somebody they reach. The worker reads wishes, writes what it sent, and
learns what it must not do: text somebody whose address is protected, or tell kin who are refused.
"""

from django.conf import settings
from django.db import migrations

ME = "(SELECT ctx_account())"
REACHED = "enrolment_id = ANY ((SELECT ctx_reach('contact'))::uuid[])"
UNBLOCKED = "NOT enrolment_id = ANY ((SELECT ctx_blocked('contact'))::uuid[])"
OWN = f"account_id = {ME}"
APP = {
    "push_subscription": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "reminder_wish": ("SELECT", "INSERT", "UPDATE"),
    "reminder_later": ("SELECT", "INSERT"),
    "reminder": ("SELECT",),
    "reminder_look": (),
}
WORKER = {
    "push_subscription": ("SELECT", "DELETE"),
    "reminder_wish": ("SELECT",),
    "reminder_later": ("SELECT", "DELETE"),
    "reminder": ("SELECT", "INSERT", "DELETE"),
    "reminder_look": ("SELECT", "INSERT", "UPDATE", "DELETE"),
}
CHANGED = {
    "push_subscription": "p256dh, auth, made_at",
    "reminder_wish": "push, sms, quiet_from, quiet_until, changed_at",
}
"""Table → what of a row of one's own may be changed."""


def policy(name, on, command, condition, role):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
    return f"CREATE POLICY {name} ON {on} FOR {command} TO {{p}}{role}{using}{check}"


def of_the_owner(table, command):
    about_somebody = table != "push_subscription"
    condition = f"{OWN} AND {REACHED}" if about_somebody else OWN
    yield policy(f"{table}_app_{command.lower()}", table, command, condition, "app")
    if about_somebody:
        yield policy(
            f"{table}_app_{command.lower()}_blocked", f"{table} AS RESTRICTIVE", command,
            UNBLOCKED, "app",
        )  # fmt: skip
    columns = f" ({CHANGED[table]})" if command == "UPDATE" else ""
    yield f"GRANT {command}{columns} ON {table} TO {{p}}app"


def statements():
    for table in APP:
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
        if table != "push_subscription":
            yield (
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_enrolment"
                " FOREIGN KEY (municipality_id, enrolment_id)"
                " REFERENCES enrolment (municipality_id, id)"
            )
        for command in APP[table]:
            yield from of_the_owner(table, command)
        for command in WORKER[table]:
            yield policy(f"{table}_worker_{command.lower()}", table, command, "true", "worker")
            yield f"GRANT {command} ON {table} TO {{p}}worker"
    # Kin who measure on behalf may ask to be reminded too, while nobody has refused it.
    grounds = "ground IN ('consent', 'incapacity', 'guardian')"
    yield policy("access_right_worker_kin", "access_right", "SELECT", grounds, "worker")
    yield "GRANT SELECT (scopes) ON access_right TO {p}worker"
    yield policy("access_block_worker_select", "access_block", "SELECT", "true", "worker")
    yield (
        "GRANT SELECT (enrolment_id, account_id, team_id, organisation_id, scopes, starts_at,"
        " ends_at) ON access_block TO {p}worker"
    )
    yield "GRANT SELECT (protection) ON patient TO {p}worker"


def build(apps, schema_editor):
    for statement in statements():
        schema_editor.execute(statement.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0002_walls"),
        ("reminders", "0001_initial"),
    ]
    operations = [migrations.RunPython(build)]
