"""Who reads what happened, and by which door staff enter what others cannot.

What staff enter goes the way of all readings, as the role that receives. It knows the sender by a
bearer token; of staff it is told by their sign-in, and gives it the people at hand whom they work
with, and nobody else. Nearly all that comes in has a bearer, and is asked nothing more.
"""

from django.conf import settings
from django.db import migrations

KEYS = """
ALTER TABLE {t} ADD CONSTRAINT {t}_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
"""

# Source -1 is the staff's own entry. Receipts are its, as a gateway's are the gateway's.
SOURCE = "INSERT INTO source (id, name, sort) VALUES (-1, 'Heime', 'staff') ON CONFLICT DO NOTHING"
FUNCTIONS = """
CREATE OR REPLACE FUNCTION ctx_sources() RETURNS integer[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    hashes bytea[] := ctx_hashes();
    sources integer[] := ARRAY(
        SELECT DISTINCT b.source_id FROM bearer b
         WHERE b.token_hash = ANY (hashes) AND b.revoked_at IS NULL AND b.expires_at > now());
BEGIN
    IF sources = '{}' AND ctx_account() IS NOT NULL THEN
        RETURN '{-1}';
    END IF;
    RETURN sources;
END $$;

CREATE OR REPLACE FUNCTION ctx_enrolments() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    hashes bytea[] := ctx_hashes();
    about uuid[] := string_to_array(nullif(current_setting('heime.about', true), ''), ',');
    sources integer[] := ARRAY(
        SELECT b.source_id FROM bearer b
         WHERE b.token_hash = ANY (hashes) AND b.revoked_at IS NULL AND b.expires_at > now());
BEGIN
    IF about IS NULL THEN
        RETURN ARRAY(
            SELECT bd.enrolment_id FROM binding bd
             WHERE bd.source_id = ANY (sources)
               AND bd.starts_at <= now() AND (bd.ends_at IS NULL OR bd.ends_at > now()));
    END IF;
    IF sources = '{}' THEN
        RETURN ARRAY(SELECT unnest(about) INTERSECT SELECT unnest(ctx_reach('work'))
                     EXCEPT SELECT unnest(ctx_blocked('work')));
    END IF;
    RETURN ARRAY(
        SELECT bd.enrolment_id FROM binding bd
         WHERE bd.enrolment_id = ANY (about) AND bd.source_id = ANY (sources)
           AND bd.starts_at <= now() AND (bd.ends_at IS NULL OR bd.ends_at > now()));
END $$
"""

ME = "(SELECT ctx_account())"
AT_HAND = "enrolment_id = ANY ((SELECT ctx_enrolments())::uuid[])"
EITHER = f"({AT_HAND} OR municipality_id = ANY ((SELECT ctx_municipalities())::smallint[]))"

# Table → role → command → condition. For the web a word is a scope.
TABLES = {
    "happening": {
        "app": {"SELECT": "values", "INSERT": "work", "UPDATE": "work"},
        "ingest": {"SELECT": EITHER},
        "worker": {"SELECT": "true"},
    },
    "invalidation": {
        "app": {"SELECT": "values"},
        "ingest": {"SELECT": EITHER, "INSERT": f"{AT_HAND} AND made_by_id = {ME}"},
        "worker": {"SELECT": "true"},
    },
    "entered": {
        "app": {"SELECT": "values"},
        "ingest": {"SELECT": AT_HAND, "INSERT": f"{AT_HAND} AND entered_by_id = {ME}"},
        "worker": {},
    },
    "vital_set": {
        "app": {"SELECT": "values"},
        "ingest": {"SELECT": EITHER, "INSERT": AT_HAND},
        "worker": {"SELECT": "true"},
    },
}
MAY_CHANGE = "ends_at, ended_known_at, struck_by_id, struck_at, struck_why"


def clauses(command, condition):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
    return using + check


def reach(scope):
    return f"enrolment_id = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def read(scope):
    """Looked up row by row in a table of hashes (access 0010)."""
    return f"enrolment_id IN (SELECT unnest((SELECT ctx_reach('{scope}'))::uuid[]))"


def unblocked(scope):
    return f"NOT enrolment_id = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def statements():
    for table, roles in TABLES.items():
        yield KEYS.format(t=table)
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
        for role, commands in roles.items():
            for command, condition in commands.items():
                yield from allowed(table, role, command, condition)


def allowed(table, role, command, condition):
    name = f"{table}_{role}_{command.lower()}"
    if role == "app":
        scope = condition
        condition = read(scope) if command == "SELECT" else reach(scope)
        if command == "INSERT":
            condition += f" AND entered_by_id = {ME}"
        yield (
            f"CREATE POLICY {name}_blocked ON {table} AS RESTRICTIVE FOR {command} TO {{p}}app"
            + clauses(command, unblocked(scope))
        )
    yield (
        f"CREATE POLICY {name} ON {table} FOR {command} TO {{p}}{role}"
        + clauses(command, condition)
    )
    columns = f" ({MAY_CHANGE})" if command == "UPDATE" else ""
    yield f"GRANT {command}{columns} ON {table} TO {{p}}{role}"


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    schema_editor.execute(SOURCE)
    schema_editor.execute(FUNCTIONS, params=None)
    for statement in statements():
        schema_editor.execute(statement.replace("{p}", prefix), params=None)
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION ctx_account() TO {prefix}ingest")
    # What matters to somebody is in their own words, and the team writes them down.
    schema_editor.execute(f"GRANT UPDATE (matters) ON patient TO {prefix}app")


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_hashed"),
        ("happenings", "0001_initial"),
        ("measurements", "0003_remember_what_was_judged"),
    ]
    operations = [migrations.RunPython(build)]
