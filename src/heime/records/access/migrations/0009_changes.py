"""The wall around what becomes of a person: old numbers, twins, moves, death, hidden addresses.

Read it as the table `TABLES`: which scope each command needs. `work` is what only a follow-up team
has, so an address that nobody else may know asks for it.

A link, of a transfer or between twins, lets whoever reaches the one read the other: `ctx_reach`
goes on from what it gave before. A block holds on both sides, before the link and after it.
"""

from django.conf import settings
from django.db import migrations

TABLES = {
    "death": {"SELECT": "contact", "INSERT": "work", "UPDATE": "work"},
    "protected_address": {"SELECT": "work", "INSERT": "work", "UPDATE": "work", "DELETE": "work"},
    "awaited": {"DELETE": "work"},
    "notice": {"SELECT": "work", "DELETE": "work"},
}
"""Table → the scope that each command of the web needs."""
ME = "(SELECT ctx_account())"
ALSO = {
    ("death", "INSERT"): f"recorded_by_id = {ME} AND corrected_at IS NULL",
    ("notice", "DELETE"): "sent_at IS NULL",
}
COLUMNS = {"death": " (corrected_by_id, corrected_at, reason)"}
WALLED = ("death", "protected_address", "identifier", "patient_link", "move", "carer_response")

KEYS = """
ALTER TABLE death ADD CONSTRAINT death_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE protected_address ADD CONSTRAINT protected_address_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE carer_response ADD CONSTRAINT carer_response_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE move ADD CONSTRAINT move_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE move ADD CONSTRAINT move_became
    FOREIGN KEY (to_id, became_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE identifier ADD CONSTRAINT identifier_patient
    FOREIGN KEY (municipality_id, patient_id) REFERENCES patient (municipality_id, id);
ALTER TABLE patient_link ADD CONSTRAINT patient_link_patient
    FOREIGN KEY (municipality_id, patient_id) REFERENCES patient (municipality_id, id);
ALTER TABLE patient_link ADD CONSTRAINT patient_link_twin
    FOREIGN KEY (municipality_id, twin_id) REFERENCES patient (municipality_id, id);
"""

# The links are asked of what one reaches without them: a chain of links is not followed further.
LINKS = """
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('ctx_reach(text)'::regprocedure),
                    'FUNCTION public.ctx_reach(', 'FUNCTION public.own_reach(');
END $$;
REVOKE ALL ON FUNCTION own_reach(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION ctx_reach(wanted text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    own uuid[] := own_reach(wanted);
    further uuid[];
BEGIN
    IF wanted NOT IN ('contact', 'values', 'plan', 'cases') OR own = '{}' THEN
        RETURN own;
    END IF;
    further := ARRAY(
        SELECT t.earlier_id FROM transfer t
         WHERE t.enrolment_id = ANY (own) AND NOT t.enrolment_id = ANY (ctx_blocked(wanted)));
    IF EXISTS (SELECT FROM patient_link WHERE ended_at IS NULL) THEN
        further := further || ARRAY(
            SELECT other.id
              FROM enrolment mine
              JOIN (SELECT patient_id AS one, twin_id AS two FROM patient_link
                     WHERE ended_at IS NULL
                    UNION ALL
                    SELECT twin_id, patient_id FROM patient_link WHERE ended_at IS NULL) AS link
                   ON link.one = mine.patient_id
              JOIN enrolment other ON other.patient_id = link.two
             WHERE mine.id = ANY (own) AND NOT mine.id = ANY (ctx_blocked(wanted)));
    END IF;
    RETURN own || further;
END $$;
"""

# Also by a number that was replaced, or another one of theirs.
FOUND = """
CREATE OR REPLACE FUNCTION found_in_emergency(wanted bytea)
RETURNS TABLE (enrolment_id uuid, municipality_id smallint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT e.id, e.municipality_id FROM enrolment e
     WHERE ctx_breaks_glass() AND e.starts_at <= now() AND e.phase <> 'referred'
       AND (e.ends_at IS NULL OR e.ends_at > now())
       AND e.patient_id IN (
            SELECT p.id FROM patient p WHERE p.national_id_lookup = wanted
            UNION ALL SELECT i.patient_id FROM identifier i WHERE i.lookup = wanted)
       AND e.municipality_id IN (
            SELECT om.municipality_id FROM posts_of(ctx_account()) p
              JOIN organisation_municipality om ON om.organisation_id = p.organisation_id
                   AND om.starts_at <= now() AND (om.ends_at IS NULL OR om.ends_at > now())
            UNION ALL
            SELECT tm.municipality_id FROM posts_of(ctx_account()) p
              JOIN team_municipality tm ON tm.team_id = p.team_id
                   AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now()))
$$;
"""

