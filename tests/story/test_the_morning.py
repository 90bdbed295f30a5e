"""The list through a morning: a round by keyboard alone, and a server that goes and comes back."""

from datetime import timedelta

from playwright.sync_api import expect

from heime.core.zone import Priority, Zone
from heime.records.desk.models import Acknowledged
from heime.records.worklist.models import Case
from tests import people
from tests.edges.clinic.greens import answer, somebody
from tests.edges.clinic.test_worklist import case_of
from tests.people import DB


def test_a_morning_round_by_keyboard_alone(enter, cast, now, complaints) -> None:
    people.red_case(cast, now)
    yellow = case_of(cast, now, "Gul", Zone.YELLOW, Priority.NORMAL)
    answer(cast, somebody(cast, now), now - timedelta(hours=2))
    page = enter(cast.ingrid)
    keys = page.keyboard

    keys.press("j")
    expect(page.get_by_role("link", name="Astrid Lunde")).to_be_focused()
    keys.press("t")
    expect(page.locator(".row.mine")).to_contain_text("Astrid Lunde")

    keys.press("j")
    expect(page.get_by_role("link", name="Gul Moen")).to_be_focused()
    keys.press("s")
    expect(page.locator("#aside-for")).to_be_focused()
    page.locator("#aside-for").select_option(index=1)
    page.locator("#aside-until").select_option(index=1)
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator('section[data-group="elsewhere"]')).to_contain_text("Gul Moen")
    assert Case.objects.using(DB).get(id=yellow.id).state == "waiting"

    page.get_by_role("button", name="Kvitter for de valgte").focus()
    keys.press("Enter")
    expect(page.get_by_text("1 svar er kvittert, og personen får vite det.")).to_be_visible()
    assert Acknowledged.objects.using(DB).count() == 1

    keys.press("?")
    expect(page.get_by_role("dialog", name="Tastatur")).to_be_visible()
    keys.press("Escape")
    keys.press("/")
    expect(page.get_by_label("Navn eller fødselsnummer")).to_be_focused()
    keys.type("lunde")
    keys.press("Enter")
    expect(page.get_by_role("link", name="Astrid Lunde")).to_be_visible()
    assert complaints == []


def test_the_server_goes_away_and_comes_back_while_the_page_is_open(
    enter, cast, now, server
) -> None:
    people.red_case(cast, now)
    page = enter(cast.ingrid, path="/?sone=rod")
    page.evaluate("window.stillTheSamePage = true")
    page.locator("#frame[data-live=yes]").wait_for()

    server.stop()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#lost")).to_contain_text("Ingen kontakt med Heime siden")
    expect(page.locator("#lost")).to_contain_text("utskriftslisten")
    expect(page.get_by_role("link", name="Astrid Lunde")).to_be_visible()

    case_of(cast, now, "Gul", Zone.YELLOW, Priority.NORMAL)
    people.red_case(cast, now, somebody(cast, now, "Gerd"))
    server.start()
    expect(page.locator("#lost")).to_be_hidden()
    expect(page.get_by_role("link", name="Gerd Lien")).to_be_visible()
    expect(page.get_by_role("link", name="Gul Moen")).to_have_count(0)
    assert page.evaluate("window.stillTheSamePage")
