"""Who may read, write and mark messages, as the database asks it.

Two questions for each row. Does the asker reach the person's messages at all (`ctx_reach`), and no
block takes them away? And are they in this thread: as the person's team, as the person, by name as
next of kin, by the office where they work, or in an emergency, which reads and never writes?
`ctx_side` answers for the asker once a query. What hangs on a thread is seen with the thread.
"""

from django.conf import settings
from django.db import migrations

KEYS = """
ALTER TABLE message_thread ADD CONSTRAINT message_thread_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE message ADD CONSTRAINT message_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE message ADD CONSTRAINT message_in_thread
    FOREIGN KEY (enrolment_id, thread_id) REFERENCES message_thread (enrolment_id, id);
ALTER TABLE message_file ADD CONSTRAINT message_file_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE message_file ADD CONSTRAINT message_file_in_thread
    FOREIGN KEY (enrolment_id, thread_id) REFERENCES message_thread (enrolment_id, id);
ALTER TABLE message_file ADD CONSTRAINT message_file_of_message
    FOREIGN KEY (enrolment_id, message_id) REFERENCES message (enrolment_id, id);
ALTER TABLE message_receipt ADD CONSTRAINT message_receipt_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
ALTER TABLE message_receipt ADD CONSTRAINT message_receipt_in_thread
    FOREIGN KEY (enrolment_id, thread_id) REFERENCES message_thread (enrolment_id, id);
ALTER TABLE message_receipt ADD CONSTRAINT message_receipt_of_message
    FOREIGN KEY (enrolment_id, message_id) REFERENCES message (enrolment_id, id);
-- Pictures and PDFs are packed already: packing them once more costs time and saves nothing.
ALTER TABLE message_file ALTER content SET STORAGE EXTERNAL;
"""

SIDE = """
CREATE FUNCTION ctx_side(wanted text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    IF wanted = 'office' THEN
        RETURN ARRAY(
            SELECT p.organisation_id FROM posts_of(me) p
              JOIN role_scope rs ON rs.role = p.role AND rs.scope = 'messages'
                   AND (NOT rs.clinical OR p.profession <> '')
                   AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))
             WHERE p.organisation_id IS NOT NULL);
    END IF;
    IF wanted = 'team' THEN
        RETURN ARRAY(
            SELECT e.id FROM posts_of(me) p
              JOIN role_scope rs ON rs.role = p.role AND rs.scope = 'messages'
                   AND (NOT rs.clinical OR p.profession <> '')
                   AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))
              JOIN enrolment e ON e.team_id = p.team_id);
    END IF;
    RETURN ARRAY(
        SELECT r.enrolment_id FROM access_right r
         WHERE r.account_id = me AND r.ground = wanted AND r.ground IN ('self', 'emergency')
           AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now()));
END $$;
REVOKE ALL ON FUNCTION ctx_side(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx_side(text) TO {p}app;
"""

ME = "(SELECT ctx_account())"
REACHED = "enrolment_id = ANY ((SELECT ctx_reach('messages'))::uuid[])"
UNBLOCKED = "NOT enrolment_id = ANY ((SELECT ctx_blocked('messages'))::uuid[])"
TEAM = "enrolment_id = ANY ((SELECT ctx_side('team'))::uuid[])"
OWN = "enrolment_id = ANY ((SELECT ctx_side('self'))::uuid[])"
GLASS = "enrolment_id = ANY ((SELECT ctx_side('emergency'))::uuid[])"
TAKES_PART = (
    f"({TEAM} OR with_patient AND {OWN} OR {ME} = ANY (kin)"
    " OR offices && (SELECT ctx_side('office'))::uuid[])"
)
READS = f"({TAKES_PART} OR {GLASS})"
WITH_THREAD = "EXISTS (SELECT FROM message_thread t WHERE t.id = thread_id)"
# Nobody writes as what they are not. By itself Heime says only that nobody is there.
AS_ONESELF = (
    f"CASE WHEN sort = 'closed' THEN sent_by_id IS NULL ELSE sent_by_id = {ME} AND CASE side"
    f" WHEN 'team' THEN {TEAM} WHEN 'patient' THEN {OWN}"
    " WHEN 'office' THEN office_id = ANY ((SELECT ctx_side('office'))::uuid[])"
    " ELSE sort <> 'settled' END END"
)
POLICIES = {
    "message_thread": {
        "SELECT": f"{REACHED} AND {READS}",
        "INSERT": f"{REACHED} AND {TAKES_PART} AND started_by_id = {ME}",
        "UPDATE": f"{REACHED} AND {TAKES_PART}",
    },
    "message": {
        "SELECT": f"{REACHED} AND {WITH_THREAD}",
        "INSERT": f"{REACHED} AND {WITH_THREAD} AND {AS_ONESELF}",
    },
    "message_file": {
        "SELECT": f"{REACHED} AND {WITH_THREAD}",
        "INSERT": f"{REACHED} AND {WITH_THREAD} AND sent_by_id = {ME}",
    },
    "message_receipt": {
        "SELECT": f"{REACHED} AND {WITH_THREAD}",
        "INSERT": f"{REACHED} AND {WITH_THREAD} AND account_id = {ME}",
        "UPDATE": f"{REACHED} AND account_id = {ME}",
    },
}
GRANTS = """
GRANT SELECT, INSERT ON message_thread, message, message_file, message_receipt TO {p}app;
GRANT UPDATE (newest_at, waits_since, due_at, urgent, call_me, taken_by_id, taken_at)
    ON message_thread TO {p}app;
GRANT UPDATE (again) ON message_receipt TO {p}app;
REVOKE ALL ON message_template FROM PUBLIC;
GRANT SELECT, INSERT ON message_template TO {p}app;
GRANT UPDATE (retired_at, changed_by_id, changed_at) ON message_template TO {p}app;
"""


def statements():
    for table, commands in POLICIES.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
        for command, condition in commands.items():
            yield policy(f"{table}_app_{command.lower()}", table, command, condition)
            yield policy(
                f"{table}_app_{command.lower()}_blocked", f"{table} AS RESTRICTIVE", command,
                UNBLOCKED,
            )  # fmt: skip


def policy(name, on, command, condition):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
    return f"CREATE POLICY {name} ON {on} FOR {command} TO {{p}}app{using}{check}"


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in [KEYS, SIDE, *statements(), GRANTS]:
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_hashed"),
        ("messages", "0001_initial"),
    ]
    operations = [migrations.RunPython(build)]
