"""The database's wall follows care: the web reaches a person by a right, no longer by municipality.

Read it as two tables: what a role reaches (`ROLE_SCOPES`, `PHASE_SCOPES`: the same as
core/roles.py and core/phases.py, which a test compares), and which scope each command on each
table needs (`TABLES`). The functions say whom the asker reaches with a scope, now, once a query.

A block takes away again what a right gave, by a restrictive policy of its own, and gives way to
nothing but an emergency access of the asker's.
"""

from django.conf import settings
from django.db import migrations

READING = "contact values plan cases messages"
CARING = f"{READING} work planning rights"
ROLE_SCOPES = {
    # role: (scopes, needs a profession, only these professions)
    "nurse": (CARING, True, None),
    "doctor": (CARING, True, "LE"),
    "therapist": (CARING, True, None),
    "lead": (f"{CARING} log", True, None),
    "assistant": ("contact messages", False, None),
    "gp": (f"{READING} planning", True, None),
    "hospital": (f"{READING} planning", True, None),
    "legevakt": (READING, True, None),
}
PHASE_SCOPES = {
    # phase: (what the team reaches, whether others' rights count)
    "referred": ("contact messages work rights", False),
    "intake": (f"{CARING} log", True),
    "active": (f"{CARING} log", True),
    "paused": (f"{CARING} log", True),
    "ended": (f"{READING} work log", False),
}
BREAKS_GLASS = "'legevakt', 'hospital', 'doctor', 'nurse', 'lead'"

LOOKUPS = """
CREATE TABLE role_scope (
    role varchar(20), scope varchar(10), clinical boolean NOT NULL, signs varchar(3)[],
    PRIMARY KEY (role, scope));
CREATE TABLE phase_scope (
    phase varchar(8), scope varchar(10), PRIMARY KEY (phase, scope));
CREATE TABLE phase_others (phase varchar(8) PRIMARY KEY);
REVOKE ALL ON role_scope, phase_scope, phase_others FROM PUBLIC;
"""

