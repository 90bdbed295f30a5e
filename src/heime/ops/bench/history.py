"""History written by the database itself: every agreed measuring of the days before now."""

from uuid import UUID

import psycopg

_ROUTINE = """
CREATE TEMP TABLE routine (enrolment uuid, municipality smallint, source int, kind smallint,
    green int, yellow int, second int, decimals smallint, device text, at time, weekdays int[],
    cuff int, planned boolean)
"""
_COPY = "COPY routine FROM STDIN"

# One in ten is not done; one in eight is not green. Ids are made in the order of time, as they
# would have been; PostgreSQL can make such ids by itself only from version 18 on.
_HAPPENED = """
CREATE TEMP TABLE happened AS
SELECT (lpad(to_hex((extract(epoch FROM measured_at) * 1000)::bigint), 12, '0')
           || '7' || substr(md5(random()::text), 1, 3)
           || '8' || substr(md5(random()::text), 1, 15))::uuid AS id, *,
       measured_at + interval '4 seconds' AS received_at
  FROM (SELECT r.*, random() < 0.08 AS bad,
               (day + at)::timestamp AT TIME ZONE 'Europe/Oslo'
                   + make_interval(mins => cuff, secs => random() * 50) AS measured_at
          FROM routine r
          CROSS JOIN generate_series(current_date - {first}, current_date - {last}, '1 day') AS day
         WHERE extract(isodow FROM day)::int - 1 = ANY (weekdays) AND random() < {share}) AS one
 ORDER BY measured_at
"""
_DONE = 0.9
"""One in ten of what was agreed is not done."""
_STATEMENTS = {
    "measurement": """
    INSERT INTO measurement (id, enrolment_id, measured_at, received_at, value, second, source_id,
        quality, municipality_id, kind, decimals, manual, rejected, device)
    SELECT id, enrolment, measured_at, received_at, CASE WHEN bad THEN yellow ELSE green END,
           second, source, 0, municipality, kind, decimals, false, false, device
      FROM happened ORDER BY measured_at
    """,
    "judgement": """
    INSERT INTO judgement (enrolment_id, measurement_id, measured_at, judged_at, session_at,
        plan_version_id, municipality_id, kind, zone, state, priority, rules)
    SELECT h.enrolment, h.id, measured_at, received_at, measured_at, p.id, municipality, kind,
           CASE WHEN NOT planned THEN 2 WHEN bad THEN 3 ELSE 1 END, 1,
           CASE WHEN NOT planned THEN 1 WHEN bad THEN 2 END,
           CASE WHEN NOT planned THEN ARRAY['no-plan'] WHEN bad THEN ARRAY['G-2', 'C-2'] END
      FROM happened h
      LEFT JOIN plan_version p ON p.enrolment_id = h.enrolment AND planned
     ORDER BY measured_at
    """,
    "receipt": """
    INSERT INTO receipt (source_id, key, digest, measurement_id, replays)
    SELECT source, gen_random_uuid(), gen_random_uuid(), id, 0 FROM happened
    """,
    "audit": """
    INSERT INTO audit_entry (at, enrolment_id, source_id, municipality_id, action)
    SELECT received_at, enrolment, source, municipality, 'received'
      FROM happened ORDER BY received_at
    """,
    # What the server would remember of these two weeks (core.course); cuffs of a pair are one.
    "course": """
    INSERT INTO course (enrolment_id, kind, municipality_id, newest, sittings)
    SELECT enrolment, kind, municipality, (array_agg(id ORDER BY measured_at DESC))[1],
           string_agg(format('%s,%s,%s,1,0', extract(epoch FROM measured_at)::bigint,
                             CASE WHEN bad THEN yellow ELSE green END,
                             CASE WHEN NOT planned THEN 2 WHEN bad THEN 3 ELSE 1 END),
                      ';' ORDER BY measured_at)
      FROM happened WHERE cuff = 0
     GROUP BY enrolment, kind, municipality
    ON CONFLICT (enrolment_id, kind) DO NOTHING
    """,
    "worked": """
    CREATE TEMP TABLE worked AS
    SELECT gen_random_uuid() AS case_id, * FROM happened WHERE bad OR NOT planned
    """,
}
_CASES = """
INSERT INTO case_ (id, municipality_id, enrolment_id, state, zone, priority, opened_at, changed_at,
    due_at, kind, measured_at, measurement_id, judged_at, closed_by_id, closed_at, outcome, note)
SELECT case_id, municipality, enrolment, 'closed', CASE WHEN planned THEN 3 ELSE 2 END, 2,
       received_at, received_at, received_at + interval '8 hours', kind, measured_at, id,
       received_at, %s, received_at + interval '2 hours', 'advice', 'Ringt og avtalt.' FROM worked
"""
_EVENTS = """
INSERT INTO case_event (id, municipality_id, enrolment_id, case_id, at, what, zone, priority, kind,
    session_at, measured_at, measurement_id, judged_at)
SELECT gen_random_uuid(), municipality, enrolment, case_id, received_at, 'opened',
       CASE WHEN planned THEN 3 ELSE 2 END, 2, kind, measured_at, measured_at, id, received_at
  FROM worked
"""


def make(conn: psycopg.Connection, routine: list[tuple], closer: UUID, *, days: int) -> int:
    """Write the history that follows from everybody's routine; return how many readings it has.

    Its keys are right by construction, so the checks of foreign keys are left out.
    """
    begin(conn, routine)
    made = live(conn, closer, first=days, last=1)
    conn.execute("DROP TABLE routine")
    settle(conn)
    return made


def begin(conn: psycopg.Connection, routine: list[tuple]) -> None:
    """Make everybody's routine known to this connection."""
    conn.execute("SET session_replication_role = replica")
    conn.execute("SET work_mem = '256MB'")
    conn.execute(_ROUTINE)
    with conn.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in routine:
            copy.write_row(row)


def live(
    conn: psycopg.Connection,
    closer: UUID,
    *,
    first: int,
    last: int,
    share: float = _DONE,
    without: frozenset[str] = frozenset(),
) -> int:
    """Write the days from `first` to `last` before today; return how many readings came.

    without: of `receipt` and `audit`, what is not to be measured and need not be there.
    """
    happened = _HAPPENED.format(first=int(first), last=int(last), share=float(share))
    made = conn.execute(happened.encode()).rowcount
    for name, statement in _STATEMENTS.items():
        if name not in without:
            conn.execute(statement.encode())
    conn.execute(_CASES, [closer])
    conn.execute(_EVENTS)
    conn.execute("DROP TABLE worked, happened")
    return made


def settle(conn: psycopg.Connection) -> None:
    """As it is where a database has run for a day."""
    conn.execute("VACUUM ANALYZE")
    conn.execute("CHECKPOINT")
