"""Figures and the state of the machinery, and a role that may read these two tables and no other.

It sees what the sign-in behind its transaction's token may see: a manager the own municipality's
figures, a coordinator all of them, support the state of the machinery.
"""

from django.conf import settings
from django.db import migrations, models

WALL = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{p}stats') THEN
        EXECUTE format('CREATE ROLE %I LOGIN', '{p}stats');
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {p}stats;

CREATE FUNCTION ctx_figures() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT place), '{}') FROM (
        SELECT p.municipality_id::text AS place FROM posts_of(ctx_account()) p
         WHERE p.role = 'manager' AND p.municipality_id IS NOT NULL
        UNION ALL
        SELECT unnest(ARRAY[m.number::text, m.region, 'all']) FROM municipality m
         WHERE EXISTS (SELECT FROM posts_of(ctx_account()) p
                        WHERE p.role = 'coordinator' AND p.municipality_id IS NULL
                          AND p.team_id IS NULL AND p.organisation_id IS NULL)) AS seen
$$;

CREATE FUNCTION ctx_supports() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM posts_of(ctx_account()) p
                    WHERE p.role = 'support' AND p.municipality_id IS NULL
                      AND p.team_id IS NULL AND p.organisation_id IS NULL)
$$;

REVOKE ALL ON FUNCTION ctx_figures(), ctx_supports() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx_figures(), ctx_supports() TO {p}stats;

REVOKE ALL ON figure, service_state FROM PUBLIC;
ALTER TABLE figure ENABLE ROW LEVEL SECURITY;
ALTER TABLE figure FORCE ROW LEVEL SECURITY;
ALTER TABLE service_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_state FORCE ROW LEVEL SECURITY;

GRANT SELECT ON figure, service_state TO {p}stats;
CREATE POLICY figure_stats_select ON figure FOR SELECT TO {p}stats
    USING (place = ANY ((SELECT ctx_figures())::text[]));
CREATE POLICY service_state_stats_select ON service_state FOR SELECT TO {p}stats
    USING ((SELECT ctx_supports()));

GRANT SELECT, INSERT, DELETE ON figure TO {p}worker;
CREATE POLICY figure_worker_select ON figure FOR SELECT TO {p}worker USING (true);
CREATE POLICY figure_worker_insert ON figure FOR INSERT TO {p}worker WITH CHECK (true);
CREATE POLICY figure_worker_delete ON figure FOR DELETE TO {p}worker USING (true);
GRANT USAGE ON SEQUENCE figure_id_seq TO {p}worker;
GRANT SELECT, INSERT, UPDATE ON service_state TO {p}worker;
CREATE POLICY service_state_worker_select ON service_state FOR SELECT TO {p}worker USING (true);
CREATE POLICY service_state_worker_insert ON service_state FOR INSERT TO {p}worker
    WITH CHECK (true);
CREATE POLICY service_state_worker_update ON service_state FOR UPDATE TO {p}worker
    USING (true) WITH CHECK (true);
"""


def build(apps, schema_editor):
    schema_editor.execute(WALL.replace("{p}", settings.HEIME_ROLE_PREFIX), params=None)


class Migration(migrations.Migration):
    dependencies = [("access", "0007_walls_by_right")]
    operations = [
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("released_on", models.DateField()),
                ("table", models.CharField(max_length=10)),
                ("place", models.CharField(max_length=40)),
                ("topic", models.CharField(max_length=30)),
                ("people", models.IntegerField(null=True)),
                ("cases", models.IntegerField(null=True)),
                ("minutes", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "figure",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("table"), models.F("place"), models.F("topic"), name="figure_once"
                    ),
                    models.CheckConstraint(
                        name="figure_of_five_or_more",
                        condition=(models.Q(people=None) | models.Q(people__gte=5))
                        & (models.Q(cases=None) | models.Q(cases__gte=5)),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceState",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("waits", models.BigIntegerField()),
                ("oldest", models.IntegerField()),
                ("seen_at", models.DateTimeField()),
            ],
            options={"db_table": "service_state"},
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
