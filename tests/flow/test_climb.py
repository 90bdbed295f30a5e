"""A red that nobody has goes up by itself: each step once, whoever dies, and the person is told."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import AsyncConnection

from heime.core.hours import HOME
from heime.core.rights import Ground
from heime.core.roles import Role
from heime.core.zone import Priority
from heime.flow import climb
from heime.flow.climb import climb_due
from heime.records.duty.models import Climb, OnCall, RouteStep
from heime.records.exchange.models import Notice
from heime.records.worklist.models import Case, CaseEvent
from tests import people

DB = people.DB
MONDAY_10 = datetime(2026, 11, 23, 10, 0, tzinfo=HOME).astimezone(UTC)
FRIDAY_1540 = datetime(2026, 11, 20, 15, 40, tzinfo=HOME).astimezone(UTC)


@pytest.fixture
def cast(database):
    made = people.everybody(MONDAY_10 - timedelta(days=3))
    siv = people.account("siv", "Siv Midtbakken", member_of=None, now=MONDAY_10)
    people.post(siv, Role.LEAD, now=MONDAY_10, team=made.north)
    made.siv = siv
    return made


def red(cast, opened: datetime, due: datetime, priority=Priority.NORMAL) -> Case:
    case = people.red_case(cast, opened)
    Case.objects.using(DB).filter(id=case.id).update(
        opened_at=opened, due_at=due, priority=priority
    )
    CaseEvent.objects.using(DB).filter(case=case).update(at=opened)
    return case


def go_round(database, at: datetime):
    async def go():
        async with await AsyncConnection.connect(
            database.worker_url, autocommit=True, options="-c timezone=UTC"
        ) as conn:
            return await climb_due(conn, simulated_at=at)

    return asyncio.run(go())


def steps() -> list[str]:
    return list(Climb.objects.using(DB).order_by("at", "id").values_list("step", flat=True))


def told() -> set[str]:
    """Who has been told, by user name; the team's phone as an empty one."""
    rows = Notice.objects.using(DB).filter(what__in=("case-climbed", "nobody-has-it"))
    return {row.account.username if row.account else "" for row in rows.select_related("account")}


def test_in_time_nothing_happens_and_past_it_the_colleagues_are_told(cast, database):
    case = red(cast, MONDAY_10 - timedelta(hours=1), MONDAY_10)
    assert go_round(database, MONDAY_10 - timedelta(seconds=1)) == set()
    assert steps() == []

    (changed,) = go_round(database, MONDAY_10)

    assert (changed.team, changed.enrolment) == (cast.north.id, cast.astrid.id)
    assert steps() == ["colleague"]
    assert told() == {"ingrid", "tor", "nils"}
    assert CaseEvent.objects.using(DB).filter(case=case, what="climbed").count() == 1


def test_it_goes_on_to_the_lead_and_each_step_is_told_once(cast, database):
    red(cast, MONDAY_10 - timedelta(hours=1), MONDAY_10)
    for minutes in (0, 1, 15, 16, 60, 61):
        go_round(database, MONDAY_10 + timedelta(minutes=minutes))

    assert steps() == ["colleague", "lead", "on-call", "decided"]
    rows = Notice.objects.using(DB)
    assert rows.filter(account=cast.ingrid).count() == 1
    assert rows.filter(account=cast.siv).count() == 1


def test_somebody_who_takes_it_stops_it(cast, database):
    case = red(cast, MONDAY_10 - timedelta(hours=1), MONDAY_10)
    Case.objects.using(DB).filter(id=case.id).update(
        state="taken", taken_by=cast.ingrid, taken_at=MONDAY_10
    )
    assert go_round(database, MONDAY_10 + timedelta(hours=2)) == set()


def test_a_step_that_died_before_it_was_kept_is_done_by_the_next_round(cast, database, monkeypatch):
    red(cast, MONDAY_10 - timedelta(hours=1), MONDAY_10)

    async def dies(*args: object) -> None:
        raise psycopg.OperationalError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(climb.exchange, "post", dies)
        with pytest.raises(psycopg.OperationalError):
            go_round(database, MONDAY_10)
    assert (steps(), told()) == ([], set()), "nothing half done"

    go_round(database, MONDAY_10)
    assert steps() == ["colleague"]


def test_two_loops_at_once_take_each_step_once(cast, database):
    red(cast, MONDAY_10 - timedelta(hours=1), MONDAY_10)

    async def both():
        async def one():
            async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
                await climb_due(conn, simulated_at=MONDAY_10 + timedelta(hours=1))

        await asyncio.gather(one(), one(), one())

    asyncio.run(both())

    assert sorted(steps()) == ["colleague", "decided", "lead", "on-call"]
    assert Notice.objects.using(DB).filter(account=cast.ingrid).count() == 1


def test_friday_1540_somebody_on_call_is_named_and_told(cast, database):
    case = red(cast, FRIDAY_1540, MONDAY_10)
    OnCall.objects.using(DB).create(
        team=cast.north, account=cast.tor, starts_at=FRIDAY_1540 - timedelta(minutes=10),
        ends_at=FRIDAY_1540 + timedelta(days=2), made_by=cast.siv,
    )  # fmt: skip
    go_round(database, FRIDAY_1540)

    step = Climb.objects.using(DB).get(case_id=case.id)
    assert (step.step, step.told, step.patient_text) == ("on-call", [cast.tor.id], "")
    assert told() == {"tor"}


def test_friday_1540_with_nobody_on_call_the_person_is_told_whom_to_call(cast, database):
    own = people.account("astrid", "", "", member_of=None, now=FRIDAY_1540)
    people.right(cast.astrid, Ground.SELF, given_by=cast.ingrid, now=FRIDAY_1540, account=own)
    red(cast, FRIDAY_1540, MONDAY_10)

    go_round(database, FRIDAY_1540)

    nobody = Climb.objects.using(DB).get(step="nobody")
    assert "116\u00a0117" in nobody.patient_text
    assert "113" in nobody.patient_text
    assert "mandag 23.11. 08:00" in nobody.patient_text
    assert Notice.objects.using(DB).get(what="nobody-has-it").account == own


def test_what_the_municipality_has_decided_stands_with_the_last_step(cast, database):
    RouteStep.objects.using(DB).create(
        team=cast.north, municipality_id=people.LOM, step="decided", red=45, high=15,
        text="Ring vakttelefonen på omsorgssenteret.",
    )  # fmt: skip
    red(cast, MONDAY_10 - timedelta(hours=1), MONDAY_10)

    go_round(database, MONDAY_10 + timedelta(hours=1))

    last = Climb.objects.using(DB).get(step="decided")
    assert last.text == "Ring vakttelefonen på omsorgssenteret."


def test_a_red_that_waited_the_weekend_over_starts_anew_on_monday(cast, database):
    red(cast, FRIDAY_1540, MONDAY_10 - timedelta(hours=1))
    go_round(database, FRIDAY_1540 + timedelta(hours=2))
    before = len(steps())

    go_round(database, MONDAY_10 - timedelta(hours=1))

    assert steps()[before:] == ["colleague"]
