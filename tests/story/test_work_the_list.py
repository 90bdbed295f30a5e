"""A nurse works the list: by keyboard alone, without scripts, and beside a colleague."""

from playwright.sync_api import expect

from heime.records.worklist.models import Case
from tests import people


def test_from_signing_in_to_a_closed_case_by_keyboard_alone(enter, cast, now, complaints) -> None:
    case = people.red_case(cast, now)
    page = enter(None)
    keys = page.keyboard

    page.get_by_label("Brukernavn").focus()
    keys.type("ingrid")
    keys.press("Tab")
    keys.type(people.PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Arbeidsliste")).to_be_visible()

    keys.press("j")
    expect(page.get_by_role("link", name="Astrid Lunde")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Astrid Lunde")).to_be_focused()
    keys.press("t")
    expect(page.get_by_text("Du har denne saken")).to_be_visible()
    keys.press("c")
    expect(page.get_by_label("Notat", exact=True)).to_be_focused()
    keys.press("Control+A")  # the note that was made from what was done
    keys.type("Ringte Astrid. Hun har hvilt, 92 % nå.")
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    expect(page.get_by_label("Hva ble det til?")).to_be_focused()
    keys.press("ArrowDown")
    for _ in range(3):
        keys.press("Tab")
    keys.press("Enter")

    expect(page.get_by_role("heading", name="Saken er lukket")).to_be_visible()
    expect(page.get_by_text("Arbeidslisten er tom.")).to_be_visible()
    done = Case.objects.using("arrange").get(id=case.id)
    assert (done.state, done.outcome) == ("closed", "advice")
    assert done.note == "Ringte Astrid. Hun har hvilt, 92 % nå."
    assert complaints == []


def test_a_key_pressed_the_moment_the_case_is_there_acts_beside_the_list(enter, cast, now) -> None:
    people.red_case(cast, now)
    page = enter(cast.ingrid)
    page.evaluate(
        """() => document.addEventListener("focusin", (event) => {
            if (event.target.id === "case-title") document.querySelector("[data-take]")?.click();
        })"""
    )
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Du har denne saken")).to_be_visible()
    expect(page.locator("#list").get_by_text("Astrid Lunde")).to_be_visible()


def test_a_row_is_taken_with_one_key_and_keeps_the_focus(enter, cast, now) -> None:
    people.red_case(cast, now)
    page = enter(cast.ingrid)

    page.keyboard.press("j")
    page.keyboard.press("t")

    expect(page.locator(".row.mine")).to_contain_text("Du har den")
    expect(page.get_by_role("link", name="Astrid Lunde")).to_be_focused()


def test_help_lists_the_keys_and_letters_in_a_field_are_letters(enter, cast, now) -> None:
    people.red_case(cast, now)
    page = enter(cast.ingrid)

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tastatur")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Astrid Lunde").click()
    page.get_by_role("button", name="Ta", exact=True).click()
    page.get_by_label("Notat", exact=True).fill("")
    page.get_by_label("Notat", exact=True).press_sequentially("tjekk g")

    expect(page.get_by_label("Notat", exact=True)).to_have_value("tjekk g")


def test_a_missing_note_is_asked_for_where_it_is_missing(enter, cast, now) -> None:
    people.red_case(cast, now)
    page = enter(cast.ingrid)
    page.get_by_role("link", name="Astrid Lunde").click()
    page.get_by_role("button", name="Ta", exact=True).click()

    page.get_by_label("Hva ble det til?").select_option("advice")
    page.get_by_label("Notat", exact=True).fill("")
    page.get_by_role("button", name="Lukk saken").click()

    expect(page.get_by_label("Notat", exact=True)).to_be_focused()
    expect(page.get_by_text("Skriv et notat om hva som ble gjort.")).to_be_visible()
    expect(page.get_by_label("Hva ble det til?")).to_have_value("advice")


def test_everything_works_without_scripts(enter, cast, now) -> None:
    case = people.red_case(cast, now)
    page = enter(cast.ingrid, java_script_enabled=False)

    page.get_by_role("button", name="Ta Astrid Lunde").click()
    expect(page.get_by_role("heading", name="Astrid Lunde")).to_be_visible()
    page.get_by_label("Hva ble det til?").select_option("technical")
    page.get_by_label("Notat", exact=True).fill("Nytt batteri i måleren.")
    page.get_by_role("button", name="Lukk saken").click()

    expect(page.get_by_text("Arbeidslisten er tom.")).to_be_visible()
    assert Case.objects.using("arrange").get(id=case.id).state == "closed"


def test_on_a_narrow_screen_a_case_is_a_page_of_its_own(enter, cast, now) -> None:
    case = people.red_case(cast, now)
    page = enter(cast.ingrid, width=390, height=844)

    page.get_by_role("link", name="Astrid Lunde").click()

    expect(page).to_have_url(f"/sak/{case.id}/")
    page.keyboard.press("g")
    expect(page.get_by_role("heading", name="Arbeidsliste")).to_be_visible()


def test_the_second_of_two_nurses_is_told_who_was_first(enter, cast, now) -> None:
    people.red_case(cast, now)
    first, second = enter(cast.tor), enter(cast.ingrid)
    # The second nurse's page hears nothing for a while, as over a bad line.
    for heard in ("**/*del=liste*", "**/endringer*"):
        second.route(heard, lambda route: route.abort())
    second.reload()

    first.get_by_role("button", name="Ta Astrid Lunde").click()
    expect(first.locator(".row.mine")).to_be_visible()
    second.get_by_role("button", name="Ta Astrid Lunde").click()

    row = second.locator(".row", has_text="Astrid Lunde")
    expect(row).to_contain_text("Tor Haugen har denne saken nå.")
    expect(row.get_by_role("button")).to_have_count(0)
