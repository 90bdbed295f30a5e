"""Who may see and do what with duty. A receiver reaches the hand-overs to their place, and no more.

`ctx_received()` gives the ids of the hand-overs that are live and addressed to an organisation in
which the asker has a clinical role: they are the only rows about that person which it opens. A
block holds here as everywhere.
"""

from django.conf import settings
from django.db import migrations

ME = "(SELECT ctx_account())"
POST = (
    f"m.account_id = {ME} AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now())"
    " AND (m.given_by_id IS NULL OR m.confirmed_by_id IS NOT NULL)"
)
WORKS = (
    f"team_id IN (SELECT m.team_id FROM membership m WHERE {POST}"
    " AND m.role IN ('nurse', 'doctor', 'therapist', 'lead'))"
)
LEADS = f"team_id IN (SELECT m.team_id FROM membership m WHERE {POST} AND m.role = 'lead')"
OF_A_TEAM = "team_id IN (SELECT t.id FROM team t)"
"""When a team is open and whom it calls is no secret to anybody who uses Heime."""
RECEIVED = "(SELECT ctx_received())::uuid[]"

KEYS = """
ALTER TABLE climb ADD CONSTRAINT climb_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE climb ADD CONSTRAINT climb_case
    FOREIGN KEY (municipality_id, case_id) REFERENCES case_ (municipality_id, id);
ALTER TABLE hand_over ADD CONSTRAINT hand_over_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE hand_over ADD CONSTRAINT hand_over_case
    FOREIGN KEY (municipality_id, case_id) REFERENCES case_ (municipality_id, id);
ALTER TABLE hand_over_act ADD CONSTRAINT hand_over_act_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE hand_over_act ADD CONSTRAINT hand_over_act_of
    FOREIGN KEY (municipality_id, hand_over_id) REFERENCES hand_over (municipality_id, id);
"""

FUNCTION = """
CREATE FUNCTION ctx_received() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT h.id FROM posts_of(me) p
          JOIN role_scope rs ON rs.role = p.role AND rs.scope = 'cases'
               AND (NOT rs.clinical OR p.profession <> '')
               AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))
          JOIN hand_over h ON h.organisation_id = p.organisation_id
         WHERE h.ended_at IS NULL);
END $$;
REVOKE ALL ON FUNCTION ctx_received() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx_received() TO {p}app;
"""


def reach(scope):
    return f"enrolment_id = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def unblocked(scope):
    return f"NOT enrolment_id = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def wall(table):
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"REVOKE ALL ON {table} FROM PUBLIC"


def policy(table, command, using, check=None, *, role="{p}app", name="app", restrictive=""):
    kind = " AS RESTRICTIVE" if restrictive else ""
    parts = [
        f"CREATE POLICY {table}_{name}_{command.lower()}{restrictive} ON {table}{kind}"
        f" FOR {command} TO {role}"
    ]
    if command != "INSERT":
        parts.append(f"USING ({using})")
    if command in ("INSERT", "UPDATE"):
        parts.append(f"WITH CHECK ({check or using})")
    return " ".join(parts)


def of_teams():
    """Tables with nobody who is followed up in them, but for what a shift's note may say."""
    for table in ("opening", "route_step", "on_call", "shift"):
        yield from wall(table)
        yield policy(table, "SELECT", "true", role="{p}worker", name="worker")
        yield f"GRANT SELECT ON {table} TO {{p}}worker"
    for table in ("opening", "route_step", "on_call"):
        yield policy(table, "SELECT", OF_A_TEAM)
        yield f"GRANT SELECT ON {table} TO {{p}}app"
        for command in ("INSERT", "UPDATE", "DELETE"):
            yield policy(table, command, LEADS)
            yield f"GRANT {command} ON {table} TO {{p}}app"
    yield policy("opening", "SELECT", OF_A_TEAM, role="{p}ingest", name="ingest")
    yield "GRANT SELECT ON opening TO {p}ingest"
    yield policy("shift", "SELECT", WORKS)
    yield policy("shift", "INSERT", f"{WORKS} AND account_id = {ME} AND ended_at IS NULL")
    yield policy("shift", "UPDATE", f"{WORKS} AND ended_at IS NULL", WORKS)
    yield "GRANT SELECT, INSERT ON shift TO {p}app"
    yield "GRANT UPDATE (ended_at, note) ON shift TO {p}app"


