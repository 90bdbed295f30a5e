"""A notice may be for one person, has failures that are seen, and knows where people are reached.

Numbers and addresses stand in tables of their own: an account's row is read by every page, and a
private number is nobody's business but its owner's and the outbox's.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ME = "(SELECT ctx_account())"
LEADS = (
    f"team_id IN (SELECT m.team_id FROM membership m WHERE m.account_id = {ME} AND m.role = 'lead'"
    " AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now())"
    " AND (m.given_by_id IS NULL OR m.confirmed_by_id IS NOT NULL))"
)
WRITERS = {"account_address": f"account_id = {ME}", "team_address": LEADS}
"""Table → whose row the web may read and change."""


def statements():
    for table, own in WRITERS.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
        yield f"CREATE POLICY {table}_app_select ON {table} FOR SELECT TO {{p}}app USING ({own})"
        yield (
            f"CREATE POLICY {table}_app_insert ON {table} FOR INSERT TO {{p}}app WITH CHECK ({own})"
        )
        yield (
            f"CREATE POLICY {table}_app_update ON {table} FOR UPDATE TO {{p}}app"
            f" USING ({own}) WITH CHECK ({own})"
        )
        yield f"GRANT SELECT, INSERT ON {table} TO {{p}}app"
        yield f"GRANT UPDATE (phone, email) ON {table} TO {{p}}app"
        yield (
            f"CREATE POLICY {table}_worker_select ON {table} FOR SELECT TO {{p}}worker USING (true)"
        )
        yield f"GRANT SELECT ON {table} TO {{p}}worker"
    yield "GRANT SELECT (id, language, is_active) ON account TO {p}worker"
    # The demo's phone: the worker puts in, the page reads. Nobody's name or health is in it.
    yield "REVOKE ALL ON demo_message FROM PUBLIC"
    yield "GRANT SELECT ON demo_message TO {p}app"
    yield "GRANT SELECT, INSERT ON demo_message TO {p}worker"


def build(apps, schema_editor):
    for statement in statements():
        schema_editor.execute(statement.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


def own(name):
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to=name
    )


def loose(name, **more):
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+",
        to=name, **more,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_hashed"),
        ("exchange", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notice", name="channel", field=models.CharField(max_length=5, null=True)
        ),
        migrations.AddField(
            model_name="notice", name="failed", field=models.CharField(max_length=60, null=True)
        ),
        migrations.AddField(
            model_name="notice", name="given_up_at", field=models.DateTimeField(null=True)
        ),
        migrations.CreateModel(
            name="AccountAddress",
            fields=[
                ("account", own(settings.AUTH_USER_MODEL)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.CharField(blank=True, max_length=120)),
            ],
            options={"db_table": "account_address"},
        ),
        migrations.CreateModel(
            name="TeamAddress",
            fields=[
                ("team", own("people.team")),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.CharField(blank=True, max_length=120)),
            ],
            options={"db_table": "team_address"},
        ),
        migrations.CreateModel(
            name="DemoMessage",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("sent_to", models.CharField(blank=True, max_length=120)),
                ("text", models.CharField(max_length=200)),
                ("link", models.CharField(max_length=200)),
                ("account", loose(settings.AUTH_USER_MODEL, null=True)),
                ("team", loose("people.team")),
            ],
            options={
                "db_table": "demo_message",
                "indexes": [models.Index(fields=["-at"], name="demo_message_newest")],
            },
        ),
        migrations.RunPython(build),
    ]
