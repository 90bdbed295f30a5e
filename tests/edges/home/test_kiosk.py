"""A tablet that is lent: bound by a code, it knows one day of one person, and clears itself."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from heime.core.hours import HOME
from heime.core.rights import Ground
from heime.records.access.models import Right
from heime.records.home.models import HomeDevice
from heime.records.kiosk.models import KioskCode, KioskDevice
from tests import people

DB = people.DB
LOOK = {"mode": "simple", "size": "3", "name": "Brett 14"}
DAY, CLEARED = "/hjem/api/v1/kiosk/day", "/hjem/api/v1/kiosk/cleared"


class Lent:
    def __init__(self, cast, database, signed_in, now):
        self.cast, self.database, self.now = cast, database, now
        self.team: Client = signed_in(cast.ingrid, "nb")
        self.page = f"/person/{cast.astrid.id}/nettbrett"
        self.tablet = Client()

    def code(self) -> str:
        page = self.team.post(f"{self.page}/lan", LOOK).content.decode()
        return page.split('class="code">')[1].split("<")[0]

    def start(self, code: str):
        return self.tablet.post(
            "/hjem/api/v1/kiosk/start", {"code": code}, content_type="application/json"
        )

    def bound(self) -> str:
        made = self.start(self.code()).json()
        self.device = UUID(made["device"])
        return str(made["credential"])

    def day(self, token: str):
        return self.tablet.get(DAY, headers={"Authorization": f"Bearer {token}"})

    def cleared(self, token: str):
        return self.tablet.post(CLEARED, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def lent(cast, database, signed_in, now, monkeypatch):
    monkeypatch.setattr(settings, "DATABASE_URLS", database.by_role)
    return Lent(cast, database, signed_in, now)


def agreed(lent) -> None:
    """Oxygen and PHQ-9 are waited for today."""
    local = datetime.now(HOME)
    at = {"days": "every_day", "at": [f"{local:%H:%M}"]}
    plan = people.COPD_PLAN | {
        "expectations": [{"what": "oxygen_saturation", **at}, {"what": "phq9", **at}]
    }
    people.plan(lent.cast.astrid, plan, approved_by=lent.cast.nils, now=lent.now, number=2,
                valid_from=lent.now - timedelta(days=3))  # fmt: skip


def test_a_code_binds_a_tablet_once_and_nobody_signs_in(lent, log):
    code = lent.code()
    first = lent.start(code.lower())

    assert first.status_code == 201
    assert lent.start(code).status_code == 422
    assert lent.start("AAAA AAAA").json()["code"] == "wrong-code"
    one = HomeDevice.objects.using(DB).get()
    assert (one.name, one.kiosk, one.enrolment_id) == ("Brett 14", True, lent.cast.astrid.id)
    assert "heime" not in lent.tablet.cookies
    assert {"kiosk.lent", "kiosk.bound", "kiosk.refused"} <= set(log())


def test_a_new_code_ends_the_one_before_and_a_day_ends_both(lent):
    first, second = lent.code(), lent.code()
    assert lent.start(first).status_code == 422
    KioskCode.objects.using(DB).update(expires_at=lent.now)
    assert lent.start(second).status_code == 422


def test_it_shows_the_day_and_nothing_that_was_measured(lent, log):
    agreed(lent)
    day = lent.day(lent.bound()).json()

    assert day["person"] == {
        "id": str(lent.cast.astrid.id), "given_name": "Astrid", "name": "Astrid", "own": True,
        "mode": "simple", "text_size": 3,
    }  # fmt: skip
    assert {one["kind"] for one in day["tasks"]} == {"oxygen_saturation"}, "no PHQ-9 on a wall"
    assert day["team"]["name"] == "Oppfølgingsteamet Nord-Gudbrandsdal"
    assert set(day["texts"]) == {"green", "yellow", "red"}
    assert (day["results"], day["now"], day["plan"], day["contacts"]) == ([], None, None, [])
    assert day["judging"] is None
    assert "Lunde" not in str(day)
    assert log().count("kiosk.read") == 1
    lent.day(lent.bound())
    assert log().count("kiosk.read") == 2


def test_the_same_tablet_asking_again_is_one_look_an_hour(lent, log):
    token = lent.bound()
    for _ in range(3):
        assert lent.day(token).status_code == 200
    assert log().count("kiosk.read") == 1
    KioskDevice.objects.using(DB).update(read_at=lent.now - timedelta(hours=2))
    lent.day(token)
    assert log().count("kiosk.read") == 2


def test_its_token_opens_nothing_else(lent):
    token = lent.bound()
    bearer = {"Authorization": f"Bearer {token}"}
    for path in ("/hjem/api/v1/me", f"/hjem/api/v1/people/{lent.cast.astrid.id}/day",
                 f"/fhir/Patient/{lent.cast.astrid.id}"):  # fmt: skip
        assert lent.tablet.get(path, headers=bearer).status_code in (302, 401, 403, 404)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "Bearer", "'; --"])
def test_no_token_no_day(lent, token):
    assert lent.day(token).status_code == 401
    assert lent.cleared(token).status_code == 401


def test_a_phone_that_was_not_lent_reads_no_day(lent):
    token = lent.bound()
    with psycopg.connect(lent.database.superuser_url) as conn:
        conn.execute("DELETE FROM kiosk_device")
    assert lent.day(token).status_code == 401


def test_when_the_persons_right_ends_so_does_the_tablets(lent):
    token = lent.bound()
    Right.objects.using(DB).filter(ground=Ground.SELF).update(ends_at=lent.now)
    assert lent.day(token).status_code == 401


def test_the_team_changes_how_it_looks_from_its_next_contact_on(lent):
    token = lent.bound()
    lent.team.post(f"/nettbrett/{lent.device}/utseende", {"mode": "normal", "size": "4"})
    person = lent.day(token).json()["person"]
    assert (person["mode"], person["text_size"]) == ("normal", 4)


def test_cleared_it_sends_first_and_then_its_token_is_dead(lent, log):
    token = lent.bound()
    assert lent.cleared(token).status_code == 401, "nobody has asked it to"
    lent.team.post(f"/nettbrett/{lent.device}/tom")

    told = lent.day(token)
    assert (told.status_code, told.json()["code"]) == (410, "wipe")
    assert HomeDevice.objects.using(DB).get().revoked_at is None, "it may still send what it has"
    assert lent.cleared(token).status_code == 204
    assert lent.day(token).status_code == 401
    assert HomeDevice.objects.using(DB).get().revoked_at is not None
    assert {"kiosk.wiped", "kiosk.cleared"} <= set(log())


def test_a_stolen_tablet_sends_nothing_more_and_still_learns_to_clear_itself(lent):
    token = lent.bound()
    lent.team.post(f"/nettbrett/{lent.device}/tom", {"lost": "1"})

    assert HomeDevice.objects.using(DB).get().revoked_at is not None
    assert lent.day(token).status_code == 410
    assert "Astrid" not in lent.day(token).content.decode()
    assert lent.cleared(token).status_code == 204


def test_the_page_tells_of_each_and_others_see_none_of_it(lent, signed_in):
    lent.day(lent.bound())
    page = lent.team.get(lent.page).content.decode()
    assert "Brett 14" in page
    assert "I bruk" in page
    kari = signed_in(lent.cast.kari)
    assert kari.get(lent.page).status_code == 404
    assert kari.post(f"{lent.page}/lan", LOOK).status_code == 404
    for what in ("utseende", "tom", "stopp"):
        answer = kari.post(f"/nettbrett/{lent.device}/{what}", {"mode": "normal", "size": "1"})
        assert answer.status_code == 404
    assert KioskDevice.objects.using(DB).get().wipe_at is None
    assert lent.team.get(f"/person/{uuid4()}/nettbrett").status_code == 404


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 61}, {"mode": "x"}, {"size": "9"}])
def test_a_tablet_without_a_name_or_a_look_is_not_lent(lent, wrong):
    assert lent.team.post(f"{lent.page}/lan", LOOK | wrong).status_code == 422
    assert not KioskCode.objects.using(DB).exists()