# A sign-in is live while it has neither ended, rested too long, nor been locked. What a role gives
# is asked of the account's profession too: somebody without one does nothing clinical.
FUNCTIONS = """
CREATE FUNCTION ctx_account() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT a.id FROM sign_in s JOIN account a ON a.id = s.account_id
     WHERE s.token_hash = ANY (ctx_hashes()) AND s.ended_at IS NULL AND s.expires_at > now()
       AND s.locked_at IS NULL AND a.is_active
       AND coalesce(s.last_seen_at, s.started_at) > now() - make_interval(mins => s.idle_minutes)
$$;

CREATE OR REPLACE FUNCTION ctx_sign_in() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT s.id FROM sign_in s
     WHERE s.token_hash = ANY (ctx_hashes()) AND s.ended_at IS NULL AND s.expires_at > now()
       AND s.account_id = ctx_account()
$$;

CREATE FUNCTION posts_of(who uuid) RETURNS TABLE (
    role varchar, team_id uuid, organisation_id uuid, municipality_id smallint, profession varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT m.role, m.team_id, m.organisation_id, m.municipality_id, a.profession
      FROM membership m JOIN account a ON a.id = m.account_id
     WHERE m.account_id = who AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now())
       AND (m.given_by_id IS NULL OR m.confirmed_by_id IS NOT NULL)
$$;

CREATE FUNCTION ctx_reach(wanted text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
BEGIN
    IF me IS NULL THEN
        RETURN '{{}}';
    END IF;
    RETURN ARRAY(
        SELECT e.id
          FROM posts_of(me) p
          JOIN role_scope rs ON rs.role = p.role AND rs.scope = wanted
               AND (NOT rs.clinical OR p.profession <> '')
               AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))
          JOIN team_municipality tm ON tm.team_id = p.team_id
               AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())
          JOIN enrolment e ON e.team_id = p.team_id AND e.municipality_id = tm.municipality_id
               AND e.starts_at <= now() AND (e.ends_at IS NULL
                    OR e.ends_at > now() - interval '30 days')
          JOIN phase_scope ps ON ps.scope = wanted
               AND ps.phase = CASE WHEN e.ends_at <= now() THEN 'ended' ELSE e.phase END
        UNION ALL
        SELECT r.enrolment_id
          FROM access_right r JOIN enrolment e ON e.id = r.enrolment_id
         WHERE r.account_id = me AND wanted = ANY (r.scopes)
           AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())
           AND CASE r.ground
               WHEN 'self' THEN true
               WHEN 'emergency' THEN EXISTS (
                    SELECT FROM posts_of(me) p WHERE p.role IN ({glass}) AND p.profession <> '')
               ELSE (e.ends_at IS NULL OR e.ends_at > now())
                    AND e.phase IN (SELECT phase FROM phase_others) END
        UNION ALL
        SELECT r.enrolment_id
          FROM posts_of(me) p
          JOIN role_scope rs ON rs.role = p.role AND rs.scope = wanted
               AND (NOT rs.clinical OR p.profession <> '')
               AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))
          JOIN access_right r ON r.organisation_id = p.organisation_id AND wanted = ANY (r.scopes)
               AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())
          JOIN enrolment e ON e.id = r.enrolment_id
               AND (e.ends_at IS NULL OR e.ends_at > now())
               AND e.phase IN (SELECT phase FROM phase_others));
END $$;

CREATE FUNCTION ctx_blocked(wanted text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
BEGIN
    IF me IS NULL THEN
        RETURN '{{}}';
    END IF;
    RETURN ARRAY(
        SELECT b.enrolment_id
          FROM access_block b JOIN enrolment e ON e.id = b.enrolment_id
         WHERE b.starts_at <= now() AND (b.ends_at IS NULL OR b.ends_at > now())
           AND (b.scopes = '{{}}' OR wanted = ANY (b.scopes))
           AND (b.account_id = me
             OR b.team_id IN (SELECT p.team_id FROM posts_of(me) p)
             OR b.organisation_id IN (
                    SELECT o.id FROM posts_of(me) p JOIN organisation o ON o.id = p.organisation_id
                    UNION ALL
                    SELECT o.parent_id FROM posts_of(me) p
                      JOIN organisation o ON o.id = p.organisation_id)
             OR num_nonnulls(b.account_id, b.team_id, b.organisation_id) = 0
                AND e.team_id NOT IN (
                    SELECT p.team_id FROM posts_of(me) p WHERE p.team_id IS NOT NULL)
                AND NOT EXISTS (
                    SELECT FROM access_right r WHERE r.enrolment_id = e.id AND r.account_id = me
                       AND r.ground = 'self'))
           AND NOT EXISTS (
                SELECT FROM access_right r
                 WHERE r.enrolment_id = b.enrolment_id AND r.account_id = me
                   AND r.ground = 'emergency' AND r.starts_at <= now() AND r.ends_at > now()));
END $$;

CREATE FUNCTION ctx_patients() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    reached uuid[] := ctx_reach('contact');
    blocked uuid[] := ctx_blocked('contact');
BEGIN
    RETURN ARRAY(
        SELECT e.patient_id FROM enrolment e
         WHERE e.id = ANY (reached) AND NOT e.id = ANY (blocked));
END $$;

CREATE FUNCTION ctx_log() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT ctx_reach('log')
$$;

CREATE FUNCTION ctx_enrolling() RETURNS smallint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT tm.municipality_id), '{{}}')
      FROM posts_of(ctx_account()) p
      JOIN role_scope rs ON rs.role = p.role AND rs.scope = 'work' AND p.profession <> ''
      JOIN team_municipality tm ON tm.team_id = p.team_id
           AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())
$$;

CREATE FUNCTION ctx_audited() RETURNS smallint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(p.municipality_id), '{{}}') FROM posts_of(ctx_account()) p
     WHERE p.role = 'auditor' AND p.municipality_id IS NOT NULL
$$;

CREATE FUNCTION ctx_administered() RETURNS smallint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(p.municipality_id), '{{}}') FROM posts_of(ctx_account()) p
     WHERE p.role = 'administrator' AND p.municipality_id IS NOT NULL
$$;

CREATE FUNCTION ctx_breaks_glass() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM posts_of(ctx_account()) p
                    WHERE p.role IN ({glass}) AND p.profession <> '')
$$;

-- Who is followed up, for somebody who may break the glass and knows the identity number: nothing
-- but the ids that an emergency access needs. The asking itself is logged by whoever asks.
CREATE FUNCTION found_in_emergency(wanted bytea)
RETURNS TABLE (enrolment_id uuid, municipality_id smallint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT e.id, e.municipality_id FROM enrolment e
     WHERE ctx_breaks_glass() AND e.starts_at <= now() AND e.phase <> 'referred'
       AND (e.ends_at IS NULL OR e.ends_at > now())
       AND e.patient_id IN (SELECT p.id FROM patient p WHERE p.national_id_lookup = wanted)
       AND e.municipality_id IN (
            SELECT om.municipality_id FROM posts_of(ctx_account()) p
              JOIN organisation_municipality om ON om.organisation_id = p.organisation_id
                   AND om.starts_at <= now() AND (om.ends_at IS NULL OR om.ends_at > now())
            UNION ALL
            SELECT tm.municipality_id FROM posts_of(ctx_account()) p
              JOIN team_municipality tm ON tm.team_id = p.team_id
                   AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now()))
$$;

-- What ingest is given municipalities for: mandates only. A person's sign-in gives it nothing.
CREATE OR REPLACE FUNCTION ctx_municipalities() RETURNS smallint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    hashes bytea[] := ctx_hashes();
BEGIN
    RETURN (
        SELECT coalesce(array_agg(DISTINCT md.municipality_id), '{{}}')
          FROM bearer b
          JOIN mandate md ON md.source_id = b.source_id
               AND md.starts_at <= now() AND (md.ends_at IS NULL OR md.ends_at > now())
         WHERE b.token_hash = ANY (hashes) AND b.revoked_at IS NULL AND b.expires_at > now());
END $$;
"""
NEW = (
    "ctx_account()", "ctx_reach(text)", "ctx_blocked(text)", "ctx_patients()", "ctx_log()",
    "ctx_enrolling()", "ctx_audited()", "ctx_administered()", "ctx_breaks_glass()",
    "found_in_emergency(bytea)",
)  # fmt: skip

