"""Measuring with the meter itself, on a phone: the meter plays the byte vectors."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from heime.core.kinds import Kind
from heime.records.measurements.models import Measurement
from tests import people
from tests.flow import letting_in
from tests.people import DB
from tests.story.faces import wrong_with

PHONE = {"width": 390, "height": 844, "timezone_id": "Europe/Oslo"}
STUB = Path(__file__).with_name("bluetooth_stub.js")
HOME = ZoneInfo("Europe/Oslo")

FAILED = "16 ff 07 ff 07 ff 07 e8 07 06 17 0e 23 0a ff 07 00 00"
SATURATION = "00 5e 00 48 00"


@pytest.fixture
def astrid(enter, cast, monkeypatch):
    """Her phone, with a meter within reach."""
    monkeypatch.setattr(people, "everybody", lambda at: cast)
    around = letting_in.everybody()

    def open_page(path: str):
        page = enter(around.astrid, path="/hjem/", **PHONE)
        page.context.add_init_script(path=STUB)
        page.reload()
        goes(page, path)
        return page

    return open_page


def goes(page, path):
    page.evaluate("path => { location.hash = '#' + path }", path)


def presses(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def has(page, meter: dict[str, Any]) -> None:
    """This is the meter within reach from now on."""
    page.evaluate(f"heimeMeter({json.dumps(meter)})")


def pressure(taken: datetime) -> str:
    """152 over 94 with pulse 88 of the meter's user 1, at a time of the meter's clock."""
    local = taken.astimezone(HOME)
    time = local.year.to_bytes(2, "little") + bytes(
        (local.month, local.day, local.hour, local.minute, local.second)
    )
    return (bytes.fromhex("1e98005e007100") + time + bytes.fromhex("580001 0000")).hex(" ")


def kept(cast, kind: Kind) -> list[Measurement]:
    found = Measurement.objects.using(DB).filter(enrolment=cast.astrid.id, kind=kind)
    return list(found.order_by("measured_at"))


def test_a_morning_with_the_meters(astrid, cast, now, complaints):
    page = astrid("/maalere")
    assert "bluetooth=(self)" in page.request.get("/hjem/").headers["permissions-policy"]
    expect(page.get_by_role("heading", name="Målere appen kan lese")).to_be_visible()
    page.get_by_role("link", name="Blodtrykksmåler").click()
    expect(page.get_by_text("Sitt stille, og ikke snakk.")).to_be_visible()
    assert wrong_with(page) == []

    # The cuff sits badly: an error frame is no blood pressure of 2047.
    page.get_by_role("link", name="Mål nå").click()
    has(page, {"service": 0x1810, "id": "cuff", "sends": [{"of": 0x2A35, "bytes": FAILED}]})
    presses(page, "Fra måleren")
    expect(page.get_by_role("heading", name="Måleren fikk ikke noe resultat")).to_be_visible()
    assert wrong_with(page) == []

    # Once more. The meter is for several, so it is asked once whose this is.
    bytes_ = pressure(now)
    sends = [{"of": 0x2A36, "bytes": "00 96 00 ff 07 ff 07"}, {"of": 0x2A35, "bytes": bytes_}]
    has(page, {"service": 0x1810, "id": "cuff", "sends": sends})
    presses(page, "Prøv igjen")
    expect(page.get_by_text("Er dette din egen måling?")).to_be_visible()
    assert wrong_with(page) == []
    presses(page, "Ja, lagre")
    expect(page.get_by_text("152 over 94")).to_be_visible()
    expect(page.get_by_text("Mottatt klokka")).to_be_visible()
    (reading,) = kept(cast, Kind.BLOOD_PRESSURE)
    assert (reading.value, reading.second, reading.device) == (1_520_000, 940_000, "cuff")
    assert abs((reading.measured_at - now).total_seconds()) < 300

    # What the meter sends again is not taken twice.
    goes(page, "/maal/blood_pressure")
    has(page, {"service": 0x1810, "id": "cuff", "known": True, "sends": sends[1:]})
    presses(page, "Fra måleren")
    expect(page.get_by_role("heading", name="Måleren har ikke noe nytt")).to_be_visible()
    assert len(kept(cast, Kind.BLOOD_PRESSURE)) == 1

    # An oximeter whose result leaves no doubt is saved at once.
    goes(page, "/maal/oxygen_saturation")
    has(page, {"service": 0x1822, "sends": [{"of": 0x2A5E, "bytes": SATURATION}]})
    presses(page, "Fra måleren")
    expect(page.get_by_text("94 prosent")).to_be_visible()
    expect(page.get_by_text("Mottatt klokka")).to_be_visible()
    assert [one.value for one in kept(cast, Kind.OXYGEN_SATURATION)][-1] == 940_000
    assert complaints == []
