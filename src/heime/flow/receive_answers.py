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
from psycopg.errors import DivisionByZero

from heime.core import asked, course, home_course, judging, rules
from heime.core.arrival import Kept, KeptAnswers, Sent, SentAnswers
from heime.core.asked import Answers
from heime.core.errors import Refused, SameKeyOtherContent
from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.late import FRESH, late
from heime.core.plan import Plan
from heime.core.topics import ASKED
from heime.core.verdict import Verdict
from heime.core.zone import Priority, State, Zone
from heime.flow import courses as remembered
from heime.flow import judge as judging_readings
from heime.flow import raise_case
from heime.flow.courses import Courses
from heime.flow.judge import Known
from heime.flow.raise_case import Changed, Lists
from heime.flow.receive import NEXT, KeyTakenMeanwhile, receive, refusal_of
from heime.records.access import batch as access
from heime.records.access.batch import Right
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.exchange.batch import News
from heime.records.home import batch as home
from heime.records.measurements import batch as measurements
from heime.records.measurements import receipts, responses
from heime.records.measurements.batch import Judged, Near
from heime.records.measurements.responses import Form
from heime.records.people.locks import enrolment_lock_key
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce

log = logging.getLogger(__name__)

_SEEN = timedelta(days=2)


class FormRefused(Exception):
    """A form of several things that belong together was refused: nothing of it was kept.

    place: which of the forms.
    """

    def __init__(self, place: int, refusal: Refused) -> None:
        super().__init__("nothing was kept")
        self.place = place
        self.refusal = refusal


async def receive_answers(
    conn: AsyncConnection, sent: SentAnswers, *, simulated_at: datetime | None = None
) -> tuple[KeptAnswers, set[Changed]]:
    """Keep and judge one form. Raises the refusal when it may not be kept; that is logged too.

    simulated_at: when it is said to have come, as a history is made.
    Raises KeyTakenMeanwhile when its key was used at the same moment for somebody else.
    """
    outcome: KeptAnswers | Refused
    try:
        async with conn.transaction():
            tokens = {sent.token}
            await access.open_context(conn, tokens, [sent.enrolment] if sent.enrolment else ())
            (right,) = await access.rights(conn, await access.ask(conn, [sent]))
            refused = refusal_of(right)
            if refused is not None:
                act = Act("denied", right.source, detail=refused.code)
                await audit.note(conn, [act], at=await _clock(conn))
                outcome, changed = refused, set[Changed]()
            else:
                assert right.enrolment is not None  # noqa: S101  not refused
                await access.open_context(conn, tokens, [right.enrolment, *right.earlier])
                outcome, changed = await _receive(conn, sent, right, simulated_at)
    except DivisionByZero as fault:  # see records.measurements.receipts: how a receipt refuses
        raise KeyTakenMeanwhile from fault
    if isinstance(outcome, Refused):
        raise outcome
    return outcome, changed


async def receive_together(
    conn: AsyncConnection, readings: Sequence[Sent], forms: Sequence[SentAnswers]
) -> tuple[list[Kept | Refused], list[KeptAnswers], set[Changed]]:
    """Keep readings and forms that belong together: all of them, or nothing.

    Raises NotWhole when a reading was refused, FormRefused when a form was, and KeyTakenMeanwhile.
    """
    async with conn.transaction():
        answers: list[Kept | Refused] = []
        changed: set[Changed] = set()
        if readings:
            received = await receive(conn, readings, whole=True)
            answers, changed = received.answers, set(received.changed)
        kept = []
        for place, form in enumerate(forms):
            try:
                one, more = await receive_answers(conn, form)
            except Refused as refusal:
                raise FormRefused(place, refusal) from None
            kept.append(one)
            changed |= more
        return answers, kept, changed


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
    digest = UUID(bytes=sha256(enrolment.bytes + sent.content).digest()[:16])
    key = UUID(bytes=sha256(b"key:" + sent.key.encode()).digest()[:16]) if sent.key else digest
    before = await responses.used(conn, right.source, key)
    if before is not None and (before[0] != digest or before[2] is None):
        return await _conflict(conn, before[1], sent, right, now=now)
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
    lists = await _lists(conn, sent, right)
    await _judge_all(conn, answers, right, lists, now=now)
    return KeptAnswers(id_, enrolment, now, sent, new=True), lists.changed


async def _lists(conn: AsyncConnection, sent: SentAnswers, right: Right) -> Lists:
    assert right.enrolment and right.team  # noqa: S101  not refused
    since = sent.answered_at - _SEEN
    return await Lists.read(
        await raise_case.ask(conn, [right.enrolment], [right.team], since=since)
    )


