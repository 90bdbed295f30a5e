"""What was agreed and did not come: missed after its hours, once, and closed by what comes."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg import AsyncConnection

from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.topics import ASKED, HBPM_WEEK
from heime.core.topics import missing as missing_topic
from heime.core.zone import Priority, Zone
from heime.edges.partners.channels import Channels, FakePhone
from heime.flow.receive import receive
from heime.flow.watch import LOOK_AHEAD, watch
from heime.ops import jobs
from heime.records.measurements.models import Judgement
from heime.records.worklist import watches
from heime.records.worklist.models import Case, CaseEvent, Watch
from tests import people
from tests.flow.answering import answer, form
from tests.flow.sending import NOW, of_astrid, reading

DB = people.DB
TODAY = NOW.astimezone(HOME).date()
OXYGEN = missing_topic("oxygen_saturation")


def clock(days_ago: int, hour: float) -> datetime:
    """An hour on the wall, so many days ago."""
    at = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=HOME) - timedelta(days=days_ago)
    return at.replace(hour=int(hour), minute=round(hour % 1 * 60))


def agreed(**more):
    """Oxygen every morning from 8 to 10, missed after 48 hours."""
    oxygen = {"what": "oxygen_saturation", "days": "every_day", "at": ["09:00"],
              "before_minutes": 60, "after_minutes": 60}  # fmt: skip
    return people.COPD_PLAN | {"rules": ["M-1", "M-2"], "expectations": [oxygen]} | more


@pytest.fixture
def cast(database):
    return people.everybody(NOW)


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


@pytest.fixture
def home(cast, token, database):
    return Home(cast, token, database)


class Home:
    """Astrid's home and the loop that watches over it, at moments of the past."""

    def __init__(self, cast, token, database):
        self.cast, self.token, self.database = cast, token, database
        self.number = 1

    def plan(self, content, *, days_ago: int = 12) -> None:
        self.number += 1
        people.plan(self.cast.astrid, content, approved_by=self.cast.nils, now=NOW,
                    number=self.number, valid_from=clock(days_ago, 0))  # fmt: skip

    def measures(self, days_ago: int, hour: float, value: str = "95", **more) -> None:
        sent = reading(self.token, self.cast.astrid.id, value,
                       measured_at=clock(days_ago, hour), **more)  # fmt: skip

        async def go() -> None:
            async with await AsyncConnection.connect(
                self.database.ingest_url, autocommit=True
            ) as conn:
                await receive(conn, [sent], simulated=True)

        asyncio.run(go())

    def looked_at(self, days_ago: int, hour: float):
        """What the loop changes when it comes by then; begins the watch where there is none."""

        async def go():
            async with await AsyncConnection.connect(
                self.database.worker_url, autocommit=True, options="-c timezone=UTC"
            ) as conn:
                await watches.begin(conn)
                at = clock(days_ago, hour)
                return await watch(conn, self.cast.astrid.id, simulated_at=at)

        return asyncio.run(go())


def missed() -> list[Judgement]:
    return list(Judgement.objects.using(DB).filter(kind__gte=200).order_by("judged_at"))


# --- M-1 and M-2 --------------------------------------------------------------------------------


def test_silence_is_nobodys_work_before_two_days_and_one_case_after(home):
    home.plan(agreed())
    home.measures(5, 9)
    assert not home.looked_at(3, 12), "the window of the morning before has been open 26 hours"
    assert Watch.objects.using(DB).get().due_at == clock(2, 10)
    assert not home.looked_at(2, 9.9)
    changed = home.looked_at(2, 10)

    case = Case.objects.using(DB).get()
    assert (case.zone, case.priority, case.kind) == (Zone.YELLOW, Priority.NORMAL, OXYGEN)
    (judged,) = missed()
    assert (judged.rules, judged.session_at) == (["M-1"], clock(4, 10))
    assert {one.enrolment for one in changed} == {home.cast.astrid.id}


def test_what_is_watched_closely_is_missed_after_one_day(home):
    home.plan(agreed(missing_data_class="high"))
    home.measures(5, 9)
    home.looked_at(3, 9.9)
    assert not missed()
    home.looked_at(3, 10)

    (judged,) = missed()
    assert judged.rules == ["M-2"]
    assert Case.objects.using(DB).get().zone == Zone.YELLOW