# A move crosses the wall, so neither side can do it alone: the old team has offered, the new one
# calls this. Everything follows in one statement, and nothing else crosses.
ACCEPT = """
CREATE FUNCTION accept_move(offered uuid, by_team uuid, patient_made uuid, enrolment_made uuid,
                            in_phase text, at timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
    offer move;
    person patient;
    known uuid;
BEGIN
    SELECT * INTO offer FROM move WHERE id = offered AND answered_at IS NULL FOR UPDATE;
    IF offer.id IS NULL OR in_phase NOT IN ('referred', 'intake') OR NOT EXISTS (
        SELECT FROM posts_of(me) p
          JOIN role_scope rs ON rs.role = p.role AND rs.scope = 'work' AND p.profession <> ''
          JOIN team_municipality tm ON tm.team_id = p.team_id AND tm.municipality_id = offer.to_id
               AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())
         WHERE p.team_id = by_team) THEN
        RETURN NULL;
    END IF;
    SELECT p.* INTO person FROM patient p JOIN enrolment e ON e.patient_id = p.id
     WHERE e.id = offer.enrolment_id;
    SELECT p.id INTO known FROM patient p
     WHERE p.municipality_id = offer.to_id AND p.national_id_lookup = person.national_id_lookup;
    IF known IS NULL THEN
        known := patient_made;
        INSERT INTO patient (id, municipality_id, national_id, national_id_lookup, given, family,
            birth_date, sex, language, phone, address, gp_office, matters, protection)
        VALUES (known, offer.to_id, person.national_id, person.national_id_lookup, person.given,
            person.family, person.birth_date, person.sex, person.language, person.phone, '', '',
            person.matters, person.protection);
        INSERT INTO identifier (id, municipality_id, patient_id, system, value, lookup, use,
            starts_at, ends_at, assigner)
        SELECT gen_random_uuid(), offer.to_id, known, i.system, i.value, i.lookup, i.use,
               i.starts_at, i.ends_at, i.assigner
          FROM identifier i WHERE i.patient_id = person.id;
    END IF;
    INSERT INTO enrolment (id, municipality_id, patient_id, team_id, conditions, phase, starts_at)
    SELECT enrolment_made, offer.to_id, known, by_team, e.conditions, in_phase, at
      FROM enrolment e WHERE e.id = offer.enrolment_id;
    INSERT INTO transfer (enrolment_id, municipality_id, earlier_id, linked_by_id, linked_at)
    VALUES (enrolment_made, offer.to_id, offer.enrolment_id, me, at);
    UPDATE enrolment SET phase = 'ended', ends_at = at WHERE id = offer.enrolment_id;
    UPDATE binding SET ends_at = at
     WHERE enrolment_id = offer.enrolment_id AND (ends_at IS NULL OR ends_at > at);
    DELETE FROM watch WHERE enrolment_id = offer.enrolment_id;
    DELETE FROM awaited WHERE enrolment_id = offer.enrolment_id;
    UPDATE move SET answered_by_id = me, answered_at = at, answer = 'accepted',
        became_id = enrolment_made WHERE id = offered;
    RETURN enrolment_made;
END $$;
REVOKE ALL ON FUNCTION accept_move(uuid, uuid, uuid, uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accept_move(uuid, uuid, uuid, uuid, text, timestamptz) TO {p}app;
"""
# What those functions do as the owner, who is under the wall too, and what rotating keys needs.
OWNER = {
    "patient": "INSERT UPDATE",
    "identifier": "SELECT INSERT UPDATE",
    "patient_link": "SELECT",
    "move": "SELECT UPDATE",
    "enrolment": "INSERT UPDATE",
    "transfer": "SELECT INSERT",
    "binding": "UPDATE",
    "watch": "SELECT DELETE",
    "awaited": "SELECT DELETE",
    "protected_address": "SELECT UPDATE",
}


def reach(scope, column="enrolment_id"):
    return f"{column} = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def unblocked(scope, column="enrolment_id"):
    return f"NOT {column} = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def worked_on(column):
    """Patients of whom one may change something: followed up by one's team, and not blocked."""
    return (
        f"{column} IN (SELECT e.patient_id FROM enrolment e WHERE {reach('work', 'e.id')}"
        f" AND {unblocked('work', 'e.id')})"
    )


def policy(table, command, condition, role="{p}app", kind="", name="app"):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
    blocked = "_blocked" if kind else ""
    return (
        f"CREATE POLICY {table}_{name}_{command.lower()}{blocked} ON {table}{kind}"
        f" FOR {command} TO {role}{using}{check}"
    )


