"""The wall as the database itself describes it: no hole in it, and each kind of hole is noticed."""

import psycopg
import pytest
from psycopg import sql

from tests.conftest import ROLE_PREFIX
from tests.walls import catalogue
from tests.walls.catalogue import FAULTS, faults


@pytest.mark.both_databases
def test_the_wall_has_no_hole(database):
    with psycopg.connect(database.superuser_url) as connection:
        assert faults(connection, ROLE_PREFIX) == {}


def test_the_lists_name_what_is_really_there(database):
    """A list of exceptions must not outlive what it excepts."""
    with psycopg.connect(database.superuser_url) as connection:
        tables = {name for (name,) in connection.execute("SELECT relname FROM pg_class")}
        functions = {
            name for (name,) in connection.execute("SELECT proname FROM pg_proc WHERE prosecdef")
        }
    assert tables >= set(catalogue.NO_PERSON_IN_IT) | set(catalogue.ADDED_TO_ONLY)
    assert functions >= catalogue.DEFINER


PLANTED = {
    "a table about people without row-level security": [
        "ALTER TABLE contact DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE allergy (id uuid PRIMARY KEY, municipality_id smallint NOT NULL,"
        " enrolment_id uuid NOT NULL)",
        "ALTER TABLE measurement_before_2020 DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE measurement_2099_01 PARTITION OF measurement"
        " FOR VALUES FROM ('2099-01-01Z') TO ('2099-02-01Z')",
    ],
    "row-level security that its owner may step around": [
        "ALTER TABLE patient NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE receipt NO FORCE ROW LEVEL SECURITY",
    ],
    "a granted command without a policy": [
        "DROP POLICY case__app_select ON case_",
        "DROP POLICY measurement_ingest_insert ON measurement",
        "GRANT DELETE ON contact TO {app}",
    ],
    "a policy for all commands, all roles, or without its own check": [
        "CREATE POLICY open ON contact USING (true)",
        "CREATE POLICY open ON contact FOR SELECT USING (municipality_id = 3434)",
        "DROP POLICY case__app_update ON case_; CREATE POLICY case__app_update ON case_ FOR UPDATE"
        " TO {app} USING (municipality_id = ANY ((SELECT ctx_municipalities())::smallint[]))",
    ],
    "an open policy of a role that serves only some": [
        "CREATE POLICY open ON contact FOR SELECT TO {app} USING (true)",
        "CREATE POLICY open ON measurement FOR INSERT TO {ingest} WITH CHECK (true)",
    ],
    "something about a person that a block does not cover": [
        "DROP POLICY measurement_app_select_blocked ON measurement",
        "ALTER POLICY case__app_select_blocked ON case_ USING (true)",
    ],
    "a policy whose list of people may be sorted anew for each row": [
        "ALTER POLICY climb_app_select ON climb USING"
        " (enrolment_id = ANY ((SELECT ctx_reach('cases'))::uuid[]))",
        "CREATE POLICY listed ON contact FOR SELECT TO {app}"
        " USING (enrolment_id = ANY ((SELECT ctx_side('team'))::uuid[]))",
    ],
    "a policy that asks a function about each row": [
        "CREATE FUNCTION mine(smallint) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
        "CREATE POLICY slow ON contact FOR SELECT TO {app} USING (mine(municipality_id))",
        "CREATE POLICY slow ON contact FOR SELECT TO {app}"
        " USING (municipality_id = ANY (ctx_municipalities()))",
    ],
    "a partition that somebody may reach behind its table": [
        "GRANT SELECT ON measurement_before_2020 TO {worker}",
    ],
    "a right that row-level security does not hold": [
        "GRANT TRUNCATE ON case_ TO {worker}",
        "GRANT REFERENCES ON patient TO {app}",
        "GRANT TRIGGER ON measurement TO {ingest}",
    ],
    "a right for everybody": ["GRANT SELECT ON loop TO PUBLIC"],
    "a role with more power than it needs": [
        "ALTER ROLE {worker} BYPASSRLS",
        "ALTER ROLE {owner} BYPASSRLS",
        "ALTER ROLE {app} SUPERUSER",
        "ALTER ROLE {ingest} REPLICATION",
    ],
    "a role that may act as another": [
        "GRANT pg_read_all_data TO {app}",
        "GRANT {worker} TO {ingest}",
    ],
    "an object that a running role owns": ["ALTER TABLE loop OWNER TO {worker}"],
    "a schema that a running role may build in": ["GRANT CREATE ON SCHEMA public TO {app}"],
    "a function with its owner's rights that is not on the list": [
        "CREATE FUNCTION all_names() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER"
        " SET search_path = public, pg_temp AS 'SELECT family FROM patient';"
        "REVOKE ALL ON FUNCTION all_names() FROM PUBLIC",
    ],
    "a function with its owner's rights that looks where others tell it to": [
        "ALTER FUNCTION ctx_sources() RESET search_path",
        "ALTER FUNCTION ctx_municipalities() SET search_path = public",
    ],
    "a function with its owner's rights that everybody may call": [
        "GRANT EXECUTE ON FUNCTION make_partitions(date) TO PUBLIC",
    ],
    "a view that shows what its owner sees": [
        "CREATE VIEW names AS SELECT family FROM patient",
        "CREATE MATERIALIZED VIEW names AS SELECT family FROM patient",
    ],
    "a rule that rewrites what is asked": [
        "CREATE RULE aside AS ON DELETE TO awaited DO ALSO DELETE FROM case_event",
    ],
    "a row about somebody that no composite key ties to their municipality": [
        "ALTER TABLE contact DROP CONSTRAINT contact_enrolment",
        "ALTER TABLE judgement DROP CONSTRAINT judgement_enrolment",
    ],
    "a nullable column where the key must hold": [
        "ALTER TABLE contact ALTER municipality_id DROP NOT NULL",
        "ALTER TABLE notice ALTER enrolment_id DROP NOT NULL",
    ],
    "a fact that may be changed, or a log that may be read": [
        "GRANT UPDATE (value) ON measurement TO {ingest}",
        "GRANT DELETE ON judgement TO {worker}",
        "GRANT SELECT (detail) ON audit_entry TO {app}",
    ],
}
"""For each rule, holes that somebody might make with good intentions."""


@pytest.fixture
def planted(database):
    """Makes a hole in a transaction that is undone, and tells which rules noticed."""

    def plant(statement: str) -> dict[str, list[str]]:
        roles = {
            role: sql.Identifier(ROLE_PREFIX + role)
            for role in ("app", "ingest", "worker", "owner")
        }
        with psycopg.connect(database.superuser_url) as connection:
            connection.execute(sql.SQL(statement).format(**roles))
            found = faults(connection, ROLE_PREFIX)
            connection.rollback()
        return found

    return plant


@pytest.mark.parametrize("rule", PLANTED)
def test_a_hole_is_noticed(planted, rule):
    for statement in PLANTED[rule]:
        assert planted(statement).get(rule), statement


def test_every_rule_has_been_seen_to_notice_something():
    assert set(PLANTED) == set(FAULTS)
