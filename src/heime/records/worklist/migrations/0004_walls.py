"""The wall around what was done in a case and what a colleague was asked to do.

Both are seen with the cases and made by those who do the work, in their own name. A case is made
by the web only when one is taken up again; and what two have decided to erase of a case's note is
erased of what was written in the case too.
"""

from django.conf import settings
from django.db import migrations

ME = "(SELECT ctx_account())"
TABLES = {
    "case_act": {"SELECT": "cases", "INSERT": "work"},
    "task": {"SELECT": "cases", "INSERT": "work", "UPDATE": "work"},
    "case_": {"INSERT": "work"},
}
"""Table → the scope that each command of the web needs."""
ALSO = {
    ("case_act", "INSERT"): f"by_id = {ME}",
    ("task", "INSERT"): f"made_by_id = {ME} AND done_at IS NULL",
    ("case_", "INSERT"): "earlier_id IS NOT NULL",
}
COLUMNS = {("task", "UPDATE"): " (done_by_id, done_at, said)"}
KEYS = """
ALTER TABLE case_act ADD CONSTRAINT case_act_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE case_act ADD CONSTRAINT case_act_case
    FOREIGN KEY (municipality_id, case_id) REFERENCES case_ (municipality_id, id);
ALTER TABLE task ADD CONSTRAINT task_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE task ADD CONSTRAINT task_case
    FOREIGN KEY (municipality_id, case_id) REFERENCES case_ (municipality_id, id);
ALTER TABLE case_ ADD CONSTRAINT case_earlier
    FOREIGN KEY (municipality_id, earlier_id) REFERENCES case_ (municipality_id, id);
"""
# What stands in an act or an event stands in the note that was made from it.
ERASE = """
DO $$
DECLARE
    now_is text := pg_get_functiondef('decide_erasure(uuid, boolean, timestamptz)'::regprocedure);
    wanted text := replace(now_is, 'UPDATE correction SET text', $new$UPDATE case_
       SET alone_because = '—'
     WHERE enrolment_id = one.enrolment_id AND id = ANY (notes) AND alone_because <> '';
    UPDATE case_act SET text = '—'
     WHERE enrolment_id = one.enrolment_id AND case_id = ANY (notes) AND text <> '';
    UPDATE case_event SET text = '—'
     WHERE enrolment_id = one.enrolment_id AND case_id = ANY (notes) AND text <> '';
    UPDATE task SET what = '—', said = CASE said WHEN '' THEN '' ELSE '—' END
     WHERE enrolment_id = one.enrolment_id AND case_id = ANY (notes);
    UPDATE correction SET text$new$);
BEGIN
    IF wanted = now_is THEN
        RAISE EXCEPTION 'decide_erasure is not as it was';
    END IF;
    EXECUTE wanted;
END $$;
"""
OWNER = {"case_act": "SELECT UPDATE", "case_event": "SELECT UPDATE", "task": "SELECT UPDATE"}
"""What that function does as the owner, who is under the wall too."""


def reach(command, scope):
    if command == "SELECT":
        return f"enrolment_id IN (SELECT unnest((SELECT ctx_reach('{scope}'))::uuid[]))"
    return f"enrolment_id = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def unblocked(scope):
    return f"NOT enrolment_id = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def policy(name, table, command, condition, role="{p}app", restrictive=False):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
    end, kind = ("_blocked", " AS RESTRICTIVE") if restrictive else ("", "")
    return (
        f"CREATE POLICY {table}_{name}_{command.lower()}{end} ON {table}{kind}"
        f" FOR {command} TO {role}{using}{check}"
    )


def statements():
    for table in ("case_act", "task"):
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
    for table, commands in TABLES.items():
        for command, scope in commands.items():
            also = ALSO.get((table, command))
            condition = reach(command, scope) + (f" AND {also}" if also else "")
            yield policy("app", table, command, condition)
            yield policy("app", table, command, unblocked(scope), restrictive=True)
            yield f"GRANT {command}{COLUMNS.get((table, command), '')} ON {table} TO {{p}}app"
    for table, commands in OWNER.items():
        for command in commands.split():
            yield policy("erasing", table, command, "true", role="CURRENT_USER")


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in [KEYS, ERASE, *statements()]:
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_hashed"),
        ("keeping", "0002_walls"),
        ("worklist", "0003_the_whole_life_of_a_case"),
    ]
    operations = [migrations.RunPython(build)]
