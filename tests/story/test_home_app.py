"""The app at home, at the size of a phone: the first start, a morning, a red evening."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from heime.records.home.models import HomeEntry, HomeMark
from heime.records.measurements.models import Judgement, Measurement, Response
from heime.records.people.models import Enrolment
from heime.records.worklist.models import Case
from tests.people import DB
from tests.story.at_home import ALL_DAY, PHONE, Phone, astrid_at_home
from tests.story.faces import wrong_with
from tests.story.test_local_sign_in import visitor  # noqa: F401


@pytest.fixture
def phone(enter, cast, now):
    """Astrid's phone, signed in, with the app open."""

    def take(**more) -> Phone:
        who = astrid_at_home(cast, now, **more.pop("plan", {}))
        return Phone(enter(who, path="/hjem/", **PHONE, **more)).is_ready()

    return take


def test_first_start_with_the_code_from_the_nurse(cast, enter, visitor, now, complaints):  # noqa: F811
    nurse = enter(cast.ingrid, language="en", path=f"/inn/pasient/{cast.astrid.id}")
    nurse.get_by_label("I see them and know who they are").check()
    nurse.get_by_role("button", name="Show a code").click()
    code = nurse.locator("#given").inner_text()

    home = visitor("/hjem/", width=390, locale="nb-NO").page
    expect(home.get_by_role("heading", level=1)).to_have_text("Velkommen til Heime")
    expect(home.get_by_role("link", name="Ring 113")).to_be_visible()
    for _screen in range(3):
        home.get_by_role("button", name="Gå videre").click()
    home.get_by_role("link", name="Bruk koden").click()
    home.locator("input[name=code]").fill(code)
    home.locator("main form button").first.click()
    home.locator("form[data-passkey] button").click()

    home.wait_for_url("**/hjem/**")
    expect(home.get_by_role("heading", level=1)).to_contain_text("Astrid")
    Phone(home).is_ready()
    Phone(home).measures("oxygen_saturation", "95")
    Phone(home).sees("Mottatt klokka")
    assert Measurement.objects.using(DB).filter(enrolment=cast.astrid).count() == 1
    assert [said for said in complaints if "401" not in said] == []


def test_a_morning_typed(phone, cast):
    astrid = phone()
    astrid.sees("Oksygen i blodet")
    assert wrong_with(astrid.page) == []
    astrid.page.get_by_role("link", name="Mål nå").click()
    astrid.presses("Tast inn tallet")
    assert wrong_with(astrid.page) == []
    for key in "49":
        astrid.page.locator(".keys button", has_text=key).click()
    astrid.presses("Ferdig")
    astrid.sees("Det kan ikke stemme")
    astrid.presses("Tast på nytt")
    for key in "69":
        astrid.page.locator(".keys button", has_text=key).click()
    astrid.presses("Ferdig")
    astrid.sees("Er dette riktig?")
    astrid.presses("Nei, tast på nytt")
    for key in "96":
        astrid.page.locator(".keys button", has_text=key).click()
    astrid.presses("Ferdig")
    astrid.sees("nittiseks prosent")
    astrid.presses("Ja, lagre")

    astrid.sees("Grønn")
    astrid.sees("Gå en tur hvis du har lyst.")
    astrid.sees("Mottatt klokka")
    assert wrong_with(astrid.page) == []
    (kept,) = Measurement.objects.using(DB).filter(enrolment=cast.astrid)
    assert (kept.manual, Judgement.objects.using(DB).filter(enrolment=cast.astrid).count()) == (
        True, 1,
    )  # fmt: skip
    astrid.page.get_by_role("link", name="Til forsiden").click()
    astrid.sees("Ingenting å gjøre akkurat nå")


