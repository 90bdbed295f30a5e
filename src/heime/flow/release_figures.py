"""Step 8, for those who see no people: once a day what happened is counted, and told without
telling about anybody (core/figures.py has the rules).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from psycopg import AsyncConnection

from heime.core.figures import DOMINATES, LEAST, Cell, hidden, shown, summed, sums_of
from heime.records.figures import batch
from heime.records.figures.batch import Published

OTHER = "other"
"""The condition of those whose plan is made for none."""
NOW = "now"
"""The topic of what is open, beside the months."""

# Each person once, under the first condition that they are followed up for: the counts add up.
_PEOPLE = """
SELECT municipality_id::text, condition, count(*) FROM (
    SELECT DISTINCT ON (patient_id) municipality_id, coalesce(conditions[1], %s) AS condition
      FROM enrolment
     WHERE starts_at <= now() AND (ends_at IS NULL OR ends_at > now())
       AND phase IN ('intake', 'active', 'paused')
     ORDER BY patient_id, starts_at DESC) AS one
 GROUP BY 1, 2
"""
# By place: who had cases, how many, how many the one with the most had, and the median minutes.
_WORK = """
WITH case_at AS (
    SELECT m.number::text AS municipality, m.region, c.enrolment_id, c.taken_at, c.opened_at, topic
      FROM case_ c JOIN municipality m ON m.number = c.municipality_id
      CROSS JOIN LATERAL (
          SELECT to_char(c.opened_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM') AS topic
           WHERE c.opened_at >= (date_trunc('month', now() AT TIME ZONE 'Europe/Oslo')
                                 - interval '11 months') AT TIME ZONE 'Europe/Oslo'
          UNION ALL SELECT 'now' WHERE c.state <> 'closed') AS topics),
per_person AS (
    SELECT municipality, region, topic, enrolment_id, count(*) AS cases
      FROM case_at GROUP BY 1, 2, 3, 4),
counted AS (
    SELECT coalesce(municipality, region, 'all') AS place, topic, count(*) AS people,
           sum(cases)::integer AS cases, max(cases) AS most
      FROM per_person GROUP BY GROUPING SETS (
           (municipality, topic), (region, topic), (topic))),
timed AS (
    SELECT coalesce(municipality, region, 'all') AS place, topic,
           percentile_cont(0.5) WITHIN GROUP (
               ORDER BY extract(epoch FROM taken_at - opened_at) / 60.0) AS minutes,
           count(DISTINCT enrolment_id) AS people
      FROM case_at WHERE taken_at IS NOT NULL GROUP BY GROUPING SETS (
           (municipality, topic), (region, topic), (topic)))
SELECT c.place, c.topic, c.people, c.cases, c.most,
       CASE WHEN t.people >= %s THEN t.minutes END
  FROM counted c LEFT JOIN timed t USING (place, topic)
"""


class Worked(NamedTuple):
    """One row of _WORK."""

    place: str
    topic: str
    people: int
    cases: int
    most: int
    minutes: float | None


async def release_figures(conn: AsyncConnection) -> bool:
    """Release today's figures, unless that is done; whether it did. One transaction, or nothing.

    One release a day: asking again and again must not show how a count moves by one.
    """
    async with conn.transaction():
        cursor = await conn.execute("SELECT (now() AT TIME ZONE 'Europe/Oslo')::date")
        (today,) = await cursor.fetchone() or (date.min,)
        if await batch.released_on(conn) == today:
            return False
        regions = await _regions(conn)
        cursor = await conn.execute(_PEOPLE, [OTHER])
        counts = {(place, topic): count for place, topic, count in await cursor.fetchall()}
        cursor = await conn.execute(_WORK, [LEAST])
        worked = [Worked(*row) for row in await cursor.fetchall()]
        await batch.release(
            conn, [*people_of(counts, regions), *work_of(worked, regions)], on=today
        )
        return True


async def _regions(conn: AsyncConnection) -> dict[str, list[str]]:
    cursor = await conn.execute(
        "SELECT region, number::text FROM municipality WHERE active ORDER BY region, number"
    )
    found = defaultdict[str, list[str]](list)
    for region, number in await cursor.fetchall():
        found[region].append(number)
    return found


def people_of(counts: Mapping[Cell, int], regions: Mapping[str, Sequence[str]]) -> list[Published]:
    """How many are followed up, by place and condition. counts: by municipality and condition."""
    topics = sorted({topic for _, topic in counts})
    sums = sums_of(regions, topics, with_total=True)
    cells = summed(counts, sums)
    away = hidden(cells, sums)
    return [
        Published("people", place, topic, people=None if cell in away else shown(count))
        for cell, count in cells.items()
        for place, topic in [cell]
    ]


def work_of(worked: Sequence[Worked], regions: Mapping[str, Sequence[str]]) -> list[Published]:
    """Cases that came up month by month and are open now, and the median until they were taken."""
    topics = sorted({one.topic for one in worked})
    sums = sums_of(regions, topics, with_total=False)
    known = {(one.place, one.topic): one for one in worked}
    cells = {cell: 0 for one in sums for cell in (one.total, *one.parts)}
    cells |= {cell: one.people for cell, one in known.items() if cell in cells}
    by_one = [cell for cell, one in known.items()
              if cell in cells and one.most > DOMINATES * one.cases]  # fmt: skip
    away = hidden(cells, sums, by_one)
    return [
        Published("work", place, topic)
        if cell in away
        else Published(
            "work", place, topic, cases=shown(known[cell].cases), minutes=_rough(known[cell])
        )
        for cell in cells
        for place, topic in [cell]
    ]


def _rough(one: Worked) -> int | None:
    return None if one.minutes is None else 5 * round(one.minutes / 5)
