"""What judging a batch needs to know of its people, read under their locks in one round trip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, AsyncCursor

from heime.core.arrival import Sent
from heime.core.judging import local_day
from heime.core.kinds import Kind
from heime.core.reading import Reading
from heime.flow import raise_case
from heime.flow.courses import Courses
from heime.flow.judge import Known
from heime.flow.raise_case import Lists
from heime.flow.under_way import Row
from heime.records.happenings import batch as happenings
from heime.records.happenings.batch import Told
from heime.records.measurements import batch as measurements
from heime.records.measurements import courses, receipts
from heime.records.measurements.batch import Near
from heime.records.measurements.courses import Remembered
from heime.records.measurements.receipts import Used
from heime.records.people.locks import enrolment_lock_key
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce
from heime.records.worklist import batch as worklist
from heime.records.worklist.batch import Stand


@dataclass(frozen=True, slots=True)
class Around:
    """Everything a batch needs to know of its people, read under their locks at `now`."""

    now: datetime
    receipts: dict[tuple[int, UUID], tuple[UUID, UUID]]
    in_force: InForce
    known: dict[tuple[UUID, Kind], Known]
    lists: Lists
    courses: Courses


# The clock is read when all locks are held: an aggregate is worked out before what is beside it.
_LOCK = """
SELECT clock_timestamp(), count(pg_advisory_xact_lock(key)) FROM unnest(%b::bigint[]) AS key
"""
# Before it is known by what right a row came, only those whom the database shows are locked; a
# value from a subquery is looked up where it stands, so that the locks keep their order.
_LOCK_NAMED = """
SELECT clock_timestamp(), count(pg_advisory_xact_lock(q.key))
  FROM unnest(%b::bigint[], %b::uuid[]) AS q(key, id)
 WHERE (SELECT true FROM enrolment e WHERE e.id = q.id)
"""


# All that is asked by person or key is one statement, put together from what each of the records
# asks: half of what a batch costs is the number of its statements.
def _asking(stand: str) -> str:
    return f"""
SELECT json_build_object('receipts', ({receipts.RECEIPTS}), 'versions', ({plans.VERSIONS}),
                         'courses', ({courses.COURSES}), 'told', ({happenings.HAPPENINGS}),
                         'stand', {stand})::text
"""


_ASK, _ASK_NAMED = _asking(worklist.STAND), _asking(worklist.STAND_OF_PEOPLE)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to _ASK."""

    receipts: list[Used]
    versions: list[tuple[UUID, int, datetime, str]]
    courses: list[Remembered]
    told: list[Told]
    stand: Stand


