"""What two have decided to erase is erased of what came from home too.

The entry stays under its id, and so does the digest of it: without them the phone that sends it
again would bring it back. What was told about it goes, and so does why somebody said it was wrong.
"""

from django.db import migrations

ERASE = """
DO $$
DECLARE
    now_is text := pg_get_functiondef('decide_erasure(uuid, boolean, timestamptz)'::regprocedure);
    wanted text := replace(now_is, 'UPDATE correction SET text', $new$UPDATE home_entry
       SET content = NULL, answer = jsonb_build_object('id', id, 'code', NULL,
           'received_at', answer -> 'received_at', 'zone', NULL, 'state', NULL, 'priority', NULL,
           'remeasure_after_minutes', NULL, 'words', NULL, 'text', NULL, 'promise', NULL)
     WHERE enrolment_id = one.enrolment_id AND made = ANY (readings || answers);
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone || jsonb_build_object('home_entry', n);
    UPDATE home_mark SET why = ''
     WHERE enrolment_id = one.enrolment_id AND about = ANY (readings || answers);
    UPDATE invalidation SET text = '—' WHERE enrolment_id = one.enrolment_id
       AND measurement_id = ANY (readings || answers) AND text <> '';
    UPDATE correction SET text$new$);
BEGIN
    IF wanted = now_is THEN
        RAISE EXCEPTION 'decide_erasure is not as it was';
    END IF;
    EXECUTE wanted;
END $$;
"""
OWNER = dict.fromkeys(("home_entry", "home_mark", "invalidation"), "SELECT UPDATE")
"""What that function does as the owner, who is under the wall too."""


def statements():
    yield ERASE
    for table, commands in OWNER.items():
        for command in commands.split():
            check = " WITH CHECK (true)" if command == "UPDATE" else ""
            yield (
                f"CREATE POLICY {table}_erasing_{command.lower()} ON {table} FOR {command}"
                f" TO CURRENT_USER USING (true){check}"
            )


def build(apps, schema_editor):
    for statement in statements():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0004_records_of_meters"),
        ("keeping", "0002_walls"),
        ("worklist", "0004_walls"),
        ("happenings", "0002_walls"),
    ]
    operations = [migrations.RunPython(build)]
