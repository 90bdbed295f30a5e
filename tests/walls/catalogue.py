"""The rules that the database's own catalogue must keep, each as a query for what breaks it.

Every query gives lines of text, one for each fault; an empty answer is a wall without a hole.
"""

from typing import Any

import psycopg

RUNTIME = ("app", "ingest", "worker", "audit", "stats")
NO_PERSON_IN_IT = (
    "mandate", "team_municipality", "organisation_municipality", "membership", "identity_key",
    "privacy_notice", "retention", "message_template", "plan_template", "route_step",
)  # fmt: skip
"""Agreements, staff, keys: municipalities are named, nobody who is followed up."""
DEFINER = {
    "printed_list_of_team",
    "seal_log", "unsealed", "looks_of", "opened_a_day",
    "ctx_sign_in", "ctx_sources", "ctx_municipalities", "ctx_enrolments", "make_partitions",
    "ctx_account", "ctx_reach", "ctx_blocked", "ctx_patients", "ctx_log", "ctx_enrolling",
    "ctx_audited", "ctx_administered", "ctx_breaks_glass", "posts_of", "found_in_emergency",
    "own_reach", "each_wholly", "each_listed", "accept_move", "decide_erasure", "write_own_matters",
    "ctx_managed", "ctx_audited_staff", "signal_facts", "settle_signal",
    "ask_name", "answer_name", "revealed_name",
    "ctx_figures", "ctx_supports", "ctx_side", "ctx_received",
    "refer", "referred_by_us", "bind_kiosk", "kiosk_card", "kiosk_seen",
    "home_may_send", "ctx_home", "bind_home", "home_holder", "home_phone",
    "home_reached", "start_course", "pause_from_home", "back_from_home",
}  # fmt: skip
"""The functions that run with their owner's rights. Adding one here is a decision."""
ADDED_TO_ONLY = {
    "measurement": "r", "judgement": "r", "response": "r", "audit_entry": "", "case_event": "r",
    "seal": "r", "correction": "r", "invalidation": "r", "entered": "r", "vital_set": "r",
    "case_act": "r", "hand_over_act": "r", "climb": "r",
    "message": "r", "message_file": "r",
    "referral": "r", "intake_step": "r", "start_figure": "r", "phase_change": "r", "closing": "r",
    "home_entry": "r", "home_mark": "r",
}  # fmt: skip
"""Tables that nobody may change, and whether they may be read (r) by more than the log's reader."""

_TABLES = """
    pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
_ABOUT_PEOPLE = """
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
             AND a.attname IN ('municipality_id', 'enrolment_id', 'patient_id', 'national_id'))
    AND c.relname <> ALL (%(no_person)s)
