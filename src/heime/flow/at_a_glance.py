"""What the list shows of its rows, asked in one question: for those who work on it.

Not what a row is made from, which is read once and kept (edges/clinic/listing.py), but all that
can change in it; so that whoever has this answer knows whether what is kept still holds.
"""

import json
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from heime.core import topics
from heime.core.actor import Actor
from heime.core.kinds import Kind
from heime.core.roles import Scope
from heime.core.worklist import Item, Sort
from heime.flow.at_the_desk import FORGOTTEN_AFTER
from heime.records.access.reach import reached
from heime.records.access.reads import at_hand
from heime.records.access.standing import NEAR, WITHIN, Near, asked_near
from heime.records.measurements.batch import COUNTS
from heime.records.measurements.reads import Point
from heime.records.planned import planned_once

CASES = (Sort.CASE, Sort.ESCALATED)
"""A red on its way up is its case, marked: not a second row."""
CURVE = timedelta(days=30)
POINTS = 16
"""How far back a small curve goes, and how many readings it has at most."""


class Shown(NamedTuple):
    """What a row shows that can change, the same for all who reach the same of it.

    judged: whether its judgement is reached. plan: the version behind it, where that is reached.
    taken_by: who has it. points: the curve's, as JSON.
    """

    kind: int | None
    changed_at: datetime | None
    state: str | None
    waits_until: datetime | None
    measured_at: datetime | None
    judged: bool
    plan: UUID | None
    points: str | None
    newest_at: datetime | None
    taken_by: str | None
    municipality: str
    given: str
    family: str
    birth_date: date | None
    died_on: date | None
    protection: str
    conditions: str

    def curve(self) -> list[Point]:
        return [
            Point(datetime.fromisoformat(at), value, second, decimals)
            for at, value, second, decimals in json.loads(self.points or "[]")
        ]


class Own(NamedTuple):
    """What is the reader's own about a row: when they last saw the person and as what, what has
    happened in the case since by others, and who else looks now."""

    seen_at: datetime | None
    zone: int | None
    priority: int | None
    since: str
    lookers: str


class Around(NamedTuple):
    """What `Own` is worked out from for whoever of several readers: what has happened in the case
    (when, what, by whom), and who looks now (who, and their name)."""

    events: list[tuple[datetime, str, UUID | None]]
    lookers: list[tuple[UUID, str]]

    def to(self, me: UUID, seen: tuple[datetime | None, int | None, int | None]) -> Own:
        """What of it is one reader's own. seen: when they last saw the person, and as what."""
        last = seen[0]
        since = (what for at, what, by in self.events if last and at > last and by != me)
        others = (name for who, name in self.lookers if who != me)
        return Own(*seen, " ".join(since), ", ".join(others))


_KIND = f"""CASE WHEN w.kind = {topics.HBPM_WEEK} THEN {Kind.BLOOD_PRESSURE:d}
     WHEN w.kind >= {topics.MISSING} THEN w.kind - {topics.MISSING} ELSE w.kind END"""
_MINE = """
       s.at, s.zone, s.priority,
       coalesce((SELECT string_agg(n.what, ' ') FROM case_event n
                  WHERE n.case_id = w.case_id AND n.enrolment_id = w.enrolment_id AND n.at > s.at
                    AND n.by_id IS DISTINCT FROM %(me)s), ''),
       coalesce((SELECT string_agg(a.name, ', ' ORDER BY a.name)
                   FROM looking k JOIN account a ON a.id = k.account_id
                  WHERE k.enrolment_id = w.enrolment_id AND k.at > %(forgotten)s
                    AND k.account_id <> %(me)s AND w.with_cases), '')"""
_AROUND = """
       (SELECT json_agg(json_build_array(n.at, n.what, n.by_id)) FROM case_event n
         WHERE n.case_id = w.case_id AND n.enrolment_id = w.enrolment_id),
       (SELECT json_agg(json_build_array(k.account_id, a.name) ORDER BY a.name)
          FROM looking k JOIN account a ON a.id = k.account_id
         WHERE k.enrolment_id = w.enrolment_id AND k.at > %(forgotten)s AND w.with_cases)"""
_SEEN = """
  LEFT JOIN seen s ON s.enrolment_id = w.enrolment_id AND s.account_id = %(me)s AND w.with_cases"""
