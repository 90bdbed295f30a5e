"""Messages are corrected and erased as readings are, and a NEWS2 set goes with a reading of it.

Whoever sees a message sees what corrects it: who that is, the message's own wall says. A set whose
one observation is erased has no score, and would keep the number: it goes whole, with its score.
"""

from django.conf import settings
from django.db import migrations

SEEN_WITH = {
    "reading": "values", "answers": "values", "note": "cases", "plan": "plan",
    "message": "messages",
}  # fmt: skip
"""As core/corrections.py has it; a test compares them."""

# The sets stand among the answers from here on: what was judged of them, and what is remembered
# of it, goes in the same statements. A message stays under its id, for its receipts, and blank.
ERASE = """
DO $$
DECLARE
    now_is text := pg_get_functiondef('decide_erasure(uuid, boolean, timestamptz)'::regprocedure);
    with_sets text := replace(now_is, 'DELETE FROM course WHERE', $new$answers := answers || ARRAY(
        SELECT v.id FROM vital_set v
         WHERE v.enrolment_id = one.enrolment_id AND EXISTS (
            SELECT FROM jsonb_array_elements(one.rows) r
             WHERE r ->> 'sort' = 'reading' AND (r ->> 'id')::uuid = ANY (v.readings)));
    DELETE FROM course WHERE$new$);
    wanted text := replace(with_sets, 'UPDATE correction SET text', $new$DELETE FROM vital_set
     WHERE enrolment_id = one.enrolment_id AND id = ANY (answers);
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone || jsonb_build_object('vital_set', n);
    DELETE FROM message_file WHERE enrolment_id = one.enrolment_id AND message_id IN (
        SELECT (r ->> 'id')::uuid FROM jsonb_array_elements(one.rows) r
         WHERE r ->> 'sort' = 'message');
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone || jsonb_build_object('message_file', n);
    UPDATE message_thread t SET title = '—'
     WHERE t.enrolment_id = one.enrolment_id AND t.title NOT IN ('', '—') AND (
        SELECT m.id FROM message m WHERE m.thread_id = t.id AND m.sort = 'said'
         ORDER BY m.sent_at, m.id LIMIT 1) IN (
        SELECT (r ->> 'id')::uuid FROM jsonb_array_elements(one.rows) r
         WHERE r ->> 'sort' = 'message');
    UPDATE message SET text = '—'
     WHERE enrolment_id = one.enrolment_id AND text NOT IN ('', '—') AND id IN (
        SELECT (r ->> 'id')::uuid FROM jsonb_array_elements(one.rows) r
         WHERE r ->> 'sort' = 'message');
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone || jsonb_build_object('message', n);
    UPDATE correction SET text$new$);
BEGIN
    IF with_sets = now_is OR wanted = with_sets THEN
        RAISE EXCEPTION 'decide_erasure is not as it was';
    END IF;
    EXECUTE wanted;
END $$;
"""
OWNER = {
    "message": "SELECT UPDATE",
    "message_file": "SELECT DELETE",
    "message_thread": "SELECT UPDATE",
    "vital_set": "SELECT DELETE",
}
"""What that function does as the owner, who is under the wall too."""

# CASE: what other corrections point at may be no uuid.
THE_MESSAGE = (
    "CASE WHEN sort = 'message' THEN EXISTS (SELECT FROM message m"
    " WHERE m.enrolment_id = correction.enrolment_id AND m.id = about::uuid) ELSE true END"
)


def reach(scope):
    return f"enrolment_id IN (SELECT unnest((SELECT ctx_reach('{scope}'))::uuid[]))"


def unblocked(scope):
    return f"NOT enrolment_id = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def by_sort(condition):
    return " OR ".join(
        f"sort = '{sort}' AND {condition(scope)}" for sort, scope in SEEN_WITH.items()
    )


def statements():
    on = "correction_app_{} ON correction"
    yield f"ALTER POLICY {on.format('select')} USING (({by_sort(reach)}) AND {THE_MESSAGE})"
    yield f"ALTER POLICY {on.format('select_blocked')} USING ({by_sort(unblocked)})"
    yield (
        f"CREATE POLICY {on.format('insert_message')} AS RESTRICTIVE FOR INSERT TO {{p}}app"
        f" WITH CHECK ({THE_MESSAGE})"
    )
    for table, commands in OWNER.items():
        for command in commands.split():
            check = " WITH CHECK (true)" if command == "UPDATE" else ""
            yield (
                f"CREATE POLICY {table}_erasing_{command.lower()} ON {table} FOR {command}"
                f" TO CURRENT_USER USING (true){check}"
            )


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in [ERASE, *statements()]:
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("happenings", "0002_walls"),
        ("home", "0005_erased"),
        ("keeping", "0003_own_words"),
        ("messages", "0002_walls"),
        ("worklist", "0004_walls"),
    ]
    operations = [migrations.RunPython(build)]
