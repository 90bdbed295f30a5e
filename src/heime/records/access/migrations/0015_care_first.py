"""Whom one reaches among those at hand: care is asked first.

Mostly whoever asks follows up all whom a question is about. Then no right can add anybody, and rights
are not asked for; the same people are found (0011_about).
"""

from django.db import migrations

CARE = """
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
"""
RIGHTS = """        SELECT r.enrolment_id
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
BEGINS = """
CREATE OR REPLACE FUNCTION own_reach(wanted text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    me uuid := ctx_account();
    about uuid[] := string_to_array(nullif(current_setting('heime.about', true), ''), ',');
    cared_for uuid[];
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    IF about IS NULL THEN
        RETURN ARRAY(<everybody>);
    END IF;
"""
TOGETHER = """    RETURN ARRAY(<some>);
END $$;
"""
CARE_FIRST = """    cared_for := ARRAY(<care>);
    IF cared_for @> about THEN
        RETURN cared_for;
    END IF;
    RETURN cared_for || ARRAY(<rights>);
END $$;
"""
# Of a look that is logged anew it is asked whether its person is reached; of the first, nothing.
UPDATED = "ALTER POLICY on_screen_app_update ON on_screen USING (enrolment_id {})"
HASHED = UPDATED.format("IN (SELECT unnest((SELECT ctx_reach('contact'))::uuid[]))")
LISTED = UPDATED.format("= ANY ((SELECT ctx_reach('contact'))::uuid[])")
AMONG = " AND e.id = ANY (about)"
PARTS = {
    "<everybody>": f"{CARE}        UNION ALL\n{RIGHTS}".format(only=""),
    "<some>": f"{CARE}        UNION ALL\n{RIGHTS}".format(only=AMONG),
    "<care>": CARE.format(only=AMONG),
    "<rights>": RIGHTS.format(only=AMONG),
}


def change(ends):
    def go(apps, schema_editor):
        made = BEGINS + ends
        for name, part in PARTS.items():
            made = made.replace(name, part)
        schema_editor.execute(made, params=None)

    return go


class Migration(migrations.Migration):
    dependencies = [("access", "0014_hashed_everywhere")]

    operations = [
        migrations.RunPython(change(CARE_FIRST), change(TOGETHER)),
        migrations.RunSQL(HASHED, LISTED),
    ]
