"""Whom one reaches, among those at hand: the database is told whom a question is about.

`heime.about` may name people (ids with commas). For whoever signs in it can only narrow what their
sign-in gives: a page that is sent the rows of one person need not have a thousand gathered for every
table that it asks. `own_reach` asks what it asked (0008_kept_honest), with that one more condition.
"""

from django.db import migrations

REACHED = """
        SELECT e.id
          FROM posts_of(me) p
          JOIN role_scope rs ON rs.role = p.role AND rs.scope = wanted
               AND (NOT rs.clinical OR p.profession <> '')
               AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))
          JOIN team_municipality tm ON tm.team_id = p.team_id
               AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())
          JOIN enrolment e ON e.team_id = p.team_id AND e.municipality_id = tm.municipality_id
               AND e.starts_at <= now() AND (e.ends_at IS NULL
                    OR e.ends_at > now() - interval '30 days')
          JOIN phase_scope ps ON ps.scope = wanted
               AND ps.phase = CASE WHEN e.ends_at <= now() THEN 'ended' ELSE e.phase END{only}
        UNION ALL
        SELECT r.enrolment_id
          FROM access_right r JOIN enrolment e ON e.id = r.enrolment_id
         WHERE r.account_id = me AND wanted = ANY (r.scopes)
           AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())
           AND CASE r.ground
               WHEN 'self' THEN true
               WHEN 'emergency' THEN EXISTS (
                    SELECT FROM posts_of(me) p
                     WHERE p.role IN ('legevakt', 'hospital', 'doctor', 'nurse', 'lead')
                       AND p.profession <> '')
               ELSE (e.ends_at IS NULL OR e.ends_at > now())
                    AND e.phase IN (SELECT phase FROM phase_others)
                    AND (r.ground NOT IN ('incapacity', 'guardian') OR r.second_by_id IS NOT NULL)
               END{only}
        UNION ALL
        SELECT r.enrolment_id
          FROM posts_of(me) p
          JOIN role_scope rs ON rs.role = p.role AND rs.scope = wanted
               AND (NOT rs.clinical OR p.profession <> '')
               AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))
          JOIN access_right r ON r.organisation_id = p.organisation_id AND wanted = ANY (r.scopes)
               AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())
          JOIN enrolment e ON e.id = r.enrolment_id
               AND (e.ends_at IS NULL OR e.ends_at > now())
               AND e.phase IN (SELECT phase FROM phase_others){only}
"""
ALONE = """
CREATE OR REPLACE FUNCTION own_reach(wanted text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(<everybody>);
END $$;
"""
AMONG = """
CREATE OR REPLACE FUNCTION own_reach(wanted text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
    about uuid[] := string_to_array(nullif(current_setting('heime.about', true), ''), ',');
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    IF about IS NULL THEN
        RETURN ARRAY(<everybody>);
    END IF;
    RETURN ARRAY(<some>);
END $$;
"""


def change(form):
    def go(apps, schema_editor):
        everybody = REACHED.format(only="")
        some = REACHED.format(only=" AND e.id = ANY (about)")
        made = form.replace("<everybody>", everybody).replace("<some>", some)
        schema_editor.execute(made, params=None)

    return go


class Migration(migrations.Migration):
    dependencies = [("access", "0010_hashed")]

    operations = [migrations.RunPython(change(AMONG), change(ALONE))]
