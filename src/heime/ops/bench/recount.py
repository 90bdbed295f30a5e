"""Counting again, by SQL and past the walls: is everything there that was acknowledged?"""

from datetime import datetime
from typing import Any

import psycopg

SIZES = ("measurement", "judgement", "receipt", "audit_entry")

# The plain view's rows are left out by their source: they are unjudged on purpose.
_COUNTS = """
SELECT count(*) AS measurements,
       count(*) FILTER (WHERE EXISTS (SELECT FROM judgement j
           WHERE j.enrolment_id = m.enrolment_id AND j.kind = m.kind
             AND j.measured_at = m.measured_at AND j.measurement_id = m.id)) AS judged,
       count(r.measurement_id) AS receipts
  FROM measurement m
  LEFT JOIN receipt r ON r.source_id = m.source_id AND r.measurement_id = m.id
 WHERE m.received_at >= %(since)s AND m.source_id <> %(plain)s
"""
# A session makes work once for each time it gets worse, so a later judgement of the same session
# may rest on an event that an earlier one made.
_WITHOUT_CASE = """
SELECT count(*) FROM judgement j
 WHERE j.judged_at >= %(since)s AND j.state = 1 AND j.zone <> 1
   AND NOT EXISTS (SELECT FROM case_event e
        WHERE e.enrolment_id = j.enrolment_id AND e.kind = j.kind AND e.session_at = j.session_at
          AND e.what IN ('opened', 'joined', 'worsened')
          AND e.zone * 10 + e.priority >= j.zone * 10 + coalesce(j.priority, 1))
"""
_WITHOUT_WAIT = """
SELECT count(*) FROM (
    SELECT DISTINCT ON (enrolment_id, kind) enrolment_id, kind, state FROM judgement
     WHERE judged_at >= %(since)s ORDER BY enrolment_id, kind, judged_at DESC) AS last
 WHERE state = 2 AND NOT EXISTS (SELECT FROM awaited a
        WHERE a.enrolment_id = last.enrolment_id AND a.kind = last.kind)
"""
_ZONES = """
SELECT zone, state, count(*) FROM judgement WHERE judged_at >= %(since)s GROUP BY 1, 2
"""
_CASES = "SELECT count(*) FROM case_ WHERE opened_at >= %(since)s"
ZONES = {1: "green", 2: "grey", 3: "yellow", 4: "red"}


def recount(url: str, *, acknowledged: int, since: datetime, plain_source: int) -> dict[str, Any]:
    """Compare what was acknowledged since a moment with what is in the tables."""
    asked = {"since": since, "plain": plain_source}
    with psycopg.connect(url) as conn:
        measurements, judged, receipts = _row(conn, _COUNTS, asked)
        (without_case,) = _row(conn, _WITHOUT_CASE, asked)
        (without_wait,) = _row(conn, _WITHOUT_WAIT, asked)
        zones = conn.execute(_ZONES, asked).fetchall()
        (cases,) = _row(conn, _CASES, asked)
    counts = {"measurements": measurements, "judged": judged, "receipts": receipts}
    differences = [
        f"{acknowledged} readings were acknowledged, and there are {many} {name}"
        for name, many in counts.items()
        if many != acknowledged
    ]
    if without_case:
        differences.append(f"{without_case} final judgements that are not green have no case")
    if without_wait:
        differences.append(f"{without_wait} pending judgements are not waited for")
    return {
        "acknowledged": acknowledged, **counts, "differences": differences,
        "cases_opened": cases, **_shares(zones),
    }  # fmt: skip


def _row(conn: psycopg.Connection, query: str, asked: dict[str, Any]) -> tuple[int, ...]:
    row = conn.execute(query.encode(), asked).fetchone()
    assert row is not None  # noqa: S101  a count is one row
    return row


def _shares(rows: list[tuple[int, int, int]]) -> dict[str, Any]:
    """The share of each zone among the judgements, and of those that wait or were rejected."""
    total = sum(many for _, _, many in rows) or 1
    zones = {
        name: round(sum(many for zone, _, many in rows if zone == number) / total, 4)
        for number, name in ZONES.items()
    }
    pending = sum(many for _, state, many in rows if state == 2)
    return {"judgements": total, "zones": zones, "pending": round(pending / total, 4)}


def sizes(url: str) -> dict[str, tuple[int, int]]:
    """Bytes and rows of each table that a reading writes to, with its indexes and partitions.

    What lies in the memory of the server counts as well: the files grow before they are written.
    """
    query = """
    SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
      FROM pg_class c
     WHERE c.oid = %(name)s::regclass
        OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = %(name)s::regclass)
    """
    found = {}
    with psycopg.connect(url) as conn:
        for name in SIZES:
            (size,) = _row(conn, query, {"name": name})
            (rows,) = _row(conn, f"SELECT count(*) FROM {name}", {})  # noqa: S608  our own names
            found[name] = (size, rows)
    return found
