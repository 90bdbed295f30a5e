"""What the printed list holds, as one question: asked by the web under the asker's own wall, and by
the jobs process for a whole team through a function that gives it nothing else.

Whoever has refused the team, or anybody in it, does not stand on a paper that all of them may read:
only how many they are. No address is asked for, and no identity number.
"""

from django.conf import settings
from django.db import migrations

ONE = """
CREATE FUNCTION printed_list(people uuid[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
SELECT coalesce(jsonb_agg(to_jsonb(one)), '[]') FROM (
    SELECT e.id AS enrolment, e.municipality_id AS municipality, m.name AS place, m.language,
           e.conditions, p.given, p.family, p.birth_date, p.phone, p.protection,
           (SELECT jsonb_agg(jsonb_build_object(
                       'name', c.name, 'relation', c.relation, 'phone', c.phone) ORDER BY c.rank)
              FROM contact c WHERE c.enrolment_id = e.id) AS kin,
           (SELECT jsonb_agg(to_jsonb(v)) FROM (
                SELECT DISTINCT ON (r.kind) r.kind, r.value, r.second, r.decimals, r.measured_at
                  FROM measurement r
                 WHERE r.enrolment_id = e.id AND NOT r.rejected AND r.value IS NOT NULL
                   AND r.measured_at > now() - interval '30 days'
                 ORDER BY r.kind, r.measured_at DESC) AS v) AS latest,
           (SELECT jsonb_build_object('zone', c.zone, 'priority', c.priority, 'kind', c.kind,
                       'opened_at', c.opened_at, 'due_at', c.due_at, 'has_it', a.name)
              FROM case_ c LEFT JOIN account a ON a.id = c.taken_by_id
             WHERE c.enrolment_id = e.id AND c.closed_at IS NULL LIMIT 1) AS open,
           (SELECT v.content FROM plan_version v
             WHERE v.enrolment_id = e.id AND v.status = 'approved' AND NOT v.shadow
             ORDER BY v.number DESC LIMIT 1) AS plan
      FROM enrolment e JOIN patient p ON p.id = e.patient_id
      JOIN municipality m ON m.number = e.municipality_id
     WHERE e.id = ANY (people) AND p.died_on IS NULL) AS one
$$;
REVOKE ALL ON FUNCTION printed_list(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION printed_list(uuid[]) TO {p}app;
"""
TEAM = """
CREATE FUNCTION printed_list_of_team(wanted uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    everybody uuid[];
    refused uuid[];
BEGIN
    everybody := ARRAY(
        SELECT e.id FROM enrolment e
          JOIN team_municipality tm ON tm.team_id = e.team_id
               AND tm.municipality_id = e.municipality_id
               AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())
         WHERE e.team_id = wanted AND e.phase IN ('active', 'paused')
           AND e.starts_at <= now() AND (e.ends_at IS NULL OR e.ends_at > now()));
    refused := ARRAY(
        SELECT b.enrolment_id FROM access_block b
         WHERE b.enrolment_id = ANY (everybody)
           AND b.starts_at <= now() AND (b.ends_at IS NULL OR b.ends_at > now())
           AND (b.team_id = wanted OR b.account_id IN (
                SELECT m.account_id FROM membership m
                 WHERE m.team_id = wanted AND m.starts_at <= now()
                   AND (m.ends_at IS NULL OR m.ends_at > now()))));
    RETURN jsonb_build_object(
        'people', printed_list(ARRAY(SELECT unnest(everybody) EXCEPT SELECT unnest(refused))),
        'left_out', (SELECT count(DISTINCT one) FROM unnest(refused) AS one));
END $$;
REVOKE ALL ON FUNCTION printed_list_of_team(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION printed_list_of_team(uuid) TO {p}worker;
CREATE POLICY contact_printing ON contact FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY plan_version_printing ON plan_version FOR SELECT TO CURRENT_USER USING (true);
"""


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in (ONE, TEAM):
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0008_entries_of_a_place"),
        ("desk", "0002_walls"),
        ("keeping", "0002_walls"),
    ]
    operations = [migrations.RunPython(build)]
