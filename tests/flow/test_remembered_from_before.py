"""A folder from before there were courses: what was judged is remembered as if it had always been.

Some weeks are lived with courses, the courses are thrown away, and the migration works them out
again from the judgements. What it cannot know it leaves out: LEFT_OUT names all of that.
"""

import asyncio
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from importlib import import_module
from uuid import UUID

import psycopg
import pytest
from psycopg import AsyncConnection

from heime.core.arrival import Sent, SentAnswers
from heime.core.asked import HEART
from heime.core.course import Course
from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.reading import Quality
from heime.core.sat import DOUBTED, FAR
from heime.core.topics import IRREGULAR, is_measured, label
from heime.flow.receive import receive
from heime.flow.receive_answers import receive_answers
from heime.flow.time_out import time_out
from heime.flow.verify import Verified, verify
from heime.records.measurements.models import Judgement
from tests import people
from tests.flow.answering import form
from tests.flow.sending import NOW, of_astrid, reading, send

DB = people.DB
FILL = import_module("heime.records.measurements.migrations.0003_remember_what_was_judged").FILL

LEFT_OUT = {
    "far from usual": "the mark of T-1 where T-1 did not fire: what was usual is in no row",
    "a form": "forms and courses came in one version: no older folder holds one",
}

EVERYTHING = {
    "limits": [
        {"kind": "oxygen_saturation", "profile": "SPO2_COPD"},
        {"kind": "heart_rate", "profile": "PULSE_STD"},
        {"kind": "blood_pressure", "profile": "BP_HF"},
    ],
    "rules": [
        "D-1", "P-D1", "T-1", "F-1", "AF-1", "W-1", "W-2", "W-3", "W-4", "W-5", "N-1", "N-2",
        "HF-S1", "HF-S2", "HF-S3", "HF-S4",
    ],
    "person": {"dry_weight_kg": "71.0", "personal_best": {"pef": "400"}},
}  # fmt: skip

WELL = {f"h{number}": 0 for number in range(1, 11)}
WEIGHED, MEASURED = 120, 22
"""Days of weights, and of everything else."""


@pytest.fixture
def cast(database):
    cast = people.everybody(NOW)
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        conn.execute("DELETE FROM plan_version WHERE enrolment_id = %s", [cast.astrid.id])
    people.plan(cast.astrid, EVERYTHING, approved_by=cast.nils, now=NOW - timedelta(days=100))
    return cast


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


def morning(days_ago: int, minutes: float = 0) -> datetime:
    day = NOW.astimezone(HOME).date() - timedelta(days=days_ago)
    return datetime.combine(day, time(8), HOME) + timedelta(minutes=minutes)


def life(token: str, who: UUID, seed: int) -> Iterator[Sent | SentAnswers]:
    """Months of weights, weeks of the rest: ordinary days, bad spells, doubt and nonsense."""
    chance = random.Random(seed)

    def takes(kind: Kind, at: datetime, text: str, **more: object) -> Sent:
        return reading(token, who, text, kind=kind, measured_at=at, **more)

    for day in range(WEIGHED, 0, -1):
        if chance.random() < 0.8 or day == 5:
            # Lost slowly, so that old weights are the highest; now and then somebody else's.
            kilos = 70 + day / 20 + chance.gauss(0, 0.4) + 9 * (chance.random() < 0.06 or day == 5)
            for again in range(chance.choice([1, 1, 1, 2])):
                later = again * chance.choice([9, 9, 620])
                yield takes(Kind.BODY_WEIGHT, morning(day, 3 + later), f"{kilos:.1f}")
    bad = chance.randrange(3, 9)
    for day in range(MEASURED, 0, -1):
        worse = bad <= day < bad + 4
        for hour in (0, 6, 11):
            at = morning(day, hour * 60 + chance.randrange(40))
            yield from _several(takes, chance, at, worse)
        yield takes(Kind.RESPIRATORY_RATE, morning(day, 50), "16")  # which no plan judges
        if chance.random() < 0.5:
            symptoms = WELL | {"h2": 1} if worse else WELL
            yield form(token, who, HEART, symptoms, at=morning(day, 70))


