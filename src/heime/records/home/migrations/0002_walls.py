"""Who sends from home, who sees what was sent, and the scope that lets somebody send at all.

A phone is a sender of its own, bound to one person and to whoever bound it. It sends for as long
as both hold: it is not revoked, and whoever bound it has a right that gives `entry` and is not
blocked. Asked at every request, so that a right which ends stops it at the next one.

Rights that are one's own, and a guardian's, held all that is done on somebody's behalf from home;
they get the new scope. Next of kin get it when somebody gives it to them.
"""

from django.conf import settings
from django.db import migrations

READING = "contact,values,plan,cases,messages"

# The owner of the table is under the wall as well; it steps aside for this one statement.
RIGHTS = f"""
ALTER TABLE access_right DROP CONSTRAINT access_right_no_more;
ALTER TABLE access_right NO FORCE ROW LEVEL SECURITY;
UPDATE access_right SET scopes = array_append(scopes, 'entry'::varchar)
 WHERE ground = 'self' AND NOT 'entry' = ANY (scopes);
ALTER TABLE access_right FORCE ROW LEVEL SECURITY;
ALTER TABLE access_right ADD CONSTRAINT access_right_no_more CHECK (scopes <@ CASE
    WHEN ground IN ('self', 'guardian') THEN '{{{READING},entry,log,rights}}'::varchar[]
    WHEN ground IN ('consent', 'incapacity') THEN '{{{READING},entry}}'::varchar[]
    WHEN ground = 'gp' THEN '{{{READING},planning,approval}}'::varchar[]
    WHEN ground = 'referral' THEN '{{{READING},planning}}'::varchar[]
    ELSE '{{{READING}}}'::varchar[] END);
"""

KEYS = """
ALTER TABLE {t} ADD CONSTRAINT {t}_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
"""