def test_silence_after_a_warning_is_missed_after_one_day(home):
    home.plan(agreed())
    home.measures(5, 8.8, "90")
    home.measures(5, 9, "90")
    assert Case.objects.using(DB).get().zone == Zone.YELLOW
    home.looked_at(3, 10)

    assert [one.rules for one in missed()] == [["M-2"]]


def test_a_valid_reading_closes_the_window_and_a_rejected_one_does_not(home):
    home.plan(agreed())
    home.measures(5, 9)
    home.measures(4, 9, "41")
    home.looked_at(2, 10)
    assert len(missed()) == 1, "41 % is no measurement"

    home.measures(2, 12)
    home.looked_at(1, 12)
    home.looked_at(0, 9.9)
    assert len(missed()) == 1, "the window of yesterday has been open a day only"


def test_one_silence_makes_work_once_whatever_is_restarted_and_closed(home):
    home.plan(agreed())
    home.measures(6, 9)
    home.looked_at(3, 10)
    Case.objects.using(DB).update(
        state="closed", closed_at=NOW, closed_by=home.cast.ingrid, outcome="advice", note="Ringte."
    )
    for days, hour in ((3, 10), (3, 10.5), (2, 10), (1, 10), (0, 0)):
        assert not home.looked_at(days, hour)

    assert len(missed()) == 1
    assert CaseEvent.objects.using(DB).count() == 1


def test_a_long_silence_is_still_one_silence(home):
    home.plan(agreed(), days_ago=40)
    home.measures(39, 9)
    for days in range(36, -1, -1):
        home.looked_at(days, 10)

    assert len(missed()) == 1


def test_nothing_is_missing_from_before_the_plan(home):
    home.plan(agreed(), days_ago=1)
    assert not home.looked_at(0, 10)
    assert not missed()


def test_a_pause_asks_for_nothing(home):
    pause = {"from": clock(5, 0).isoformat(), "to": clock(2, 23).isoformat()}
    home.plan(agreed(person={"pauses": [pause]}))
    home.measures(6, 9)
    for days in (4, 3, 2, 1):
        home.looked_at(days, 11)
    assert not missed()

    home.looked_at(0, 9)
    assert not missed(), "the first window after the pause ended yesterday at 10"


def test_what_a_new_plan_no_longer_asks_for_is_not_missed(home):
    home.plan(agreed())
    home.measures(6, 9)
    home.plan(agreed(expectations=[]), days_ago=4)
    home.looked_at(2, 10)

    assert not missed()


def test_a_new_plan_in_the_midst_of_a_silence_does_not_begin_it_anew(home):
    home.plan(agreed())
    home.measures(6, 9)
    home.plan(agreed(limits=[]), days_ago=4)
    home.looked_at(3, 10)

    (judged,) = missed()
    assert judged.session_at == clock(5, 10)


def test_a_form_that_was_agreed_is_missed_and_answered_like_a_reading(home):
    daily = {"what": "copd_daily", "days": "every_day", "at": ["09:00"],
             "before_minutes": 60, "after_minutes": 60}  # fmt: skip
    home.plan(agreed(expectations=[daily], rules=["M-1", "S-R1"]))
    at = clock(5, 9)
    sent = form(home.token, home.cast.astrid.id, "copd_daily", {"k1": 0}, at=at)
    answer(home.database.ingest_url, sent, simulated_at=at)
    home.looked_at(2, 9.9)
    assert not missed()
    home.looked_at(2, 10)

    (judged,) = missed()
    assert judged.kind == 200 + ASKED["copd_daily"]


@pytest.mark.parametrize("later", [False, True], ids=["alone", "before another such"])
def test_a_form_with_too_many_blanks_is_no_answer(home, later):
    anxiety = {"what": "gad7", "days": "every_day", "at": ["09:00"],
               "before_minutes": 60, "after_minutes": 60}  # fmt: skip
    home.plan(agreed(expectations=[anxiety], rules=["GAD-7", "M-1"]), days_ago=4)
    for days_ago, hour in ((2, 9.5), (2, 9)) if later else ((2, 9),):
        # What came hours late, after another, is history: still no answer (CL-28).
        sent = form(home.token, home.cast.astrid.id, "gad7", {"1": 1}, at=clock(days_ago, hour))
        answer(home.database.ingest_url, sent, simulated_at=clock(days_ago, 12 + 9.5 - hour))

    home.looked_at(1, 12)

    assert [one.session_at for one in missed()] == [clock(4, 10)]