def _several(takes, chance, at, worse) -> Iterator[Sent]:  # type: ignore[no-untyped-def]
    usual = {
        Kind.OXYGEN_SATURATION: (94, -5, 1.2),
        Kind.HEART_RATE: (76, 30, 5),
        Kind.PEF: (370, -90, 20),
    }
    for kind, (middle, away, spread) in usual.items():
        for again in range(chance.choice([0, 1, 1, 2, 4])):
            value = round(chance.gauss(middle + away * worse, spread))
            flags = chance.choice([Quality.NONE] * 14 + [Quality.IRREGULAR_PULSE, Quality.DEMO])
            value = value * 3 if chance.random() < 0.02 else value
            later = timedelta(minutes=again * chance.choice([4, 11, 31]), seconds=chance.random())
            yield takes(kind, at + later, str(value), quality=flags)
    for cuff in range(chance.choice([0, 1, 2, 2, 3])):
        upper = f"{chance.gauss(128 + 30 * worse, 9):.1f}"
        yield takes(Kind.BLOOD_PRESSURE, at + timedelta(minutes=2 * cuff), upper, second="76")


def live(database, items: Sequence[Sent | SentAnswers], enrolment: UUID) -> Verified:
    """Everything received at the moment it was taken, timed out when due; then verified."""
    items = sorted(items, key=_moment)

    async def go() -> Verified:
        due: list[datetime] = []
        async with (
            await AsyncConnection.connect(database.ingest_url, autocommit=True) as conn,
            await AsyncConnection.connect(database.worker_url, autocommit=True) as worker,
        ):
            for one in items:
                at = _moment(one)
                while due and due[0] < at:
                    await time_out(worker, enrolment, simulated_at=due.pop(0))
                if isinstance(one, Sent):
                    await receive(conn, [one], simulated=True)
                else:
                    await receive_answers(conn, one, simulated_at=at + timedelta(seconds=20))
                due = [*due[-3:], at + timedelta(minutes=31)]
            return await verify(worker, enrolment)

    return asyncio.run(go())


def _moment(one: Sent | SentAnswers) -> datetime:
    return one.measured_at if isinstance(one, Sent) else one.answered_at


def remembered(database) -> dict[int, Course]:
    with psycopg.connect(database.superuser_url) as conn:
        rows = conn.execute("SELECT kind, sittings, newest FROM course").fetchall()
    return {kind: Course(kind, text, newest) for kind, text, newest in rows}


def forget(database) -> None:
    with psycopg.connect(database.superuser_url) as conn:
        conn.execute("DELETE FROM course")


def fill(database) -> None:
    """As the migration does, by the role that migrates."""
    with psycopg.connect(database.owner_url) as conn:
        for statement in FILL:
            conn.execute(statement)


def differences(lived: dict[int, Course], filled: dict[int, Course]) -> set[str]:
    """What differs, by its name in LEFT_OUT; anything else in full."""
    found = set()
    for topic, course in lived.items():
        if topic != IRREGULAR and not is_measured(topic):
            found.add("a form" if topic not in filled else label(topic))
            continue
        other = filled.get(topic, Course(topic))
        if course.newest != other.newest or len(course.sats) != len(other.sats):
            found.add(f"{label(topic)}: {course} {other}")
        for was, now in zip(course.sats, other.sats, strict=False):
            if was.marks & FAR > now.marks & FAR:
                found.add("far from usual")
                was = was._replace(marks=was.marks & ~FAR)
            if was != now:
                found.add(f"{label(topic)}: {was} {now}")
    return found | {f"{label(topic)}: too much" for topic in filled.keys() - lived.keys()}


@pytest.mark.parametrize("seed", range(2))
def test_what_was_judged_is_remembered_but_for_what_no_row_tells(cast, token, database, seed):
    live(database, list(life(token, cast.astrid.id, seed)), cast.astrid.id)
    lived = remembered(database)
    forget(database)

    fill(database)

    filled = remembered(database)
    assert differences(lived, filled) == LEFT_OUT.keys()
    # The weeks held what the fill has to get right.
    weights = filled[Kind.BODY_WEIGHT].sats
    assert any(sat.marks & DOUBTED for sat in weights)
    assert any(weights[-1].start - sat.start > 30 * 86400 for sat in weights)
    assert any(sat.marks & FAR for sat in filled[Kind.OXYGEN_SATURATION].sats)
    assert len(filled[IRREGULAR].sats) > 1
    assert all(sat.value is None for sat in filled[Kind.RESPIRATORY_RATE].sats)


