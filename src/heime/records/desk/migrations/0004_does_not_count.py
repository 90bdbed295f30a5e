"""The printed list shows the newest value that counts, as every page does."""

from django.db import migrations

COUNTED = """
CREATE OR REPLACE FUNCTION printed_list(people uuid[]) RETURNS jsonb
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
                   AND NOT EXISTS (SELECT FROM invalidation i
                        WHERE i.enrolment_id = r.enrolment_id AND i.measurement_id = r.id)
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
CREATE POLICY invalidation_printing ON invalidation FOR SELECT TO CURRENT_USER USING (true);
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_printed"), ("happenings", "0002_walls")]
    operations = [migrations.RunSQL(COUNTED)]
