"""What somebody does from home beside measuring: starts a course, is away, is back.

The web's role may change neither a follow-up nor a team's tasks for somebody at home, so these are
done by functions that look at who asks, and do exactly this much.
"""

from django.conf import settings
from django.db import migrations

LONGEST_PAUSE = 14
"""As core/phases.py has it; a test compares them."""

FUNCTIONS = """
CREATE FUNCTION home_reached(person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT ctx_account() IS NOT NULL AND person = ANY (ctx_reach('entry'))
       AND NOT person = ANY (ctx_blocked('entry'))
$$;

-- A course of the doctor's text was started: kept once a day, with a task for the whole team.
CREATE FUNCTION start_course(wanted uuid, person uuid, of_medicine text, day date, breath smallint,
    words text, call_from timestamptz, call_by timestamptz, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    place smallint;
BEGIN
    IF NOT home_reached(person) THEN
        RETURN false;
    END IF;
    SELECT municipality_id INTO place FROM enrolment WHERE id = person;
    INSERT INTO home_course (id, municipality_id, enrolment_id, medicine, started_on,
        breath_at_start, account_id, made_at, call_from, call_by)
    VALUES (wanted, place, person, of_medicine, day, breath, ctx_account(), at, call_from, call_by)
    ON CONFLICT (enrolment_id, medicine, started_on) DO NOTHING;
    IF FOUND THEN
        INSERT INTO task (id, municipality_id, enrolment_id, what, due_at, made_by_id, made_at,
            said)
        VALUES (wanted, place, person, words, call_by, ctx_account(), at, '');
    END IF;
    RETURN true;
END $$;

-- Away from home for at most two weeks: the same as the team's own pause, by the person's word.
CREATE FUNCTION pause_from_home(person uuid, first date, reason text, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    today date := (at AT TIME ZONE 'Europe/Oslo')::date;
    one enrolment;
BEGIN
    IF NOT home_reached(person) THEN
        RETURN 'no';
    END IF;
    SELECT * INTO one FROM enrolment WHERE id = person FOR UPDATE;
    IF one.phase <> 'active' OR one.ends_at <= now() THEN
        RETURN 'not-now';
    END IF;
    IF first <= today OR first > today + 14 THEN
        RETURN 'too-long';
    END IF;
    UPDATE enrolment SET phase = 'paused' WHERE id = person;
    DELETE FROM watch WHERE enrolment_id = person;
    INSERT INTO phase_change (id, municipality_id, enrolment_id, before, after, at, why, first_day,
        made_by_id)
    VALUES (gen_random_uuid(), one.municipality_id, person, 'active', 'paused', at, reason, first,
        ctx_account());
    RETURN 'done';
END $$;

-- Back again, from a pause that was made at home. One that the team made, the team ends.
CREATE FUNCTION back_from_home(person uuid, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    one enrolment;
BEGIN
    IF NOT home_reached(person) THEN
        RETURN 'no';
    END IF;
    SELECT * INTO one FROM enrolment WHERE id = person FOR UPDATE;
    IF one.phase <> 'paused' OR one.ends_at <= now() OR NOT EXISTS (
            SELECT FROM phase_change c
              JOIN access_right r ON r.account_id = c.made_by_id AND r.enrolment_id = person
             WHERE c.enrolment_id = person AND c.at = (
                SELECT max(o.at) FROM phase_change o WHERE o.enrolment_id = person)) THEN
        RETURN 'not-now';
    END IF;
    UPDATE enrolment SET phase = 'active' WHERE id = person;
    INSERT INTO phase_change (id, municipality_id, enrolment_id, before, after, at, why, made_by_id)
    VALUES (gen_random_uuid(), one.municipality_id, person, 'paused', 'active', at, '',
        ctx_account());
    INSERT INTO watch (enrolment_id, municipality_id, due_at)
    SELECT DISTINCT v.enrolment_id, v.municipality_id, at FROM plan_version v
     WHERE v.enrolment_id = person AND v.status = 'approved' AND NOT v.shadow
    ON CONFLICT DO NOTHING;
    RETURN 'done';
END $$;

REVOKE ALL ON FUNCTION home_reached(uuid), pause_from_home(uuid, date, text, timestamptz),
    back_from_home(uuid, timestamptz), start_course(uuid, uuid, text, date, smallint, text,
    timestamptz, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pause_from_home(uuid, date, text, timestamptz),
    back_from_home(uuid, timestamptz), start_course(uuid, uuid, text, date, smallint, text,
    timestamptz, timestamptz, timestamptz) TO {p}app;
"""
OWNER = {
    "enrolment": "UPDATE",
    "home_course": "SELECT INSERT",
    "plan_version": "SELECT",
    "task": "INSERT",
    "watch": "SELECT INSERT DELETE",
}
"""What the functions do as the owner, who is under the wall too."""
ME = "(SELECT ctx_account())"
EITHER = (
    "(enrolment_id = ANY ((SELECT ctx_enrolments())::uuid[])"
    " OR municipality_id = ANY ((SELECT ctx_municipalities())::smallint[]))"
)


def statements():
    for table, commands in OWNER.items():
        for command in commands.split():
            using = "" if command == "INSERT" else " USING (true)"
            check = " WITH CHECK (true)" if command in ("INSERT", "UPDATE") else ""
            yield (
                f"CREATE POLICY {table}_from_home_{command.lower()} ON {table} FOR {command}"
                f" TO CURRENT_USER{using}{check}"
            )
    yield "DROP POLICY home_course_app_update ON home_course"
    yield "DROP POLICY home_course_app_update_blocked ON home_course"
    # Whoever sent something is known by it, whatever else they may see.
    yield (
        "ALTER POLICY home_entry_app_select ON home_entry USING (account_id = "
        f"{ME} OR enrolment_id = ANY ((SELECT ctx_reach('values'))::uuid[]))"
    )
    # Answers from any sender are judged by the course that is under way.
    yield f"ALTER POLICY home_course_ingest_select ON home_course USING {EITHER}"


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    schema_editor.execute(FUNCTIONS.replace("{p}", prefix), params=None)
    for statement in statements():
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0003_printed"),
        ("home", "0002_walls"),
        ("intake", "0002_walls"),
        ("worklist", "0004_walls"),
    ]
    operations = [
        # The call that follows is a task of the team's, and is kept as all tasks are.
        migrations.RemoveConstraint("homecourse", "home_course_called_by_somebody"),
        migrations.RemoveField("homecourse", "called_at"),
        migrations.RemoveField("homecourse", "called_by"),
        migrations.RunPython(build),
    ]
