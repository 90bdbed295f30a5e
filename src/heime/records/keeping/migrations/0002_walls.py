"""Who may add a correction, propose that something is erased, and decide it.

Whoever sees a thing sees what corrects it. Nobody's role may delete a fact: what two have decided
is done by one function, which looks at both of them itself and takes exactly the rows decided on.
"""

from django.conf import settings
from django.db import migrations

SEEN_WITH = {"reading": "values", "answers": "values", "note": "cases", "plan": "plan"}
"""As core/corrections.py has it; a test compares them."""
WALLED = ("correction", "erasure")
ME = "(SELECT ctx_account())"

KEYS = """
ALTER TABLE correction ADD CONSTRAINT correction_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE erasure ADD CONSTRAINT erasure_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
"""

# Receipts stay: without them a sender that sends the same again would bring it back.
DECIDE = """
CREATE FUNCTION decide_erasure(wanted uuid, carry_out boolean, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
    one erasure;
    readings uuid[];
    answers uuid[];
    notes uuid[];
    gone jsonb := '{}';
    n integer;
BEGIN
    SELECT * INTO one FROM erasure WHERE id = wanted AND decided_at IS NULL FOR UPDATE;
    IF me IS NULL OR one.id IS NULL OR one.proposed_by_id = me
       OR NOT one.enrolment_id = ANY (ctx_reach('work'))
       OR one.enrolment_id = ANY (ctx_blocked('work'))
       OR NOT EXISTS (
            SELECT FROM posts_of(me) p JOIN enrolment e ON e.team_id = p.team_id
             WHERE e.id = one.enrolment_id AND p.role IN ('lead', 'doctor')
               AND p.profession <> '') THEN
        RETURN 'no';
    END IF;
    IF NOT carry_out THEN
        UPDATE erasure SET decided_by_id = me, decided_at = at WHERE id = wanted;
        RETURN 'refused';
    END IF;
    readings := ARRAY(SELECT (r ->> 'id')::uuid FROM jsonb_array_elements(one.rows) r
                       WHERE r ->> 'sort' = 'reading');
    answers := ARRAY(SELECT (r ->> 'id')::uuid FROM jsonb_array_elements(one.rows) r
                      WHERE r ->> 'sort' = 'answers');
    notes := ARRAY(SELECT (r ->> 'id')::uuid FROM jsonb_array_elements(one.rows) r
                    WHERE r ->> 'sort' = 'note');
    DELETE FROM course WHERE enrolment_id = one.enrolment_id AND kind IN (
        SELECT j.kind FROM judgement j
         WHERE j.enrolment_id = one.enrolment_id AND j.measurement_id = ANY (readings || answers));
    DELETE FROM awaited
     WHERE enrolment_id = one.enrolment_id AND measurement_id = ANY (readings || answers);
    DELETE FROM judgement
     WHERE enrolment_id = one.enrolment_id AND measurement_id = ANY (readings || answers);
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone || jsonb_build_object('judgement', n);
    DELETE FROM measurement WHERE enrolment_id = one.enrolment_id AND id = ANY (readings);
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone || jsonb_build_object('measurement', n);
    DELETE FROM response WHERE enrolment_id = one.enrolment_id AND id = ANY (answers);
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone || jsonb_build_object('response', n);
    UPDATE case_ SET note = '—'
     WHERE enrolment_id = one.enrolment_id AND id = ANY (notes) AND note NOT IN ('', '—');
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone || jsonb_build_object('note', n);
    UPDATE correction SET text = '—' WHERE enrolment_id = one.enrolment_id
       AND about IN (SELECT r ->> 'id' FROM jsonb_array_elements(one.rows) r);
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone || jsonb_build_object('correction', n);
    UPDATE erasure SET decided_by_id = me, decided_at = at, done = gone WHERE id = wanted;
    RETURN 'done';
END $$;
REVOKE ALL ON FUNCTION decide_erasure(uuid, boolean, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION decide_erasure(uuid, boolean, timestamptz) TO {p}app;
"""
OWNER = {
    "erasure": "SELECT UPDATE",
    "correction": "SELECT UPDATE",
    "judgement": "SELECT DELETE",
    "measurement": "SELECT DELETE",
    "response": "SELECT DELETE",
    "course": "SELECT DELETE",
    "awaited": "SELECT DELETE",
    "case_": "SELECT UPDATE",
}
"""What the function does as the owner, who is under the wall too."""


def policy(name, table, command, condition, role="{p}app", restrictive=""):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
    return (
        f"CREATE POLICY {table}_{name}_{command.lower()}{'_blocked' if restrictive else ''}"
        f" ON {table}{restrictive} FOR {command} TO {role}{using}{check}"
    )


def reach(scope):
    return f"enrolment_id = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def unblocked(scope):
    return f"NOT enrolment_id = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def by_sort(condition):
    return " OR ".join(
        f"sort = '{sort}' AND {condition(scope)}" for sort, scope in SEEN_WITH.items()
    )


def statements():
    limit = " AS RESTRICTIVE"
    for table in WALLED:
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
        yield f"GRANT SELECT, INSERT ON {table} TO {{p}}app"
    yield policy("app", "correction", "SELECT", by_sort(reach))
    yield policy("app", "correction", "SELECT", by_sort(unblocked), restrictive=limit)
    yield policy("app", "correction", "INSERT", f"{reach('work')} AND made_by_id = {ME}")
    yield policy("app", "correction", "INSERT", unblocked("work"), restrictive=limit)
    yield policy("app", "erasure", "SELECT", reach("work"))
    yield policy("app", "erasure", "SELECT", unblocked("work"), restrictive=limit)
    yield policy(
        "app", "erasure", "INSERT",
        f"{reach('work')} AND proposed_by_id = {ME} AND decided_at IS NULL",
    )  # fmt: skip
    yield policy("app", "erasure", "INSERT", unblocked("work"), restrictive=limit)
    for table, commands in OWNER.items():
        for command in commands.split():
            yield policy("erasing", table, command, "true", role="CURRENT_USER")
    yield "REVOKE ALL ON retention FROM PUBLIC"
    yield "GRANT SELECT ON retention TO {p}app, {p}worker"


def tidying():
    """What the nightly job lets go; sign_in and on_screen it may delete already."""
    for table in ("bearer", "device_code", "enrolment_code"):
        yield f"GRANT SELECT, DELETE ON {table} TO {{p}}worker"
    yield "GRANT DELETE ON notice TO {p}worker"
    yield "CREATE POLICY notice_worker_delete ON notice FOR DELETE TO {p}worker USING (true)"


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in [KEYS, DECIDE, *statements(), *tidying()]:
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0009_changes"),
        ("credentials", "0002_who_may"),
        ("exchange", "0001_initial"),
        ("keeping", "0001_initial"),
        ("measurements", "0003_remember_what_was_judged"),
    ]
    operations = [migrations.RunPython(build)]