_ASKED = f"""
work AS MATERIALIZED (
    SELECT c.id, c.enrolment_id, c.municipality_id, c.id AS case_id, c.kind, c.changed_at, c.state,
           c.waits_until, c.measured_at, c.measurement_id, c.judged_at, c.taken_by_id
      FROM case_ c
     WHERE c.id = ANY (%(cases)s::uuid[]) AND c.enrolment_id {{cases}}
    UNION ALL
    SELECT q.id, a.enrolment_id, a.municipality_id, NULL, a.kind, NULL, a.why, NULL, a.measured_at,
           a.measurement_id, a.judged_at, NULL
      FROM unnest(%(awaited)s::uuid[], %(people)s::uuid[], %(kinds)s::smallint[])
           AS q(id, enrolment_id, kind)
      JOIN awaited a ON a.enrolment_id = q.enrolment_id AND a.kind = q.kind
     WHERE a.enrolment_id {{cases}}
    UNION ALL
    SELECT q.id, q.enrolment_id, q.municipality_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           q.has_it
      FROM unnest(%(others)s::uuid[], %(theirs)s::uuid[], %(places)s::smallint[], %(taken)s::uuid[])
           AS q(id, enrolment_id, municipality_id, has_it)),
shown AS MATERIALIZED (
    SELECT w.*, w.enrolment_id {{cases}} AS with_cases,
           w.enrolment_id {{values}} AS with_values,
           w.enrolment_id {{plan}} AS with_plan
      FROM work w WHERE w.enrolment_id {{contact}})
SELECT w.id, w.enrolment_id,
       w.kind, w.changed_at, w.state, w.waits_until, w.measured_at, j.zone IS NOT NULL, v.uid,
       l.points, l.newest_at, t.name, m.name, p.given, p.family, p.birth_date, p.died_on,
       p.protection, array_to_string(e.conditions, ' '),{{besides}}
  FROM shown w
  JOIN enrolment e ON e.id = w.enrolment_id
  JOIN patient p ON p.id = e.patient_id
  JOIN municipality m ON m.number = w.municipality_id
  LEFT JOIN account t ON t.id = w.taken_by_id
  LEFT JOIN judgement j ON j.enrolment_id = w.enrolment_id AND j.kind = w.kind
       AND j.measured_at = w.measured_at AND j.measurement_id = w.measurement_id
       AND j.judged_at = w.judged_at AND w.with_values
       AND j.measured_at >= {{judged_from}} AND j.measured_at < {{upto}}
  LEFT JOIN plan_version v ON v.id = j.plan_version_id AND v.enrolment_id = w.enrolment_id
       AND w.with_plan{{seen}}
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(g.measured_at, g.value, g.second, g.decimals)
                    ORDER BY g.measured_at)::text AS points, max(g.measured_at) AS newest_at
      FROM (SELECT measured_at, value, second, decimals FROM measurement
             WHERE enrolment_id = w.enrolment_id AND kind = {_KIND}
               AND kind < {min(topics.ASKED.values())}
               AND NOT rejected AND value IS NOT NULL AND measured_at > %(since)s AND {COUNTS}
               AND measured_at >= {{curve_from}} AND measured_at < {{upto}}
               AND w.with_values
             ORDER BY measured_at DESC LIMIT {POINTS}) g) l ON w.kind IS NOT NULL
"""  # noqa: S608  numbers and names of our own


def at_a_glance(
    items: Collection[Item], actor: Actor, *, now: datetime, near: Near | None = None
) -> dict[UUID, tuple[Shown, Own]]:
    """By the row's id; what is out of reach, or went away just now, is not in it. near: where it
    has been asked whom of these people the reader reaches."""
    found = _answers(items, actor, now, near, common=False)
    return {row[0]: (Shown(*row[2:19]), Own(*row[19:])) for row in found}


def for_several(
    items: Collection[Item], actor: Actor, *, now: datetime, near: Near
) -> dict[UUID, tuple[Shown, Around]]:
    """The same for all who reach the same of these people, with what each reader's own is in."""
    return {
        row[0]: (Shown(*row[2:19]), Around(
            [(datetime.fromisoformat(at), what, UUID(by) if by else None)
             for at, what, by in row[19] or []],
            [(UUID(who), name) for who, name in row[20] or []],
        ))
        for row in _answers(items, actor, now, near, common=True)
    }  # fmt: skip


def _answers(
    items: Collection[Item], actor: Actor, now: datetime, near: Near | None, *, common: bool
) -> list[tuple[Any, ...]]:
    if not items:
        return []
    cases = [one.id for one in items if one.sort in CASES]
    awaited = [one for one in items if one.sort is Sort.AWAITED]
    others = [one for one in items if one.sort not in (*CASES, Sort.AWAITED)]
    asker = actor if near is None else None
    question, known = _question(asker, *_months(items, now), common=common)
    asked = known | asked_near(near or {}) | {
        "me": actor.account_id, "now": now, "since": now - CURVE,
        "forgotten": now - FORGOTTEN_AFTER, "cases": cases,
        "at_hand": list({one.enrolment for one in items}),
        "awaited": [one.id for one in awaited], "people": [one.enrolment for one in awaited],
        "kinds": [int(one.about) for one in awaited],
        "others": [one.id for one in others], "theirs": [one.enrolment for one in others],
        "places": [one.municipality for one in others], "taken": [one.has_it for one in others],
    }  # fmt: skip
    if near is not None:
        return planned_once(question, asked)
    with at_hand(asked["at_hand"]):
        return planned_once(question, asked)


def _months(items: Collection[Item], now: datetime) -> tuple[date, date, date]:
    """From when what the rows rest on was measured, from when their curves begin, and until when.

    A case is about what was measured shortly before it opened, or later. Of one that rests on
    something older it is not told that it was judged, so its row is read whole each time.
    """
    oldest = min((one.since for one in items if one.sort in _ABOUT), default=now)
    judged = (min(oldest, now) - timedelta(days=7)).date().replace(day=1)
    return judged, (now - CURVE).date() - timedelta(days=1), now.date() + timedelta(days=2)


_ABOUT = (*CASES, Sort.AWAITED)


@lru_cache(maxsize=512)
def _question(
    actor: Actor | None, judged_from: date, curve_from: date, upto: date, *, common: bool
) -> tuple[str, dict[str, Any]]:
    """The dates stand in the text, so that a plan that is kept knows which months to leave out."""
    days = {
        name: f"timestamptz '{day} 00:00+00'"
        for name, day in (("judged_from", judged_from), ("curve_from", curve_from), ("upto", upto))
    }
    scopes = (Scope.CASES, Scope.CONTACT, Scope.PLAN, Scope.VALUES)
    only = "r.id = ANY (%(at_hand)s::uuid[])"
    asked, known = reached(actor, scopes, only=only) if actor else ([], {})
    within = {scope: (NEAR if actor is None else WITHIN).format(scope) for scope in scopes}
    besides = {"besides": _AROUND, "seen": ""} if common else {"besides": _MINE, "seen": _SEEN}
    return f"WITH {', '.join([*asked, _ASKED.format(**days, **within, **besides)])}", known