_READ = msgspec.json.Decoder(Answer)


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that a batch must know, asked and on its way."""

    clock: AsyncCursor[tuple[Any, ...]]
    about: AsyncCursor[tuple[Any, ...]]
    near: AsyncCursor[tuple[Any, ...]]
    questions: list[Near]
    since: datetime


async def ask_named(
    conn: AsyncConnection, batch: Sequence[Sent], keys: Sequence[UUID]
) -> Asked | None:
    """Ask together with the question who may send, which spares a round trip: about whom the rows
    name, as far as the database shows them. None when a row names nobody by our id.

    What comes of it holds for rows that may be sent, by somebody without an earlier self.
    """
    if not batch or any(s.enrolment is None or s.by_staff or s.from_home for s in batch):
        return None
    named = sorted(
        (enrolment_lock_key(id_), id_) for id_ in {s.enrolment for s in batch if s.enrolment}
    )
    clock = await conn.execute(_LOCK_NAMED, [[key for key, _ in named], [id_ for _, id_ in named]])
    questions = [
        question for sent in batch if sent.enrolment for question in _near((sent.enrolment,), sent)
    ]
    since = min(sent.measured_at for sent in batch)
    about = await conn.execute(_ASK_NAMED, {
        "keys": receipts.keys_asked([(s.token, key) for s, key in zip(batch, keys, strict=True)]),
        "people": [id_ for _, id_ in named], "since": since - raise_case.SEEN,
    })  # fmt: skip
    return Asked(clock, about, await measurements.nearby(conn, questions), questions, since)


async def ask(conn: AsyncConnection, rows: Sequence[Row]) -> Around:
    """Take each person's lock, in the order of the keys, and read everything under them.

    One round trip: the statements travel together and run one after the other, each seeing what
    other batches committed while we waited for the locks. The clock is read under them too.
    """
    people, teams, questions = _whom_and_what(rows)
    keys = sorted({enrolment_lock_key(enrolment) for enrolment in people})
    clock = await conn.execute(_LOCK, [keys])
    if not rows:
        return Around((await _one(clock))[0], {}, InForce([]), {}, Lists([], [], {}, {}), Courses())
    since = min(row.sent.measured_at for row in rows)
    about = await conn.execute(_ASK, {
        "keys": receipts.keys_asked([(row.right.source or 0, row.key) for row in rows]),
        "people": list(people), "teams": list(teams), "since": since - raise_case.SEEN,
    })  # fmt: skip
    near = await measurements.nearby(conn, questions)
    return await read(conn, Asked(clock, about, near, questions, since), rows)


async def read(conn: AsyncConnection, asked: Asked, rows: Sequence[Row]) -> Around:
    """Wait for the answers about these rows."""
    now = (await _one(asked.clock))[0]
    answer = _READ.decode((await _one(asked.about))[0])
    used = {(one.source, one.key): (one.digest, one.measurement) for one in answer.receipts}
    in_force = InForce(answer.versions)
    municipalities = {row.right.enrolment: row.right.municipality for row in rows}
    near = await measurements.nearby_of(asked.near, len(asked.questions))
    known = _known(asked.questions, near, municipalities)
    await in_force.load(conn)
    lists = Lists.of(answer.stand, asked.since)
    return Around(now, used, in_force, known, lists, Courses(answer.courses, answer.told))


def _whom_and_what(
    rows: Sequence[Row],
) -> tuple[dict[UUID, tuple[UUID, ...]], set[UUID], list[Near]]:
    """The people at hand with their earlier selves, their teams, and what to read for each row."""
    people: dict[UUID, tuple[UUID, ...]] = {}
    teams: set[UUID] = set()
    questions: list[Near] = []
    for row in rows:
        right = row.right
        assert right.enrolment is not None and right.team is not None  # noqa: S101  not refused
        enrolments = people.setdefault(right.enrolment, (right.enrolment, *right.earlier))
        questions += _near(enrolments, row.sent)
        teams.add(right.team)
    return people, teams, questions


def _near(enrolments: tuple[UUID, ...], sent: Sent) -> list[Near]:
    """What to read around one reading."""
    near = Near(enrolments, sent.kind, sent.measured_at)
    if sent.kind is Kind.BODY_WEIGHT:  # whose session is the local day
        return [near, replace(near, all_day=True)]
    return [near]


def _known(
    questions: Sequence[Near],
    answers: Sequence[list[Reading]],
    municipalities: Mapping[UUID | None, int | None],
) -> dict[tuple[UUID, Kind], Known]:
    """The readings of each person and kind, once each, whichever question found them."""
    found: dict[tuple[tuple[UUID, ...], Kind], dict[UUID, Reading]] = {}
    for question, readings in zip(questions, answers, strict=True):
        if not question.all_day:
            of = found.setdefault((question.enrolments, question.kind), {})
            of.update((reading.id, reading) for reading in readings)
    known = {
        (enrolments[0], kind): Known(
            enrolments, municipalities[enrolments[0]] or 0, list(readings.values())
        )
        for (enrolments, kind), readings in found.items()
    }
    for question, readings in zip(questions, answers, strict=True):
        if question.all_day and len(readings) < measurements.NEARBY:
            of_day = known[(question.enrolments[0], question.kind)]
            of_day.remember_day(local_day(question.at), readings)
    return known


async def _one(cursor: AsyncCursor[tuple[Any, ...]]) -> tuple[Any, ...]:
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    return row
