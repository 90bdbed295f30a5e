"""Whom one reaches as every clinician of their own team does, among those at hand.

What a change comes to is read once for all of these (flow/read_once.py). So this says less than
`ctx_reach` and `ctx_blocked` do, never more: who has something by any other way than care in the
person's own team, and who is one of those whom something is kept from, reads for themselves.
"""

from django.conf import settings
from django.db import migrations

WHOLE = ("contact", "values", "plan", "cases", "messages", "work", "planning", "rights")
WHOLLY = f"""
CREATE FUNCTION ctx_wholly() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    me uuid := ctx_account();
    about uuid[] := string_to_array(nullif(current_setting('heime.about', true), ''), ',');
BEGIN
    IF me IS NULL OR about IS NULL THEN
        RETURN '{{}}';
    END IF;
    RETURN ARRAY(
        SELECT e.id
          FROM enrolment e
         WHERE e.id = ANY (about)
           AND e.starts_at <= now() AND (e.ends_at IS NULL OR e.ends_at > now())
           AND EXISTS (
                SELECT FROM posts_of(me) p
                  JOIN team_municipality tm ON tm.team_id = p.team_id
                       AND tm.municipality_id = e.municipality_id
                       AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())
                 WHERE p.team_id = e.team_id
                   AND {len(WHOLE)} = (
                        SELECT count(*) FROM role_scope rs
                          JOIN phase_scope ps ON ps.scope = rs.scope AND ps.phase = e.phase
                         WHERE rs.role = p.role AND rs.scope IN {WHOLE}
                           AND (NOT rs.clinical OR p.profession <> '')
                           AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))))
           AND NOT EXISTS (
                SELECT FROM access_block b WHERE b.enrolment_id = e.id
                   AND b.starts_at <= now() AND (b.ends_at IS NULL OR b.ends_at > now())));
END $$;
REVOKE ALL ON FUNCTION ctx_wholly() FROM PUBLIC;
"""


def build(apps, schema_editor):
    schema_editor.execute(WHOLLY, params=None)
    schema_editor.execute(
        f"GRANT EXECUTE ON FUNCTION ctx_wholly() TO {settings.HEIME_ROLE_PREFIX}app", params=None
    )


def take_back(apps, schema_editor):
    schema_editor.execute("DROP FUNCTION ctx_wholly()", params=None)


class Migration(migrations.Migration):
    dependencies = [("access", "0012_planned_once")]

    operations = [migrations.RunPython(build, take_back)]
