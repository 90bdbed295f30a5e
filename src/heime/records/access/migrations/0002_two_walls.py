"""The database's own wall: roles, context, row-level security, composite keys, grants, partitions.

Read it as a table of who may do what. `{p}` is the role prefix (HEIME_ROLE_PREFIX).

Identity comes from random tokens: the application sets `heime.token` (one token, or several
with commas for a mixed batch) for one transaction, and the functions below look up what those
tokens give right now. A policy calls a function once per query, never per row: a function per
row was measured some hundred times slower (reliability reference 2.9).
"""

from django.conf import settings
from django.db import migrations

ROLES = """
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['{p}app', '{p}ingest', '{p}worker'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', name);
        END IF;
    END LOOP;
END $$;
GRANT USAGE ON SCHEMA public TO {p}app, {p}ingest, {p}worker;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
"""

# Everything about a person hangs on an enrolment of the same municipality: the key says both.
COMPOSITE_KEYS = """
ALTER TABLE enrolment ADD CONSTRAINT enrolment_patient
    FOREIGN KEY (municipality_id, patient_id) REFERENCES patient (municipality_id, id);
ALTER TABLE transfer ADD CONSTRAINT transfer_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE transfer ADD CONSTRAINT transfer_earlier
    FOREIGN KEY (earlier_id) REFERENCES enrolment (id);
ALTER TABLE contact ADD CONSTRAINT contact_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE binding ADD CONSTRAINT binding_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE on_screen ADD CONSTRAINT on_screen_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE plan_version ADD CONSTRAINT plan_version_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE measurement ADD CONSTRAINT measurement_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE judgement ADD CONSTRAINT judgement_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE case_ ADD CONSTRAINT case_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE case_event ADD CONSTRAINT case_event_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE case_event ADD CONSTRAINT case_event_case
    FOREIGN KEY (municipality_id, case_id) REFERENCES case_ (municipality_id, id);
ALTER TABLE awaited ADD CONSTRAINT awaited_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE notice ADD CONSTRAINT notice_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
"""

# What the tokens of this transaction give, read at the moment of asking: a revoked token or an
# ended membership counts from the next statement on. No token, or an unknown one: nothing.
CONTEXT = """
CREATE FUNCTION ctx_hashes() RETURNS bytea[]
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_agg(sha256(convert_to(token, 'UTF8')))
      FROM unnest(string_to_array(current_setting('heime.token', true), ',')) AS token
     WHERE token <> ''
$$;

CREATE FUNCTION ctx_sign_in() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT s.id FROM sign_in s JOIN account a ON a.id = s.account_id
     WHERE s.token_hash = ANY (ctx_hashes())
       AND s.ended_at IS NULL AND s.expires_at > now() AND a.is_active
$$;

CREATE FUNCTION ctx_sources() RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT b.source_id), '{{}}') FROM bearer b
     WHERE b.token_hash = ANY (ctx_hashes()) AND b.revoked_at IS NULL AND b.expires_at > now()
$$;

CREATE FUNCTION ctx_municipalities() RETURNS smallint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT municipality_id), '{{}}') FROM (
        SELECT tm.municipality_id
          FROM sign_in s
          JOIN account a ON a.id = s.account_id AND a.is_active
          JOIN membership ms ON ms.account_id = a.id
               AND ms.starts_at <= now() AND (ms.ends_at IS NULL OR ms.ends_at > now())
          JOIN team_municipality tm ON tm.team_id = ms.team_id
         WHERE s.token_hash = ANY (ctx_hashes()) AND s.ended_at IS NULL AND s.expires_at > now()
        UNION ALL
        SELECT md.municipality_id
          FROM mandate md
         WHERE md.source_id = ANY (ctx_sources())
           AND md.starts_at <= now() AND (md.ends_at IS NULL OR md.ends_at > now())
    ) AS given
$$;

CREATE FUNCTION ctx_enrolments() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(bd.enrolment_id), '{{}}') FROM binding bd
     WHERE bd.source_id = ANY (ctx_sources())
       AND bd.starts_at <= now() AND (bd.ends_at IS NULL OR bd.ends_at > now())
$$;

REVOKE ALL ON FUNCTION ctx_hashes(), ctx_sign_in(), ctx_sources(), ctx_municipalities(),
    ctx_enrolments() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx_hashes(), ctx_sign_in(), ctx_sources(), ctx_municipalities(),
    ctx_enrolments() TO {p}app, {p}ingest, {p}worker;
"""

