"""A NEWS2 set taken by staff: its readings one by one, and the seven of them together.

Every value that is a kind of its own is kept and judged as any reading is; the score is one more
judgement, of all seven (clinical reference 2.3, CL-25). What is not whole is not a set.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core import news2, rules
from heime.core.actor import Actor
from heime.core.arrival import Kept, Sent
from heime.core.errors import IncompleteSet, Refused, SameKeyOtherContent
from heime.core.happenings import How
from heime.core.late import late
from heime.core.news2 import Vitals
from heime.core.topics import NEWS2
from heime.core.verdict import Verdict, failed
from heime.core.zone import Priority, State, Zone
from heime.flow import enter, raise_case
from heime.flow.raise_case import Changed, Lists
from heime.flow.receive import NEXT, receive
from heime.flow.time_out import person
from heime.records.happenings import batch as happenings
from heime.records.measurements import batch as measurements
from heime.records.measurements import receipts, responses
from heime.records.measurements.batch import Judged
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce

log = logging.getLogger(__name__)
STAFF = -1
"""The source of what staff enter (happenings 0002)."""


@dataclass(frozen=True, slots=True)
class SentSet:
    """A set on its way in. readings: those of the seven that are kinds of their own.

    key, content: as of `Sent`. vitals: its id and moments are given when it is kept.
    """

    enrolment: UUID
    key: str = field(repr=False)
    content: bytes = field(repr=False)
    vitals: Vitals = field(repr=False)
    readings: Sequence[Sent] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptSet:
    """That a set is kept, with its readings. `new` is false when it was already there."""

    id: UUID
    readings: list[Kept]
    new: bool


async def enter_set(
    conn: AsyncConnection, sent: SentSet, *, how: How, by: Actor
) -> tuple[KeptSet, set[Changed]]:
    """Keep and judge a whole set: all of it, or nothing.

    Raises IncompleteSet, NotWhole when a reading of it was refused, and SameKeyOtherContent.
    """
    if not sent.vitals.is_whole:
        raise IncompleteSet("All seven must be taken within 15 minutes, by somebody trained.")
    async with conn.transaction():
        received = await receive(conn, sent.readings, whole=True)
        kept = [one for one in received.answers if not isinstance(one, Refused)]
        team, municipality, _ = await person(conn, sent.enrolment)
        key, digest = _hashed("key:", sent.key.encode()), _hashed("", sent.content)
        before = await responses.used(conn, STAFF, key)
        if before is not None and before[0] != digest:
            raise SameKeyOtherContent("This key was used for something else.")
        id_ = before[1] if before else uuid7.uuid7()
        await receipts.keep_receipts(conn, [(STAFF, key, digest, id_)])
        if before is not None:
            return KeptSet(id_, kept, new=False), set(received.changed)
        now = kept[0].received_at
        vitals = replace(sent.vitals, id=id_, received_at=now)
        await happenings.keep_set(
            conn, vitals, municipality, sent.enrolment, [one.id for one in kept]
        )
        await enter.told(conn, kept, "set.entered", how=how, by=by)
        await happenings.keep_entered(
            conn, [id_], municipality, sent.enrolment, how=how, by=by.account_id, at=now
        )
        changed = await _judge(conn, vitals, sent.enrolment, municipality, team)
        return KeptSet(id_, kept, new=True), set(received.changed) | changed


def _hashed(before: str, content: bytes) -> UUID:
    return UUID(bytes=sha256(b"set:" + before.encode() + content).digest()[:16])


async def _judge(
    conn: AsyncConnection, vitals: Vitals, enrolment: UUID, municipality: int, team: UUID
) -> set[Changed]:
    """Judge the seven together, after each by itself, and make work of it."""
    in_force = InForce(await (await plans.versions(conn, [enrolment])).fetchall())
    await in_force.load(conn)
    version = in_force.at(enrolment, vitals.measured_at)
    at = await _clock(conn)
    newer = await happenings.has_newer_set(conn, enrolment, vitals.measured_at)
    verdict = late(
        _verdict(vitals, in_force, version), taken=vitals.measured_at,
        received=vitals.received_at, newer=newer,
    )  # fmt: skip
    judged = Judged(
        enrolment, municipality, NEWS2, vitals.id, vitals.measured_at, at, version, verdict
    )
    lists = await Lists.read(
        await raise_case.ask(conn, [enrolment], [team], since=vitals.measured_at)
    )
    lists.follow_up(judged, team=team, at=at)
    await measurements.keep_judgements(conn, [judged])
    await lists.write(conn)
    return lists.changed


def _verdict(vitals: Vitals, in_force: InForce, version: int | None) -> Verdict:
    plan = None if version is None else in_force.plan(version)
    if plan is None:
        return _grey(vitals, rules.NO_PLAN if version is None else rules.RULE_FAILED)
    if "NEWS2" not in plan.rules:
        return _grey(vitals, rules.NO_LIMIT)
    try:
        return news2.judge(vitals, plan)
    except Exception as fault:  # grey by itself: the set is kept, whatever a rule does
        log.error("a rule failed: %s on set %s", type(fault).__name__, vitals.id)
        return failed(vitals.measured_at, (vitals.id,))


def _grey(vitals: Vitals, why: str) -> Verdict:
    return Verdict(vitals.measured_at, Zone.GREY, State.FINAL, Priority.LOW, (why,), (vitals.id,))


async def _clock(conn: AsyncConnection) -> datetime:
    """After everything else of this transaction: time rises within a person."""
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    now: datetime = row[0]
    return now + NEXT
