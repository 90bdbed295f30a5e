"""What each role may do to what proves who somebody is. None of it names a person in care.

Only the web signs people in, so only the web reads any of this. It makes tokens for sources and
takes away those that have run out, but cannot lengthen or revive one.
"""

from django.conf import settings
from django.db import migrations

GRANTS = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON scratch TO {p}app",
    "GRANT SELECT, INSERT ON device_code TO {p}app",
    "GRANT UPDATE (used_at, expires_at, told_at) ON device_code TO {p}app",
    "GRANT SELECT ON enrolment_code TO {p}app",
    "GRANT UPDATE (used_at) ON enrolment_code TO {p}app",
    "GRANT SELECT, INSERT ON service_key TO {p}app",
    "GRANT SELECT (source_id, expires_at), INSERT, DELETE ON bearer TO {p}app",
    # A patient's account, which is made when they get their first code. Alone it gives nothing.
    "GRANT INSERT ON account TO {p}app",
    # Factors are replaced whole by the library that checks them.
    "GRANT SELECT, INSERT, UPDATE, DELETE ON mfa_authenticator TO {p}app",
)
CLOSED = (
    "scratch", "device_code", "enrolment_code", "service_key", "mfa_authenticator",
    # Made by the same library for people with e-mail addresses; ours need none, and nobody may.
    "account_emailaddress", "account_emailconfirmation",
)  # fmt: skip


def build(apps, schema_editor):
    for table in CLOSED:
        schema_editor.execute(f"REVOKE ALL ON {table} FROM PUBLIC")
    for statement in GRANTS:
        schema_editor.execute(statement.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_two_walls"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("credentials", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(build)]
