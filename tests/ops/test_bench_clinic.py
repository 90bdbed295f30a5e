"""`bench clinic` grows a history, measures from acknowledgement to row, and says what misses."""

import asyncio

import psycopg
import pytest

from heime.ops.bench import access, clinic, clinic_load, filling
from heime.ops.bench.clinic_live import _WITHOUT_CASE, _colleagues, figures
from heime.ops.bench.recount import sizes

PAGE = {"p50_ms": 10.0, "p95_ms": 20.0, "most_ms": 30.0, "kilobytes_compressed": 12.0}
TOLD = {
    "acknowledged": {"astrid": 100.0, "odd": 101.0, "gerd": 102.0}, "refused": 0, "kept": 60,
    "late_ms": 2, "told": [3, 4], "read": [3, 3], "reading_ms": [5.0, 9.0],
}  # fmt: skip


def test_sizes_are_powers_of_ten_up_to_the_last():
    assert clinic.sizes(10_000_000) == [10_000, 100_000, 1_000_000, 10_000_000]
    assert clinic.sizes(25_000) == [10_000, 25_000]
    assert clinic.sizes(500) == [500]


def test_a_history_grows_from_the_newest_day_back(database):
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        _filled, routine, doctor = filling.enrol(conn, people=60)
        grown = clinic._Growing(conn, routine, doctor, lambda text: None)
        reached = []
        for size in (40, 400, 1_500):
            grown.to(size)
            reached.append(grown.told()["measurements"])
        newest = conn.execute("SELECT current_date - max(measured_at)::date FROM measurement")
        assert newest.fetchone() == (1,)

    assert 40 <= reached[0] < 400, "a day of sixty people at the most"
    assert 390 < reached[1] < 900
    assert reached[2] >= 1_470
    found = sizes(database.superuser_url)
    assert found["measurement"][1] == found["judgement"][1] == reached[2]
    assert found["receipt"][1] == found["audit_entry"][1] == 0


def test_the_team_has_colleagues_and_people_without_a_case(database):
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        _filled, routine, doctor = filling.enrol(conn, people=60)
        clinic._Growing(conn, routine, doctor, lambda text: None).to(400)
        access.prepare(database.superuser_url, team=30, open_cases=10)

        tokens = set(_colleagues(conn))
        calm = conn.execute(_WITHOUT_CASE).fetchall()

    assert len(tokens) == 49
    assert 0 < len(calm) <= 20


def test_the_time_is_from_acknowledgement_to_row():
    found = figures(TOLD, {"astrid": "a", "odd": "o"}, {"a": 100_250.0, "o": 100_990.0, "x": 1.0})

    assert (found["rows"], found["without_case"]) == (2, 1)
    assert (found["p50_ms"], found["p99_ms"]) == (0.0, 250.0)  # Odd's row was there before
    assert found["faults"] == []


@pytest.mark.parametrize(
    ("told", "seen", "fault"),
    [
        (TOLD, {"a": 100_250.0}, "1 new cases never came up"),
        (TOLD | {"refused": 2}, {"a": 1.0, "o": 1.0}, "2 readings were refused"),
        (TOLD | {"acknowledged": {}}, {}, "nothing was measured"),
    ],
)
def test_what_did_not_come_up_is_a_fault(told, seen, fault):
    found = figures(told, {"astrid": "a", "odd": "o"}, seen)

    assert any(fault in one for one in found["faults"])


def test_an_aim_that_is_missed_is_told():
    live = figures(TOLD, {"astrid": "a", "odd": "o"}, {"a": 100_900.0, "o": 101_000.0})
    heavy = PAGE | {"kilobytes_compressed": 61.0}
    slow = {"growth": [{"worklist": heavy, "person": PAGE | {"p95_ms": 121.0}}], "live": live}
    fine = {"growth": [slow["growth"][0], {"worklist": PAGE, "person": PAGE}]}

    assert [line.split(":")[0] for line in clinic.missed(slow)] == ["worklist", "person", "live"]
    assert list(clinic.missed(fine)) == []


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 5\r\n\r\nhello",
        b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    ],
    ids=["by length", "in pieces"],
)
def test_an_answer_is_read_to_its_end(body):
    async def go():
        reader = asyncio.StreamReader()
        reader.feed_data(
            b"HTTP/1.1 200 OK\r\n" + body + b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
        )
        return await clinic_load.answered(reader), await clinic_load.answered(reader)

    assert asyncio.run(go()) == ((200, b"hello"), (404, b""))


def test_readings_are_due_at_an_even_pace_and_one_in_so_many_is_confirmed():
    usual = {"enrolment": "astrid", "kind": 1, "cuffs": 1, "green": "95", "red": "85",
             "second": None}  # fmt: skip
    order = {"rate": 1000, "one_in": 4, "seconds": 0.012, "changing": [("t", usual)],
             "quiet": [("t", usual)] * 12}  # fmt: skip

    async def go():
        sending = clinic_load.Sending(order)
        await sending.pace()
        return [sending.due.get_nowait() for _ in range(sending.due.qsize())]

    due = [one for one in asyncio.run(go()) if one]

    assert [len(bodies) for _at, bodies, _who in due].count(2) == 1
    assert due[3][2] == "astrid"
    assert due[-1][0] - due[0][0] == pytest.approx(0.011, abs=1e-5)
