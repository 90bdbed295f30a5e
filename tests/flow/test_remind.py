"""Somebody is reminded once of what they agreed to, as they chose, and left alone when done."""

import asyncio
from datetime import datetime, time, timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from heime.core.hours import HOME
from heime.core.protection import Protection
from heime.core.rights import Ground
from heime.edges.partners.channels import Channels
from heime.flow.remind import remind
from heime.ops import jobs, outbox
from heime.records.access.models import Block, Right
from heime.records.exchange.models import AccountAddress, Notice
from heime.records.people.models import Enrolment, Patient
from heime.records.reminders import batch
from heime.records.reminders.models import Reminder, ReminderLater, ReminderLook
from tests import people
from tests.flow.reminding import DB, NOW, OXYGEN, PULSE, TODAY, Home, clock


@pytest.fixture
def home(database, monkeypatch):
    made = Home(people.everybody(NOW), database)

    async def wanted(conn, notice):
        return True

    monkeypatch.setattr(outbox, "still_wanted", wanted)  # the loop's clock is not the test's
    return made


def notices() -> list[str]:
    return list(Notice.objects.using(DB).order_by("id").values_list("what", flat=True))


def test_reminded_two_and_six_hours_after_the_window_and_each_once(home):
    assert home.looked_at(1, 11.9) == 0
    assert ReminderLook.objects.using(DB).get().due_at == clock(1, 12)
    assert home.looked_at(1, 12) == 1
    assert home.looked_at(1, 12.1) == 0
    assert ReminderLook.objects.using(DB).get().due_at == clock(1, 16)
    assert home.looked_at(1, 16) == 1
    assert home.looked_at(1, 16.1) == 0
    home.sends()

    assert (
        home.push.heard
        == [("https://fcm.googleapis.com/astrid", "Du har noe å gjøre i Heime.", "/hjem/")] * 2
    )
    assert not home.sms.heard


def test_the_second_is_a_text_message_for_whoever_has_asked_for_that(home):
    home.wishes(sms=True)
    AccountAddress.objects.using(DB).create(account=home.astrid, phone="90012345")
    home.looked_at(1, 12)
    home.looked_at(1, 16)
    home.sends()

    assert len(home.push.heard) == 1
    ((to, text),) = [(knock.to, knock.text) for knock in home.sms.heard]
    assert (to, text) == ("90012345", "Heime: Du har noe å gjøre i Heime.")


def test_two_loops_at_once_and_one_that_died_make_one_reminder(home):
    async def job(conn):
        await batch.begin(conn)

    home.as_worker(job)

    async def both():
        urls = home.database.worker_url
        async with (
            await AsyncConnection.connect(urls, autocommit=True) as one,
            await AsyncConnection.connect(urls, autocommit=True) as other,
        ):
            at = clock(1, 12)
            return await asyncio.gather(
                remind(one, home.cast.astrid.id, simulated_at=at),
                remind(other, home.cast.astrid.id, simulated_at=at),
            )

    assert sorted(asyncio.run(both())) == [0, 1]
    assert notices() == ["reminder"]
    with psycopg.connect(home.database.superuser_url) as conn:
        conn.execute("UPDATE reminder_look SET due_at = now(), leased_until = NULL")
    assert home.looked_at(1, 12.2) == 0


def test_what_is_done_stops_it_also_when_the_notice_waits_to_be_sent(home):
    home.looked_at(1, 12)
    notice = Notice.objects.using(DB).get()
    assert home.wanted(notice.id, 1, 12.1)
    home.measures(1, 12.2)

    assert not home.wanted(notice.id, 1, 12.5)
    assert home.looked_at(1, 16) == 0


def test_a_reminder_that_is_not_wanted_any_more_is_marked_and_never_sent(home, monkeypatch):
    home.looked_at(1, 12)

    async def unwanted(conn, notice):
        return False

    monkeypatch.setattr(outbox, "still_wanted", unwanted)
    home.sends()

    one = Notice.objects.using(DB).get()
    assert (one.channel, one.receipt) == ("none", outbox.NOT_NEEDED)
    assert not home.push.heard


def test_a_reminder_that_waited_into_the_quiet_hours_stays_unsent(home):
    home.looked_at(1, 16)
    notice = Notice.objects.using(DB).get()
    assert home.wanted(notice.id, 1, 20.9)
    assert not home.wanted(notice.id, 1, 21)


def test_two_things_missing_within_the_hour_are_one_reminder(home):
    home.plan([OXYGEN, PULSE])
    assert home.looked_at(1, 12) == 1
    assert home.looked_at(1, 12.5) == 0
    assert home.looked_at(1, 16) == 1
    assert Reminder.objects.using(DB).count() == 3


def test_ones_own_quiet_hours_hold_it_back(home):
    home.wishes(quiet_from=time(11), quiet_until=time(14))
    assert home.looked_at(1, 12) == 0
    assert home.looked_at(1, 14) == 1


def test_remind_me_later_comes_within_the_window(home):
    ReminderLater.objects.using(DB).create(
        municipality_id=home.cast.astrid.municipality_id, enrolment=home.cast.astrid,
        account=home.astrid, what="oxygen_saturation", window_end=clock(1, 10), at=clock(1, 9),
        made_at=clock(1, 8.5),
    )  # fmt: skip
    assert home.looked_at(1, 8.9) == 0
    assert ReminderLook.objects.using(DB).get().due_at == clock(1, 9)
    assert home.looked_at(1, 9) == 1
    assert home.looked_at(1, 9.1) == 0
    assert home.looked_at(1, 12) == 1


