"""Every page can be used by everybody: checked in a real browser, whatever pages there are.

On each page: axe finds nothing (WCAG 2.2 A and AA), nothing scrolls sideways at 320 px or at twice
the size, everything is reached by keyboard and shows it, and the browser complains of nothing.
`./heime test story` also looks at each in the dark, tabs through it, and leaves a picture of it in
three sizes in test-results/pages/.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.story import faces
from tests.story.faces import NOBODY, Face
from tests.walls import relations

Turned = tuple[Page, list[str]]
WHOLE = os.environ.get("HEIME_TEST_PICTURES", "")
"""Empty, "1" for every page, or how the names of the pages to look at begin."""


@pytest.fixture
def turned_to(browser: Browser, base_url: str) -> Iterator[Callable[[Face], Turned]]:
    """A page in the browser, opened as its visitor, and what the browser complained of."""
    context = browser.new_context(
        base_url=base_url, viewport={"width": 1280, "height": 800}, locale="nb-NO",
        reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    complaints: list[str] = []
    faces.listening(page, complaints)

    def turn(face: Face) -> Turned:
        page.goto("about:blank")  # what the last page says on leaving is said as who it was
        complaints.clear()
        context.clear_cookies()
        cookies = {"heime_language": "nb"} | ({"heime": face.token} if face.token else {})
        context.add_cookies(
            [{"name": name, "value": value, "url": base_url} for name, value in cookies.items()]
        )
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(face.path)
        page.locator("main[data-waits]").wait_for(state="detached")  # the app at home has come
        return page, complaints

    yield turn
    context.close()


@pytest.mark.usefixtures("cheap_passwords")
def test_every_page_can_be_used_by_everybody(cast, now, turned_to, caplog) -> None:
    caplog.set_level("ERROR", "django.request")  # most who ask are refused
    faces.a_morning(cast, now)
    her = relations.her(cast, now)
    found: list[str] = []
    only = WHOLE if WHOLE != "1" else ""
    for face in faces.met(cast, her, now, only):
        if isinstance(face, str):
            found.append(f"{face}: say in tests/story/faces.py why, or how it is met")
            continue
        page, complaints = turned_to(face)
        wrong = faces.wrong_with(page) + faces.by_keyboard(page) + faces.too_wide(page)
        if WHOLE:
            wrong += looked_at_again(page, face.name)
        found += [f"{face.name} ({face.who}): {one}" for one in [*wrong, *complaints]]

    assert found == [], "\n" + "\n".join(found)


def looked_at_again(page: Page, name: str) -> list[str]:
    """In the dark, through the whole page with Tab, and as pictures."""
    faces.pictured(page, name, "light")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    faces.pictured(page, name, "dark")
    page.set_viewport_size({"width": 1280, "height": 800})
    return [f"dark: {one}" for one in faces.wrong_with(page)] + faces.trapped(page)


def test_the_look_finds_what_is_wrong(turned_to) -> None:
    page, _ = turned_to(Face("sign-in", "/inn/", NOBODY, ""))
    page.evaluate(
        """() => {
          document.querySelector("label").remove();
          const wide = document.createElement("div");
          wide.style.width = "900px";
          const mouse = document.createElement("span");
          mouse.setAttribute("role", "button");
          const silent = document.createElement("button");
          silent.style.outline = silent.style.boxShadow = "none";
          wide.append(mouse, silent);
          mouse.textContent = silent.textContent = "Press";
          document.querySelector("main").append(wide);
        }"""
    )

    found = "\n".join(faces.wrong_with(page) + faces.by_keyboard(page) + faces.too_wide(page))

    for told in ("axe label", "reached with Tab: <span", "focus: <button style", "320 px"):
        assert told in found