FUNCTIONS = """
-- The phones that may send now: not revoked, their account open, by a right that gives entry.
CREATE FUNCTION home_may_send(wanted integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM home_device d
          JOIN account a ON a.id = d.account_id AND a.is_active
          JOIN enrolment e ON e.id = d.enrolment_id
          JOIN access_right r ON r.account_id = d.account_id AND r.enrolment_id = d.enrolment_id
               AND 'entry' = ANY (r.scopes)
               AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())
         WHERE d.source_id = wanted AND d.revoked_at IS NULL
           AND (r.ground = 'self' OR e.phase IN (SELECT phase FROM phase_others)
                AND (r.ground NOT IN ('incapacity', 'guardian') OR r.second_by_id IS NOT NULL))
           AND NOT EXISTS (
                SELECT FROM access_block b
                 WHERE b.enrolment_id = d.enrolment_id AND b.starts_at <= now()
                   AND (b.ends_at IS NULL OR b.ends_at > now())
                   AND (b.scopes = '{}' OR 'entry' = ANY (b.scopes))
                   AND (b.account_id = d.account_id OR r.ground <> 'self'
                        AND num_nonnulls(b.account_id, b.team_id, b.organisation_id) = 0)))
$$;

-- Which phone stands behind the token of this transaction, if it may send: for who and by whom.
CREATE FUNCTION ctx_home()
RETURNS TABLE (device uuid, source integer, enrolment uuid, municipality smallint, account uuid,
               own boolean, language varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT d.id, d.source_id, d.enrolment_id, d.municipality_id, d.account_id,
           EXISTS (SELECT FROM access_right r WHERE r.account_id = d.account_id
                      AND r.enrolment_id = d.enrolment_id AND r.ground = 'self'
                      AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())),
           a.language
      FROM bearer b
      JOIN home_device d ON d.source_id = b.source_id
      JOIN account a ON a.id = d.account_id
     WHERE b.token_hash = ANY (ctx_hashes()) AND b.revoked_at IS NULL AND b.expires_at > now()
       AND home_may_send(d.source_id)
$$;

-- Somebody signed in binds the phone in their hand: a sender, a token and a binding of its own.
CREATE FUNCTION bind_home(wanted uuid, person uuid, called text, on_wall boolean, hash bytea,
                          at timestamptz, until timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
    place smallint;
    sender integer;
BEGIN
    IF me IS NULL OR NOT person = ANY (ctx_reach('entry')) OR person = ANY (ctx_blocked('entry'))
    THEN
        RETURN false;
    END IF;
    SELECT municipality_id INTO place FROM enrolment
     WHERE id = person AND starts_at <= at AND (ends_at IS NULL OR ends_at > at)
       AND phase IN (SELECT phase FROM phase_others);
    IF place IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO source (name, sort) VALUES ('Heime at home', 'home') RETURNING id INTO sender;
    INSERT INTO bearer (id, token_hash, source_id, expires_at)
    VALUES (gen_random_uuid(), hash, sender, until);
    INSERT INTO binding (id, source_id, municipality_id, enrolment_id, starts_at)
    VALUES (gen_random_uuid(), sender, place, person, at);
    INSERT INTO home_device (id, municipality_id, enrolment_id, source_id, account_id, name, kiosk,
        made_at)
    VALUES (wanted, place, person, sender, me, called, on_wall, at);
    RETURN true;
END $$;

-- As before, and of a phone only while it may send.
CREATE OR REPLACE FUNCTION ctx_enrolments() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    hashes bytea[] := ctx_hashes();
    about uuid[] := string_to_array(nullif(current_setting('heime.about', true), ''), ',');
    sources integer[] := ARRAY(
        SELECT b.source_id FROM bearer b
         WHERE b.token_hash = ANY (hashes) AND b.revoked_at IS NULL AND b.expires_at > now()
           AND (NOT EXISTS (SELECT FROM home_device d WHERE d.source_id = b.source_id)
                OR home_may_send(b.source_id)));
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
END $$;

-- What whoever has somebody's case is called, for the promise that they will look.
CREATE FUNCTION home_holder(about uuid) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT a.name FROM case_ c JOIN account a ON a.id = c.taken_by_id
     WHERE c.enrolment_id = about AND c.state <> 'closed'
       AND (about = ANY (ctx_enrolments()) OR about = ANY (ctx_reach('cases'))
            AND NOT about = ANY (ctx_blocked('cases')))
$$;

-- The number of a team, for the people that it follows up.
CREATE FUNCTION home_phone(team uuid) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT t.phone FROM team_address t
     WHERE t.team_id = team AND EXISTS (
            SELECT FROM enrolment e WHERE e.team_id = team AND e.id = ANY (ctx_reach('contact')))
$$;

REVOKE ALL ON FUNCTION home_may_send(integer), ctx_home(), home_holder(uuid), home_phone(uuid),
    bind_home(uuid, uuid, text, boolean, bytea, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx_home(), home_holder(uuid) TO {p}app, {p}ingest;
GRANT EXECUTE ON FUNCTION home_phone(uuid) TO {p}app;
GRANT EXECUTE ON FUNCTION bind_home(uuid, uuid, text, boolean, bytea, timestamptz, timestamptz)
    TO {p}app;
"""
OWNER = {"binding": "INSERT", "home_device": "SELECT INSERT", "team_address": "SELECT"}
"""What the functions do as the owner, who is under the wall too."""

ME = "(SELECT ctx_account())"
AT_HAND = "enrolment_id = ANY ((SELECT ctx_enrolments())::uuid[])"
OWN = "source_id = ANY ((SELECT ctx_sources())::integer[])"

