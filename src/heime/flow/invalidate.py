"""A reading does not count: it was somebody else's, the meter was faulty, the cuff sat wrongly.

It stays where it is and is shown struck through. From now on nothing is judged with it: its
session is judged again without it, on the path of what comes late, and so is the newest of its
kind. What was raised stays open, with a note: only people close (G-5).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from heime.core import judging as rules
from heime.core import validity
from heime.core.actor import Actor
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.happenings import WHY_INVALID
from heime.core.kinds import Kind
from heime.core.reading import Reading
from heime.core.takes import LENGTH
from heime.flow import courses as remembered
from heime.flow import judge, raise_case
from heime.flow.courses import Courses
from heime.flow.judge import Known
from heime.flow.keeping import LONGEST
from heime.flow.raise_case import Changed, Lists
from heime.flow.receive import NEXT
from heime.flow.time_out import person
from heime.records.access import batch as access
from heime.records.audit import batch as audit
from heime.records.happenings import batch as happenings
from heime.records.measurements import batch as measurements
from heime.records.measurements import history
from heime.records.measurements.batch import Judged
from heime.records.people.locks import enrolment_lock_key
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce
from heime.records.worklist import notes

LOOK_BACK = timedelta(days=15)
"""As far as a baseline reaches: a newer reading than that has nothing of this one in it."""
LOOK_BACK_WEIGHT = timedelta(days=190)


@dataclass(frozen=True, slots=True)
class About:
    """Which reading does not count, and why. still_done: what was agreed counts as measured.

    token: of the sign-in of whoever says so.
    """

    token: str = field(repr=False)
    enrolment: UUID
    measurement: UUID
    kind: Kind
    measured_at: datetime
    reason: str
    text: str = field(repr=False)
    still_done: bool

    def check(self) -> None:
        """Raises MissingText when it does not say why."""
        other = self.reason == "other" and not self.text.strip()
        if self.reason not in WHY_INVALID or other or len(self.text) > LONGEST:
            raise MissingText("Say why it does not count.")


async def invalidate(conn: AsyncConnection, about: About, *, by: Actor) -> set[Changed]:
    """Take a reading out of everything that is judged from now on; one transaction.

    Raises NotFound, MissingText, and NotAllowedNow for one that does not count already.
    """
    about.check()
    async with conn.transaction():
        await access.open_context(conn, {about.token}, [about.enrolment])
        await conn.execute(
            "SELECT pg_advisory_xact_lock(%s::bigint)", [enrolment_lock_key(about.enrolment)]
        )
        try:
            team, municipality, _ = await person(conn, about.enrolment)
        except LookupError:
            raise NotFound("There is nobody of that id whom you follow up.") from None
        now = await _clock(conn)
        await _keep(conn, about, municipality, by=by, at=now)
        lists = await Lists.read(
            await raise_case.ask(conn, [about.enrolment], [team], since=about.measured_at)
        )
        reading = (about.measurement, int(about.kind), about.measured_at)
        await notes.note_invalid(conn, about.enrolment, reading, by=by.account_id, at=now)
        await _judge_without(conn, about, municipality, team, lists, now=now + NEXT)
        return lists.changed | {Changed(team, about.enrolment)}


async def _clock(conn: AsyncConnection) -> datetime:
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    now: datetime = row[0]
    return now


async def _keep(
    conn: AsyncConnection, about: About, municipality: int, *, by: Actor, at: datetime
) -> None:
    known = await measurements.received_at(
        conn, about.enrolment, about.kind, about.measured_at, about.measurement
    )
    if known is None:
        raise NotFound("There is no such reading of this person.")
    kept = await happenings.keep_invalid(
        conn,
        (municipality, about.enrolment, about.measurement, int(about.kind), about.measured_at),
        reason=about.reason, text=about.text.strip(), still_done=about.still_done,
        by=by.account_id, at=at,
    )  # fmt: skip
    if not kept:
        raise NotAllowedNow("Somebody has said already that this reading does not count.")
    await audit.note_by(
        conn, "reading.invalidated", by=by, at=at, enrolment=about.enrolment,
        municipality=municipality, detail=f"{about.kind.label} {about.measurement}",
        resource="values",
    )  # fmt: skip


async def _judge_without(
    conn: AsyncConnection,
    about: About,
    municipality: int,
    team: UUID,
    lists: Lists,
    *,
    now: datetime,
) -> None:
    """Judge what the reading stood among again, and the newest of its kind."""
    courses = await remembered.read(conn, [about.enrolment])
    in_force = InForce(await (await plans.versions(conn, [about.enrolment])).fetchall())
    await in_force.load(conn)
    courses.leave_out(
        about.enrolment, municipality, about.kind, about.measured_at, still_done=about.still_done
    )
    left = await _left(conn, about, now)
    place = (about.enrolment, int(about.kind))
    waiting = lists.waiting.get(place)
    if waiting is not None and waiting.measurement == about.measurement:
        lists.wait_no_more(place)
    judged: list[Judged] = []
    for n, reading in enumerate(_to_judge(about, left)):
        near = [one for one in left if abs(one.measured_at - reading.measured_at) < 2 * LENGTH]
        known = Known((about.enrolment,), municipality, near)
        at = now + 2 * n * NEXT
        one = await judge.judge(conn, reading, known, in_force, courses, now=at)
        judged += _follow_up(one, lists, courses, in_force, team, at)
    if judged:
        await measurements.keep_judgements(conn, judged)
    await courses.write(conn)
    await lists.write(conn)


async def _left(conn: AsyncConnection, about: About, now: datetime) -> list[Reading]:
    """The valid readings of the kind that count, from shortly before this one on."""
    since = about.measured_at - 2 * LENGTH
    if about.kind is Kind.BODY_WEIGHT:
        since -= timedelta(days=1)
    found = await history.between(
        conn, about.enrolment, about.kind, since, now + timedelta(minutes=10)
    )
    return [one for one in found if validity.rejected_by(one) is None]


def _to_judge(about: About, left: Sequence[Reading]) -> list[Reading]:
    """The last of the session, if anything is left of it, and the newest there is."""
    of_session = [one for one in left if _is_same_session(about, one)]
    reach = LOOK_BACK_WEIGHT if about.kind is Kind.BODY_WEIGHT else LOOK_BACK
    later = [one for one in left if about.measured_at < one.measured_at < about.measured_at + reach]
    chosen = [*of_session[-1:], *later[-1:]]
    return list({one.id: one for one in chosen}.values())


def _is_same_session(about: About, other: Reading) -> bool:
    if about.kind is Kind.BODY_WEIGHT:
        return rules.local_day(about.measured_at) == rules.local_day(other.measured_at)
    return abs(about.measured_at - other.measured_at) < LENGTH


def _follow_up(
    one: Judged, lists: Lists, courses: Courses, in_force: InForce, team: UUID, at: datetime
) -> list[Judged]:
    lists.follow_up(one, team=team, at=at)
    plan = None if one.plan_version is None else in_force.plan(one.plan_version)
    together = courses.together(one, plan, at=at + NEXT)
    if together is None or not lists.is_worse(together):
        return [one]
    lists.follow_up(together, team=team, at=at)
    return [one, together]
