"""`./heime audit signals`: yesterday's looks that the municipality's reviewer should ask about.

The jobs process makes them each night; the command makes those of a day again, which adds nothing
to what is there, and shows them. Looking through the log is itself an entry of it.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import uuid_utils.compat as uuid7
from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from heime.core.hours import HOME
from heime.core.snooping import Look, Signal, many, of_look, sample
from heime.ops.installation import ROLES

HABIT = timedelta(days=30)
WEEK = timedelta(days=7)
SUNDAY = 6
SAMPLED = 5
"""Looks drawn by lot for each municipality and week."""

Connection = psycopg.Connection[Any]

_KEEP = """
INSERT INTO signal (id, municipality_id, enrolment_id, account_id, day, reason, entry, facts,
                    made_at, state, note)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'open', '')
ON CONFLICT (account_id, enrolment_id, day, reason) DO NOTHING
"""
_SHOW = """
SELECT s.municipality_id AS municipality, s.day, s.reason, s.account_id AS account,
       s.enrolment_id AS enrolment, s.entry, s.facts, s.state
  FROM signal s
 WHERE s.day = %(day)s AND (%(place)s::int IS NULL OR s.municipality_id = %(place)s)
 ORDER BY s.municipality_id, s.reason, s.entry
"""
_NOTE = """
INSERT INTO audit_entry (at, municipality_id, action, resource, ground, detail)
VALUES (%s, %s, 'log.searched', 'log', 'review', 'signals')
"""


def run(args: argparse.Namespace, settings: dict[str, str], now: datetime) -> int:
    day = args.day or now.astimezone(HOME).date() - timedelta(days=1)
    with psycopg.connect(settings[ROLES["worker"]], connect_timeout=5) as conn:
        conn.execute(_NOTE, [now, args.municipality])
        make(conn, day, now)
        known = {"day": day, "place": args.municipality}
        found = conn.cursor(row_factory=dict_row).execute(_SHOW.encode(), known).fetchall()
    if args.json:
        print(json.dumps(found, indent=2, default=str))
    else:
        print(_words(found, day))
    return 1 if any(one["state"] == "open" for one in found) else 0


def make(conn: Connection, day: date, now: datetime) -> int:
    """Work out the signals of a day and keep those that are new; returns how many those are."""
    kept = 0
    for signal in signals_of(conn, day):
        kept += conn.execute(
            _KEEP.encode(),
            [
                uuid7.uuid7(), signal.municipality, signal.enrolment, signal.account, signal.day,
                signal.reason, signal.entry, Jsonb(dict(signal.facts)), now,
            ],
        ).rowcount  # fmt: skip
    return kept


def signals_of(conn: Connection, day: date) -> list[Signal]:
    """Everything to ask about in one day's looks; on Sundays also the week's sample."""
    looks = looks_of(conn, day)
    found = [signal for look in looks for signal in of_look(look)]
    found += _unusual(conn, looks, day)
    if day.weekday() == SUNDAY:
        found += _drawn(conn, day)
    return found


def looks_of(conn: Connection, day: date) -> list[Look]:
    """Each staff member's looks at each person in a day, with the facts around them."""
    with conn.cursor(row_factory=class_row(Look)) as cursor:
        cursor.execute(
            "SELECT account_id AS account, enrolment_id AS enrolment, municipality_id AS"
            " municipality, %(day)s::date AS day, times, entry, had_work, same_name, same_address,"
            " colleague, own_record, ended FROM looks_of(%(day)s)",
            {"day": day},
        )
        return cursor.fetchall()


def _unusual(conn: Connection, looks: Iterable[Look], day: date) -> list[Signal]:
    of_account: dict[Any, list[Look]] = defaultdict(list)
    for look in looks:
        of_account[look.account].append(look)
    before = conn.execute(
        "SELECT account_id, municipality_id, people FROM opened_a_day(%s, %s)", [day - HABIT, day]
    ).fetchall()
    found = []
    for account, own in of_account.items():
        place = own[0].municipality
        habit = [people for who, _, people in before if who == account]
        peers = [people for who, where, people in before if who != account and where == place]
        if signal := many(own, habit, peers):
            found.append(signal)
    return found


def _drawn(conn: Connection, sunday: date) -> list[Signal]:
    of_place: dict[int, list[Look]] = defaultdict(list)
    for days in range(WEEK.days):
        for look in looks_of(conn, sunday - timedelta(days=days)):
            of_place[look.municipality].append(look)
    year, week, _ = sunday.isocalendar()
    return [
        signal
        for place, looks in of_place.items()
        for signal in sample(looks, SAMPLED, lot=f"{place} {year}-{week}")
    ]


def _words(found: list[dict[str, Any]], day: date) -> str:
    if not found:
        return f"{day}: nothing to ask about."
    lines = [f"{day}: {len(found)} to ask about."]
    for one in found:
        facts = ", ".join(f"{name} {count}" for name, count in sorted(one["facts"].items()))
        whom = f" of {one['enrolment']}" if one["enrolment"] else ""
        lines.append(
            f"  {one['municipality']} {one['reason']:<13} {one['state']:<11} account"
            f" {one['account']}{whom}, entry {one['entry']} ({facts})"
        )
    return "\n".join(lines)