def test_a_red_in_the_evening_without_and_with_coverage(phone, cast, server):
    astrid = phone()
    astrid.page.context.set_offline(True)
    astrid.measures("oxygen_saturation", "84")
    astrid.sees("Ingen har mottatt dette ennå.")
    astrid.sees("Venter på en måling til")
    astrid.does_not_see("Ingrid")
    astrid.measures("oxygen_saturation", "84")

    astrid.sees("Rød")
    astrid.sees("Sett deg ved det åpne vinduet. Ring.")
    astrid.sees("Ingen har mottatt dette ennå.")
    call = astrid.page.locator(".calls .ds-button").first
    expect(call).to_have_attribute("data-variant", "primary")
    assert call.get_attribute("href") in ("tel:116117", "tel:61210000")

    astrid.page.context.set_offline(False)
    astrid.sees("Mottatt klokka")
    astrid.does_not_see("Ingen har mottatt dette ennå.")
    zones = Judgement.objects.using(DB).filter(enrolment=cast.astrid).values_list("zone", flat=True)
    assert 4 in set(zones)
    assert Measurement.objects.using(DB).filter(enrolment=cast.astrid).count() == 2


def test_wrong_not_today_and_a_pause_are_told_and_taken_back_without_coverage(phone, cast):
    weight = {"what": "body_weight", **ALL_DAY}
    oxygen = {"what": "oxygen_saturation", **ALL_DAY}
    astrid = phone(plan={"expectations": [oxygen, weight]})
    for _twice in range(2):
        astrid.measures("oxygen_saturation", "84")
    astrid.sees("Mottatt klokka")
    case = Case.objects.using(DB).get()
    astrid.page.context.set_offline(True)
    astrid.presses("Dette er feil")
    astrid.presses("Jeg tastet feil")
    astrid.sees("Du har merket dette som feil. Teamet ser det fortsatt.")

    astrid.goes_to("/")
    astrid.page.get_by_role("link", name="Jeg klarer ikke dette nå").click()
    astrid.presses("Jeg er for dårlig")
    astrid.sees("ikke i dag")
    astrid.goes_to("/pause")
    astrid.presses("Jeg er innlagt")
    astrid.page.get_by_role("button", name="Til ").nth(1).click()
    astrid.sees("Ingen har mottatt dette ennå.")
    astrid.goes_to("/")
    astrid.sees("Du har pause")
    astrid.has_coverage()

    assert Enrolment.objects.using(DB).get(id=cast.astrid.id).phase == "paused"
    assert HomeMark.objects.using(DB).get().why == "Jeg tastet feil"
    case.refresh_from_db()
    assert case.closed_at is None, "what is called wrong closes nothing"
    assert HomeEntry.objects.using(DB).filter(sort="not_today", enrolment=cast.astrid).exists()
    astrid.goes_to("/meg")
    astrid.goes_to("/")
    astrid.page.get_by_role("link", name="Jeg er tilbake").click()
    astrid.presses("Jeg er tilbake")
    astrid.does_not_see("Du har pause")
    astrid.has_coverage()
    assert Enrolment.objects.using(DB).get(id=cast.astrid.id).phase == "active"


MOOD = {"rules": ["P-0", "P-1", "P-2", "P-3"], "expectations": [{"what": "phq9", **ALL_DAY}]}


def test_thoughts_of_death_are_answered_at_once_also_without_coverage(phone, cast):
    astrid = phone(plan=MOOD)
    astrid.goes_to("/svar/phq9")
    astrid.sees("Før du svarer")
    astrid.sees("Svarene dine leses av")
    astrid.page.context.set_offline(True)
    astrid.presses("Start")
    for item in range(4):
        expect(astrid.page.get_by_text(f"{item + 1} av 9")).to_be_visible()
        astrid.presses("Noen dager")
    expect(astrid.page.get_by_text("5 av 9")).to_be_visible()
    astrid.page.reload()
    expect(astrid.page.get_by_text("5 av 9")).to_be_visible()
    for _item in range(4):
        astrid.presses("Noen dager")
    astrid.presses("Nesten hver dag")

    astrid.sees("Takk for at du forteller om dette")
    for number in ("113", "116 117", "116 123", "22 40 00 40"):
        expect(astrid.page.locator(".lifeline", has_text=number)).to_be_visible()
    astrid.sees("Er du trygg akkurat nå?")
    assert wrong_with(astrid.page) == []
    astrid.presses("Usikker")
    astrid.sees("Rød")
    astrid.sees("Ingen har mottatt dette ennå.")
    expect(astrid.page.locator(".lifeline", has_text="116 123")).to_be_visible()

    astrid.page.context.set_offline(False)
    astrid.sees("Mottatt klokka")
    (form,) = Response.objects.using(DB).filter(enrolment=cast.astrid)
    assert form.safe_now == "unsure"
