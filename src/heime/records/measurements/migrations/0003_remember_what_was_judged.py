"""A folder from before there were courses keeps its memory: each is worked out from what was judged.

Without this the rules that look back (W-1 to W-5, N-1, N-2, D-1, P-D1, AF-1) would know nobody
until new readings have come. What is written is what judging itself would have left behind
(core.course), as far as the rows tell. Left out, because they do not:

- far from usual (T-1), unless T-1 itself fired: what was usual that day is in no row;
- the value of a green session of one reading in which a rule failed: its row is the same as that
  of a reading that could not be judged at all, which has none.

Forms and courses came in one version, so no folder holds a form that its course has not seen.
"""

from django.db import migrations

# Everything judged is read, of everybody: the owner of the tables is let through while it lasts.
# It is one transaction, and nobody else sees the tables meanwhile.
WALLED = ("measurement", "judgement", "course")
OPEN = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in WALLED]
CLOSE = [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in WALLED]

# Of measured kinds, what is a result: not rejected, and not told that nothing valid came.
# Numbers as in core.kinds (3 blood pressure, 4 weight), core.topics (below 101: measured) and
# core.zone (zone 2 grey; state 3 rejected, 5 invalid, 6 blocked).
RESULT = """kind < 101 AND state NOT IN (3, 5, 6)
           AND NOT coalesce('nothing-valid' = ANY (rules), false)"""

# A session stands as it was last judged; sessions less than half an hour apart are one, weights
# those of one local day. 17 days back from the newest, counted in hours so that no change of clock
# counts; of weights 181 days, and there only those that no plan judged and those that are higher
# than all that follow, the newest itself aside.
SESSIONS = f"""
INSERT INTO course (enrolment_id, kind, municipality_id, newest, sittings)
WITH newest AS (
    SELECT enrolment_id, kind, date_trunc('second', max(session_at)) AS newest_at FROM judgement
     WHERE {RESULT} GROUP BY enrolment_id, kind
), recent AS (
    SELECT *, floor(extract(epoch FROM session_at))::bigint AS start,
           (session_at AT TIME ZONE 'Europe/Oslo')::date AS day
      FROM judgement JOIN newest USING (enrolment_id, kind)
     WHERE {RESULT} AND session_at >= newest_at - CASE kind WHEN 4 THEN interval '4344 hours'
                                                            ELSE interval '408 hours' END
), judged AS (
    SELECT *, CASE kind
           WHEN 4 THEN max(judged_at) OVER (PARTITION BY enrolment_id, kind, day)
           ELSE max(judged_at) OVER (PARTITION BY enrolment_id, kind ORDER BY start
                                     RANGE BETWEEN 1799 PRECEDING AND 1799 FOLLOWING)
           END AS last_judged_at
      FROM recent
), sat AS (
    SELECT j.enrolment_id, j.kind, j.municipality_id, start, zone, state,
           coalesce(inputs[cardinality(inputs)], measurement_id) AS decided_by,
           CASE WHEN computed IS NOT NULL THEN computed[1]
                WHEN j.kind = 4 OR inputs IS NOT NULL THEN NULL
                WHEN zone = 2 AND rules <@ '{{no-plan,no-limit,rule-failed,L-1}}'::text[] THEN NULL
                -- One cuff reading counts as whole mm[Hg] (C-8), rounded half up, unless critical.
                WHEN j.kind = 3 AND NOT coalesce('C-6' = ANY (rules), false)
                THEN (value + 5000) / 10000 * 10000
                ELSE value END AS value,
           CASE WHEN 'T-1' = ANY (rules) THEN 2 ELSE 0 END
               + CASE WHEN j.kind = 4 AND 'V-4' = ANY (rules) THEN 8 ELSE 0 END AS marks,
           max(start) OVER (PARTITION BY j.enrolment_id, j.kind) AS last
      FROM judged j
      LEFT JOIN measurement m ON (m.enrolment_id, m.kind, m.measured_at, m.id)
                                 = (j.enrolment_id, j.kind, j.measured_at, j.measurement_id)
     WHERE judged_at = last_judged_at
), compared AS (
    SELECT *, coalesce(max(value) FILTER (WHERE start < last AND marks & 8 = 0) OVER (
               PARTITION BY enrolment_id, kind ORDER BY start
               ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) AS highest_after
      FROM sat
)
SELECT enrolment_id, kind, min(municipality_id), (array_agg(decided_by ORDER BY start DESC))[1],
       string_agg(concat_ws(',', start, coalesce(value::text, ''), zone, state, marks), ';'
                  ORDER BY start)
  FROM compared
 WHERE last - start <= 17 * 86400 OR value IS NULL OR (marks & 8 = 0 AND value > highest_after)
 GROUP BY enrolment_id, kind
ON CONFLICT (enrolment_id, kind) DO NOTHING
"""

# When a meter of which kind noticed an irregular pulse (kind 122), in what was not rejected.
IRREGULAR = """
INSERT INTO course (enrolment_id, kind, municipality_id, newest, sittings)
WITH flagged AS (
    SELECT DISTINCT enrolment_id, municipality_id, kind,
           floor(extract(epoch FROM measured_at))::bigint AS start
      FROM measurement m
     WHERE quality & 131072 <> 0 AND kind < 101 AND EXISTS (
           SELECT FROM judgement j
            WHERE (j.enrolment_id, j.kind, j.measured_at, j.measurement_id)
                  = (m.enrolment_id, m.kind, m.measured_at, m.id)
              AND j.state <> 3 AND NOT coalesce('nothing-valid' = ANY (j.rules), false))
), recent AS (
    SELECT *, max(start) OVER (PARTITION BY enrolment_id) AS last FROM flagged
)
SELECT enrolment_id, 122, min(municipality_id), NULL,
       string_agg(start || ',' || kind || ',1,1,1', ';' ORDER BY start, kind)
  FROM recent WHERE last - start <= 17 * 86400
 GROUP BY enrolment_id
ON CONFLICT (enrolment_id, kind) DO NOTHING
"""

FILL = [*OPEN, SESSIONS, IRREGULAR, *CLOSE]


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_courses_and_answers"),
        ("measurements", "0002_courses_and_answers"),
    ]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
