"""The outbox: one receiver, one message, whatever fails on the way; and failures are seen."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from psycopg import AsyncConnection

from heime.core.rights import Ground
from heime.edges.partners.channels import (
    NOWHERE,
    Channels,
    DemoPhone,
    FakePhone,
    Knock,
    KnockFailed,
)
from heime.ops import outbox
from heime.records.exchange.models import AccountAddress, DemoMessage, Notice, TeamAddress
from heime.records.reminders.models import ReminderWish
from tests import people
from tests.flow.sending import NOW

DB = people.DB


@pytest.fixture
def cast(database):
    return people.everybody(NOW)


def notice(cast, what="task", account=None, **more) -> Notice:
    return Notice.objects.using(DB).create(
        municipality_id=cast.astrid.municipality_id, enrolment=cast.astrid, team=cast.north,
        account=account, what=what, about=cast.astrid.id, created_at=NOW,
        due_at=NOW - timedelta(minutes=1), **more,
    )  # fmt: skip


def send_all(database, channels: Channels, at: datetime | None = None) -> None:
    async def go() -> None:
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
            while await outbox.send_next(conn, channels, at=at):
                pass

    asyncio.run(go())


def fresh(one: Notice) -> Notice:
    return Notice.objects.using(DB).get(id=one.id)


class AnswersLate:
    """Takes the message, and answers that it failed: the first time only."""

    def __init__(self) -> None:
        self.taken: dict[UUID, int] = {}

    def knock(self, knock: Knock) -> str:
        self.taken[knock.key] = self.taken.get(knock.key, 0) + 1
        if self.taken[knock.key] == 1:
            raise KnockFailed("500", try_again=True)
        return "second"


class Refuses:
    def knock(self, knock: Knock) -> str:
        raise KnockFailed("no such number", try_again=False)


class Breaks:
    def knock(self, knock: Knock) -> str:
        raise RuntimeError("+47 00 00 19 45 is unknown")


def test_a_notice_to_somebody_goes_to_their_own_number_in_their_language(cast, database):
    AccountAddress.objects.using(DB).create(account=cast.ingrid, phone="00 00 21 07")
    cast.ingrid.language = "nn"
    cast.ingrid.save(using=DB)
    one = notice(cast, "plan-to-approve", cast.ingrid)

    send_all(database, Channels(sms := FakePhone()))

    (heard,) = sms.heard
    assert (heard.to, heard.account, heard.key) == ("00 00 21 07", cast.ingrid.id, one.id)
    assert heard.text == "Heime: Ein plan ventar på godkjenning frå deg."
    assert (fresh(one).channel, fresh(one).receipt) == ("sms", f"fake-{one.id}")


def test_the_teams_notice_goes_to_the_teams_phone(cast, database):
    TeamAddress.objects.using(DB).create(team=cast.north, phone="00 00 30 01")
    notice(cast, "case-red")

    send_all(database, Channels(sms := FakePhone()))

    assert [heard.to for heard in sms.heard] == ["00 00 30 01"]


def test_without_a_number_the_row_says_that_it_is_in_heime_only(cast, database):
    one = notice(cast, "message", cast.tor)

    send_all(database, Channels(sms := FakePhone()))

    assert not sms.heard
    assert (fresh(one).channel, fresh(one).receipt) == ("none", NOWHERE)


def test_somebody_who_has_left_is_told_nothing(cast, database):
    AccountAddress.objects.using(DB).create(account=cast.tor, phone="00 00 21 07")
    cast.tor.is_active = False
    cast.tor.save(using=DB)
    notice(cast, "message", cast.tor)

    send_all(database, Channels(sms := FakePhone()))

    assert not sms.heard


def test_email_is_the_way_when_the_text_message_is_refused(cast, database):
    AccountAddress.objects.using(DB).create(
        account=cast.ingrid, phone="00 00 21 07", email="ingrid@team.example"
    )
    one = notice(cast, "message", cast.ingrid)

    send_all(database, Channels(Refuses(), mail := FakePhone()))

    assert [heard.to for heard in mail.heard] == ["ingrid@team.example"]
    assert fresh(one).channel == "email"


def test_a_provider_that_takes_it_and_says_500_is_asked_again_with_the_same_key(cast, database):
    one = notice(cast, "message")
    provider = AnswersLate()
    send_all(database, Channels(provider, reaches_all=True))
    assert (fresh(one).sent_at, fresh(one).failed, fresh(one).tries) == (None, "500", 1)

    Notice.objects.using(DB).update(due_at=NOW)
    send_all(database, Channels(provider, reaches_all=True))

    assert provider.taken == {one.id: 2}, "the same key, so that it is one message to the provider"
    assert (fresh(one).receipt, fresh(one).failed) == ("second", None)


def test_each_failure_waits_longer_and_the_reason_holds_nothing_of_the_error(cast, database):
    one = notice(cast, "message")
    waits = []
    for _ in range(3):
        Notice.objects.using(DB).update(due_at=NOW - timedelta(minutes=1))
        send_all(database, Channels(Breaks(), reaches_all=True))
        with psycopg.connect(database.superuser_url) as conn:
            waits.append(conn.execute("SELECT due_at - now() FROM notice").fetchone()[0])  # type: ignore[index]

    assert waits == sorted(waits)
    assert waits[-1] > timedelta(seconds=50)
    assert fresh(one).failed == "RuntimeError"


def test_what_cannot_be_delivered_is_given_up_and_stays_to_be_seen(cast, database):
    one = notice(cast, "message")

    send_all(database, Channels(Refuses(), reaches_all=True))

    assert fresh(one).given_up_at is not None
    assert (fresh(one).sent_at, fresh(one).failed) == (None, "no such number")


def test_the_demos_phone_keeps_one_message_for_each_key(cast, database):
    phone = DemoPhone(database.worker_url)
    knock = Knock(uuid4(), "case-red", cast.north.id, "Heime: Noe haster.", "/sak/1/")

    assert phone.knock(knock) == phone.knock(knock)

    assert DemoMessage.objects.using(DB).count() == 1


def test_the_demo_phone_shows_what_was_sent_to_whom_and_never_about_whom(cast, database):
    notice(cast, "plan-to-approve", cast.nils)
    notice(cast, "case-red")
    send_all(database, Channels(DemoPhone(database.worker_url), reaches_all=True))

    page = Client(headers={"Host": "localhost"}).get("/demo-telefon").content.decode()

    assert "Nils Berge" in page
    assert "Telefonen til Oppfølgingsteamet Nord-Gudbrandsdal" in page
    assert "Heime: En plan venter på godkjenning fra deg." in page
    assert f"/sak/{cast.astrid.id}/" in page
    assert "Astrid" not in page


def test_the_demo_phone_is_not_there_in_real_use(cast, monkeypatch):
    monkeypatch.setattr(settings, "HEIME_MODE", "real")
    assert Client(headers={"Host": "localhost"}).get("/demo-telefon").status_code == 404


NIGHT = datetime(2030, 1, 14, 22, 30, tzinfo=UTC)
"""Half past eleven at home, when nothing is sent that can wait; and far ahead."""
MORNING = datetime(2030, 1, 15, 7, 0, tzinfo=UTC)


@pytest.fixture
def at_home(cast):
    """Astrid's own account, with a number."""
    own = people.account("astrid", "", "", member_of=None, now=NOW)
    people.right(cast.astrid, Ground.SELF, account=own, given_by=cast.ingrid, now=NOW)
    AccountAddress.objects.using(DB).create(account=own, phone="00 00 21 08")
    return own