def test_what_came_in_any_order_is_remembered_too(cast, token, database):
    chance = random.Random(7)
    sent = [one for one in life(token, cast.astrid.id, 7) if isinstance(one, Sent)]
    sent = [one for one in sent if one.measured_at > NOW - timedelta(days=9)]
    chance.shuffle(sent)

    async def go() -> None:
        async with await AsyncConnection.connect(database.ingest_url, autocommit=True) as conn:
            while sent:
                await receive(conn, [sent.pop() for _ in range(min(len(sent), 5))])

    asyncio.run(go())
    lived = remembered(database)
    forget(database)

    fill(database)

    assert differences(lived, remembered(database)) <= LEFT_OUT.keys()


def test_a_course_that_is_there_stays(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "94"))
    with psycopg.connect(database.superuser_url) as conn:
        conn.execute("UPDATE course SET sittings = '1,900000,1,1,0'")

    fill(database)

    assert remembered(database)[Kind.OXYGEN_SATURATION].text == "1,900000,1,1,0"


def test_a_session_in_which_a_rule_failed_has_no_value(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "94"))
    with psycopg.connect(database.superuser_url) as conn:
        conn.execute("UPDATE judgement SET zone = 2, rules = ARRAY['rule-failed']")
    forget(database)

    fill(database)

    (sat,) = remembered(database)[Kind.OXYGEN_SATURATION].sats
    assert sat.value is None


def test_what_nobody_measured_again_in_time_is_no_session(cast, token, database):
    nonsense = reading(token, cast.astrid.id, "94", minutes_ago=200, quality=Quality.DEMO)
    live(database, [nonsense], cast.astrid.id)
    asyncio.run(_timed_out(database, cast.astrid.id))
    assert "nothing-valid" in Judgement.objects.using(DB).latest("judged_at").rules

    fill(database)

    assert remembered(database) == {}


async def _timed_out(database, enrolment: UUID) -> None:
    async with await AsyncConnection.connect(database.worker_url, autocommit=True) as worker:
        await time_out(worker, enrolment)


def test_the_wall_stands_again(database):
    fill(database)

    with psycopg.connect(database.superuser_url) as conn:
        open_to_their_owner = conn.execute(
            "SELECT relname FROM pg_class WHERE relname IN ('measurement', 'judgement', 'course')"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        ).fetchall()
    assert open_to_their_owner == []


# --- Judging goes on ----------------------------------------------------------------------------


def test_the_next_reading_is_judged_as_if_nothing_had_happened(cast, token, database):
    days = [
        reading(token, cast.astrid.id, "95", measured_at=morning(day)) for day in range(12, 0, -1)
    ]
    live(database, days, cast.astrid.id)
    forget(database)
    fill(database)

    today = reading(token, cast.astrid.id, "91", minutes_ago=2)
    verified = live(database, [today], cast.astrid.id)

    assert "D-1" in Judgement.objects.using(DB).latest("judged_at").rules
    assert verified.differences == []


def test_weights_are_asked_themselves_when_nothing_is_remembered(cast, token, database):
    weights = [(60, "78.0"), (2, "70.0"), (0, "72.5")]
    sent = [
        reading(token, cast.astrid.id, kilos, kind=Kind.BODY_WEIGHT, measured_at=at)
        for day, kilos in weights
        for at in [min(morning(day), NOW - timedelta(minutes=1))]
    ]
    live(database, sent[:2], cast.astrid.id)
    forget(database)

    verified = live(database, sent[2:], cast.astrid.id)

    assert {"W-1", "N-1"} <= set(Judgement.objects.using(DB).latest("judged_at").rules)
    assert verified.differences == []


def test_weights_that_no_plan_judged_count_for_the_plan_that_does(cast, token, database):
    people.plan(cast.astrid, people.COPD_PLAN, approved_by=cast.nils, now=NOW, number=2,
                valid_from=morning(90))  # fmt: skip
    people.plan(cast.astrid, EVERYTHING, approved_by=cast.nils, now=NOW, number=3,
                valid_from=morning(1, -60))  # fmt: skip
    weights = [(60, "78.0"), (3, "70.0"), (2, "70.0"), (1, "72.5")]
    sent = [
        reading(token, cast.astrid.id, kilos, kind=Kind.BODY_WEIGHT, measured_at=morning(day))
        for day, kilos in weights
    ]

    verified = live(database, sent, cast.astrid.id)

    assert {"W-1", "N-1"} <= set(Judgement.objects.using(DB).latest("judged_at").rules)
    assert verified.differences == []
    lived = remembered(database)
    forget(database)
    fill(database)
    assert remembered(database) == lived
