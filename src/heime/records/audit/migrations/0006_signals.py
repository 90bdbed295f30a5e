"""Looks that a reviewer should ask about, and what came of asking.

The facts that signals rest on are worked out in the database, which alone may read the log and
the names side by side: a function says *that* two family names are the same, and never which.
The worker writes signals; the municipality's reviewer reads them and says what was found.
"""

import uuid_utils.compat as uuid7
from django.conf import settings
from django.db import migrations, models

# What was opened in a day by staff: entries with a sign-in. Work is an open case in the day, or
# anything that the same person did with the record besides looking.
LOOKS = """
CREATE FUNCTION looks_of(wanted date) RETURNS TABLE (
    account_id uuid, enrolment_id uuid, municipality_id smallint, times integer, entry bigint,
    had_work boolean, same_name boolean, same_address boolean, colleague boolean,
    own_record boolean, ended boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    WITH span AS (
        SELECT wanted::timestamp AT TIME ZONE 'Europe/Oslo' AS starts,
               (wanted + 1)::timestamp AT TIME ZONE 'Europe/Oslo' AS ends
    ), opened AS (
        SELECT a.account_id, a.enrolment_id, min(a.municipality_id) AS municipality_id,
               count(*) FILTER (WHERE a.action = 'person.opened') AS times,
               min(a.id) FILTER (WHERE a.action = 'person.opened') AS entry,
               min(a.at) FILTER (WHERE a.action = 'person.opened') AS first_at,
               bool_or(a.action LIKE 'case.%' OR a.action LIKE 'plan.%') AS worked
          FROM audit_entry a, span
         WHERE a.at >= span.starts AND a.at < span.ends AND a.denied IS NULL
           AND a.account_id IS NOT NULL AND a.enrolment_id IS NOT NULL
         GROUP BY a.account_id, a.enrolment_id
    )
    SELECT o.account_id, o.enrolment_id, o.municipality_id, o.times::integer, o.entry,
           o.worked OR EXISTS (
               SELECT FROM case_ c WHERE c.enrolment_id = o.enrolment_id
                  AND c.opened_at < span.ends
                  AND (c.closed_at IS NULL OR c.closed_at >= span.starts)),
           lower(p.family) = lower(regexp_replace(ac.name, '^.*\\s', '')),
           coalesce(p.address <> '' AND p.address = own.address, false),
           colleague.id IS NOT NULL,
           coalesce(ac.national_id_lookup = p.national_id_lookup, false),
           coalesce(e.ends_at < o.first_at, false)
      FROM opened o CROSS JOIN span
      JOIN account ac ON ac.id = o.account_id AND ac.name <> ''
      JOIN enrolment e ON e.id = o.enrolment_id
      JOIN patient p ON p.id = e.patient_id
      LEFT JOIN account colleague ON colleague.national_id_lookup = p.national_id_lookup
           AND colleague.name <> ''
      LEFT JOIN LATERAL (SELECT s.address FROM patient s
           WHERE s.national_id_lookup = ac.national_id_lookup LIMIT 1) AS own ON true
     WHERE o.times > 0
$$;

CREATE FUNCTION opened_a_day(since date, upto date) RETURNS TABLE (
    account_id uuid, day date, municipality_id smallint, people integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT a.account_id, (a.at AT TIME ZONE 'Europe/Oslo')::date,
           mode() WITHIN GROUP (ORDER BY a.municipality_id),
           count(DISTINCT a.enrolment_id)::integer
      FROM audit_entry a
     WHERE a.at >= since::timestamp AT TIME ZONE 'Europe/Oslo'
       AND a.at < upto::timestamp AT TIME ZONE 'Europe/Oslo'
       AND a.action = 'person.opened' AND a.account_id IS NOT NULL
     GROUP BY 1, 2
$$;

CREATE POLICY case__owner ON case_ FOR SELECT TO CURRENT_USER USING (true);
REVOKE ALL ON FUNCTION looks_of(date), opened_a_day(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION looks_of(date), opened_a_day(date, date) TO {p}worker;

ALTER TABLE signal ENABLE ROW LEVEL SECURITY;
ALTER TABLE signal FORCE ROW LEVEL SECURITY;
REVOKE ALL ON signal FROM PUBLIC;
ALTER TABLE signal ADD CONSTRAINT signal_enrolment
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id);
CREATE POLICY signal_worker_select ON signal FOR SELECT TO {p}worker USING (true);
CREATE POLICY signal_worker_insert ON signal FOR INSERT TO {p}worker WITH CHECK (state = 'open');
GRANT SELECT, INSERT ON signal TO {p}worker;
CREATE POLICY signal_audit_select ON signal FOR SELECT TO {p}audit
    USING (municipality_id = ANY ((SELECT ctx_audited())::smallint[]));
CREATE POLICY signal_audit_update ON signal FOR UPDATE TO {p}audit
    USING (municipality_id = ANY ((SELECT ctx_audited())::smallint[]))
    WITH CHECK (municipality_id = ANY ((SELECT ctx_audited())::smallint[]));
GRANT SELECT, UPDATE (state, state_by_id, state_at, note) ON signal TO {p}audit;
"""


def build(apps, schema_editor):
    schema_editor.execute(LOOKS.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_readers"), ("worklist", "0002_watch")]
    operations = [
        migrations.CreateModel(
            name="Signal",
            fields=[
                ("id", models.UUIDField(default=uuid7.uuid7, primary_key=True, serialize=False)),
                ("municipality_id", models.SmallIntegerField()),
                ("enrolment_id", models.UUIDField(null=True)),
                ("account_id", models.UUIDField()),
                ("day", models.DateField()),
                ("reason", models.CharField(max_length=20)),
                ("entry", models.BigIntegerField()),
                ("facts", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("state", models.CharField(default="open", max_length=12)),
                ("state_by_id", models.UUIDField(null=True)),
                ("state_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "db_table": "signal",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account_id", "enrolment_id", "day", "reason"),
                        name="signal_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        name="signal_settled_by_somebody",
                        condition=models.Q(state="open", state_at=None)
                        | models.Q(
                            state__in=["explained", "followed-up"],
                            state_at__isnull=False,
                            state_by_id__isnull=False,
                        ),
                    ),
                ],
            },
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
