"""Everybody can use it: checked by axe on every page, light and dark, in three languages."""

from datetime import timedelta

import pytest

from heime.core.kinds import Kind
from heime.core.zone import Priority, State, Zone
from heime.records.worklist.models import Case
from tests import people
from tests.story.faces import wrong_with


@pytest.fixture
def busy(cast, now) -> Case:
    """Every group of the list has somebody in it; Astrid's case is Ingrid's."""

    def another(given: str, zone: Zone, *rules: str, priority=Priority.NORMAL, minutes=20):
        who = people.person(
            given, "Moen", people.date(1950, 1, 1), people.VAGA, ["heart_failure"],
            followed_by=cast.north, now=now,
        )  # fmt: skip
        for day in range(8):
            people.measured(
                who, Kind.HEART_RATE, str(70 + day), now - timedelta(days=day + 1),
                source=cast.source,
            )  # fmt: skip
        reading = people.measured(
            who, Kind.HEART_RATE, "118", now - timedelta(minutes=minutes), source=cast.source
        )
        return reading, zone, rules, priority

    for given, zone, priority in (
        ("Odd", Zone.YELLOW, Priority.HIGH),
        ("Gerd", Zone.YELLOW, Priority.NORMAL),
    ):
        reading, zone, rules, priority = another(given, zone, "G-2", "C-3", priority=priority)
        verdict = people.judged(reading, zone, *rules, priority=priority)
        people.case(verdict, due_at=now - timedelta(minutes=5))
    reading, zone, rules, _ = another("Arne", Zone.GREY, "no-plan")
    verdict = people.judged(reading, zone, *rules, priority=Priority.LOW)
    people.case(verdict, due_at=now + timedelta(days=5))
    reading, zone, rules, _ = another("Iver", Zone.YELLOW, "G-2", "C-1")
    verdict = people.judged(reading, zone, *rules, state=State.PENDING, priority=None)
    people.awaited(verdict, due_at=now + timedelta(minutes=20))
    case = people.red_case(cast, now)
    Case.objects.using("arrange").filter(id=case.id).update(
        state="taken", taken_by=cast.ingrid, taken_at=now
    )
    return case


def test_the_checker_does_find_a_fault(enter, cast) -> None:
    page = enter(None, path="/inn/")
    page.evaluate("document.querySelector('label').remove()")

    assert any(fault.startswith("axe label:") for fault in wrong_with(page))


@pytest.mark.parametrize(
    ("language", "scheme"),
    [
        ("nb", "light"), ("nn", "dark"),
        *[pytest.param(*one, marks=pytest.mark.long)
          for one in (("nb", "dark"), ("nn", "light"), ("en", "light"), ("en", "dark"))],
    ],
)  # fmt: skip
def test_axe_finds_nothing(enter, cast, busy, now, language, scheme) -> None:
    look = {"language": language, "scheme": scheme}
    page = enter(cast.ingrid, path=f"/?sak={busy.id}", **look)

    assert wrong_with(page) == []
    page.keyboard.press("?")
    assert wrong_with(page) == []
    people.loop_done(now - timedelta(hours=1))
    page.goto(f"/sak/{busy.id}/")
    for table in page.locator("details").all():
        table.evaluate("table => { table.open = true }")
    assert wrong_with(page) == []
    page.goto("/sak/0192f3a4-0000-7000-8000-000000000001/")
    assert wrong_with(page) == []
    page = enter(None, path="/inn/", **look)
    page.get_by_role("textbox").first.fill("x")
    page.locator("#password").fill("x")
    page.locator("#password").press("Enter")
    page.locator("[role=alert]").wait_for()
    assert wrong_with(page) == []


@pytest.mark.parametrize("width", [320, 1024])
def test_nothing_scrolls_sideways(enter, cast, busy, width) -> None:
    """320 px is a small phone, or a laptop at four hundred per cent."""
    page = enter(cast.ingrid, width=width, height=640)

    for path in ("/", f"/sak/{busy.id}/", "/inn/"):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide at {width}"


def test_the_policy_refuses_nothing_that_the_pages_need(enter, cast, busy, complaints) -> None:
    page = enter(cast.ingrid, path=f"/?sak={busy.id}")
    page.locator("canvas").first.wait_for()
    page.locator(".row a.open").first.click()
    page.locator("#panel h1").wait_for()

    assert complaints == []


def test_a_chart_can_be_read_with_the_arrow_keys(enter, cast, busy) -> None:
    page = enter(cast.ingrid, path=f"/?sak={busy.id}")
    chart = page.get_by_role("img", name="Graf over Oksygenmetning").first

    chart.focus()
    chart.press("ArrowLeft")

    assert page.locator("output").first.inner_text().startswith("86 %")


def test_focus_is_always_to_be_seen(enter, cast, busy) -> None:
    page = enter(cast.ingrid)

    for _ in range(12):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => {
              const at = document.activeElement;
              const own = getComputedStyle(at);
              const row = at.closest(".row") && getComputedStyle(at.closest(".row"));
              return [own, row].some((style) => style && style.outlineStyle !== "none"
                && parseFloat(style.outlineWidth) >= 2) || own.boxShadow !== "none"
                || at.classList.contains("ds-skip-link");
            }"""
        )
        assert shown, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
