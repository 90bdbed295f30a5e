"""Cases about forms, silences, weeks and several results, as a nurse meets them in a browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from heime.records.worklist.models import Case
from tests.edges.clinic import cases
from tests.people import DB
from tests.story.faces import wrong_with

MAKERS = [cases.bad_breath, cases.not_safe, cases.silent, cases.three_areas, cases.home_week]


def opened(enter, cast, now, make, **look) -> tuple[Page, Case]:
    standby = {
        "text": "Ta kuren som står i medisinlista.", "start_criteria": "To dager med mer slim.",
        "review_on": str(now.date() + timedelta(days=60)),
    }  # fmt: skip
    case = make(cast, now, cases.whole_plan(cast, now, standby=standby))
    return enter(cast.ingrid, path=f"/sak/{case.id}/", **look), case


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("nn", "dark", 320), pytest.param("en", "light", 1440, marks=pytest.mark.long)],
)
@pytest.mark.parametrize("make", MAKERS)
def test_everybody_can_read_it(enter, cast, now, make, language, scheme, width) -> None:
    page, case = opened(enter, cast, now, make, language=language, scheme=scheme, width=width)

    for path in (f"/sak/{case.id}/", "/"):
        page.goto(path)
        for more in page.locator("details").all():
            more.evaluate("more => { more.open = true }")
        assert wrong_with(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide at {width}"


def test_somebody_is_not_safe_and_a_nurse_calls(enter, cast, now, complaints) -> None:
    page, case = opened(enter, cast, now, cases.not_safe)

    first = page.locator(".answers.first .answer")
    assert first.nth(0).inner_text().split("\n") == ["Er du trygg akkurat nå?", "Usikker  Rød"]
    assert "Noen dager" in first.nth(1).inner_text()
    safe = first.nth(0).bounding_box()
    rest = page.locator(".answers:not(.first) .answer").first.bounding_box()
    assert safe["y"] < rest["y"]

    page.get_by_role("button", name="Ta", exact=True).click()
    page.get_by_label("Hva kom det til?").or_(page.locator("#outcome")).first.select_option(
        "advice"
    )
    page.locator("#note").fill("Ringte. Datteren er hos henne, og fastlegen tar over.")
    page.locator("input[name=how][value=alone]").check()
    page.locator("#alone").fill("Alene på vakt.")
    page.locator(".close-form > button").click()
    page.locator(".closed").wait_for()

    closed = Case.objects.using(DB).get(id=case.id)
    assert (closed.state, closed.alone_because) == ("closed", "Alene på vakt.")
    assert complaints == []


def test_a_mark_can_be_told_without_colours(enter, cast, now) -> None:
    page, _ = opened(enter, cast, now, cases.bad_breath, forced_colors="active")

    marks = page.locator(".answer .mark")

    assert [mark.inner_text().strip() for mark in marks.all()] == ["Rød", "Gul"]
    assert [mark.locator("path.outline").count() for mark in marks.all()] == [1, 1]
    shapes = {mark.locator("path.outline").get_attribute("d") for mark in marks.all()}
    assert len(shapes) == 2
