"""The day's figures are counted from what happened, and tell of nobody."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege

from heime.core.figures import ALL, LEAST
from heime.core.hours import HOME
from heime.core.kinds import Kind
from heime.core.zone import Zone
from heime.flow.release_figures import people_of, release_figures, work_of
from heime.ops import population
from heime.ops.figures import keep_state
from heime.records.figures.models import Figure, ServiceState
from tests import people
from tests.people import DB, DOVRE, LOM, SEL, VAGA

NOW = datetime.now(UTC)


@pytest.fixture
def cast(database):
    return people.everybody(NOW)


@pytest.fixture
def release(database):
    """What the due loop does once a day."""

    async def once():
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
            return await release_figures(conn)

    return lambda: asyncio.run(once())


def somebody(cast, municipality, *conditions, phase="active"):
    born = date(1950, 5, 5)
    made = people.person("Per", "Moen", born, municipality, list(conditions),
                         followed_by=cast.north, now=NOW)  # fmt: skip
    if phase != "active":
        type(made).objects.using(DB).filter(id=made.id).update(phase=phase)
    return made


def cell(table, place, topic):
    return Figure.objects.using(DB).get(table=table, place=str(place), topic=topic)


def test_people_are_counted_once_by_the_condition_they_are_followed_up_for(cast, release):
    for _ in range(7):
        somebody(cast, VAGA, "copd", "hypertension")
        somebody(cast, SEL, "copd")
        somebody(cast, LOM, "copd")

    assert release()

    everybody = [cell("people", place, ALL).people for place in (VAGA, SEL, LOM)]
    assert everybody == [5, 5, 10], "seven, seven, and eight with Astrid, in whole fives"
    assert cell("people", VAGA, "copd").people is None, "what all seven have is not told of them"
    both = [cell("people", "all", topic).people for topic in (ALL, "copd")]
    assert None in both, "23 beside 22 tells Gudbrand"
    assert not Figure.objects.using(DB).filter(topic="hypertension").exists()


def test_four_people_are_told_of_nowhere(cast, release):
    for _ in range(4):
        somebody(cast, VAGA, "dementia")
    for _ in range(12):
        somebody(cast, SEL, "dementia")
        somebody(cast, SEL, "copd")
        somebody(cast, DOVRE, "copd")

    release()

    assert cell("people", VAGA, "dementia").people is None
    assert cell("people", SEL, "dementia").people is None, "12 beside a total of 16 tells the 4"
    assert cell("people", "Nord-Gudbrandsdal", "dementia").people == 15


def test_who_is_referred_or_has_ended_is_not_followed_up(cast, release):
    for _ in range(6):
        somebody(cast, DOVRE, "copd", phase="referred")

    release()

    assert cell("people", DOVRE, "copd").people is None


def test_figures_are_released_once_a_day(cast, release):
    assert release()
    for _ in range(8):
        somebody(cast, VAGA, "copd")

    assert not release(), "else two releases show who came between them"
    assert cell("people", VAGA, "copd").people is None


def test_cases_are_told_where_five_people_had_them(cast, release):
    for who in [somebody(cast, VAGA, "copd") for _ in range(6)]:
        taken(cast, who, minutes=20)
    lonely = somebody(cast, LOM, "copd")
    for hour in range(2, 11):
        close(taken(cast, lonely, minutes=20, hours_ago=hour))

    release()

    now, month = cell("work", VAGA, "now"), f"{NOW.astimezone(HOME):%Y-%m}"
    assert (now.cases, now.minutes) == (5, 20)
    assert cell("work", LOM, month).cases is None, "nine cases of one person are one person's"
    told = {f.place: f.cases for f in Figure.objects.using(DB).filter(topic=month)}
    assert told[str(VAGA)] is None or told["Nord-Gudbrandsdal"] is None, "15 - 6 tells the nine"


def close(case):
    type(case).objects.using(DB).filter(id=case.id).update(
        state="closed", closed_at=NOW, closed_by=case.taken_by, outcome="advice", note="Ringte."
    )


def taken(cast, who, *, minutes, hours_ago=2):
    at = NOW - timedelta(hours=hours_ago)
    first = people.measured(who, Kind.HEART_RATE, "131", at, source=cast.source)
    case = people.case(people.judged(first, Zone.RED, "G-2"), due_at=NOW)
    case.state, case.taken_by = "taken", cast.ingrid
    case.taken_at = case.opened_at + timedelta(minutes=minutes)
    case.save(using=DB)
    return case


def test_the_state_of_the_machinery_is_written_down(cast, database):
    people.loop_done(NOW)

    async def look():
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
            await keep_state(conn)

    asyncio.run(look())

    names = set(ServiceState.objects.using(DB).values_list("name", flat=True))
    assert {"notices not sent", "the due loop's last round"} <= names


@pytest.mark.parametrize("table", ["enrolment", "patient", "case_", "measurement", "account"])
def test_who_reads_figures_reads_nothing_else(database, table):
    with psycopg.connect(database.stats_url) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize("table", ["figure", "service_state"])
def test_the_web_s_own_role_reads_no_figures(database, table):
    with psycopg.connect(database.app_url) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(f"SELECT count(*) FROM {table}")


def test_no_figure_below_five_can_be_stored(database):
    with (
        psycopg.connect(database.worker_url) as connection,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        connection.execute(
            'INSERT INTO figure (released_on, "table", place, topic, people)'
            " VALUES (now(), 'people', '3434', 'copd', 4)"
        )


@pytest.mark.parametrize("seed", range(1, 9))
def test_the_demo_s_tables_give_nobody_away(seed):
    """All published cells against each other: no difference of two is one to four people."""
    regions = {"Valdres": ["3449", "3450", "3451", "3452", "3453", "3454"],
               "Nord-Gudbrandsdal": ["3431", "3432", "3433", "3434", "3435", "3437"],
               "Sør-Østerdal": ["3419", "3420", "3421", "3422", "3423", "3425"]}  # fmt: skip
    where = {one: region for region, part in regions.items() for one in part}
    everybody = [(str(p.municipality), str(p.conditions[0])) for p in population.people(seed)]
    counts = {one: everybody.count(one) for one in set(everybody)}

    told = [one for one in people_of(counts, regions) if one.people is not None]

    assert told, "a demo of fifty shows something"
    groups = [
        frozenset(
            number for number, (place, topic) in enumerate(everybody)
            if one.topic in (ALL, topic) and one.place in (ALL, place, where[place])
        )
        for one in told
    ]  # fmt: skip
    assert all(len(group) >= LEAST for group in groups)
    for one, other in combinations(groups, 2):
        for rest in (one - other, other - one):
            if one <= other or other <= one:
                assert len(rest) == 0 or len(rest) >= LEAST


def test_no_work_at_all_is_an_empty_table():
    assert work_of([], {"Valdres": ["3451"]}) == []
