"""Working a case: who may move it where, what is left behind, and two nurses at once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connections

from heime.core.casework import Outcome
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.flow import close_case, work_case
from heime.records.audit.models import Entry
from heime.records.people.locks import enrolment_lock_key
from heime.records.people.models import Account
from heime.records.worklist.models import Case, CaseEvent
from tests import people
from tests.flow.at_work import NOW, At


@pytest.fixture
def cast(database):
    return people.everybody(datetime.now(UTC))


@pytest.fixture
def case(cast):
    return people.red_case(cast, datetime.now(UTC))


def events(case: Case) -> list[str]:
    found = CaseEvent.objects.using("arrange").filter(case_id=case.id).order_by("at", "id")
    return [event.what for event in found if event.by_id]


def acts() -> list[str]:
    return list(Entry.objects.using("arrange").order_by("id").values_list("action", flat=True))


def test_taken_given_back_taken_and_closed(cast, case) -> None:
    ingrid = At(cast.ingrid)

    ingrid.do(work_case.take, case.id)
    ingrid.do(work_case.release, case.id, now=NOW + timedelta(minutes=1))
    ingrid.do(work_case.take, case.id, now=NOW + timedelta(minutes=2))
    closed = ingrid.do(
        close_case.close, case.id, outcome=Outcome.ADVICE, text=" Ringte Astrid. ",
        now=NOW + timedelta(minutes=9),
    )  # fmt: skip

    assert (closed.state, closed.outcome, closed.note) == ("closed", "advice", "Ringte Astrid.")
    assert (closed.closed_by_id, closed.closed_at) == (cast.ingrid.id, NOW + timedelta(minutes=9))
    assert sorted(events(case)) == sorted(["taken", "released", "taken", "closed"])
    assert acts() == ["case.taken", "case.released", "case.taken", "case.closed"]


def test_taking_twice_is_taking_once(cast, case) -> None:
    ingrid = At(cast.ingrid)

    ingrid.do(work_case.take, case.id)
    ingrid.do(work_case.take, case.id)

    assert acts() == ["case.taken"]


def test_a_refusal_changes_and_logs_nothing(cast, case) -> None:
    At(cast.tor).do(work_case.take, case.id)
    ingrid = At(cast.ingrid)

    for verb, more in (
        (work_case.take, {}),
        (work_case.release, {}),
        (close_case.close, {"outcome": Outcome.ADVICE, "text": "Ringte."}),
    ):
        with pytest.raises(NotAllowedNow):
            ingrid.do(verb, case.id, **more)

    assert acts() == ["case.taken"]
    assert events(case) == ["taken"]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_no_case_is_closed_without_a_note(cast, case, text) -> None:
    ingrid = At(cast.ingrid)
    ingrid.do(work_case.take, case.id)

    with pytest.raises(MissingText):
        ingrid.do(close_case.close, case.id, outcome=Outcome.ADVICE, text=text)


def test_what_is_closed_stays_closed(cast, case) -> None:
    ingrid = At(cast.ingrid)
    ingrid.do(work_case.take, case.id)
    ingrid.do(close_case.close, case.id, outcome=Outcome.TECHNICAL, text="Byttet batteri.")

    for verb in (work_case.take, work_case.take_over, work_case.release):
        with pytest.raises(NotAllowedNow):
            ingrid.do(verb, case.id)


def test_another_teams_nurse_has_no_such_case(cast, case) -> None:
    with pytest.raises(NotFound):
        At(cast.kari).do(work_case.take, case.id)


def test_a_colleague_takes_over_only_what_a_colleague_has(cast, case) -> None:
    ingrid = At(cast.ingrid)
    with pytest.raises(NotAllowedNow):
        ingrid.do(work_case.take_over, case.id)
    At(cast.tor).do(work_case.take, case.id)

    taken = ingrid.do(work_case.take_over, case.id)

    assert taken.taken_by_id == cast.ingrid.id


def test_of_two_nurses_at_the_same_moment_exactly_one_gets_it(cast, case) -> None:
    start = threading.Barrier(2)
    got: list[str] = []

    def grab(who: Account) -> None:
        at = At(who)
        start.wait()
        try:
            at.do(work_case.take, case.id)
            got.append(who.username)
        except NotAllowedNow:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=grab, args=[who]) for who in (cast.ingrid, cast.tor)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 1
    assert acts() == ["case.taken"]
    assert Case.objects.using("arrange").get(id=case.id).taken_by.username == got[0]


def test_it_waits_while_somebody_judges_the_same_person(database, cast, case) -> None:
    """The same lock as receiving: what the judge decides meanwhile is seen, not overwritten."""
    key = enrolment_lock_key(cast.astrid.id)
    with psycopg.connect(database.superuser_url) as judge:
        judge.execute("SELECT pg_advisory_xact_lock(%s)", [key])
        taking = threading.Thread(target=take_and_close_connections, args=[cast, case])
        taking.start()
        _wait_until_blocked(judge, key)
        judge.execute("UPDATE case_ SET priority = 3 WHERE id = %s", [case.id])
        judge.commit()
        taking.join()

    done = Case.objects.using("arrange").get(id=case.id)
    assert (done.state, done.priority) == ("taken", 3)
    newest = CaseEvent.objects.using("arrange").get(case_id=case.id, what="taken")
    assert newest.priority == 3


def take_and_close_connections(cast, case) -> None:
    At(cast.ingrid).do(work_case.take, case.id)
    connections.close_all()


def _wait_until_blocked(connection: psycopg.Connection, key: int) -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    for _ in range(100_000):
        if connection.execute(waiting).fetchone()[0]:
            return
    raise AssertionError(f"nobody waits for {key}")


def test_the_teams_pages_are_told_after_the_commit_and_not_before(database, cast, case) -> None:
    with psycopg.connect(database.app_url, autocommit=True) as listener:
        listener.execute("LISTEN heime_changed")

        At(cast.ingrid).do(work_case.take, case.id)
        told = [notice.payload for notice in listener.notifies(timeout=5, stop_after=1)]

        assert told == [f"{cast.north.id} {cast.astrid.id}"]

        with pytest.raises(NotAllowedNow):
            At(cast.tor).do(work_case.take, case.id)
        assert not list(listener.notifies(timeout=0))
