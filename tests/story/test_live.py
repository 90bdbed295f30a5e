"""The list keeps itself fresh, and never moves under the pointer."""

from datetime import timedelta

import psycopg
import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from heime.core.zone import Priority, Zone
from heime.records.worklist.models import Case
from heime.records.worklist.notify import payload
from tests import people

READ_ONCE = """() => performance.getEntriesByType('resource')
    .some((one) => one.name.includes('del=liste') && one.responseEnd > 0)"""
IDLE = "() => new Promise((done) => requestIdleCallback(() => done(true)))"


@pytest.fixture
def arrives(database, cast, now):
    """Somebody's red case comes in, and the open pages are told, as receiving does."""

    def tell(enrolment) -> None:
        with psycopg.connect(database.app_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_notify('heime_changed', %s)", [payload(cast.north.id, enrolment.id)]
            )

    def arrive(given: str) -> Case:
        who = people.person(
            given, "Moen", people.date(1944, 5, 1), people.SEL, ["copd"],
            followed_by=cast.north, now=now,
        )  # fmt: skip
        case = people.red_case(cast, now + timedelta(minutes=1), who, "84")
        tell(who)
        return case

    arrive.tell = tell
    return arrive


def live(page: Page) -> Page:
    """Wait until the page's stream is open, and mark the page so that a reload would show."""
    page.evaluate("window.stillTheSamePage = true")
    page.locator("#frame[data-live=yes]").wait_for()
    return page


def box(page: Page, name: str) -> dict[str, float]:
    # Found and measured in one step: between two the list may have been renewed.
    found: dict[str, float] = page.evaluate(
        "name => { const row = [...document.querySelectorAll('.row')]"
        ".find((row) => row.textContent.includes(name));"
        " const { x, y, width, height } = row.getBoundingClientRect();"
        " return { x, y, width, height }; }",
        name,
    )
    return found


def test_a_case_comes_up_by_itself(enter, cast, arrives) -> None:
    page = live(enter(cast.ingrid))
    expect(page.get_by_text("Arbeidslisten er tom.")).to_be_visible()

    arrives("Gerd")

    # The page asks by itself only every 15 seconds; how fast it comes, the bench measures.
    expect(page.get_by_role("link", name="Gerd Moen")).to_be_visible(timeout=8000)
    assert page.evaluate("window.stillTheSamePage")


def test_rows_that_nothing_happened_to_stay_as_they_are(enter, cast, now, arrives) -> None:
    people.red_case(cast, now)
    page = live(enter(cast.ingrid))
    page.evaluate("document.querySelector('.row').stillTheSameRow = true")

    arrives("Gerd")

    expect(page.get_by_role("link", name="Gerd Moen")).to_be_visible(timeout=8000)
    assert page.locator(".row").count() == 2
    kept = "rows => rows.filter(row => row.stillTheSameRow).map(row => row.textContent)"
    (row,) = page.locator(".row").evaluate_all(kept)
    assert "Astrid" in row
    with page.expect_response(lambda answer: "/ta" in answer.url):
        page.locator(".row", has_text="Gerd").locator(".take").click()


def test_what_comes_while_the_whole_list_is_read_is_shown_at_once_and_stays(
    enter, cast, now, arrives
) -> None:
    people.red_case(cast, now)
    page = live(enter(cast.ingrid))
    page.wait_for_function(READ_ONCE)  # a page whose stream opens reads its list
    reads: list[tuple[Route, APIResponse]] = []
    page.route("**/?*del=liste*", lambda route: reads.append((route, route.fetch())))
    with page.expect_request("**/?*del=liste*"):
        page.evaluate("document.body.dispatchEvent(new Event('heime:list'))")
    for _ in range(200):
        if reads:
            break
        page.wait_for_timeout(50)

    arrives("Gerd")

    expect(page.get_by_role("link", name="Gerd Moen")).to_be_visible(timeout=8000)
    (route, without_gerd) = reads[0]
    with page.expect_event("requestfinished"):
        route.fulfill(response=without_gerd)
    page.wait_for_function(IDLE)
    assert page.locator(".row").count() == 2
    assert len(reads) == 1, "what comes must not have the whole list read once more"


