"""Both things that a round of open pages asks of the wall, for all its readers in one question.

The database is given the tokens that it would otherwise be given one after the other, and finds out
by itself who stands behind each: `each_wholly` says of whom each reaches all that the clinicians of
the person's own team reach, as `ctx_wholly` (0013) did for one,
which nobody asks any more; `each_listed` writes down whom each
was shown, of those alone.
"""

from django.conf import settings
from django.db import migrations

WHOLE = ("contact", "values", "plan", "cases", "messages", "work", "planning", "rights")
EACH_WHOLLY = f"""
CREATE FUNCTION each_wholly(tokens text[], people uuid[])
RETURNS TABLE (n bigint, account uuid, sign_in uuid, enrolment uuid, municipality smallint,
               seen_at timestamptz, zone smallint, priority smallint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH asker AS MATERIALIZED (
        SELECT t.n, a.id AS account, s.id AS sign_in
          FROM unnest(tokens) WITH ORDINALITY AS t(token, n)
          JOIN sign_in s ON s.token_hash = sha256(convert_to(t.token, 'UTF8'))
          JOIN account a ON a.id = s.account_id
         WHERE s.ended_at IS NULL AND s.expires_at > now() AND s.locked_at IS NULL AND a.is_active
           AND coalesce(s.last_seen_at, s.started_at)
               > now() - make_interval(mins => s.idle_minutes)),
    post AS MATERIALIZED (
        SELECT k.n, p.team_id, p.role, p.profession
          FROM asker k CROSS JOIN LATERAL posts_of(k.account) p
         WHERE p.team_id IS NOT NULL),
    person AS MATERIALIZED (
        SELECT e.id, e.team_id, e.municipality_id, e.phase
          FROM enrolment e
         WHERE e.id = ANY (people)
           AND e.starts_at <= now() AND (e.ends_at IS NULL OR e.ends_at > now())
           AND EXISTS (
                SELECT FROM team_municipality tm
                 WHERE tm.team_id = e.team_id AND tm.municipality_id = e.municipality_id
                   AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now()))
           AND NOT EXISTS (
                SELECT FROM access_block b WHERE b.enrolment_id = e.id
                   AND b.starts_at <= now() AND (b.ends_at IS NULL OR b.ends_at > now()))),
    given AS MATERIALIZED (
        SELECT DISTINCT p.n, o.id
          FROM post p JOIN person o ON o.team_id = p.team_id
         WHERE {len(WHOLE)} = (
                SELECT count(*) FROM role_scope rs
                  JOIN phase_scope ps ON ps.scope = rs.scope AND ps.phase = o.phase
                 WHERE rs.role = p.role AND rs.scope IN {WHOLE}
                   AND (NOT rs.clinical OR p.profession <> '')
                   AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))))
    SELECT k.n, k.account, k.sign_in, o.id, o.municipality_id, s.at, s.zone, s.priority
      FROM given g JOIN asker k ON k.n = g.n JOIN person o ON o.id = g.id
      LEFT JOIN seen s ON s.enrolment_id = o.id AND s.account_id = k.account;
END $$;
"""
EACH_LISTED = """
CREATE FUNCTION each_listed(tokens text[], people uuid[], at timestamptz, since timestamptz)
RETURNS TABLE (n bigint, enrolment uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH newly AS MATERIALIZED (
        SELECT DISTINCT ON (w.account, w.enrolment)
               w.n, w.sign_in, w.enrolment, w.municipality
          FROM each_wholly(tokens, people) w
         WHERE NOT EXISTS (
                SELECT FROM on_screen o JOIN sign_in s ON s.id = o.sign_in_id
                 WHERE o.enrolment_id = w.enrolment AND s.account_id = w.account
                   AND o.seen_at > since)),
    written AS (
        INSERT INTO on_screen (sign_in_id, enrolment_id, municipality_id, seen_at)
        SELECT sign_in, enrolment, municipality, at FROM newly ORDER BY sign_in, enrolment
        ON CONFLICT (sign_in_id, enrolment_id) DO UPDATE SET seen_at = excluded.seen_at)
    SELECT newly.n, newly.enrolment FROM newly;
END $$;
"""
FOR_ONE = f"""
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
POLICIES = {
    "seen_for_several": "seen FOR SELECT TO CURRENT_USER USING (true)",
    "on_screen_for_several_select": "on_screen FOR SELECT TO CURRENT_USER USING (true)",
    "on_screen_for_several_insert": "on_screen FOR INSERT TO CURRENT_USER WITH CHECK (true)",
    "on_screen_for_several_update": (
        "on_screen FOR UPDATE TO CURRENT_USER USING (true) WITH CHECK (true)"
    ),
}
ASKED = ("each_wholly(text[], uuid[])", "each_listed(text[], uuid[], timestamptz, timestamptz)")


def build(apps, schema_editor):
    schema_editor.execute("DROP FUNCTION ctx_wholly()", params=None)
    for name, policy in POLICIES.items():
        schema_editor.execute(f"CREATE POLICY {name} ON {policy}", params=None)
    for function, text in zip(ASKED, (EACH_WHOLLY, EACH_LISTED), strict=True):
        schema_editor.execute(text, params=None)
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC", params=None)
        schema_editor.execute(
            f"GRANT EXECUTE ON FUNCTION {function} TO {settings.HEIME_ROLE_PREFIX}app", params=None
        )


def take_back(apps, schema_editor):
    for function in reversed(ASKED):
        schema_editor.execute(f"DROP FUNCTION {function}", params=None)
    for name, policy in POLICIES.items():
        schema_editor.execute(f"DROP POLICY {name} ON {policy.split()[0]}", params=None)
    schema_editor.execute(FOR_ONE, params=None)
    schema_editor.execute(
        f"GRANT EXECUTE ON FUNCTION ctx_wholly() TO {settings.HEIME_ROLE_PREFIX}app", params=None
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0015_care_first")]

    operations = [migrations.RunPython(build, take_back)]