def statements():
    for table in WALLED:
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
    for table, commands in TABLES.items():
        for command, scope in commands.items():
            also = ALSO.get((table, command))
            yield policy(table, command, reach(scope) + (f" AND {also}" if also else ""))
            yield policy(table, command, unblocked(scope), kind=" AS RESTRICTIVE")
            columns = COLUMNS.get(table, "") if command == "UPDATE" else ""
            yield f"GRANT {command}{columns} ON {table} TO {{p}}app"
    yield from numbers()
    yield from twins()
    yield from moves()
    yield from carers()
    yield "GRANT SELECT ON identity_key, privacy_notice TO {p}app"
    for table, commands in OWNER.items():
        for command in commands.split():
            yield policy(table, command, "true", role="CURRENT_USER", name="owner")


def numbers():
    yield policy("identifier", "SELECT", "patient_id = ANY ((SELECT ctx_patients())::uuid[])")
    for command in ("INSERT", "UPDATE"):
        yield policy("identifier", command, worked_on("patient_id"))
    yield "GRANT SELECT, INSERT ON identifier TO {p}app"
    yield "GRANT UPDATE (use, ends_at) ON identifier TO {p}app"
    # The door finds a person by it, and may read nothing else.
    yield (
        "CREATE POLICY identifier_ingest_select ON identifier FOR SELECT TO {p}ingest USING ("
        "municipality_id = ANY ((SELECT ctx_municipalities())::smallint[]) OR patient_id IN ("
        "SELECT patient_id FROM enrolment WHERE id = ANY ((SELECT ctx_enrolments())::uuid[])))"
    )
    yield "GRANT SELECT (patient_id, municipality_id, lookup) ON identifier TO {p}ingest"
    yield policy("patient", "UPDATE", worked_on("id"))
    yield (
        "GRANT UPDATE (died_on, protection, phone, address, national_id, national_id_lookup)"
        " ON patient TO {p}app"
    )


def twins():
    yield policy("patient_link", "SELECT", "patient_id = ANY ((SELECT ctx_patients())::uuid[])")
    both = f"{worked_on('patient_id')} AND {worked_on('twin_id')}"
    yield policy("patient_link", "INSERT", f"{both} AND linked_by_id = {ME}")
    yield policy("patient_link", "UPDATE", worked_on("patient_id"))
    yield "GRANT SELECT, INSERT ON patient_link TO {p}app"
    yield "GRANT UPDATE (ended_by_id, ended_at) ON patient_link TO {p}app"


def moves():
    here = "to_id = ANY ((SELECT ctx_enrolling())::smallint[])"
    yield policy("move", "SELECT", f"({reach('work')} OR {here})")
    yield policy("move", "SELECT", f"({unblocked('work')} OR {here})", kind=" AS RESTRICTIVE")
    yield policy(
        "move", "INSERT", f"{reach('work')} AND proposed_by_id = {ME} AND answered_at IS NULL"
    )
    yield policy("move", "INSERT", unblocked("work"), kind=" AS RESTRICTIVE")
    yield (
        "CREATE POLICY move_app_update ON move FOR UPDATE TO {p}app USING"
        f" (answered_at IS NULL AND ({reach('work')} OR {here}))"
        f" WITH CHECK (answered_by_id = {ME} AND (answer = 'withdrawn' AND {reach('work')}"
        f" OR answer = 'refused' AND {here}))"
    )
    yield "GRANT SELECT, INSERT ON move TO {p}app"
    yield "GRANT UPDATE (answered_by_id, answered_at, answer) ON move TO {p}app"


def carers():
    mine = f"account_id = {ME}"
    yield policy("carer_response", "SELECT", f"({reach('work')} OR {mine})")
    yield policy(
        "carer_response", "SELECT", f"({unblocked('work')} OR {mine})", kind=" AS RESTRICTIVE"
    )
    yield policy(
        "carer_response", "INSERT", f"{mine} AND {reach('contact')} AND enrolment_id IN ("
        f"SELECT r.enrolment_id FROM access_right r WHERE r.account_id = {ME}"
        " AND r.ground IN ('consent', 'incapacity', 'guardian'))",
    )  # fmt: skip
    yield policy("carer_response", "INSERT", unblocked("contact"), kind=" AS RESTRICTIVE")
    yield "GRANT SELECT, INSERT ON carer_response TO {p}app"


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in [KEYS, LINKS, FOUND, ACCEPT, *statements()]:
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_kept_honest"),
        ("exchange", "0001_initial"),
        ("people", "0005_keys"),
        ("worklist", "0002_watch"),
    ]
    operations = [migrations.RunPython(build)]