# What each role may do to each table with a person in it. `for` names the SQL commands; a
# command that is not named is refused by the missing grant and by the missing policy alike.
BY_ENROLMENT = {
    "contact": {"app": "SELECT INSERT", "ingest": "", "worker": ""},
    "transfer": {"app": "SELECT", "ingest": "SELECT", "worker": "SELECT"},
    "plan_version": {"app": "SELECT INSERT", "ingest": "SELECT", "worker": "SELECT"},
    "measurement": {
        "app": "SELECT",
        "ingest": "SELECT INSERT",
        "worker": "SELECT",
    },
    "judgement": {
        "app": "SELECT",
        "ingest": "SELECT INSERT",
        "worker": "SELECT INSERT",
    },
    "case_": {
        "app": "SELECT UPDATE",
        "ingest": "SELECT INSERT UPDATE",
        "worker": "SELECT INSERT UPDATE",
    },
    "case_event": {
        "app": "SELECT INSERT",
        "ingest": "SELECT INSERT",
        "worker": "SELECT INSERT",
    },
    "awaited": {
        "app": "SELECT",
        "ingest": "SELECT INSERT UPDATE DELETE",
        "worker": "SELECT INSERT UPDATE DELETE",
    },
    "notice": {"app": "", "ingest": "INSERT", "worker": "SELECT INSERT UPDATE"},
    "on_screen": {"app": "SELECT INSERT UPDATE DELETE", "ingest": "", "worker": "DELETE SELECT"},
}
BY_MUNICIPALITY = "municipality_id = ANY ((SELECT ctx_municipalities())::smallint[])"
BY_BOTH = f"({BY_MUNICIPALITY} OR {{enrolment}} = ANY ((SELECT ctx_enrolments())::uuid[]))"


def policies_of(table, commands, *, role, condition):
    """One policy per command, with its check written out."""
    for command in commands.split():
        using = "" if command == "INSERT" else f" USING ({condition})"
        check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
        yield (
            f"CREATE POLICY {table}_{role}_{command.lower()} ON {table}"
            f" FOR {command} TO {{p}}{role}{using}{check}"
        )
        yield f"GRANT {command} ON {table} TO {{p}}{role}"


def wall(table):
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"REVOKE ALL ON {table} FROM PUBLIC"


def statements():
    for table, roles in BY_ENROLMENT.items():
        yield from wall(table)
        for role, commands in roles.items():
            condition = {
                "app": BY_MUNICIPALITY,
                "ingest": BY_BOTH.format(enrolment="enrolment_id"),
                "worker": "true",  # the due loop serves every municipality
            }[role]
            yield from policies_of(table, commands, role=role, condition=condition)
    yield from people()
    yield from tokens()
    yield from logs()


def people():
    yield from wall("enrolment")
    yield from policies_of("enrolment", "SELECT INSERT", role="app", condition=BY_MUNICIPALITY)
    yield from policies_of(
        "enrolment", "SELECT", role="ingest", condition=BY_BOTH.format(enrolment="id")
    )
    yield from policies_of("enrolment", "SELECT", role="worker", condition="true")
    yield from wall("patient")
    yield from policies_of("patient", "SELECT INSERT", role="app", condition=BY_MUNICIPALITY)
    # Ingest finds a person by the keyed hash of an identity number, and may read nothing else.
    yield (
        "CREATE POLICY patient_ingest_select ON patient FOR SELECT TO {p}ingest USING ("
        f"{BY_MUNICIPALITY} OR id IN (SELECT patient_id FROM enrolment"
        " WHERE id = ANY ((SELECT ctx_enrolments())::uuid[])))"
    )
    yield "GRANT SELECT (id, municipality_id, national_id_lookup) ON patient TO {p}ingest"