"""
_GRANTS = """
    SELECT c.oid, c.relname, c.relispartition, g.grantee, g.privilege_type AS command
      FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS g
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND g.grantee <> c.relowner
"""

FAULTS = {
    "a table about people without row-level security": f"""
        SELECT c.relname FROM {_TABLES} AND {_ABOUT_PEOPLE} AND NOT c.relrowsecurity""",
    "row-level security that its owner may step around": f"""
        SELECT c.relname FROM {_TABLES} AND c.relrowsecurity AND NOT c.relforcerowsecurity""",
    "a granted command without a policy": f"""
        SELECT concat_ws(' ', g.relname, g.command, r.rolname) FROM ({_GRANTS}) AS g
          JOIN pg_roles r ON r.oid = g.grantee JOIN pg_class c ON c.oid = g.oid
         WHERE c.relrowsecurity AND g.command IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
           AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = g.relname
                AND p.permissive = 'PERMISSIVE' AND p.cmd = g.command
                AND p.roles = ARRAY[r.rolname])""",
    "a policy for all commands, all roles, or without its own check": """
        SELECT concat_ws(' ', tablename, policyname) FROM pg_policies
         WHERE schemaname = 'public' AND (cmd = 'ALL' OR 'public' = ANY (roles)
            OR (cmd IN ('INSERT', 'UPDATE') AND with_check IS NULL)
            OR (cmd IN ('SELECT', 'UPDATE', 'DELETE') AND qual IS NULL))""",
    "an open policy of a role that serves only some": """
        SELECT concat_ws(' ', tablename, policyname) FROM pg_policies
         WHERE schemaname = 'public' AND roles && ARRAY[%(app)s, %(ingest)s]::name[]
           AND 'true' IN (qual, with_check) AND tablename <> 'audit_entry'
           AND permissive = 'PERMISSIVE' AND NOT (tablename = 'membership' AND cmd = 'SELECT')""",
    "something about a person that a block does not cover": f"""
        SELECT concat_ws(' ', g.relname, g.command) FROM ({_GRANTS}) AS g
          JOIN pg_roles r ON r.oid = g.grantee AND r.rolname = %(app)s
         WHERE g.command = 'SELECT' AND (g.relname = 'enrolment' OR EXISTS (SELECT FROM
                pg_attribute a WHERE a.attrelid = g.oid AND a.attname = 'enrolment_id'))
           AND g.relname NOT IN ('access_right', 'access_block')
           AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = g.relname
                AND p.permissive = 'RESTRICTIVE' AND p.cmd = 'SELECT'
                AND p.roles = ARRAY[%(app)s]::name[] AND p.qual LIKE '%%ctx_blocked%%')""",
    "a policy whose list of people may be sorted anew for each row": """
        SELECT concat_ws(' ', tablename, policyname) FROM pg_policies
         WHERE schemaname = 'public' AND cmd = 'SELECT' AND permissive = 'PERMISSIVE'
           AND roles = ARRAY[%(app)s]::name[]
           AND qual ~ '= ANY \\(\\(\\s*SELECT (ctx_reach|ctx_side|ctx_received|ctx_patients)'""",
    "a policy that asks a function about each row": """
        SELECT concat_ws(' ', p.tablename, p.policyname, f.proname)
          FROM pg_policies p JOIN pg_proc f ON f.pronamespace = 'public'::regnamespace
         WHERE p.schemaname = 'public'
           AND concat_ws(' ', p.qual, p.with_check) ~ (f.proname || '\\(')
           AND regexp_replace(concat_ws(' ', p.qual, p.with_check),
               '\\( SELECT ' || f.proname || '\\((''[a-z]+''::text)?\\) AS ' || f.proname || '\\)',
               '', 'g')
               ~ (f.proname || '\\(')""",
    "a partition that somebody may reach behind its table": f"""
        SELECT concat_ws(' ', relname, command) FROM ({_GRANTS}) AS g WHERE relispartition""",
    "a right that row-level security does not hold": f"""
        SELECT concat_ws(' ', relname, command) FROM ({_GRANTS}) AS g
         WHERE command NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')""",
    "a right for everybody": f"""
        SELECT concat_ws(' ', relname, command) FROM ({_GRANTS}) AS g WHERE grantee = 0""",
    "a role with more power than it needs": """
        SELECT rolname FROM pg_roles WHERE (rolname = ANY (%(roles)s)
            AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication))
            OR (rolname = %(owner)s AND (rolsuper OR rolbypassrls OR rolreplication))""",
    "a role that may act as another": """
        SELECT concat_ws(' in ', m.rolname, g.rolname) FROM pg_auth_members am
          JOIN pg_roles m ON m.oid = am.member JOIN pg_roles g ON g.oid = am.roleid
         WHERE m.rolname = ANY (%(roles)s)""",
    "an object that a running role owns": """
        SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
         WHERE r.rolname = ANY (%(roles)s) AND c.relpersistence <> 't'
        UNION ALL SELECT f.proname FROM pg_proc f JOIN pg_roles r ON r.oid = f.proowner
         WHERE r.rolname = ANY (%(roles)s) AND f.pronamespace = 'public'::regnamespace""",
    "a schema that a running role may build in": """
        SELECT concat_ws(' ', r.rolname, n.nspname) FROM pg_namespace n, pg_roles r
         WHERE r.rolname = ANY (%(roles)s) AND n.nspname NOT LIKE 'pg\\_%%'
           AND has_schema_privilege(r.oid, n.oid, 'CREATE')""",
    "a function with its owner's rights that is not on the list": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
           AND prosecdef AND proname <> ALL (%(definer)s)""",
    "a function with its owner's rights that looks where others tell it to": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
           AND NOT EXISTS (SELECT FROM unnest(proconfig) AS said
                            WHERE said LIKE 'search_path=%%pg_temp')""",
    "a function with its owner's rights that everybody may call": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
           AND (proacl IS NULL OR EXISTS (
                SELECT FROM aclexplode(proacl) AS g WHERE g.grantee = 0))""",
    "a view that shows what its owner sees": """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
           AND (relkind = 'm' OR relkind = 'v' AND NOT coalesce(
                'security_invoker=true' = ANY (reloptions)
                OR 'security_invoker=on' = ANY (reloptions), false))""",
    "a rule that rewrites what is asked": """
        SELECT c.relname FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'v'
           AND c.relkind <> 'm'""",
    "a row about somebody that no composite key ties to their municipality": f"""
        SELECT c.relname FROM {_TABLES} AND NOT c.relispartition AND {_ABOUT_PEOPLE}
           AND c.relname NOT IN ('patient', 'audit_entry')
           AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid
                AND k.contype = 'f' AND k.convalidated AND cardinality(k.conkey) = 2
                AND k.confrelid IN ('enrolment'::regclass, 'patient'::regclass)
                AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
                     AND a.attnum = ANY (k.conkey) AND a.attname = 'municipality_id'))""",
    "a nullable column where the key must hold": f"""
        SELECT concat_ws(' ', c.relname, a.attname) FROM pg_attribute a, {_TABLES}
           AND a.attrelid = c.oid AND a.attname IN ('municipality_id', 'enrolment_id')
           AND NOT a.attnotnull AND c.relname NOT IN ('audit_entry', 'signal')
           AND {_ABOUT_PEOPLE}""",
    "a fact that may be changed, or a log that may be read": f"""
        SELECT concat_ws(' ', g.relname, g.command) FROM ({_GRANTS}) AS g
         WHERE g.relname = ANY (%(added_to)s) AND (g.command IN ('UPDATE', 'DELETE')
            OR g.command = 'SELECT' AND g.relname = ANY (%(unread)s)
               AND g.grantee <> (SELECT oid FROM pg_roles WHERE rolname = %(log_reader)s))
        UNION ALL
        SELECT concat_ws(' ', c.relname, a.attname, g.privilege_type) FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid CROSS JOIN LATERAL aclexplode(a.attacl) AS g
         WHERE c.relname = ANY (%(added_to)s) AND (g.privilege_type = 'UPDATE'
            OR g.privilege_type = 'SELECT' AND c.relname = ANY (%(unread)s))""",
}
"""What must never be found → how to find it."""


def faults(connection: psycopg.Connection[Any], prefix: str) -> dict[str, list[str]]:
    """Everything that breaks a rule, by rule. prefix: of our roles' names."""
    known = {
        "no_person": list(NO_PERSON_IN_IT),
        "definer": sorted(DEFINER),
        "roles": [prefix + role for role in RUNTIME],
        "app": f"{prefix}app",
        "ingest": f"{prefix}ingest",
        "owner": f"{prefix}owner",
        "added_to": list(ADDED_TO_ONLY),
        "log_reader": f"{prefix}audit",
        "unread": [table for table, read in ADDED_TO_ONLY.items() if "r" not in read],
    }
    found = {
        rule: [line for (line,) in connection.execute(query.encode(), known).fetchall()]
        for rule, query in FAULTS.items()
    }
    return {rule: lines for rule, lines in found.items() if lines}
