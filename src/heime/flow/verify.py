"""Everything that was judged, judged again from the facts in the order they were known.

The server judges with the little it reads for each arrival; here the whole history is replayed by
the same rules (core.record). Where the two differ, one of them is wrong.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from psycopg import AsyncConnection

from heime.core import home_course, judging, left_out, rules
from heime.core.agreed import Agreed
from heime.core.asked import Answers
from heime.core.news2 import Vitals
from heime.core.picture import DOMAINS
from heime.core.plan import Plan
from heime.core.reading import Reading
from heime.core.record import Record
from heime.core.topics import TOGETHER
from heime.core.topics import label as label_of
from heime.core.validity import rejected_by
from heime.core.verdict import Verdict
from heime.core.zone import Priority, State, Zone
from heime.records.happenings import batch as happenings
from heime.records.happenings.batch import Invalid, Told
from heime.records.home import batch as home
from heime.records.measurements import history
from heime.records.measurements.history import Known
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce

Fact = Reading | Answers | Vitals
_LONG_AGO = datetime(2, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Difference:
    """One judgement that comes out otherwise. Ids and words of the rules only: nothing personal."""

    enrolment: UUID
    about: UUID
    what: str
    judged_at: datetime
    kept: str
    now: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How many judgements of one person were judged again, how many were not, and what differs.

    passed_over: missing data and what only time decided: there is no fact to judge again.
    """

    judged: int
    passed_over: int
    differences: list[Difference]


async def verify(conn: AsyncConnection, enrolment: UUID) -> Verified:
    """Judge everything of one person anew. Reads only."""
    in_force = InForce(await (await plans.versions(conn, [enrolment])).fetchall())
    await in_force.load(conn)
    readings = await history.readings(conn, [enrolment], all_of_them=True)
    facts: list[Fact] = [
        *readings, *await history.forms(conn, [enrolment]),
        *await happenings.sets(conn, enrolment),
    ]  # fmt: skip
    facts.sort(key=lambda one: one.received_at)
    said = _said(
        {one.id: one for one in readings},
        await happenings.invalid(conn, enrolment),
        await happenings.read(conn, [enrolment]),
    )
    kept = await history.judgements(conn, enrolment)
    held = home_course.steps(list(_steps(in_force, enrolment)), await home.started(conn, enrolment))
    return _compare(enrolment, Agreed(held), facts, said, kept)


def _steps(in_force: InForce, enrolment: UUID) -> Iterator[tuple[datetime, Plan | None]]:
    for valid_from, version in in_force.steps(enrolment):
        yield valid_from, in_force.plan(version)


def _said(
    readings: dict[UUID, Reading], invalid: Sequence[Invalid], told: Sequence[Told]
) -> list[tuple[datetime, Callable[[Record], None]]]:
    """What staff have said of readings and of the person: when, and what a replay does with it."""
    said: list[tuple[datetime, Callable[[Record], None]]] = [
        (
            one.made_at,
            partial(
                left_out.leave_out,
                reading=readings[one.measurement],
                still_done=one.still_done,
            ),
        )
        for one in invalid
        if one.measurement in readings
    ]
    for reset in (reset for one in told for reset in one.resets):
        said.append((reset.known_at, partial(left_out.reset, found=reset)))
        if reset.undone_at is not None:
            said.append((reset.undone_at, partial(left_out.reset, found=reset, undone=True)))
    return sorted(said, key=lambda one: one[0])


def _compare(
    enrolment: UUID,
    agreed: Agreed,
    facts: Sequence[Fact],
    said: Sequence[tuple[datetime, Callable[[Record], None]]],
    kept: Sequence[Known],
) -> Verified:
    record = Record(agreed)
    by_id = {fact.id: fact for fact in facts}
    known: dict[UUID, Fact] = {}
    place, differences, passed_over = 0, [], 0
    waiting = list(said)
    for one in kept:
        while place < len(facts) and facts[place].received_at < one.judged_at:
            waiting = _until(record, waiting, facts[place].received_at)
            record.add(facts[place])
            known[facts[place].id] = facts[place]
            place += 1
        waiting = _until(record, waiting, one.judged_at)
        if one.about in by_id and one.about not in known:
            # It was judged the moment it came; others of that moment came after it.
            record.add(by_id[one.about])
            known[one.about] = by_id[one.about]
        if one.about not in known or rules.NOTHING_VALID in one.rules:
            passed_over += 1
            continue
        if one.kind == TOGETHER:
            verdict = _together(record, one.judged_at)
        else:
            verdict = _again(record, known[one.about], one.judged_at)
        if not _same(verdict, one):
            differences.append(
                Difference(
                    enrolment, one.about, label_of(one.kind), one.judged_at, _words(one),
                    _words_of(verdict),
                )
            )  # fmt: skip
    return Verified(len(kept) - passed_over, passed_over, differences)


def _until(
    record: Record, said: list[tuple[datetime, Callable[[Record], None]]], moment: datetime
) -> list[tuple[datetime, Callable[[Record], None]]]:
    """Do what was said before a moment. Returns what is left."""
    while said and said[0][0] < moment:
        said[0][1](record)
        said = said[1:]
    return said


def _again(record: Record, fact: Fact, now: datetime) -> Verdict:
    if isinstance(fact, Vitals):
        parts = {vitals.id: part for vitals, part in record.everything_scored()}
        part = parts.get(fact.id)
        return part.verdict if part else _grey(fact.id, fact.measured_at, record, fact)
    if isinstance(fact, Answers):
        return record.judge_form(fact) or _grey(fact.id, fact.answered_at, record, fact)
    series = record.series[fact.kind]
    series.judge(now)
    place = series.place_of(fact.id)
    if place is None:
        return judging.rejected(fact, rejected_by(fact) or "V-2")
    return series.late(place) or _grey(fact.id, fact.measured_at, record, fact)


def _together(record: Record, now: datetime) -> Verdict:
    """What the results of the day come to: C1, C2 and PR-1."""
    seen = record.picture(now)
    fired = tuple(rule for rule, _ in seen.combined) + (("PR-1",) if seen.domains else ())
    counted = [p.verdict for p in seen.parts if p.what in DOMAINS]
    worst = max((v.zone for v in counted if v.state is State.FINAL), default=Zone.GREEN)
    zone = Zone.RED if seen.combined else worst
    priority = Priority.HIGH if seen.domains else Priority.NORMAL
    return Verdict(now, zone, State.FINAL, priority, fired, ())


def _grey(id_: UUID, at: datetime, record: Record, fact: Fact) -> Verdict:
    why = rules.NO_PLAN if record.plan_at(at) is None else rules.NO_LIMIT
    return Verdict(at, Zone.GREY, State.FINAL, Priority.LOW, (why,), (id_,))


def _same(verdict: Verdict, kept: Known) -> bool:
    return (
        (int(verdict.zone), int(verdict.state), verdict.priority) == (
            kept.zone, kept.state, kept.priority
        )
        and frozenset(verdict.rules) == kept.rules
    )  # fmt: skip


def _words(kept: Known) -> str:
    return f"{Zone(kept.zone).name}/{State(kept.state).name} {','.join(sorted(kept.rules))}"


def _words_of(verdict: Verdict) -> str:
    return f"{verdict.zone.name}/{verdict.state.name} {','.join(sorted(set(verdict.rules)))}"
