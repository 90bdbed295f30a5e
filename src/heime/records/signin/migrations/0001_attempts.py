"""Sign-ins under way at a provider, tokens that may be used once, and who may touch which.

Nobody's name and no municipality is in these rows, so they need no row-level security: narrow
rights do. The web begins and ends attempts, the worker deletes what is old.
"""

from django.conf import settings
from django.db import migrations, models

RIGHTS = """
REVOKE ALL ON sign_in_attempt, seen_once FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON sign_in_attempt TO {p}app;
GRANT SELECT, INSERT ON seen_once TO {p}app;
GRANT SELECT (ends_at), DELETE ON sign_in_attempt TO {p}worker;
GRANT SELECT (until), DELETE ON seen_once TO {p}worker;
"""


def grant(apps, schema_editor):
    schema_editor.execute(RIGHTS.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0002_two_walls")]
    operations = [
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                ("state_hash", models.BinaryField(primary_key=True, serialize=False)),
                ("browser_hash", models.BinaryField()),
                ("provider", models.CharField(max_length=10)),
                ("purpose", models.CharField(max_length=8)),
                ("nonce", models.CharField(max_length=64)),
                ("verifier", models.CharField(max_length=128)),
                ("dpop_key", models.JSONField(null=True)),
                ("back", models.CharField(max_length=2000)),
                ("sign_in_id", models.UUIDField(null=True)),
                ("started_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "sign_in_attempt"},
        ),
        migrations.CreateModel(
            name="SeenOnce",
            fields=[
                ("mark", models.BinaryField(primary_key=True, serialize=False)),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "seen_once"},
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
