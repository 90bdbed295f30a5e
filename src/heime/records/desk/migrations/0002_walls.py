"""Who may see and write what lies on a desk, and that nothing but a settled green answer is
acknowledged: the database looks at the judgement itself."""

from django.conf import settings
from django.db import migrations

ME = "account_id = (SELECT ctx_account())"
TABLES = {
    # table: {command: (scope, whether only one's own)}
    "seen": {"SELECT": ("cases", True), "INSERT": ("cases", True), "UPDATE": ("cases", True)},
    "looking": {
        "SELECT": ("cases", False), "INSERT": ("cases", True), "UPDATE": ("cases", True),
        "DELETE": ("cases", True),
    },
    "acknowledged": {"SELECT": ("values", False), "INSERT": ("work", True)},
}  # fmt: skip

KEYS = """
ALTER TABLE seen ADD CONSTRAINT seen_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE looking ADD CONSTRAINT looking_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE acknowledged ADD CONSTRAINT acknowledged_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
"""

# Asked as whoever writes the row, under their own wall: what they cannot see is not green to them.
# Zone 1 is green and state 1 is final (core/zone.py). A person with a case is looked at in it.
GREEN = """
CREATE FUNCTION acknowledged_is_green() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM response r CROSS JOIN LATERAL (
            SELECT j.zone, j.state FROM judgement j
             WHERE j.enrolment_id = r.enrolment_id AND j.kind = r.questionnaire
               AND j.measured_at = r.answered_at AND j.measurement_id = r.id
             ORDER BY j.judged_at DESC LIMIT 1) AS newest
         WHERE r.id = NEW.response_id AND r.enrolment_id = NEW.enrolment_id
           AND r.municipality_id = NEW.municipality_id
           AND newest.zone = 1 AND newest.state = 1)
       OR EXISTS (SELECT FROM case_ c WHERE c.enrolment_id = NEW.enrolment_id
                     AND c.closed_at IS NULL) THEN
        RAISE EXCEPTION 'only a settled green answer is acknowledged' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION acknowledged_is_green() FROM PUBLIC;
CREATE TRIGGER acknowledged_is_green BEFORE INSERT ON acknowledged
    FOR EACH ROW EXECUTE FUNCTION acknowledged_is_green();
"""


def reach(scope):
    return f"enrolment_id = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def unblocked(scope):
    return f"NOT enrolment_id = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def policy(table, command, name, condition, restrictive=""):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
    return (
        f"CREATE POLICY {table}_app_{command.lower()}{name} ON {table}{restrictive}"
        f" FOR {command} TO {{p}}app{using}{check}"
    )


def walled(table):
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"REVOKE ALL ON {table} FROM PUBLIC"


def statements():
    for table, commands in TABLES.items():
        me = ME.replace("account_id", "by_id") if table == "acknowledged" else ME
        yield from walled(table)
        for command, (scope, own) in commands.items():
            condition = f"{reach(scope)} AND {me}" if own else reach(scope)
            yield f"GRANT {command} ON {table} TO {{p}}app"
            yield policy(table, command, "", condition)
            yield policy(table, command, "_blocked", unblocked(scope), " AS RESTRICTIVE")
    # What the person has been shown stands; for a moment it can be taken back.
    yield "GRANT DELETE ON acknowledged TO {p}app"
    yield policy(
        "acknowledged", "DELETE", "", f"{reach('work')} AND by_id = (SELECT ctx_account())"
        " AND shown_from > now() - interval '5 seconds'",
    )  # fmt: skip
    yield policy("acknowledged", "DELETE", "_blocked", unblocked("work"), " AS RESTRICTIVE")
    yield from walled("saved_view")
    for command in ("SELECT", "INSERT", "UPDATE", "DELETE"):
        yield f"GRANT {command} ON saved_view TO {{p}}app"
        yield policy("saved_view", command, "", ME)
    for table in ("seen", "looking"):
        yield f"GRANT SELECT, DELETE ON {table} TO {{p}}worker"
        for command in ("SELECT", "DELETE"):
            yield (
                f"CREATE POLICY {table}_worker_{command.lower()} ON {table} FOR {command}"
                " TO {p}worker USING (true)"
            )


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in [KEYS, GREEN, *statements()]:
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
        ("access", "0010_hashed"),
        ("measurements", "0003_remember_what_was_judged"),
        ("worklist", "0002_watch"),
    ]
    operations = [migrations.RunPython(build)]
