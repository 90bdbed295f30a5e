"""The bench measures what it says, and says so when a row is missing."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random
from uuid import UUID

import psycopg
import pytest

from heime.core import plan as plans
from heime.core.kinds import Kind
from heime.core.quantity import scaled
from heime.core.zone import Zone
from heime.edges.fhir import observation, wire
from heime.ops.bench import fleet, load
from heime.ops.bench.filling import SIGNALS, fill, usual_of
from heime.ops.bench.fleet import Phase, Seen
from heime.ops.bench.recount import recount, sizes
from heime.ops.population import people as invented
from heime.ops.population.person import SHOWS
from tests import people
from tests.flow.posting import post
from tests.flow.sending import NOW, of_astrid, reading

ENROLMENT = "01890000-0000-7000-8000-000000000001"
CUFF = {"enrolment": ENROLMENT, "kind": 3, "cuffs": 2, "green": "130", "yellow": "160",
        "red": "180", "second": "80"}  # fmt: skip


def test_every_invented_person_has_green_values_by_their_own_plan():
    checked: Counter[Zone] = Counter()
    for person in invented("bench/0"):
        plan = plans.read(person.plan.content)
        for kind in {kind for one in person.schedule for kind in SHOWS[one.instrument]}:
            one = usual_of(person, ENROLMENT, kind, plan)
            lines = plan.limits.get(kind)
            if lines is None:
                assert kind is Kind.BODY_WEIGHT, "only weight is judged without lines"
                continue
            second = None if one.second is None else scaled(Decimal(one.second))
            zones = [lines.zone_of(scaled(Decimal(text)), second)
                     for text in (one.green, one.yellow, one.red)]  # fmt: skip
            assert zones[0] is Zone.GREEN, (person.key, kind)
            assert Zone.GREEN not in zones[1:], (person.key, kind)
            checked.update(zones)
    assert checked[Zone.YELLOW] > 20
    assert checked[Zone.RED] > 20
    assert set(SIGNALS) == {kind for kinds in SHOWS.values() for kind in kinds}


def test_what_is_sent_is_what_the_door_reads():
    body = load.observation(CUFF, "160", datetime.now(UTC), "k1")

    incoming = observation.read(wire.observation(body), datetime.now(UTC))

    assert incoming.subject.enrolment == UUID(ENROLMENT)
    assert (incoming.kind, incoming.value, incoming.second) == (3, 1_600_000, 800_000)
    assert incoming.key == "urn:heime:bench|k1"


def test_one_in_ten_acts_is_not_green_and_a_cuff_is_used_twice():
    acts = list(islice(load.acts([CUFF], Random(1)), 4000))

    bad = sum(b'"value":130,' not in act[0] for act in acts)
    assert 0.05 < bad / len(acts) < 0.08
    assert {len(act) for act in acts} == {2, 4}


class Answers(asyncio.Protocol):
    """A server that answers 201 to every request, in two pieces."""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(b"HTTP/1.1 201 Created\r\ncontent-le")
        self.transport.write(b"ngth: 2\r\n\r\n{}")


def test_the_client_counts_every_answer_also_one_that_comes_in_pieces():
    async def go():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Answers, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        (told,) = fleet.order(Phase("single", "single", 2), port, seed="1", seconds=0.3,
                              warm_up=0.0, processes=1)  # fmt: skip
        told["starts_at"] -= fleet.GET_READY
        try:
            return await load.send(told, {"gateways": {"t1": [CUFF], "t2": [CUFF]}})
        finally:
            server.close()

    tally = asyncio.run(go())

    assert tally["kept"] == tally["statuses"]["201"] > 10
    assert tally["broken"] == 0
    assert len(tally["milliseconds"]) == tally["kept"]


def test_figures_are_medians_of_rounds_and_shares_of_all_requests():
    rounds = [
        Seen(seconds=2, kept=200, kept_in_time=n, statuses=Counter({"201": n}),
             milliseconds=[float(n)] * n)
        for n in (10, 30, 20)
    ]  # fmt: skip

    found = fleet.figures(rounds)

    assert found["requests_per_second"] == 10
    assert found["milliseconds"] == {"p50": 30.0, "p95": 30.0, "p99": 30.0, "max": 30.0}
    assert found["failed"] == 0


@pytest.fixture
def sent(database):
    """Astrid sent a green, a critical and a waiting reading; when that began."""
    cast = people.everybody(NOW)
    token = of_astrid(cast, database.superuser_url)
    with psycopg.connect(database.superuser_url) as conn:
        (since,) = conn.execute("SELECT clock_timestamp()").fetchone()
    batch = [
        reading(token, cast.astrid.id, "95", minutes_ago=1),
        reading(token, cast.astrid.id, "160", minutes_ago=1, kind=Kind.HEART_RATE),
        reading(token, cast.astrid.id, "115", minutes_ago=40, kind=Kind.HEART_RATE),
    ]
    asyncio.run(post(database.ingest_url, [[one] for one in batch]))
    return since


def recounted(database, since, *, acknowledged=3):
    return recount(database.superuser_url, acknowledged=acknowledged, since=since, plain_source=0)


def test_the_recount_finds_everything_there(database, sent):
    found = recounted(database, sent)

    assert found["differences"] == []
    assert (found["measurements"], found["receipts"]) == (3, 3)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("DELETE FROM measurement WHERE value = 950000", "2 measurements"),
        ("DELETE FROM judgement WHERE zone = 1 AND state = 1", "2 judged"),
        ("DELETE FROM receipt WHERE ctid = (SELECT max(ctid) FROM receipt)", "2 receipts"),
        ("DELETE FROM case_event", "have no case"),
    ],
)
def test_the_recount_tells_what_is_missing(broken, told, database, sent):
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        conn.execute("SET session_replication_role = replica")
        conn.execute(broken)

    assert any(told in difference for difference in recounted(database, sent)["differences"])


def test_a_pending_judgement_that_nobody_waits_for_is_told(database):
    cast = people.everybody(NOW)
    since = datetime.now(UTC) - timedelta(seconds=1)
    token = of_astrid(cast, database.superuser_url)
    asyncio.run(post(database.ingest_url, [[reading(token, cast.astrid.id, "90")]]))
    assert recounted(database, since, acknowledged=1)["differences"] == []

    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        conn.execute("DELETE FROM awaited")

    assert "not waited for" in recounted(database, since, acknowledged=1)["differences"][0]


def test_filling_makes_judged_history_and_somebody_to_send_it(database):
    filled = fill(database.superuser_url, people=60, days=2)

    found = sizes(database.superuser_url)
    assert filled.history == found["measurement"][1] == found["judgement"][1] > 200
    assert len(filled.gateways) == 8
    assert sum(len({u.enrolment for u in of}) for of in filled.gateways.values()) == 57