# Table → role → command → condition. For the web a word is a scope.
TABLES = {
    "home_entry": {
        "app": {"SELECT": "values", "INSERT": "entry"},
        "ingest": {"SELECT": AT_HAND, "INSERT": AT_HAND},
        "worker": {"SELECT": "true"},
    },
    "home_mark": {
        "app": {"SELECT": "values"},
        "ingest": {"SELECT": AT_HAND, "INSERT": AT_HAND},
        "worker": {},
    },
    "home_course": {
        "app": {"SELECT": "values", "INSERT": "entry", "UPDATE": "work"},
        "ingest": {"SELECT": AT_HAND},
        "worker": {"SELECT": "true"},
    },
    "home_promise": {
        "app": {"SELECT": "cases"},
        "ingest": {"SELECT": AT_HAND, "INSERT": AT_HAND},
        "worker": {"SELECT": "true", "UPDATE": "true"},
    },
}
COLUMNS = {
    ("home_course", "UPDATE"): " (called_at, called_by_id)",
    ("home_promise", "UPDATE"): " (settled_at, kept)",
}


def clauses(command, condition):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
    return using + check


def reach(scope):
    return f"enrolment_id = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def unblocked(scope):
    return f"NOT enrolment_id = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def walled(table):
    yield KEYS.format(t=table)
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"REVOKE ALL ON {table} FROM PUBLIC"


def statements():
    for table, roles in TABLES.items():
        yield from walled(table)
        for role, commands in roles.items():
            for command, condition in commands.items():
                yield from allowed(table, role, command, condition)
    yield from devices()
    # Whoever receives must know since when nothing was waited for.
    yield f"CREATE POLICY phase_change_ingest_select ON phase_change FOR SELECT TO {{p}}ingest USING ({AT_HAND})"
    yield "GRANT SELECT ON phase_change TO {p}ingest"
    for table, commands in OWNER.items():
        for command in commands.split():
            yield (
                f"CREATE POLICY {table}_home_{command.lower()} ON {table} FOR {command}"
                f" TO CURRENT_USER{clauses(command, 'true')}"
            )


def allowed(table, role, command, condition):
    name = f"{table}_{role}_{command.lower()}"
    if role == "app":
        scope = condition
        condition = reach(scope)
        if command == "INSERT":
            condition += f" AND account_id = {ME}"
        yield (
            f"CREATE POLICY {name}_blocked ON {table} AS RESTRICTIVE FOR {command} TO {{p}}app"
            + clauses(command, unblocked(scope))
        )
    yield f"CREATE POLICY {name} ON {table} FOR {command} TO {{p}}{role}{clauses(command, condition)}"
    yield f"GRANT {command}{COLUMNS.get((table, command), '')} ON {table} TO {{p}}{role}"


def devices():
    """One's own phones, for oneself; all of a person's, for the person and their team."""
    yield from walled("home_device")
    mine = f"account_id = {ME}"
    either = f"({mine} OR {reach('rights')} OR {reach('work')})"
    for command in ("SELECT", "UPDATE"):
        name = f"home_device_app_{command.lower()}"
        yield f"CREATE POLICY {name} ON home_device FOR {command} TO {{p}}app" + clauses(
            command, either
        )
        yield (
            f"CREATE POLICY {name}_blocked ON home_device AS RESTRICTIVE FOR {command} TO {{p}}app"
            + clauses(command, f"({mine} OR {unblocked('contact')})")
        )
        yield (
            f"CREATE POLICY home_device_ingest_{command.lower()} ON home_device FOR {command}"
            " TO {p}ingest" + clauses(command, OWN)
        )
    yield "GRANT SELECT ON home_device TO {p}app, {p}ingest"
    yield "GRANT UPDATE (name, kiosk, revoked_at, revoked_by_id) ON home_device TO {p}app"
    yield "GRANT UPDATE (seen_at) ON home_device TO {p}ingest"


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    schema_editor.execute(RIGHTS, params=None)
    schema_editor.execute(FUNCTIONS.replace("{p}", prefix), params=None)
    for statement in statements():
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_hashed"),
        ("exchange", "0002_to_somebody"),
        ("happenings", "0002_walls"),
        ("home", "0001_initial"),
        ("intake", "0002_walls"),
        ("plans", "0005_signed_by_the_gp"),
    ]
    operations = [migrations.RunPython(build)]
