"""How one is reminded, asked and told by the app; and which browsers may be pushed to."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.test import Client

from heime.core.hours import HOME
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.records.exchange.models import AccountAddress
from heime.records.people.models import Patient
from heime.records.reminders.models import PushSubscription, ReminderLater, ReminderWish
from tests import people

DB = people.DB
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"


def browser(endpoint: str = ENDPOINT) -> dict[str, object]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    p256dh, auth = (base64.urlsafe_b64encode(one).decode().rstrip("=") for one in (raw, b"x" * 16))
    return {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}


WISH = {"push": True, "sms": False, "phone": "", "quiet_from": "22:00", "quiet_until": "07:30"}


class Home:
    def __init__(self, cast, now, signed_in):
        self.cast, self.now = cast, now
        self.account = people.account("astrid", "", "", member_of=None, now=now)
        people.right(cast.astrid, Ground.SELF, given_by=cast.nils, account=self.account, now=now)
        self.client: Client = signed_in(self.account, "nb")
        self.url = f"/hjem/api/v1/people/{cast.astrid.id}/reminders"

    def says(self, wish, url=""):
        return self.client.post(url or self.url, wish, content_type="application/json")


@pytest.fixture
def home(cast, now, signed_in):
    return Home(cast, now, signed_in)


def test_nothing_said_is_pushed_in_the_app_with_quiet_nights(home):
    assert home.client.get(home.url).json() == {
        "push": True, "sms": False, "phone": "", "may_sms": True,
        "quiet_from": "21:00", "quiet_until": "08:00", "browsers": 0,
        "later_minutes": [15, 30, 60, 120, 180], "push_key": None,
    }  # fmt: skip


def test_one_says_how_and_it_stands(home, log):
    home.says(WISH | {"sms": True, "phone": "900 12 345"})
    again = home.says(WISH | {"push": False}).json()

    assert (again["push"], again["sms"], again["quiet_from"]) == (False, False, "22:00")
    assert ReminderWish.objects.using(DB).get().quiet_until.isoformat() == "07:30:00"
    assert AccountAddress.objects.using(DB).get().phone == ""
    assert "reminders.chosen" in log()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"sms": True}, "no-number"),
        ({"sms": True, "phone": "ring meg"}, "bad-address"),
        ({"quiet_from": "08:00", "quiet_until": "07:00"}, "bad-quiet-hours"),
        ({"quiet_from": "25:00"}, "bad-request"),
        ({"quiet_from": 21}, "bad-request"),
        ({"push": "yes"}, "bad-request"),
        ({"phone": ["9"]}, "bad-request"),
        ({"phone": "9" * 41}, "bad-request"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(home, wish, code):
    answer = home.says(WISH | wish)
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] == code
    assert answer.json()["detail"]
    assert not ReminderWish.objects.using(DB).exists()


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', "[" * 9000, '{"push": ' + "[" * 20 + "}"])
def test_what_cannot_be_read_is_refused(home, body):
    assert home.says(body).status_code == 400
    assert home.says(body, "/hjem/api/v1/push").status_code == 400


def test_others_can_neither_read_nor_change_it(home, cast, now, signed_in):
    for who in (cast.ingrid, cast.kari):
        client = signed_in(who)
        assert client.get(home.url).status_code in (302, 403, 404)
        assert client.post(home.url, WISH, content_type="application/json").status_code >= 400
    marit = people.account("marit", "", "", member_of=None, now=now)
    people.right(
        cast.astrid, Ground.CONSENT, given_by=cast.nils, account=marit, now=now,
        scopes=[Scope.VALUES],
    )  # fmt: skip
    assert signed_in(marit).get(home.url).status_code == 404, "she may see, and not measure"
    assert home.client.get(home.url.replace(str(cast.astrid.id), str(cast.gudbrand.id))
                           ).status_code == 404  # fmt: skip
    assert home.client.get(home.url.replace(str(cast.astrid.id), str(uuid4()))).status_code == 404


def test_who_lives_at_a_protected_address_is_told_that_they_are_not_texted(home):
    Patient.objects.using(DB).filter(id=home.cast.astrid.patient_id).update(
        protection="fortrol", address="", phone=""
    )
    assert home.client.get(home.url).json()["may_sms"] is False


def test_a_browser_is_subscribed_once_and_ends_when_asked(home):
    assert home.says(browser(), "/hjem/api/v1/push").status_code == 204
    assert home.says(browser(), "/hjem/api/v1/push").status_code == 204
    assert PushSubscription.objects.using(DB).count() == 1
    assert home.client.get(home.url).json()["browsers"] == 1

    ended = home.client.delete(
        "/hjem/api/v1/push", {"endpoint": ENDPOINT}, content_type="application/json"
    )
    assert ended.status_code == 204
    assert not PushSubscription.objects.using(DB).exists()


def test_ten_browsers_are_enough_and_the_oldest_makes_room(home):
    for n in range(12):
        home.says(browser(f"{ENDPOINT}{n}"), "/hjem/api/v1/push")
    left = set(PushSubscription.objects.using(DB).values_list("endpoint", flat=True))
    assert left == {f"{ENDPOINT}{n}" for n in range(2, 12)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "http://localhost:5432/"},
        {"endpoint": "https://evil.example/fcm.googleapis.com"},
        {"keys": {"p256dh": "BAAA", "auth": "eHh4"}},
        {"keys": []},
        {"keys": {}},
    ],
)
def test_no_address_of_anybodys_choosing_is_called(home, wrong):
    assert home.says(browser() | wrong, "/hjem/api/v1/push").status_code == 400
    assert not PushSubscription.objects.using(DB).exists()


def test_the_browser_is_told_whose_pushes_to_take(home, monkeypatch):
    monkeypatch.setattr(settings, "HEIME_VAPID_PRIVATE_KEY", KEY)
    monkeypatch.setattr(settings, "HEIME_PUSH_CONTACT", "mailto:drift@heime.example")
    key = home.client.get(home.url).json()["push_key"]
    assert len(base64.urlsafe_b64decode(key + "=")) == 65


def open_now(home, minutes: int = 90) -> None:
    """A plan by which oxygen is waited for now, for so long yet."""
    local = datetime.now(HOME)
    end = local + timedelta(minutes=minutes)
    at = local - timedelta(minutes=30)
    plan = people.COPD_PLAN | {
        "expectations": [{
            "what": "oxygen_saturation", "days": "every_day", "at": [f"{at:%H:%M}"],
            "before_minutes": 30, "after_minutes": round((end - at).total_seconds() / 60),
        }]
    }  # fmt: skip
    people.plan(home.cast.astrid, plan, approved_by=home.cast.nils, now=home.now, number=2,
                valid_from=home.now - timedelta(days=3))  # fmt: skip


def test_remind_me_later_within_the_window_and_not_beyond(home, log):
    open_now(home)
    later = f"{home.url}/later"
    before = datetime.now(UTC)

    at = home.says({"what": "oxygen_saturation", "minutes": 60}, later).json()["at"]

    assert abs(datetime.fromisoformat(at) - before - timedelta(minutes=60)) < timedelta(minutes=1)
    assert ReminderLater.objects.using(DB).get().what == "oxygen_saturation"
    assert "reminders.later" in log()
    for what, minutes in (("oxygen_saturation", 120), ("weight", 15), ("oxygen_saturation", 7)):
        refused = home.says({"what": what, "minutes": minutes}, later)
        assert (refused.status_code, refused.json()["code"]) == (422, "not-later")
    assert home.says({"what": "oxygen_saturation", "minutes": "15"}, later).status_code == 400