def of_people():
    for table in ("climb", "hand_over", "hand_over_act"):
        yield from wall(table)
        yield policy(table, "SELECT", unblocked("cases"), restrictive="_blocked")
        yield f"GRANT SELECT ON {table} TO {{p}}app"
        yield f"GRANT SELECT, INSERT ON {table} TO {{p}}worker"
        for command in ("SELECT", "INSERT"):
            yield policy(table, command, "true", role="{p}worker", name="worker")
    yield policy("climb", "SELECT", reach("cases"))
    mine = f"id = ANY ({RECEIVED})"
    yield policy("hand_over", "SELECT", f"({reach('cases')} OR {mine})")
    yield policy(
        "hand_over", "INSERT",
        f"{reach('work')} AND sent_by_id = {ME} AND state = 'sent' AND answered_by_id IS NULL",
    )  # fmt: skip
    yield policy("hand_over", "INSERT", unblocked("work"), restrictive="_blocked")
    # The team asks and takes back; the receiver answers, by name, for their own place only.
    yield policy(
        "hand_over", "UPDATE", f"({reach('work')} OR {mine})",
        f"({reach('work')} AND state IN ('sent', 'withdrawn', 'declined', 'late', 'done')"
        f" OR {mine} AND answered_by_id = {ME}"
        " AND state IN ('asked', 'accepted', 'declined', 'done'))",
    )  # fmt: skip
    yield policy("hand_over", "UPDATE", unblocked("cases"), restrictive="_blocked")
    yield "GRANT INSERT ON hand_over TO {p}app"
    yield (
        "GRANT UPDATE (state, answered_by_id, answered_at, ended_at, reason, seen_back_at)"
        " ON hand_over TO {p}app"
    )
    mine = f"hand_over_id = ANY ({RECEIVED})"
    yield policy("hand_over_act", "SELECT", f"({reach('cases')} OR {mine})")
    yield policy("hand_over_act", "INSERT", f"by_id = {ME} AND ({reach('work')} OR {mine})")
    yield policy("hand_over_act", "INSERT", unblocked("cases"), restrictive="_blocked")
    yield "GRANT INSERT ON hand_over_act TO {p}app"
    yield policy("hand_over", "UPDATE", "true", role="{p}worker", name="worker")
    yield "GRANT UPDATE (state, ended_at) ON hand_over TO {p}worker"
    yield policy("hand_over", "SELECT", "true", role="CURRENT_USER", name="owner")
    # Whoever answers a hand-over tells the team, without reaching the person any further.
    yield policy("notice", "INSERT", f"about = ANY ({RECEIVED})", name="app_receiver")


def of_the_loop():
    """Whom the due loop tells: colleagues and leads, and the person themselves in their language."""
    yield policy("membership", "SELECT", "true", role="{p}worker", name="worker")
    yield "GRANT SELECT ON membership TO {p}worker"
    yield policy("access_right", "SELECT", "ground = 'self'", role="{p}worker", name="worker")
    yield (
        "GRANT SELECT (enrolment_id, account_id, ground, starts_at, ends_at) ON access_right"
        " TO {p}worker"
    )
    yield policy("patient", "SELECT", "true", role="{p}worker", name="worker")
    yield "GRANT SELECT (id, municipality_id, language) ON patient TO {p}worker"


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in [KEYS, FUNCTION, *of_teams(), *of_people(), *of_the_loop()]:
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_hashed"),
        ("duty", "0001_initial"),
        ("exchange", "0002_to_somebody"),
        ("worklist", "0002_watch"),
    ]
    operations = [migrations.RunPython(build)]