def test_while_the_pointer_is_in_the_list_nothing_moves(enter, cast, now, arrives) -> None:
    people.red_case(cast, now)
    page = live(enter(cast.ingrid))
    page.locator(".row", has_text="Astrid").hover()
    before = box(page, "Astrid")

    arrives("Gerd")
    arrives("Odd")

    chip = page.get_by_role("button", name="2 nye – vis")
    expect(chip).to_be_visible()
    assert box(page, "Astrid") == before
    expect(page.get_by_role("link", name="Gerd Moen")).to_have_count(0)

    chip.click()
    expect(page.get_by_role("link", name="Gerd Moen")).to_be_visible()
    expect(chip).to_be_hidden()


def test_when_the_pointer_leaves_what_waited_comes_in(enter, cast, now, arrives) -> None:
    people.red_case(cast, now)
    page = live(enter(cast.ingrid))
    page.locator(".row", has_text="Astrid").hover()
    arrives("Gerd")
    expect(page.get_by_role("button", name="1 ny – vis")).to_be_visible()

    page.mouse.move(5, 5)

    expect(page.get_by_role("link", name="Gerd Moen")).to_be_visible()


def test_what_has_the_focus_keeps_it_and_its_place(enter, cast, now, arrives) -> None:
    people.red_case(cast, now)
    page = live(enter(cast.ingrid))
    page.keyboard.press("j")
    before = box(page, "Astrid")

    arrives("Gerd")

    expect(page.get_by_role("button", name="1 ny – vis")).to_be_visible()
    expect(page.get_by_role("link", name="Astrid Lunde")).to_be_focused()
    assert box(page, "Astrid") == before


def test_a_row_on_the_page_changes_where_it_stands(enter, cast, now, arrives) -> None:
    case = people.red_case(cast, now)
    page = live(enter(cast.ingrid))
    page.locator(".row", has_text="Astrid").hover()
    before = box(page, "Astrid")

    Case.objects.using("arrange").filter(id=case.id).update(
        state="taken", taken_by=cast.tor, taken_at=now
    )
    arrives.tell(cast.astrid)

    expect(page.locator(".row", has_text="Astrid")).to_contain_text("Tor Haugen")
    assert box(page, "Astrid") == before


def test_a_new_red_is_said_aloud_and_stands_in_the_tab(enter, cast, now, arrives) -> None:
    people.red_case(cast, now)
    page = live(enter(cast.ingrid))
    expect(page).to_have_title("(1) Arbeidsliste · Heime")

    arrives("Gerd")

    expect(page.locator("#told")).to_have_text("Ny rød sak: Gerd Moen")
    expect(page).to_have_title("(2) Arbeidsliste · Heime")


def test_an_open_case_that_got_worse_offers_the_new_without_moving_it(
    enter, cast, now, arrives
) -> None:
    case = people.red_case(cast, now)
    page = live(enter(cast.ingrid))
    page.get_by_role("link", name="Astrid Lunde").click()
    expect(page.get_by_role("heading", name="Astrid Lunde")).to_be_focused()
    page.mouse.move(1300, 600)

    Case.objects.using("arrange").filter(id=case.id).update(
        zone=Zone.RED, priority=Priority.HIGH, changed_at=now + timedelta(seconds=9)
    )
    arrives.tell(cast.astrid)

    page.get_by_role("button", name="Saken er endret – vis").click()
    expect(page.locator("#panel .case-head")).to_contain_text("Rød – haster")


def test_without_contact_the_page_says_how_old_it_is(enter, cast, now, arrives) -> None:
    people.red_case(cast, now)
    page = live(enter(cast.ingrid))

    page.context.set_offline(True)

    expect(page.get_by_text("Listen under er gammel.")).to_be_visible()
    expect(page.get_by_role("link", name="Astrid Lunde")).to_be_visible()

    page.context.set_offline(False)
    expect(page.get_by_text("Listen under er gammel.")).to_be_hidden()


def test_a_sign_in_that_has_ended_leads_to_the_sign_in_page(
    enter, cast, now, arrives, database
) -> None:
    page = live(enter(cast.ingrid))
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("UPDATE sign_in SET ended_at = now()")

    arrives.tell(cast.astrid)

    expect(page.get_by_role("heading", name="Logg inn")).to_be_visible()