def test_a_wish_that_was_just_changed_is_looked_at_at_once(home):
    home.looked_at(1, 12)
    home.as_worker(lambda conn: batch.look_again(
        conn, home.cast.astrid.id, clock(-1, 8), now=clock(1, 12)))  # fmt: skip
    assert home.as_worker(lambda conn: batch.due(conn, 10)) == []
    home.wishes(push=False)
    assert home.as_worker(lambda conn: batch.due(conn, 10)) == [home.cast.astrid.id]


@pytest.mark.parametrize("how", ["paused", "ended", "dead", "off", "no right"])
def test_nobody_is_reminded_who_is_away_has_ended_or_wants_none(home, how):
    home.looked_at(1, 9)
    if how in ("paused", "dead"):
        phase = "paused" if how == "paused" else "ended"
        Enrolment.objects.using(DB).filter(id=home.cast.astrid.id).update(phase=phase)
    elif how == "ended":
        Enrolment.objects.using(DB).filter(id=home.cast.astrid.id).update(ends_at=clock(1, 11))
    elif how == "off":
        home.wishes(push=False, sms=False)
    else:
        Right.objects.using(DB).filter(account=home.astrid).update(ends_at=clock(1, 11))

    assert home.looked_at(1, 12) == 0
    assert notices() == []


def test_not_today_is_left_alone_and_the_other_days_are_not(home):
    with psycopg.connect(home.database.superuser_url) as conn:
        conn.execute(
            "INSERT INTO home_entry (id, municipality_id, enrolment_id, device_id, account_id,"
            " sort, by, at, phone_at, received_at, digest, content, answer) VALUES (%s, %s, %s, %s,"
            " %s, 'not_today', 'patient', %s, %s, %s, %s, %s, '{}')",
            [uuid4(), home.cast.astrid.municipality_id, home.cast.astrid.id, uuid4(),
             home.astrid.id, NOW, NOW, NOW, uuid4(),
             Jsonb({"what": "oxygen_saturation", "from": clock(1, 8).isoformat()})],
        )  # fmt: skip
    assert home.looked_at(1, 12) == 0
    assert home.looked_at(0, 12) == 1


def test_the_daily_questions_of_standby_medicine_are_reminded_of(home):
    with psycopg.connect(home.database.superuser_url) as conn:
        conn.execute(
            "INSERT INTO home_course (id, municipality_id, enrolment_id, medicine, started_on,"
            " account_id, made_at, call_from, call_by)"
            " VALUES (%s, %s, %s, 'standby', %s, %s, %s, %s, %s)",
            [uuid4(), home.cast.astrid.municipality_id, home.cast.astrid.id,
             TODAY - timedelta(days=2), home.astrid.id, *[NOW - timedelta(days=2)] * 3],
        )  # fmt: skip
    home.measures(1, 9)
    home.wishes(quiet_from=time(0), quiet_until=time(0))
    assert home.looked_at(1, 12) == 0
    assert home.looked_at(1, 22) == 1
    assert Reminder.objects.using(DB).get().what == "copd_daily"


def test_whoever_lives_at_a_protected_address_is_not_texted(home):
    home.wishes(push=False, sms=True)
    Patient.objects.using(DB).filter(id=home.cast.astrid.patient_id).update(
        protection=Protection.STRICTLY, address="", phone=""
    )
    assert home.looked_at(1, 12) == 0
    assert home.looked_at(1, 16) == 0


def test_kin_who_measure_for_somebody_are_reminded_when_they_ask_for_it(home):
    marit = people.account("marit", "", "", member_of=None, now=NOW)
    right = home.right(marit, Ground.CONSENT)
    Right.objects.using(DB).filter(id=right.id).update(scopes=["contact", "values"])
    home.subscribe(marit, "https://fcm.googleapis.com/marit")
    home.wishes(marit)
    home.wishes(push=False)
    assert home.looked_at(1, 12) == 0, "she may see, and not measure"

    Right.objects.using(DB).filter(id=right.id).update(scopes=["contact", "values", "entry"])
    assert home.looked_at(1, 12) == 1
    Block.objects.using(DB).create(
        municipality_id=home.cast.astrid.municipality_id, enrolment=home.cast.astrid,
        account=marit, starts_at=clock(1, 13), made_by=home.astrid,
    )  # fmt: skip
    assert home.looked_at(1, 16) == 0


def test_the_loop_itself_reminds_and_sends(home, monkeypatch):
    """The real loop, with the real clock: due now, sent in the same round."""
    monkeypatch.undo()
    local = datetime.now(HOME)
    end = (local - timedelta(hours=2, minutes=5)).replace(second=0, microsecond=0)
    soon = OXYGEN | {"at": [f"{end:%H:%M}"], "before_minutes": 30, "after_minutes": 0}
    home.plan([soon])
    home.wishes(quiet_from=time(0), quiet_until=time(0))

    async def job(conn):
        await batch.begin(conn)
        return await jobs.look(conn, Channels(sms=home.sms, push=home.push), me=uuid4())

    home.as_worker(job)
    assert [text for _, text, _ in home.push.heard] == ["Du har noe å gjøre i Heime."]
