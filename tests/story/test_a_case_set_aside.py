"""A case that is worked in the browser: the note makes itself, two close a red that hastens."""

from __future__ import annotations

from playwright.sync_api import expect

from heime.records.worklist.models import Case
from tests import people


def test_an_urgent_red_from_the_call_to_a_colleague_who_confirms(cast, now, enter, complaints):
    case = people.red_case(cast, now)
    Case.objects.using("arrange").filter(id=case.id).update(priority=3)
    ingrid = enter(cast.ingrid, path=f"/sak/{case.id}/")
    ingrid.get_by_role("button", name="Ta", exact=True).click()
    expect(ingrid.get_by_text("Du har denne saken")).to_be_visible()

    ingrid.locator("summary", has_text="Ring").first.click()
    ingrid.get_by_label("Hva som ble sagt").fill("Puster lettere nå.")
    ingrid.locator("#call-minutes").fill("8")
    ingrid.get_by_role("button", name="Lagre samtalen").click()
    expect(ingrid.get_by_role("textbox", name="Notat")).to_contain_text("Puster lettere nå.")
    ingrid.locator("#outcome").select_option("advice")
    ingrid.get_by_role("button", name="Lukk saken").click()
    expect(ingrid.get_by_text("Skal bekreftes av to")).to_be_visible()

    tor = enter(cast.tor, path=f"/sak/{case.id}/")
    tor.get_by_role("button", name="Jeg har lest den: lukk saken").click()
    expect(tor.get_by_text("Saken er lukket")).to_be_visible()
    tor.locator("summary", has_text="Journaltekst").click()
    expect(tor.locator("#journal-text")).to_contain_text("Ingrid Moe, stadfesta av Tor Haugen")
    tor.get_by_role("button", name="Ta den opp igjen").click()

    tor.locator("summary", has_text="Sett til side").click()
    tor.locator("#aside-for").select_option("patient")
    tor.get_by_role("button", name="Sett til side", exact=True).click()
    expect(tor.get_by_role("button", name="Ikke sett til side likevel")).to_be_visible()
    assert complaints == []


def test_two_nurses_grab_the_same_case_and_the_second_is_told(cast, now, enter, complaints):
    case = people.red_case(cast, now)
    ingrid = enter(cast.ingrid, path=f"/sak/{case.id}/")
    tor = enter(cast.tor, path=f"/sak/{case.id}/")

    ingrid.get_by_role("button", name="Ta", exact=True).click()
    expect(ingrid.get_by_text("Du har denne saken")).to_be_visible()
    tor.get_by_role("button", name="Ta", exact=True).click()

    expect(tor.get_by_role("alert").filter(has_text="Ingrid Moe")).to_be_visible()
    expect(tor.get_by_role("button", name="Overta")).to_be_visible()
    assert all("409" in said for said in complaints), complaints
