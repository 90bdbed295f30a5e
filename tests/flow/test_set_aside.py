"""Setting a case aside never hides a danger, and nothing is forgotten: the days around it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from heime.core.casework import Act, CaseState, Outcome
from heime.core.errors import MissingText, NotAllowedNow, TwoNeeded
from heime.core.hours import HOME
from heime.core.kinds import Kind
from heime.core.setting_aside import Back, Waits
from heime.core.zone import Priority
from heime.flow import act, close_case, work_case
from heime.flow.receive import receive
from heime.flow.time_out import time_out
from heime.records.worklist.models import Case, CaseAct, CaseEvent
from tests import people
from tests.flow.at_work import At
from tests.flow.sending import NOW, of_astrid, reading
from tests.people import DB

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten in the morning in Lom: the team is open until half past three."""
SHIFT_ENDS = datetime(2026, 11, 23, 15, 30, tzinfo=HOME)


@pytest.fixture
def cast(database):
    return people.everybody(MONDAY)


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


@pytest.fixture
def red(cast):
    return people.red_case(cast, MONDAY)


def now_is(case: Case) -> Case:
    return Case.objects.using(DB).get(id=case.id)


def events(case: Case) -> list[tuple[str, str]]:
    found = CaseEvent.objects.using(DB).filter(case_id=case.id).order_by("at", "id")
    return [(event.what, event.why) for event in found]


def in_turn(url: str, do: Callable[[AsyncConnection], Awaitable[Any]]) -> None:
    """On a connection of its own, as the role whose address it is."""

    async def go() -> None:
        async with await AsyncConnection.connect(url, autocommit=True) as conn:
            await do(conn)

    asyncio.run(go())


def know(case: Case, *rules: str, at: datetime = MONDAY) -> None:
    """The case has held this of its own kind, as judging leaves it."""
    known = {"kind": case.kind, "rules": list(rules), "priority": 2, "at": at.isoformat()}
    Case.objects.using(DB).filter(id=case.id).update(known=[known])


def measure(database, token: str, cast, value: str, at: datetime, kind: Kind | None = None) -> None:
    """A reading that comes in at a given moment, through the same path as any other."""
    minutes = (NOW - at).total_seconds() / 60
    kind = kind or Kind.OXYGEN_SATURATION
    sent = reading(token, cast.astrid.id, value, minutes_ago=minutes, kind=kind)
    in_turn(database.ingest_url, lambda conn: receive(conn, [sent], simulated=True))


def the_clock_strikes(database, cast, at: datetime) -> None:
    """The due loop comes by Astrid at this moment."""
    in_turn(database.worker_url, lambda conn: time_out(conn, cast.astrid.id, simulated_at=at))


def aside(case: Case, who, until: datetime, for_: Waits = Waits.PATIENT, now=MONDAY) -> Case:
    return At(who).do(work_case.set_aside, case.id, until=until, for_=for_, now=now)


def test_an_equal_red_the_day_after_a_snoozed_one(database, cast, red, token) -> None:
    """It is back by itself at the end of the shift, everybody's; the next red is told as new."""
    know(red, "G-2")
    At(cast.ingrid).do(work_case.take, red.id, now=MONDAY)
    aside(red, cast.ingrid, SHIFT_ENDS)

    the_clock_strikes(database, cast, SHIFT_ENDS + timedelta(seconds=1))

    back = now_is(red)
    assert (back.state, back.taken_by_id, back.waits_until) == ("open", None, None)
    assert back.due_at == datetime(2026, 11, 24, 9, 0, tzinfo=HOME), "an hour after opening"

    for minutes in (0, 6):
        measure(database, token, cast, "86", MONDAY + timedelta(days=1, minutes=minutes))

    assert Case.objects.using(DB).count() == 1
    assert events(red)[-2:] == [("back", "time"), ("joined", "red")]


def test_it_is_back_by_the_clock_also_when_the_due_loop_stands_still(
    database, cast, red, token
) -> None:
    know(red, "G-2")
    At(cast.ingrid).do(work_case.take, red.id, now=MONDAY)
    aside(red, cast.ingrid, SHIFT_ENDS)

    for minutes in (0, 6):
        measure(database, token, cast, "86", MONDAY + timedelta(days=1, minutes=minutes))

    assert now_is(red).state == "open"
    assert events(red)[-2:] == [("back", "time"), ("joined", "red")]


def test_a_colleague_takes_what_should_be_back_and_it_says_that_it_was(cast, red) -> None:
    At(cast.ingrid).do(work_case.take, red.id, now=MONDAY)
    aside(red, cast.ingrid, MONDAY + timedelta(hours=1))

    with pytest.raises(NotAllowedNow):
        At(cast.tor).do(work_case.take, red.id, now=MONDAY + timedelta(hours=2))
    At(cast.tor).do(work_case.take_over, red.id, now=MONDAY + timedelta(hours=2))

    happened = [what for what, _ in events(red)]
    assert happened == ["opened", "taken", "set-aside", "back", "taken-over"]