TABLES = {
    "contact": {"SELECT": "contact", "INSERT": "work"},
    "transfer": {"SELECT": "values"},
    "measurement": {"SELECT": "values"},
    "judgement": {"SELECT": "values"},
    "response": {"SELECT": "values"},
    "course": {"SELECT": "values", "INSERT": "work", "UPDATE": "work"},
    "plan_version": {"SELECT": "plan", "INSERT": "planning", "UPDATE": "planning"},
    "case_": {"SELECT": "cases", "UPDATE": "work"},
    "case_event": {"SELECT": "cases", "INSERT": "work"},
    "awaited": {"SELECT": "cases"},
    "watch": {"SELECT": "cases", "INSERT": "work", "UPDATE": "work", "DELETE": "work"},
    "on_screen": {
        "SELECT": "contact", "INSERT": "contact", "UPDATE": "contact", "DELETE": "contact",
    },
    "binding": {"INSERT": "work"},
    "enrolment": {"SELECT": "contact", "UPDATE": "work"},
}  # fmt: skip
"""Table → the scope that each command of the web needs. What is not here, it may not do."""
MADE_NEW = {("enrolment", "UPDATE")}
ENROLLING = "municipality_id = ANY ((SELECT ctx_enrolling())::smallint[])"


def reach(scope, column="enrolment_id"):
    return f"{column} = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def unblocked(scope, column="enrolment_id"):
    return f"NOT {column} = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def clauses(command, condition):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
    return using + check


def statements():
    for table, commands in TABLES.items():
        column = "id" if table == "enrolment" else "enrolment_id"
        for command, scope in commands.items():
            name = f"{table}_app_{command.lower()}"
            if (table, command) in MADE_NEW:
                yield (
                    f"CREATE POLICY {name} ON {table} FOR {command} TO {{p}}app"
                    + clauses(command, reach(scope, column))
                )
            else:
                yield f"ALTER POLICY {name} ON {table}" + clauses(command, reach(scope, column))
            yield (
                f"CREATE POLICY {table}_app_{command.lower()}_blocked ON {table} AS RESTRICTIVE"
                f" FOR {command} TO {{p}}app" + clauses(command, unblocked(scope, column))
            )
    # Whoever may plan may draft and propose; only those who also do the work may let a plan count.
    yield (
        "CREATE POLICY plan_version_app_approval ON plan_version AS RESTRICTIVE FOR UPDATE"
        " TO {p}app USING (true) WITH CHECK (status NOT IN ('approved', 'replaced')"
        f" OR {reach('work')})"
    )
    yield "GRANT UPDATE (phase, ends_at, conditions) ON enrolment TO {p}app"
    yield "ALTER POLICY enrolment_app_insert ON enrolment" + clauses("INSERT", ENROLLING)
    yield "ALTER POLICY patient_app_insert ON patient" + clauses("INSERT", ENROLLING)
    yield (
        "ALTER POLICY patient_app_select ON patient"
        " USING (id = ANY ((SELECT ctx_patients())::uuid[]))"
    )
    yield from rights()
    # What the functions above read as the owner, who is under the wall as well.
    for table in ("enrolment", "patient", "access_right", "access_block"):
        yield f"CREATE POLICY {table}_owner ON {table} FOR SELECT TO CURRENT_USER USING (true)"
    for table in ("organisation", "organisation_municipality"):
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
        yield f"GRANT SELECT ON {table} TO {{p}}app"
    yield ("GRANT UPDATE (last_seen_at, locked_at, stepped_up_at) ON sign_in TO {p}app")


