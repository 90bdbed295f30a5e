"""A notice goes to every phone of somebody's, by every way when it is urgent, and is not lost."""

import pytest

from heime.ops import outbox
from heime.records.exchange.models import AccountAddress, Notice
from heime.records.reminders.models import PushSubscription
from tests import people
from tests.flow.reminding import DB, NOW, Home


@pytest.fixture
def home(database, monkeypatch):
    made = Home(people.everybody(NOW), database)

    async def wanted(conn, notice):
        return True

    monkeypatch.setattr(outbox, "still_wanted", wanted)  # the loop's clock is not the test's
    return made


def test_a_phone_that_is_gone_is_forgotten_and_the_other_one_told(home):
    home.subscribe(home.astrid, "https://fcm.googleapis.com/tablet")
    home.push.gone = {"https://fcm.googleapis.com/astrid"}
    home.looked_at(1, 12)
    home.sends()

    assert [endpoint for endpoint, *_ in home.push.heard] == ["https://fcm.googleapis.com/tablet"]
    assert PushSubscription.objects.using(DB).get().endpoint == "https://fcm.googleapis.com/tablet"
    assert Notice.objects.using(DB).get().channel == "push"


def test_a_push_service_that_is_down_is_tried_again_later(home):
    home.push.fails = True
    home.looked_at(1, 12)
    Notice.objects.using(DB).update(created_at=NOW)
    home.sends()
    one = Notice.objects.using(DB).get()
    assert (one.sent_at, one.failed, one.tries) == (None, "503", 1)

    home.push.fails = False
    Notice.objects.using(DB).update(due_at=NOW)
    home.sends()
    assert len(home.push.heard) == 1


def test_what_is_urgent_goes_every_way_there_is(home):
    AccountAddress.objects.using(DB).create(account=home.astrid, phone="90012345")
    for what in ("message", "nobody-has-it"):
        Notice.objects.using(DB).create(
            municipality_id=home.cast.astrid.municipality_id, enrolment=home.cast.astrid,
            team=home.cast.north, account=home.astrid, what=what, about=home.cast.astrid.id,
            created_at=NOW, due_at=NOW,
        )  # fmt: skip
    home.sends()
    assert [text for _, text, _ in home.push.heard] == [
        "Du har fått en melding.",
        "Ingen har sett målingene dine ennå. Åpne Heime for å se hvem du kan ringe.",
    ]
    assert [knock.what for knock in home.sms.heard] == ["nobody-has-it"]