def test_a_repeat_does_not_break_what_was_set_aside(database, cast, red, token) -> None:
    know(red, "G-2")
    aside(red, cast.ingrid, SHIFT_ENDS)

    for minutes in (60, 66):
        measure(database, token, cast, "86", MONDAY + timedelta(minutes=minutes))

    assert now_is(red).state == "waiting"
    assert events(red)[-1] == ("joined", "red"), "kept, and new to whoever looks"


def test_a_critical_value_is_back_at_once_with_a_new_deadline(database, cast, red, token) -> None:
    know(red, "G-2")
    At(cast.ingrid).do(work_case.take, red.id, now=MONDAY)
    aside(red, cast.ingrid, SHIFT_ENDS)

    measure(database, token, cast, "81", MONDAY + timedelta(hours=1))

    back = now_is(red)
    assert (back.state, back.taken_by_id) == ("taken", cast.ingrid.id)
    assert back.due_at <= MONDAY + timedelta(hours=1, minutes=16)
    assert events(red)[-2:] == [("back", "critical"), ("worsened", "critical")]
    told = CaseEvent.objects.using(DB).filter(case_id=red.id, what="back").get()
    assert told.measurement_id is not None, "the event says what broke through"


def test_a_further_critical_value_of_a_session_that_was_seen_breaks_through_too(
    database, cast, token
) -> None:
    measure(database, token, cast, "81", MONDAY)
    case = Case.objects.using(DB).get()
    aside(case, cast.ingrid, SHIFT_ENDS, now=MONDAY + timedelta(minutes=5))

    the_clock_strikes(database, cast, MONDAY + timedelta(minutes=6))
    assert now_is(case).state == "waiting", "time alone is no news"
    measure(database, token, cast, "80", MONDAY + timedelta(minutes=10))

    assert now_is(case).state == "open"
    assert events(case)[-2:] == [("back", "critical"), ("joined", "critical")]


def test_the_measurement_that_was_waited_for_brings_the_case_back(
    database, cast, red, token
) -> None:
    know(red, "G-2")
    aside(red, cast.ingrid, SHIFT_ENDS, Waits.MEASUREMENT)

    measure(database, token, cast, "95", MONDAY + timedelta(hours=1))

    assert now_is(red).state == "open"
    assert events(red)[-1] == ("back", "came")


def test_another_kind_breaks_through(database, cast, red, token) -> None:
    know(red, "G-2")
    aside(red, cast.ingrid, SHIFT_ENDS)

    for minutes in (60, 66):
        at = MONDAY + timedelta(minutes=minutes)
        measure(database, token, cast, "125", at, Kind.HEART_RATE)

    assert now_is(red).state == "open"
    assert ("back", "kind") in events(red)


@pytest.mark.parametrize(
    "until",
    [MONDAY, MONDAY - timedelta(minutes=1), SHIFT_ENDS + timedelta(minutes=1)],
)
def test_no_red_is_set_aside_past_the_shift_or_into_the_past(cast, red, until) -> None:
    with pytest.raises(NotAllowedNow):
        aside(red, cast.ingrid, until)


def test_waiting_for_something_else_says_for_what(cast, red) -> None:
    with pytest.raises(MissingText):
        aside(red, cast.ingrid, SHIFT_ENDS, Waits.OTHER)


def test_setting_aside_is_undone_by_bringing_it_back(cast, red) -> None:
    ingrid = At(cast.ingrid)
    ingrid.do(work_case.take, red.id, now=MONDAY)
    aside(red, cast.ingrid, SHIFT_ENDS)

    back = ingrid.do(work_case.bring_back, red.id, now=MONDAY + timedelta(seconds=5))

    assert (back.state, back.taken_by_id) == (CaseState.TAKEN, cast.ingrid.id)


def test_handed_over_and_back_and_back_by_itself_when_nobody_answers(database, cast, red) -> None:
    ingrid = At(cast.ingrid)
    ingrid.do(work_case.take, red.id, now=MONDAY)
    until = MONDAY + timedelta(hours=1)
    ingrid.do(work_case.hand_over, red.id, to="hospital", until=until, now=MONDAY)
    with pytest.raises(NotAllowedNow):
        ingrid.do(work_case.take, red.id, now=MONDAY)
    ingrid.do(work_case.come_back, red.id, Back.DECLINED, now=MONDAY)
    ingrid.do(work_case.hand_over, red.id, to="legevakt", until=until, now=MONDAY)

    the_clock_strikes(database, cast, until)

    assert now_is(red).state == "taken"
    assert events(red)[-1] == ("back", "time")


def test_a_worse_reading_brings_back_what_was_handed_over(database, cast, red, token) -> None:
    ingrid = At(cast.ingrid)
    ingrid.do(work_case.take, red.id, now=MONDAY)
    until = MONDAY + timedelta(hours=2)
    ingrid.do(work_case.hand_over, red.id, to="hospital", until=until, now=MONDAY)

    measure(database, token, cast, "80", MONDAY + timedelta(minutes=30))

    assert now_is(red).state == "taken"