async def _conflict(
    conn: AsyncConnection, id_: UUID, sent: SentAnswers, right: Right, *, now: datetime
) -> tuple[Refused, set[Changed]]:
    """One key for two things: refused, logged, and told, since one of them may never be seen."""
    assert right.source and right.enrolment and right.municipality and right.team  # noqa: S101
    lists = await _lists(conn, sent, right)
    lists.tell(News("safety-event", id_, right.enrolment, right.municipality, right.team, now))
    action = "safety.same-key-other-content"
    await audit.note(conn, [Act(action, right.source, right.enrolment, right.municipality)], at=now)
    await lists.write(conn)
    return SameKeyOtherContent("This key was used for something else."), set()


async def _judge_all(
    conn: AsyncConnection, answers: Answers, right: Right, lists: Lists, *, now: datetime
) -> None:
    """Judge the form, the weight of its day (W-2), and what they come to together."""
    assert right.enrolment and right.municipality and right.team  # noqa: S101  not refused
    courses = await remembered.read(conn, [right.enrolment])
    in_force = InForce(await (await plans.versions(conn, [right.enrolment])).fetchall())
    await in_force.load(conn)
    version = in_force.at(right.enrolment, answers.answered_at)
    plan = None if version is None else in_force.plan(version)
    if plan is not None:
        started = await home.started(conn, right.enrolment)
        plan = home_course.beside(plan, started, answers.answered_at)
    if version is not None and plan is None:
        verdict = _grey(answers, rules.RULE_FAILED)
    else:
        verdict = await _verdict(conn, answers, right.enrolment, plan)
    form = Judged(
        right.enrolment, right.municipality, ASKED[answers.questionnaire], answers.id,
        answers.answered_at, now, version, verdict,
    )  # fmt: skip
    if asked.is_valid(answers, plan):
        courses.remember_answers(form, answers)
    to_follow_up = [form]
    if _makes_weight_worse(answers, verdict, plan):
        to_follow_up += await _weight(conn, answers, right, courses, in_force, now=now + NEXT)
    judged: list[Judged] = []
    for one in to_follow_up:
        judged.append(one)
        lists.follow_up(one, team=right.team, at=now)
        together = courses.together(one, plan, at=now + NEXT * (len(to_follow_up) + len(judged)))
        if together is not None and lists.is_worse(together):
            judged.append(together)
            lists.follow_up(together, team=right.team, at=now)
    await measurements.keep_judgements(conn, judged)
    await courses.write(conn)
    await lists.write(conn)


async def _verdict(
    conn: AsyncConnection, answers: Answers, enrolment: UUID, plan: Plan | None
) -> Verdict:
    if plan is None:
        return _grey(answers, rules.NO_PLAN)
    if not asked.is_judged(answers.questionnaire, plan):
        return _grey(answers, rules.NO_LIMIT)
    yesterday = None
    if answers.questionnaire == asked.COPD:
        yesterday = await _of_yesterday(conn, answers, enrolment)
    try:
        verdict = asked.judge(answers, plan, yesterday=yesterday)
    except Exception as fault:  # grey by itself: the answers are kept, whatever a rule does
        log.error("a rule failed: %s on answers %s", type(fault).__name__, answers.id)
        return _grey(answers, rules.RULE_FAILED)
    newer = False
    if answers.received_at - answers.answered_at > FRESH:
        number = ASKED[answers.questionnaire]
        newer = await responses.has_newer(conn, enrolment, number, answers.answered_at, answers.by)
    return late(verdict, taken=answers.answered_at, received=answers.received_at, newer=newer)


async def _of_yesterday(conn: AsyncConnection, answers: Answers, enrolment: UUID) -> Answers | None:
    """The newest form of the local day before (S-R3)."""
    day = judging.local_day(answers.answered_at)
    return await responses.newest_between(
        conn, enrolment, ASKED[answers.questionnaire],
        datetime.combine(day - timedelta(days=1), time(), HOME),
        datetime.combine(day, time(), HOME),
    )  # fmt: skip


def _grey(answers: Answers, why: str) -> Verdict:
    return Verdict(answers.answered_at, Zone.GREY, State.FINAL, Priority.LOW, (why,), (answers.id,))


def _makes_weight_worse(answers: Answers, verdict: Verdict, plan: Plan | None) -> bool:
    """Whether the weight of the day may mean more now (W-2). What is history says nothing new."""
    return (
        answers.questionnaire == asked.HEART
        and plan is not None
        and "W-2" in plan.rules
        and verdict.is_live
        and bool(course.of_answers(answers)[1] & course.WORSE)
    )


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
    day = judging.local_day(answers.answered_at)
    end_of_day = datetime.combine(day, time(23, 59), HOME)
    cursor = await measurements.weeks_of_weights(
        conn, [Near(enrolments, Kind.BODY_WEIGHT, end_of_day)]
    )
    week = (await measurements.nearby_of(cursor, 1))[0]
    today = [r for r in week if judging.local_day(r.measured_at) == day]
    if not today:
        return []
    known = Known(enrolments, right.municipality, week)
    known.remember_week(end_of_day, week)
    return [await judging_readings.judge(conn, today[-1], known, in_force, courses, now=now)]
