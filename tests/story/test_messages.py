"""A message written after closing time, found in the morning, and answered; by keyboard where it
matters, without script at home, and with the contact lost in the middle of a sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from heime.core.hours import HOME
from heime.records.messages.models import Message, Thread
from tests import people
from tests.flow import writing
from tests.flow.letting_in import did
from tests.people import DB
from tests.story.test_for_everybody import faults


@pytest.fixture
def around(cast, monkeypatch):
    monkeypatch.setattr(people, "everybody", lambda at: cast)
    return writing.everybody()


def enter(page: Page, who, base_url: str, now, language: str = "nb") -> None:
    token, _ = people.signed_in(who, now)
    page.context.clear_cookies()
    page.context.add_cookies(
        [
            {"name": name, "value": value, "url": base_url}
            for name, value in (("heime", token), ("heime_language", language))
        ]
    )


def last_evening(now):
    """Ten past four on the last working day before now."""
    at = (now - timedelta(days=1)).astimezone(HOME).replace(hour=16, minute=10, second=0)
    while at.weekday() > 4:
        at -= timedelta(days=1)
    return at


def test_written_at_ten_past_four_and_answered_in_the_morning(
    page: Page, around, base_url, now
) -> None:
    evening = last_evening(now)
    from heime.flow import send_message
    from heime.flow.send_message import Company, Draft

    draft = Draft("Jeg ble tungpusten i trappa.\nGikk over etter fem minutter.")
    thread: Thread = did(
        around.astrid, send_message.start, around.cast.astrid.id, Company(), draft, now=evening
    )

    enter(page, around.astrid, base_url, now)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{base_url}/hjem/meldinger")
    page.get_by_role("link", name="Jeg ble tungpusten i trappa.").click()
    expect(page.locator(".by-itself")).to_contain_text("Teamet")
    expect(page.locator(".help-line")).to_contain_text("113")
    assert faults(page) == []

    enter(page, around.cast.ingrid, base_url, now)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{base_url}/")
    page.locator("#list").get_by_role("link", name="Astrid Lunde").first.click()
    page.goto(f"{base_url}/meldinger/")
    page.get_by_role("link", name="Astrid Lunde").click()
    expect(page.locator(".messages")).to_contain_text("Gikk over etter fem minutter.")
    page.get_by_role("button", name="Ta", exact=True).click()
    expect(page.locator("#waits")).to_contain_text("Du har")
    assert faults(page) == []

    text = page.get_by_label("Melding", exact=True)
    text.fill("Takk for at du sier fra. Jeg ringer deg klokka ni.")
    page.reload()
    expect(page.get_by_label("Melding", exact=True)).to_have_value(
        "Takk for at du sier fra. Jeg ringer deg klokka ni."
    )
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message.ours")).to_contain_text("Jeg ringer deg klokka ni.")
    expect(page.locator("#waits")).to_have_count(0)
    expect(page.get_by_label("Melding", exact=True)).to_have_value("")
    assert Message.objects.using(DB).filter(thread=thread, side="team").count() == 1

    enter(page, around.astrid, base_url, now)
    page.goto(f"{base_url}/hjem/meldinger/{thread.id}/")
    expect(page.locator(".messages")).to_contain_text("Lest av Ingrid Moe")
    expect(page.locator(".messages")).to_contain_text("Jeg ringer deg klokka ni.")