def urgent(case: Case) -> None:
    Case.objects.using(DB).filter(id=case.id).update(priority=Priority.HIGH)


CLOSING = {"outcome": Outcome.ADVICE, "text": "Ringte.", "minutes": 12}


def test_an_urgent_red_is_closed_by_two_and_never_by_the_same_twice(cast, red) -> None:
    urgent(red)
    ingrid, tor = At(cast.ingrid), At(cast.tor)
    ingrid.do(work_case.take, red.id)

    with pytest.raises(TwoNeeded):
        ingrid.do(close_case.close, red.id, **CLOSING)
    ingrid.do(close_case.propose, red.id, **CLOSING)
    with pytest.raises(NotAllowedNow):
        ingrid.do(close_case.confirm, red.id)
    closed = tor.do(close_case.confirm, red.id)

    assert (closed.closed_by_id, closed.closing_by_id) == (cast.tor.id, cast.ingrid.id)
    assert (closed.outcome, closed.note, closed.minutes) == ("advice", "Ringte.", 12)


def test_or_by_one_who_says_why_they_are_alone(cast, red) -> None:
    urgent(red)
    ingrid = At(cast.ingrid)
    ingrid.do(work_case.take, red.id)

    closed = ingrid.do(close_case.close, red.id, **CLOSING, alone_because="Alene på vakt.")

    assert closed.alone_because == "Alene på vakt."


def test_the_database_lets_nobody_close_an_urgent_red_alone(database, cast, red) -> None:
    urgent(red)
    with (
        psycopg.connect(database.superuser_url) as conn,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        conn.execute(
            "UPDATE case_ SET state = 'closed', closed_at = now(), closed_by_id = %(who)s,"
            " closing_by_id = %(who)s, outcome = 'advice', note = 'x'",
            {"who": cast.ingrid.id},
        )


def test_what_comes_after_a_proposal_must_be_seen_before_it_counts(
    database, cast, red, token
) -> None:
    urgent(red)
    ingrid, tor = At(cast.ingrid), At(cast.tor)
    ingrid.do(work_case.take, red.id, now=MONDAY)
    ingrid.do(close_case.propose, red.id, **CLOSING, now=MONDAY)
    measure(database, token, cast, "80", MONDAY + timedelta(minutes=30))

    with pytest.raises(NotAllowedNow):
        tor.do(close_case.confirm, red.id, now=MONDAY + timedelta(minutes=40))


def test_a_colleague_says_no_with_what_is_left_to_do(cast, red) -> None:
    urgent(red)
    ingrid, tor = At(cast.ingrid), At(cast.tor)
    ingrid.do(work_case.take, red.id)
    ingrid.do(close_case.propose, red.id, **CLOSING)

    with pytest.raises(MissingText):
        tor.do(close_case.keep_open, red.id)
    left = tor.do(close_case.keep_open, red.id, text="Ring datteren også.")

    assert (left.state, left.closing_by_id, left.note) == ("taken", None, "Ringte.")
    with pytest.raises(NotAllowedNow):
        tor.do(close_case.confirm, red.id)


def test_taken_up_again_is_a_new_case_that_is_linked_to_the_old(cast, red) -> None:
    ingrid = At(cast.ingrid)
    ingrid.do(work_case.take, red.id)
    ingrid.do(close_case.close, red.id, **CLOSING)

    again = At(cast.tor).do(close_case.reopen, red.id)

    assert (again.earlier_id, again.state, again.taken_by_id) == (red.id, "taken", cast.tor.id)
    assert now_is(red).state == "closed"
    with pytest.raises(NotAllowedNow):
        ingrid.do(close_case.reopen, red.id)


def test_nobody_closes_what_they_have_not_seen(database, cast, red, token) -> None:
    ingrid = At(cast.ingrid)
    ingrid.do(work_case.take, red.id, now=MONDAY)
    seen = MONDAY + timedelta(minutes=1)
    measure(database, token, cast, "80", MONDAY + timedelta(minutes=30))

    with pytest.raises(NotAllowedNow):
        ingrid.do(close_case.close, red.id, **CLOSING, alone_because="Alene.", seen=seen)


def test_what_was_done_is_kept_with_who_and_when(cast, red) -> None:
    ingrid = At(cast.ingrid)
    ingrid.do(act.did, red.id, Act.CALL, text="Bedre nå.", minutes=8)
    ingrid.do(act.did, red.id, Act.CALL_MISSED)
    with pytest.raises(MissingText):
        ingrid.do(act.did, red.id, Act.NOTE, text="  ")
    with pytest.raises(NotAllowedNow):
        ingrid.do(act.did, red.id, Act.CALL, minutes=-1)

    kept = [(one.what, one.text, one.minutes, one.by_id) for one in CaseAct.objects.using(DB).all()]
    assert sorted(kept) == [
        ("call", "Bedre nå.", 8, cast.ingrid.id), ("call-missed", "", None, cast.ingrid.id),
    ]  # fmt: skip
