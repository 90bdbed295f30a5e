"""Step 1: measurements come in and are kept, judged and made work of: all of it or nothing.

Many senders' readings travel in one batch, because one commit for many is what makes this fast.
Each row is still its own: its right is checked by its own token, and its answer is its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection
from psycopg.errors import DivisionByZero

from heime.core import validity
from heime.core.arrival import Kept, Sent
from heime.core.errors import (
    NotYours,
    Refused,
    UnknownPerson,
    UnknownSender,
)
from heime.core.kinds import Kind
from heime.core.reading import Reading
from heime.core.verdict import Verdict
from heime.core.zone import State
from heime.flow import judge as judging
from heime.flow import surroundings, time_out
from heime.flow.judge import Known
from heime.flow.known_keys import answer_known, answer_twin, reading_of
from heime.flow.raise_case import Changed
from heime.flow.surroundings import Around, Asked
from heime.flow.under_way import Row, Work
from heime.records.access import batch as access
from heime.records.access.batch import Right
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.measurements import batch as measurements
from heime.records.measurements import receipts
from heime.records.measurements.batch import Fact, Judged

NEXT = timedelta(microseconds=1)
"""Time rises within a person: no two judgements of one person are made at one moment."""


class KeyTakenMeanwhile(Exception):
    """A key of this batch was used at the same moment in another: take the rows one by one."""


class NotWhole(Exception):
    """A transaction of which a part was refused: nothing of it was kept."""

    def __init__(self, answers: Sequence[Kept | Refused]) -> None:
        super().__init__("nothing was kept")
        self.answers = answers


@dataclass(frozen=True, slots=True)
class Received:
    """The answers, in the order of the batch, and the list rows that changed with them."""

    answers: list[Kept | Refused]
    changed: set[Changed]


async def receive(
    conn: AsyncConnection, batch: Sequence[Sent], *, whole: bool = False, simulated: bool = False
) -> Received:
    """Keep and judge a batch of readings; answer each.

    A row whose token is dead, whose person is unseen or whose key was used for something else is
    refused alone. Anything unexpected rolls the whole batch back: the caller then takes the rows
    one by one, so that only the one at fault fails.

    whole: keep all or nothing; a refusal then raises NotWhole with every row's answer.
    simulated: judge every reading at the moment it claims to have been sent, as a history is made.
    Raises KeyTakenMeanwhile, and whatever the database raises.
    """
    try:
        async with conn.pipeline(), conn.transaction():
            tokens = {sent.token for sent in batch}
            named = {sent.enrolment for sent in batch}
            await access.open_context(conn, tokens, named if None not in named else ())
            asked_right = await access.ask(conn, batch)
            asked = await surroundings.ask_named(conn, batch, [_marks(one)[0] for one in batch])
            rights = await access.rights(conn, asked_right)
            rows = [_row(sent, right) for sent, right in zip(batch, rights, strict=True)]
            work = Work()
            for row in rows:
                row.answer = refusal_of(row.right)
                if isinstance(row.answer, Refused):
                    _log_denied(work, row)
            await _narrow(conn, tokens, named, rights)
            around = await _around(conn, asked, rows)
            now = around.now
            await answer_known(conn, rows, around, work)
            fresh = [row for row in rows if row.answer is None]
            await _keep_and_judge(conn, fresh, around, work, simulated=simulated)
            if whole and any(isinstance(row.answer, Refused) for row in rows):
                raise NotWhole([_answered(row) for row in rows])
            await _write(conn, work, around, now=now)
    except DivisionByZero as fault:  # see records.measurements.batch: how a receipt refuses
        raise KeyTakenMeanwhile from fault
    return Received([_answered(row) for row in rows], around.lists.changed)


async def _narrow(
    conn: AsyncConnection, tokens: set[str], named: set[UUID | None], rights: Sequence[Right]
) -> None:
    """From here on it is about the people found, and the earlier selves their history lies with."""
    found = {one for r in rights if r.enrolment for one in (r.enrolment, *r.earlier)}
    if not found <= named:
        await access.open_context(conn, tokens, found)


async def _around(conn: AsyncConnection, asked: Asked | None, rows: Sequence[Row]) -> Around:
    """What is known around the rows that may be sent. asked: what was asked before it was known
    which may; it holds when all of them may, and nobody's history lies with an earlier self.
    """
    allowed = [row for row in rows if row.answer is None]
    alone = not any(row.right.earlier for row in rows)
    if asked is not None and alone and len(allowed) == len(rows):
        around = await surroundings.read(conn, asked, rows)
        if {row.right.team for row in rows} <= around.lists.hours.keys():
            return around
    return await surroundings.ask(conn, allowed)


def _row(sent: Sent, right: Right) -> Row:
    key, digest = _marks(sent, right.enrolment)
    return Row(sent, right, key, digest)


def _marks(sent: Sent, person: UUID | None = None) -> tuple[UUID, UUID]:
    """A row's key and digest. Both take the person in: the same content of two people differs.

    person: whom it turned out to be about, where it names nobody by our id.
    """
    person = person or sent.enrolment
    about = b"" if person is None else person.bytes
    digest = UUID(bytes=sha256(about + sent.content).digest()[:16])
    key = UUID(bytes=sha256(b"key:" + sent.key.encode()).digest()[:16]) if sent.key else digest
    return key, digest


def refusal_of(right: Right) -> Refused | None:
    """Why somebody with this right may not send, or None when they may."""
    if right.source is None:
        return UnknownSender("This token is unknown, expired or revoked.")
    if right.sort not in ("gateway", "client", "staff", "at-home"):
        return NotYours("This sender may not create measurements.")
    if right.enrolment is None:
        return UnknownPerson("There is nobody of that id that this sender may send for.")
    return None


def _log_denied(work: Work, row: Row) -> None:
    assert isinstance(row.answer, Refused)  # noqa: S101  only called for refusals
    source, code = row.right.source, row.answer.code
    work.acts[(row.sent.request, None, code)] = Act("denied", source, detail=code)


async def _keep_and_judge(
    conn: AsyncConnection, fresh: Sequence[Row], around: Around, work: Work, *, simulated: bool
) -> None:
    now, known = around.now, around.known
    kept: dict[tuple[int, UUID], Row] = {}
    moments: dict[UUID, datetime] = {}
    for row in sorted(fresh, key=lambda r: r.sent.measured_at):
        right, sent = row.right, row.sent
        assert right.source and right.enrolment and right.municipality and right.team  # noqa: S101
        twin = kept.get((right.source, row.key))
        if twin is not None:
            answer_twin(row, twin, around, work)
            continue
        kept[(right.source, row.key)] = row
        # Time rises within a person: two readings of one batch are never judged at one moment.
        at = sent.measured_at + timedelta(seconds=20) if simulated else now
        at = max(at, moments[right.enrolment] + NEXT) if right.enrolment in moments else at
        near = known[(right.enrolment, sent.kind)]
        at = await _settle_first(conn, right, near, sent.kind, around, work, at=at)
        reading = reading_of(sent, uuid7.uuid7(), at)
        rejected = validity.rejected_by(reading) is not None
        near.add(reading)
        work.receipts.append((right.source, row.key, row.digest, reading.id))
        work.facts.append(
            Fact(reading, right.enrolment, right.municipality, right.source, rejected)
        )
        work.acts.setdefault(
            (sent.request, right.enrolment, "received"),
            Act("received", right.source, right.enrolment, right.municipality),
        )
        row.answer = Kept(
            reading.id, right.enrolment, right.municipality, at, rejected, sent, new=True
        )
        moments[right.enrolment] = await _judge_row(conn, right, reading, near, around, work, at=at)


async def _settle_first(
    conn: AsyncConnection,
    right: Right,
    near: Known,
    kind: Kind,
    around: Around,
    work: Work,
    *,
    at: datetime,
) -> datetime:
    """What should have timed out before this reading came does so first. Returns when it comes."""
    overdue = around.lists.waiting.get((near.enrolments[0], kind))
    if overdue is None or overdue.due_at > at:
        return at
    judged = await time_out.settle(conn, overdue, near, around.in_force, around.courses, at=at)
    return _follow_up(judged, right, around, work, at=at, by_time=True) + NEXT


async def _judge_row(
    conn: AsyncConnection,
    right: Right,
    reading: Reading,
    near: Known,
    around: Around,
    work: Work,
    *,
    at: datetime,
) -> datetime:
    """Judge what came, and what its coming changes. Returns the moment of the last judgement."""
    verdict, at = await _judge(conn, right, reading, near, around, work, at=at)
    later = near.after(reading)
    if later and verdict.state is not State.REJECTED:
        # It came out of order: what follows may now belong to other sessions. The newest says.
        _, at = await _judge(conn, right, later[-1], near, around, work, at=at + NEXT)
    return at


async def _judge(
    conn: AsyncConnection,
    right: Right,
    reading: Reading,
    near: Known,
    around: Around,
    work: Work,
    *,
    at: datetime,
) -> tuple[Verdict, datetime]:
    """The verdict, and the moment of the last judgement that was made."""
    judged = await judging.judge(conn, reading, near, around.in_force, around.courses, now=at)
    return judged.verdict, _follow_up(judged, right, around, work, at=at)


def _follow_up(
    judged: Judged,
    right: Right,
    around: Around,
    work: Work,
    *,
    at: datetime,
    by_time: bool = False,
) -> datetime:
    """Make work of a judgement, and of what it and others of the day come to together."""
    assert right.team is not None  # noqa: S101  checked before
    work.judged.append(judged)
    around.lists.follow_up(judged, team=right.team, at=at, by_time=by_time)
    version = judged.plan_version
    plan = None if version is None else around.in_force.plan(version)
    together = around.courses.together(judged, plan, at=at + NEXT)
    if together is None or not around.lists.is_worse(together):
        return at
    work.judged.append(together)
    around.lists.follow_up(together, team=right.team, at=at + NEXT)
    return at + NEXT


async def _write(conn: AsyncConnection, work: Work, around: Around, *, now: datetime) -> None:
    """Everything of the batch, sent together with the commit."""
    if work.receipts:
        await receipts.keep_receipts(conn, work.receipts)
    if work.facts:
        await measurements.keep(conn, work.facts)
    if work.judged:
        await measurements.keep_judgements(conn, work.judged)
    await around.courses.write(conn)
    await around.lists.write(conn)
    if work.acts:
        await audit.note(conn, list(work.acts.values()), at=now)


def _answered(row: Row) -> Kept | Refused:
    assert row.answer is not None  # noqa: S101  every row was answered above
    return row.answer