@pytest.mark.parametrize("what", ["message", "plan-approved"])
def test_by_night_nobody_at_home_is_told_what_can_wait(database, cast, at_home, what):
    one = notice(cast, what, at_home)
    send_all(database, Channels(sms=Refuses()), NIGHT)

    assert (fresh(one).sent_at, fresh(one).tries) == (None, 0)
    assert fresh(one).due_at == MORNING


@pytest.mark.parametrize("what", ["promise-broken", "nobody-has-it", "message-urgent"])
def test_danger_and_a_broken_promise_wait_for_no_morning(database, cast, at_home, what):
    one, phone = notice(cast, what, at_home), AnswersLate()
    phone.taken[one.id] = 1
    send_all(database, Channels(sms=phone), NIGHT)

    assert fresh(one).channel == "sms"


def test_by_day_and_to_staff_by_night_it_goes_at_once(database, cast, at_home):
    own = notice(cast, "message", at_home)
    AccountAddress.objects.using(DB).create(account=cast.ingrid, phone="00 00 21 07")
    staff = notice(cast, "task", cast.ingrid)
    phone = AnswersLate()
    phone.taken = {own.id: 1, staff.id: 1}
    send_all(database, Channels(sms=phone), NIGHT)
    assert (fresh(own).channel, fresh(staff).channel) == (None, "sms")

    Notice.objects.using(DB).filter(id=own.id).update(due_at=NOW - timedelta(minutes=1))
    send_all(database, Channels(sms=phone), MORNING)
    assert fresh(own).channel == "sms"


def test_quiet_hours_of_one_s_own_hold_here_too(database, cast, at_home):
    ReminderWish.objects.using(DB).create(
        municipality_id=cast.astrid.municipality_id, enrolment=cast.astrid, account=at_home,
        quiet_from=time(12), quiet_until=time(14), changed_at=NOW,
    )  # fmt: skip
    one, phone = notice(cast, "message", at_home), AnswersLate()
    phone.taken[one.id] = 1
    send_all(database, Channels(sms=phone), NIGHT)

    assert fresh(one).channel == "sms"
