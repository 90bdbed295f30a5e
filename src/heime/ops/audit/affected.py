"""`./heime audit affected`: for a breach, everybody who was seen and what was seen of them.

Given an account, a device or a sending system, and a period. Ids only: the municipality finds out
who they are, and tells them. Searching is an entry of the log, written before anything is read.
"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from heime.core.affected import Acts, gathered
from heime.ops.installation import ROLES

Connection = psycopg.Connection[Any]

_ACCOUNT = "SELECT id FROM account WHERE username = %s"
_NOTE = """
INSERT INTO audit_entry (at, municipality_id, action, resource, ground, detail)
VALUES (%s, %s, 'log.searched', 'log', 'review', %s)
"""
_SEEN = """
SELECT enrolment_id AS enrolment, municipality_id AS municipality, action, resource, denied,
       count(*) AS times, min(at) AS first_at, max(at) AS last_at
  FROM public.audit_entry
 WHERE at >= %(since)s AND at < %(until)s AND enrolment_id IS NOT NULL
   AND (%(account)s::uuid IS NULL OR account_id = %(account)s)
   AND (%(source)s::int IS NULL OR source_id = %(source)s)
   AND (%(device)s::text IS NULL OR device = %(device)s OR sign_in_id = %(sign_in)s)
   AND (%(place)s::int IS NULL OR municipality_id = %(place)s)
 GROUP BY enrolment_id, municipality_id, action, resource, denied
 ORDER BY municipality_id, enrolment_id, first_at
"""


def run(args: argparse.Namespace, settings: dict[str, str], now: datetime) -> int:
    with psycopg.connect(settings[ROLES["worker"]], connect_timeout=5) as conn:
        conn.execute(_NOTE, [now, args.municipality, "affected"])
    with psycopg.connect(settings[ROLES["owner"]], connect_timeout=5) as conn:
        account = None
        if args.user is not None:
            row = conn.execute(_ACCOUNT, [args.user]).fetchone()
            if row is None:
                print("heime: There is no account of that user name.", file=sys.stderr)
                return 2
            account = row[0]
        people = affected(
            conn, since=args.since, until=args.until, account=account, device=args.device,
            source=args.source, municipality=args.municipality,
        )  # fmt: skip
    print(json.dumps(people, indent=2, default=str) if args.json else _words(people))
    return 0


def affected(
    conn: Connection,
    *,
    since: datetime,
    until: datetime,
    account: UUID | None = None,
    device: str | None = None,
    source: int | None = None,
    municipality: int | None = None,
) -> list[dict[str, Any]]:
    """Everybody who was seen: by person, the kinds of data with how often, from when to when.

    At least one of account, device and source must be given; more than one narrows it.
    """
    if account is None and device is None and source is None:
        raise ValueError("Somebody must be asked about: an account, a device or a source.")
    known = {
        "since": since, "until": until, "account": account, "device": device,
        "sign_in": _uuid(device), "source": source, "place": municipality,
    }  # fmt: skip
    rows = conn.cursor(row_factory=class_row(Acts)).execute(_SEEN.encode(), known)
    return [asdict(one) for one in gathered(rows)]


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _words(people: list[dict[str, Any]]) -> str:
    lines = [f"{len(people)} people."]
    for one in people:
        seen = ", ".join(f"{kind} {times}" for kind, times in sorted(one["seen"].items()))
        span = f"{one['first_at']:%Y-%m-%d %H:%M}–{one['last_at']:%Y-%m-%d %H:%M}"
        lines.append(f"  {one['municipality']} {one['enrolment']} {span} UTC: {seen}")
    return "\n".join(lines)
