"""The seals over the log, made by a function that alone reads what it closes over.

Why nothing committed can turn up later below a seal: an INSERT locks the table (ROW EXCLUSIVE)
before it takes an id, and keeps the lock until its transaction has ended. So whoever holds an id
that we have seen the likes of, and has not ended, is among the holders of that lock. `seal_log`
looks at the newest id first and at the holders after: once none of those holders is left, every
row up to that id is either there to be read or will never be. Nobody waits for the sealer, and the
entries need no column for it. (docs/adr/0015)
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# An entry as text, for its hash. Every text says its length first, so that nothing can be moved
# from one column to the next unseen. heime.records.audit.seals has the same for verifying.
LINE = """
    e.id || '|' || (extract(epoch FROM e.at) * 1000000)::bigint
    || '|' || coalesce(e.enrolment_id::text, '') || '|' || coalesce(e.account_id::text, '')
    || '|' || coalesce(e.sign_in_id::text, '') || '|' || coalesce(e.source_id::text, '')
    || '|' || coalesce(e.municipality_id::text, '')
    || '|' || length(e.action) || ':' || e.action
    || '|' || coalesce(length(e.detail) || ':' || e.detail, '')
    || '|' || coalesce(e.request_id::text, '')
    || '|' || coalesce(length(e.resource) || ':' || e.resource, '')
    || '|' || coalesce(length(e.ground) || ':' || e.ground, '')
    || '|' || coalesce(length(e.purpose) || ':' || e.purpose, '')
    || '|' || coalesce(length(e.role) || ':' || e.role, '')
    || '|' || coalesce(e.organisation_id::text, '') || '|' || coalesce(e.denied::text, '')
    || '|' || coalesce(length(e.device) || ':' || e.device, '')
"""

SEAL_LOG = f"""
CREATE FUNCTION seal_log(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    sealed bigint;
    newest bigint;
    writing text[];
    seen sealing;
    made integer;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'seal_log must see what has just been committed';
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtext('seal_log')) THEN
        RETURN 0;
    END IF;
    SELECT * INTO seen FROM sealing;
    newest := (SELECT last_value FROM audit_entry_id_seq);
    writing := ARRAY(
        SELECT virtualtransaction FROM pg_locks
         WHERE locktype = 'relation' AND relation = 'audit_entry'::regclass
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid());
    IF writing <> '{{}}' AND seen.holders && writing THEN
        RETURN 0;  -- somebody who was writing when we looked last has not finished
    END IF;
    sealed := (SELECT coalesce(max(last), 0) FROM seal);
    made := seal_entries(
        sealed, CASE WHEN writing = '{{}}' THEN newest ELSE coalesce(seen.upto, 0) END, most);
    INSERT INTO sealing (id, upto, holders) VALUES (1, newest, writing)
    ON CONFLICT (id) DO UPDATE SET upto = excluded.upto, holders = excluded.holders;
    RETURN made;
END $$;

CREATE FUNCTION seal_entries(sealed bigint, upto bigint, most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    sealing_time timestamptz := clock_timestamp();
    today date := (sealing_time AT TIME ZONE 'Europe/Oslo')::date;
    made bigint;
BEGIN
    WITH entry AS (
        SELECT e.id, coalesce(e.municipality_id, 0) AS chain,
               sha256(convert_to({LINE}, 'UTF8')) AS digest
          FROM audit_entry e WHERE e.id > sealed AND e.id <= upto ORDER BY e.id LIMIT most
    ), link AS (
        SELECT chain, min(id) AS first, max(id) AS last, count(*) AS entries,
               string_agg(digest, '' ORDER BY id) AS digests,
               string_agg(substr(digest, 1, 4), '' ORDER BY id) AS marks
          FROM entry GROUP BY chain
    ), placed AS (
        SELECT link.*, coalesce(head.hash, '') AS previous,
               greatest(head.day, today) AS day,
               CASE WHEN head.day >= today THEN head.n + 1 ELSE 1 END AS n,
               greatest(head.sealed_at, sealing_time) AS sealed_at
          FROM link LEFT JOIN LATERAL (
               SELECT day, n, sealed_at, hash FROM seal WHERE seal.chain = link.chain
                ORDER BY day DESC, n DESC LIMIT 1) AS head ON true
    ), written AS (
        INSERT INTO seal (chain, day, n, first, last, entries, sealed_at, previous, hash, marks)
        SELECT chain, day, n, first, last, entries, sealed_at, previous,
               sha256(convert_to(concat_ws(' ', 'heime-seal-1', chain, to_char(day, 'YYYY-MM-DD'),
                      n, first, last, entries, (extract(epoch FROM sealed_at) * 1000000)::bigint)
                      || chr(10), 'UTF8') || previous || digests), marks
          FROM placed
        RETURNING entries
    )
    SELECT coalesce(sum(entries), 0) INTO made FROM written;
    RETURN made;
END $$;

CREATE FUNCTION unsealed() RETURNS TABLE (entries bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT count(*), min(at) FROM audit_entry
     WHERE id > (SELECT coalesce(max(last), 0) FROM seal)
$$;

CREATE POLICY audit_entry_owner ON audit_entry FOR SELECT TO CURRENT_USER USING (true);
REVOKE ALL ON seal, sealing FROM PUBLIC;
GRANT SELECT ON seal TO {{p}}worker;
REVOKE ALL ON FUNCTION seal_log(integer), seal_entries(bigint, bigint, integer), unsealed()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_log(integer), unsealed() TO {{p}}worker;
"""

# An id of one's own choice could stand below a seal, or so high that nothing after it is sealed:
# whoever writes the log says everything of an entry but its id.
SAID = (
    "at, enrolment_id, account_id, sign_in_id, source_id, municipality_id, action, detail,"
    " request_id, resource, ground, purpose, role, organisation_id, denied, device"
)
NO_ID = f"""
REVOKE INSERT ON audit_entry FROM {{p}}app, {{p}}ingest, {{p}}worker;
GRANT INSERT ({SAID}) ON audit_entry TO {{p}}app, {{p}}ingest, {{p}}worker;
"""


def build(apps, schema_editor):
    for text in (SEAL_LOG, NO_ID):
        prefix = settings.HEIME_ROLE_PREFIX
        schema_editor.execute(text.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_two_walls"), ("audit", "0003_found_again")]
    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "chain",
                        "day",
                        "n",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField(unique=True)),
                ("sealed_at", models.DateTimeField()),
                ("entries", models.IntegerField()),
                ("n", models.IntegerField()),
                ("day", models.DateField()),
                ("chain", models.SmallIntegerField()),
                ("previous", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("marks", models.BinaryField()),
            ],
            options={"db_table": "seal"},
        ),
        migrations.CreateModel(
            name="Sealing",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("upto", models.BigIntegerField()),
                ("holders", ArrayField(models.TextField())),
            ],
            options={"db_table": "sealing"},
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
