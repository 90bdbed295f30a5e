"""An answered questionnaire comes in and is kept, judged and made work of: all of it or nothing.

The same walls, receipts, log and lists as for readings (receive.py); one form at a time, since a
person answers a few in a day.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core import asked, judging, rules
from heime.core.arrival import KeptAnswers, SentAnswers
from heime.core.asked import Answers
from heime.core.errors import Refused, SameKeyOtherContent
from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.late import late
from heime.core.topics import ASKED
from heime.core.verdict import Verdict
from heime.core.zone import Priority, State, Zone
from heime.flow import judge as judging_readings
from heime.flow import raise_case
from heime.flow.courses import Courses
from heime.flow.judge import Known
from heime.flow.raise_case import Changed, Lists
from heime.flow.receive import NEXT, refusal_of
from heime.records.access import batch as access
from heime.records.access.batch import Right
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.exchange.batch import News
from heime.records.measurements import batch as measurements
from heime.records.measurements import courses as stored
from heime.records.measurements import receipts, responses
from heime.records.measurements.batch import Judged, Near
from heime.records.measurements.responses import Form
from heime.records.people.locks import enrolment_lock_key
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce

log = logging.getLogger(__name__)

_SEEN = timedelta(days=2)


async def receive_answers(
    conn: AsyncConnection, sent: SentAnswers, *, simulated_at: datetime | None = None
) -> tuple[KeptAnswers, set[Changed]]:
    """Keep and judge one form. Raises the refusal when it may not be kept; that is logged too.

    simulated_at: when it is said to have come, as a history is made.
    """
    outcome: KeptAnswers | Refused
    async with conn.transaction():
        tokens = {sent.token}
        await access.open_context(conn, tokens, [sent.enrolment] if sent.enrolment else ())
        (right,) = await access.rights(conn, [sent])
        refused = refusal_of(right)
        if refused is not None:
            act = Act("denied", right.source, detail=refused.code)
            await audit.note(conn, [act], at=await _clock(conn))
            outcome, changed = refused, set[Changed]()
        else:
            assert right.enrolment is not None  # noqa: S101  not refused
            await access.open_context(conn, tokens, [right.enrolment, *right.earlier])
            outcome, changed = await _receive(conn, sent, right, simulated_at)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome, changed


async def _clock(conn: AsyncConnection) -> datetime:
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    now: datetime = row[0]
    return now


async def _receive(
    conn: AsyncConnection, sent: SentAnswers, right: Right, simulated_at: datetime | None
) -> tuple[KeptAnswers | Refused, set[Changed]]:
    assert right.source and right.enrolment and right.municipality and right.team  # noqa: S101
    enrolment, municipality = right.enrolment, right.municipality
    await conn.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [enrolment_lock_key(enrolment)])
    now = simulated_at or await _clock(conn)
    lists = await Lists.read(
        await raise_case.ask(conn, [enrolment], [right.team], since=sent.answered_at - _SEEN)
    )
    digest = UUID(bytes=sha256(enrolment.bytes + sent.content).digest()[:16])
    key = UUID(bytes=sha256(b"key:" + sent.key.encode()).digest()[:16]) if sent.key else digest
    before = await responses.used(conn, right.source, key)
    if before is not None and (before[0] != digest or before[2] is None):
        lists.tell(News("safety-event", before[1], enrolment, municipality, right.team, now))
        act = Act("safety.same-key-other-content", right.source, enrolment, municipality)
        await audit.note(conn, [act], at=now)
        await lists.write(conn)
        return SameKeyOtherContent("This key was used for something else."), set()
    id_ = before[1] if before else uuid7.uuid7()
    await receipts.keep_receipts(conn, [(right.source, key, digest, id_)])
    if before is not None and before[2] is not None:
        return KeptAnswers(id_, enrolment, before[2], sent, new=False), set()
    await audit.note(conn, [Act("received", right.source, enrolment, municipality)], at=now)
    answers = Answers(
        id_, sent.questionnaire, sent.answered_at, now, sent.items, sent.total, sent.safe_now,
        sent.by,
    )  # fmt: skip
    number = ASKED[sent.questionnaire]
    await responses.keep(
        conn, Form(answers, number, sent.version, enrolment, municipality, right.source)
    )
    await _judge_all(conn, answers, right, lists, now=now)
    return KeptAnswers(id_, enrolment, now, sent, new=True), lists.changed


async def _judge_all(
    conn: AsyncConnection, answers: Answers, right: Right, lists: Lists, *, now: datetime
) -> None:
    """Judge the form, the weight of its day (W-2), and what they come to together."""
    assert right.enrolment and right.municipality and right.team  # noqa: S101  not refused
    courses = Courses(await stored.read(conn, [right.enrolment]))
    in_force = InForce(await (await plans.versions(conn, [right.enrolment])).fetchall())
    await in_force.load(conn)
    version = in_force.at(right.enrolment, answers.answered_at)
    plan = None if version is None else in_force.plan(version)
    verdict = await _verdict(conn, answers, right, in_force)
    form = Judged(
        right.enrolment, right.municipality, ASKED[answers.questionnaire], answers.id,
        answers.answered_at, now, version, verdict,
    )  # fmt: skip
    judged = [form]
    courses.remember_answers(form, answers)
    if answers.questionnaire == asked.HEART and plan is not None and "W-2" in plan.rules:
        judged += await _weight(conn, answers, right, courses, in_force, now=now + NEXT)
    for one in list(judged):
        together = courses.together(one, plan, at=now + NEXT * (len(judged) + 1))
        if together is not None and lists.is_worse(together):
            judged.append(together)
    for one in judged:
        lists.follow_up(one, team=right.team, at=now)
    await measurements.keep_judgements(conn, judged)
    await courses.write(conn)
    await lists.write(conn)


async def _verdict(
    conn: AsyncConnection, answers: Answers, right: Right, in_force: InForce
) -> Verdict:
    assert right.enrolment is not None  # noqa: S101  not refused
    version = in_force.at(right.enrolment, answers.answered_at)
    plan = None if version is None else in_force.plan(version)
    if version is not None and plan is None:
        return _grey(answers, rules.RULE_FAILED)
    if plan is None:
        return _grey(answers, rules.NO_PLAN)
    if not asked.is_judged(answers.questionnaire, plan):
        return _grey(answers, rules.NO_LIMIT)
    number = ASKED[answers.questionnaire]
    day = judging.local_day(answers.answered_at)
    start = datetime.combine(day, time(), HOME)
    yesterday = await responses.newest_between(
        conn, right.enrolment, number,
        datetime.combine(day - timedelta(days=1), time(), HOME), start,
    )  # fmt: skip
    try:
        verdict = asked.judge(answers, plan, yesterday=yesterday)
    except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError) as fault:
        log.error("a rule failed: %s on answers %s", type(fault).__name__, answers.id)
        return _grey(answers, rules.RULE_FAILED)
    newer = await responses.has_newer(conn, right.enrolment, number, answers.answered_at)
    return late(verdict, taken=answers.answered_at, received=answers.received_at, newer=newer)


def _grey(answers: Answers, why: str) -> Verdict:
    return Verdict(answers.answered_at, Zone.GREY, State.FINAL, Priority.LOW, (why,), (answers.id,))


async def _weight(
    conn: AsyncConnection,
    answers: Answers,
    right: Right,
    courses: Courses,
    in_force: InForce,
    *,
    now: datetime,
) -> Sequence[Judged]:
    """The weight of the day of a heart-failure form, judged again with its symptoms."""
    assert right.enrolment and right.municipality  # noqa: S101  not refused
    enrolments = (right.enrolment, *right.earlier)
    end_of_day = datetime.combine(judging.local_day(answers.answered_at), time(23, 59), HOME)
    cursor = await measurements.weeks_of_weights(
        conn, [Near(enrolments, Kind.BODY_WEIGHT, end_of_day)]
    )
    week = (await measurements.nearby_of(cursor, 1))[0]
    day = judging.local_day(answers.answered_at)
    today = [r for r in week if judging.local_day(r.measured_at) == day]
    if not today:
        return []
    known = Known(enrolments, right.municipality, week)
    known.remember_week(end_of_day, week)
    return [await judging_readings.judge(conn, today[-1], known, in_force, courses, now=now)]