def rights():
    mine = "account_id = (SELECT ctx_account())"
    given = "given_by_id = (SELECT ctx_account())"
    for table in ("access_right", "access_block"):
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
        yield (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_enrolment"
            " FOREIGN KEY (municipality_id, enrolment_id)"
            " REFERENCES enrolment (municipality_id, id)"
        )
    # One's own right may be seen and ended by oneself; others' by whoever keeps the rights.
    either = f"({reach('rights')} OR {mine})"
    yield f"CREATE POLICY access_right_app_select ON access_right FOR SELECT TO {{p}}app USING ({either})"
    yield (
        "CREATE POLICY access_right_app_insert ON access_right FOR INSERT TO {p}app WITH CHECK ("
        f"{given} AND CASE ground WHEN 'emergency' THEN {mine} AND (SELECT ctx_breaks_glass())"
        f" WHEN 'consent' THEN {reach('rights')} ELSE {reach('work')} END)"
    )
    # The lengths of core/rights.py once more, so that no statement makes a right that lasts.
    yield (
        "ALTER TABLE access_right ADD CONSTRAINT access_right_lasts CHECK (CASE ground"
        " WHEN 'self' THEN true"
        " WHEN 'emergency' THEN ends_at <= given_at + interval '8 hours'"
        " WHEN 'incapacity' THEN ends_at <= starts_at + interval '183 days'"
        " WHEN 'referral' THEN ends_at <= starts_at + interval '183 days'"
        " WHEN 'gp' THEN ends_at <= starts_at + interval '731 days'"
        " ELSE ends_at <= starts_at + interval '366 days' END)"
    )
    yield (
        "CREATE POLICY access_right_app_update ON access_right FOR UPDATE TO {p}app"
        f" USING ({either}) WITH CHECK ({either})"
    )
    yield "GRANT SELECT, INSERT ON access_right, access_block TO {p}app"
    yield (
        "GRANT UPDATE (ends_at, ended_by_id, review_at, reviewed_by_id, reviewed_at, finding)"
        " ON access_right TO {p}app"
    )
    for command in ("SELECT", "INSERT", "UPDATE"):
        yield (
            f"CREATE POLICY access_block_app_{command.lower()} ON access_block FOR {command}"
            " TO {p}app" + clauses(command, reach("rights"))
        )
    yield "GRANT UPDATE (ends_at, ended_by_id) ON access_block TO {p}app"


def fill(schema_editor):
    for role, (scopes, clinical, signs) in ROLE_SCOPES.items():
        for scope in scopes.split():
            schema_editor.execute(
                "INSERT INTO role_scope VALUES (%s, %s, %s, %s)",
                [role, scope, clinical, [signs] if signs else None],
            )
    for phase, (scopes, others) in PHASE_SCOPES.items():
        for scope in scopes.split():
            schema_editor.execute("INSERT INTO phase_scope VALUES (%s, %s)", [phase, scope])
        if others:
            schema_editor.execute("INSERT INTO phase_others VALUES (%s)", [phase])


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    schema_editor.execute(LOOKUPS, params=None)
    schema_editor.execute(FUNCTIONS.format(glass=BREAKS_GLASS), params=None)
    fill(schema_editor)
    schema_editor.execute(f"REVOKE ALL ON FUNCTION posts_of(uuid), {', '.join(NEW)} FROM PUBLIC")
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {', '.join(NEW)} TO {prefix}app")
    for statement in statements():
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_rights"),
        ("measurements", "0002_courses_and_answers"),
        ("people", "0003_organisations"),
        ("plans", "0003_life"),
        ("worklist", "0002_watch"),
    ]
    operations = [migrations.RunPython(build)]