def tokens():
    # The context functions run as the owner, who is under FORCE too: this is all it may see.
    yield from wall("binding")
    yield "CREATE POLICY binding_owner ON binding FOR SELECT TO CURRENT_USER USING (true)"
    yield from policies_of(
        "binding",
        "SELECT",
        role="ingest",
        condition="source_id = ANY ((SELECT ctx_sources())::integer[])",
    )
    yield from policies_of("binding", "INSERT", role="app", condition=BY_MUNICIPALITY)
    yield from wall("receipt")
    yield from policies_of(
        "receipt",
        "SELECT INSERT UPDATE",
        role="ingest",
        condition="source_id = ANY ((SELECT ctx_sources())::integer[])",
    )
    yield "GRANT SELECT ON municipality, team, team_municipality, membership TO {p}app"
    yield "GRANT SELECT ON municipality, team, team_municipality TO {p}ingest, {p}worker"
    yield "GRANT SELECT ON account TO {p}app"
    yield "GRANT UPDATE (language, password, last_login) ON account TO {p}app"
    yield "GRANT SELECT, INSERT ON sign_in TO {p}app"
    yield "GRANT UPDATE (ended_at) ON sign_in TO {p}app"
    yield "GRANT DELETE, SELECT ON sign_in TO {p}worker"
    yield "GRANT SELECT ON bearer, source, mandate TO {p}ingest"
    yield "GRANT SELECT ON source TO {p}app, {p}worker"


def logs():
    # Everybody writes the log; nobody who writes it reads it.
    yield from wall("audit_entry")
    for role in ("app", "ingest", "worker"):
        yield (
            f"CREATE POLICY audit_entry_{role}_insert ON audit_entry FOR INSERT TO {{p}}{role}"
            " WITH CHECK (true)"
        )
        yield f"GRANT INSERT ON audit_entry TO {{p}}{role}"
        yield f"GRANT USAGE ON SEQUENCE audit_entry_id_seq TO {{p}}{role}"
    yield "GRANT USAGE ON SEQUENCE plan_version_id_seq TO {p}app"
    yield "GRANT SELECT ON loop TO {p}app, {p}ingest"
    yield "GRANT SELECT, INSERT, UPDATE ON loop TO {p}worker"
    # What /ready and the start-up check read.
    yield "GRANT SELECT ON django_migrations TO {p}app, {p}ingest, {p}worker"


# Months are made ahead by the jobs process, which may call this and alter nothing else. The
# partitions are walled too, with no policy: nobody reaches one except through its parent.
PARTITIONS = """
CREATE FUNCTION make_partitions(upto date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    parent text;
    month date;
    child text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('make_partitions'));
    FOREACH parent IN ARRAY ARRAY['measurement', 'judgement'] LOOP
        child := parent || '_before_2020';
        IF to_regclass(child) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (MINVALUE) TO (%L)',
                           child, parent, '2020-01-01 00:00:00+00');
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', child);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', child);
            made := made + 1;
        END IF;
        month := date '2020-01-01';
        WHILE month <= upto LOOP
            child := parent || to_char(month, '_YYYY_MM');
            IF to_regclass(child) IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                               child, parent, to_char(month, 'YYYY-MM-DD" 00:00:00+00"'),
                               to_char(month + interval '1 month', 'YYYY-MM-DD" 00:00:00+00"'));
                EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', child);
                EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', child);
                made := made + 1;
            END IF;
            month := month + interval '1 month';
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION make_partitions(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_partitions(date) TO {p}worker;
SELECT make_partitions((now() + interval '3 months')::date);
"""


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for text in (ROLES, COMPOSITE_KEYS, CONTEXT):
        schema_editor.execute(text.format(p=prefix), params=None)
    for statement in statements():
        schema_editor.execute(statement.replace("{p}", prefix), params=None)
    schema_editor.execute(PARTITIONS.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    """The second wall. It stands from the first day: no table is ever without it."""

    dependencies = [
        ("access", "0001_initial"),
        ("audit", "0001_initial"),
        ("exchange", "0001_initial"),
        ("measurements", "0001_initial"),
        ("people", "0001_initial"),
        ("plans", "0001_initial"),
        ("worklist", "0001_initial"),
    ]
    operations = [migrations.RunPython(build)]
