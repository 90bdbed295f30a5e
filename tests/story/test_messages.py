"""A message written after closing time, found on the list in the morning, and answered; with the
page reloaded in the middle of a sentence."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from heime.core.hours import HOME
from heime.flow import send_message
from heime.flow.send_message import Company, Draft
from heime.records.messages.models import Message
from tests import people
from tests.flow import writing
from tests.flow.letting_in import did
from tests.people import DB
from tests.story.faces import wrong_with

ANSWER = "Takk for at du sier fra. Jeg ringer deg klokka ni."


@pytest.fixture
def around(cast, monkeypatch):
    monkeypatch.setattr(people, "everybody", lambda at: cast)
    return writing.everybody()


def last_evening(now: datetime) -> datetime:
    """Ten past four on the last weekday before now."""
    at = (now - timedelta(days=1)).astimezone(HOME).replace(hour=16, minute=10, second=0)
    while at.weekday() > 4:
        at -= timedelta(days=1)
    return at


def test_written_at_ten_past_four_and_answered_in_the_morning(enter, around, now, complaints):
    draft = Draft("Jeg ble tungpusten i trappa.\nGikk over etter fem minutter.")
    thread = did(
        around.astrid, send_message.start, around.cast.astrid.id, Company(), draft,
        now=last_evening(now),
    )  # fmt: skip
    home = enter(around.astrid, path="/hjem/meldinger", width=390, height=844)
    home.get_by_role("link", name="Jeg ble tungpusten i trappa.").click()
    expect(home.locator(".by-itself")).to_contain_text("Teamet")
    expect(home.locator(".help-line")).to_contain_text("113")
    assert wrong_with(home) == []

    page = enter(around.cast.ingrid, width=1280, height=800)
    page.locator("#list .row", has_text="En melding som venter på svar").locator("a.open").click()
    page.goto(f"/meldinger/{thread.id}/")
    expect(page.locator(".messages")).to_contain_text("Gikk over etter fem minutter.")
    page.get_by_role("button", name="Ta", exact=True).click()
    expect(page.locator("#waits")).to_contain_text("Du har")
    assert wrong_with(page) == []

    page.get_by_label("Melding", exact=True).fill(ANSWER)
    page.reload()
    expect(page.get_by_label("Melding", exact=True)).to_have_value(ANSWER)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message.ours")).to_contain_text(ANSWER)
    expect(page.locator("#waits")).to_have_count(0)
    expect(page.get_by_label("Melding", exact=True)).to_have_value("")
    assert Message.objects.using(DB).filter(thread=thread, side="team").count() == 1

    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("heading", level=1)).to_have_text("Meldinger")
    assert wrong_with(page) == []

    home.reload()
    expect(home.locator(".messages")).to_contain_text("Lest av Ingrid Moe")
    expect(home.locator(".messages")).to_contain_text(ANSWER)
    assert complaints == []