def test_somebody_without_a_plan_is_not_watched(cast, database):
    async def go():
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
            await watches.begin(conn)
            return await watches.due(conn, 10)

    assert asyncio.run(go()) == [cast.astrid.id]


# --- The home week ------------------------------------------------------------------------------


def week_of(home, days: range, systolic: str) -> None:
    for days_ago in days:
        for hour in (7.5, 7.6, 19.5, 19.6):
            home.measures(days_ago, hour, systolic, kind=Kind.BLOOD_PRESSURE, second="80")


@pytest.mark.parametrize(
    ("measured", "systolic", "zone"),
    [
        (range(9, 2, -1), "141", Zone.YELLOW),
        (range(9, 2, -1), "121", Zone.GREEN),
        (range(9, 7, -1), "141", Zone.GREY),
    ],
)
def test_a_home_week_is_judged_once_when_it_is_over(home, measured, systolic, zone):
    first: date = clock(9, 0).date()
    home.plan({
        "limits": [{"kind": "blood_pressure", "profile": "BP_STD"}], "rules": ["HBPM"],
        "protocols": [{"name": "hbpm", "start_date": first.isoformat()}],
    })  # fmt: skip
    week_of(home, measured, systolic)
    home.looked_at(3, 12)
    assert Watch.objects.using(DB).get().due_at == clock(2, 0), "when its seven days are over"
    for days in (2, 2, 1):
        home.looked_at(days, 0)

    (judged,) = Judgement.objects.using(DB).filter(kind=HBPM_WEEK)
    assert judged.zone == zone
    opened = Case.objects.using(DB).filter(kind=HBPM_WEEK)
    assert [case.zone for case in opened] == ([] if zone == Zone.GREEN else [zone])


# --- The loop -----------------------------------------------------------------------------------


def round_of(database, *, me=None) -> None:
    async def go() -> None:
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
            assert await jobs.look(conn, Channels(FakePhone(), reaches_all=True), me=me or uuid4())

    asyncio.run(go())


def test_the_loop_looks_at_whoever_is_due_and_tells_open_pages(home):
    home.plan(agreed())
    home.measures(6, 9)
    with psycopg.connect(home.database.superuser_url, autocommit=True) as listener:
        listener.execute("LISTEN heime_changed")
        me = uuid4()
        round_of(home.database, me=me)  # begins the watch
        round_of(home.database, me=me)
        heard = [told.payload for told in listener.notifies(timeout=2, stop_after=1)]

    assert heard == [f"{home.cast.north.id} {home.cast.astrid.id}"]
    assert len(missed()) == 1
    due = Watch.objects.using(DB).get().due_at
    assert due - datetime.now(UTC) <= LOOK_AHEAD
    round_of(home.database, me=me)
    assert len(missed()) == 1


def test_one_whose_watch_fails_waits_and_the_others_go_on(home, monkeypatch, caplog):
    home.plan(agreed())
    people.plan(home.cast.gudbrand, agreed(), approved_by=home.cast.nils, now=NOW)
    me, looked = uuid4(), []

    async def fails_for_astrid(conn, enrolment):
        looked.append(enrolment)
        if enrolment == home.cast.astrid.id:
            raise ValueError("95 percent")
        return await watch(conn, enrolment)

    monkeypatch.setattr(jobs, "watch", fails_for_astrid)
    for _ in range(3):
        round_of(home.database, me=me)

    assert sorted(looked) == sorted([home.cast.astrid.id, home.cast.gudbrand.id])
    waits = Watch.objects.using(DB).get(enrolment=home.cast.astrid)
    assert waits.leased_until > NOW
    assert "ValueError" in caplog.text
    assert "95" not in caplog.text.replace(str(home.cast.astrid.id), "")


def test_whoever_has_left_is_watched_no_more(home):
    home.plan(agreed())
    home.measures(6, 9)
    me = uuid4()
    round_of(home.database, me=me)
    people.Enrolment.objects.using(DB).filter(id=home.cast.astrid.id).update(ends_at=NOW)
    round_of(home.database, me=me)
    assert not missed()

    async def begin() -> None:
        async with await AsyncConnection.connect(home.database.worker_url, autocommit=True) as conn:
            await watches.begin(conn)

    asyncio.run(begin())
    assert not Watch.objects.using(DB).exists()
