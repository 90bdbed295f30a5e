"""Whole days that go wrong: what comes in by the door, what is seen, who acts, and what is left."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import expect

from heime.core.casework import CaseState
from heime.core.hours import HOME
from heime.core.kinds import Kind
from heime.core.rights import Ground
from heime.core.roles import Role
from heime.records.duty.models import Climb, HandOver, OnCall, Opening
from heime.records.happenings.models import VitalSet
from heime.records.measurements.models import Measurement
from heime.records.worklist.models import Case
from tests import people
from tests.edges.fhir.examples import LOINC, coded, quantity
from tests.flow import sending
from tests.flow.test_climb import go_round as climb_due
from tests.flow.test_hand_over import go_round as take_back_due
from tests.people import DB


def by_the_loop(work, *args):
    """What the due loop does, which needs a thread of its own: the browser's library has this."""
    with ThreadPoolExecutor(1) as loop:
        return loop.submit(work, *args).result()


@pytest.fixture
def measures(cast, database, base_url, now):
    """Astrid measures her oxygen: measures("90", minutes_ago)."""
    token = sending.of_astrid(cast, database.superuser_url)

    def measure(value: str, minutes_ago: float) -> None:
        sent = {
            "resourceType": "Observation", "status": "final",
            "code": coded((LOINC, "59408-5")),
            "subject": {"reference": f"Patient/{cast.astrid.id}"},
            "effectiveDateTime": (now - timedelta(minutes=minutes_ago)).isoformat(),
            "valueQuantity": quantity(int(value), "%"),
        }  # fmt: skip
        bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/fhir+json"}
        answer = httpx.post(f"{base_url}/fhir/Observation", json=sent, headers=bearer, timeout=15)
        assert answer.status_code == 201, answer.text

    return measure


def test_copd_from_the_first_yellow_to_the_ward_that_takes_over(
    enter, cast, now, database, measures, complaints
) -> None:
    it_is_monday(cast)
    ward = people.organisation("Høgbekken, lungeavdelingen", "department", people.LOM)
    frode = people.account("frode", "Frode Austmoen", "LE", member_of=None, now=now)
    people.post(frode, Role.HOSPITAL, now=now, organisation=ward)

    # Yellow, measured again, and yellow still: a row that can wait until the afternoon.
    list_ = enter(cast.ingrid)
    list_.locator("#frame[data-live=yes]").wait_for()
    measures("90", 50)
    measures("90", 44)
    row = list_.locator(".row", has_text="Astrid Lunde")
    expect(row).to_contain_text("Gul")
    expect(row).to_contain_text("90")

    # Worse within the hour: the same row, now red, without anybody loading the page. Until the
    # second reading is there, the first stands for itself among those that are waited for.
    measures("86", 9)
    measures("86", 2)
    expect(list_.locator(".row[data-case]", has_text="Astrid Lunde")).to_contain_text("Rød")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Ta Astrid Lunde").click()
    expect(list_.locator(".row.mine")).to_contain_text("Astrid Lunde")
    case = Case.objects.using(DB).get()

    # The doctor of the team is asked.
    nurse = enter(cast.ingrid, path=f"/sak/{case.id}/")
    nurse.locator("summary", has_text="Oppgave til en kollega").click()
    nurse.get_by_label("Hva skal gjøres?").fill("Kan hun være hjemme? Tungpusten i hvile.")
    nurse.get_by_label("Av hvem").select_option(label="Nils Berge")
    nurse.get_by_role("button", name="Gi oppgaven").click()
    expect(nurse.locator(".task", has_text="Kan hun være hjemme?")).to_be_visible()
    doctor = enter(cast.nils, path="/oppgaver/")
    task = doctor.locator(".task", has_text="Kan hun være hjemme?")
    task.get_by_label("Hva det ble til").fill("Bør vurderes på sykehus i dag.")
    task.get_by_role("button", name="Gjort").click()
    expect(doctor.locator(".task")).to_have_count(0)

    # What the doctor said stands in the case and in the draft, and the ward is asked to take her.
    nurse.reload()
    expect(nurse.get_by_text("Bør vurderes på sykehus i dag.").first).to_be_visible()
    nurse.get_by_role("link", name="Overlever", exact=True).click()
    expect(nurse.locator("#situation")).to_have_value(re.compile("86"))
    nurse.get_by_label("Høgbekken, lungeavdelingen").check()
    nurse.get_by_label("I dag", exact=True).check()
    nurse.get_by_label("Råd").fill("Vi ber dere ta imot henne i dag. Ektefellen kjører.")
    nurse.get_by_role("button", name="Send overleveringen").click()
    expect(nurse.get_by_text("Venter på svar").first).to_be_visible()

    received = enter(frode, path="/mottak/")
    received.get_by_role("link", name="Astrid Lunde").click()
    expect(received.get_by_text("Vi ber dere ta imot henne i dag.")).to_be_visible()
    received.get_by_role("button", name="Ta imot").click()
    received.get_by_label("Melding tilbake til teamet").fill("Innlagt. Vi ringer før hjemreise.")
    received.get_by_role("button", name="Avslutt og gi teamet beskjed").click()
    expect(received.get_by_text("Den er avsluttet her")).to_be_visible()

    # The word back is work again: read, and the case is closed with a note that made itself.
    list_.reload()
    expect(list_.get_by_text("Mottakeren har avsluttet").first).to_be_visible()
    by_the_loop(take_back_due, database)
    nurse.goto(f"/sak/{case.id}/")
    expect(nurse.get_by_label("Notat", exact=True)).to_contain_text("Bør vurderes på sykehus")
    nurse.get_by_label("Hva ble det til?").select_option("sent-on")
    nurse.get_by_role("button", name="Lukk saken").click()
    expect(nurse.get_by_role("heading", name="Saken er lukket")).to_be_visible()
    assert HandOver.objects.using(DB).get().state == "done"
    assert complaints == []


def closed_now(cast, now) -> None:
    """It is Friday 15:40, whatever the day: the team has closed, and opens on its next weekday."""
    Opening.objects.using(DB).create(
        team=cast.north, day=now.astimezone(HOME).date(), why="Fredag etter stengetid"
    )


def it_is_monday(cast) -> None:
    """The team is open: all day, on every day."""
    Opening.objects.using(DB).all().delete()
    for weekday in range(7):
        Opening.objects.using(DB).create(
            team=cast.north, weekday=weekday, opens="00:00", closes="23:59"
        )


def test_a_red_on_friday_at_1540_has_a_name_or_says_that_it_has_none(
    enter, cast, now, database, measures
) -> None:
    closed_now(cast, now)
    own = people.account("astrid", "", "", member_of=None, now=now)
    people.right(cast.astrid, Ground.SELF, given_by=cast.ingrid, now=now, account=own)
    on_call = OnCall.objects.using(DB).create(
        team=cast.north, account=cast.tor, starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(days=2), made_by=cast.ingrid,
    )  # fmt: skip
    measures("86", 9)
    measures("86", 2)
    case = Case.objects.using(DB).get()
    by_the_loop(climb_due, database, case.opened_at + timedelta(seconds=1))

    # Tor is on call: the list and the change of shift say that he is told, and he takes it.
    tor = enter(cast.tor, path="/vakt/")
    expect(tor.get_by_text("Tor Haugen").first).to_be_visible()
    expect(tor.locator("li", has_text="Astrid Lunde")).to_contain_text("bakvakt")
    tor.goto("/")
    row = tor.locator(".row", has_text="Astrid Lunde")
    expect(row).to_contain_text("Ta den nå")
    mine = enter(own, path="/hjem/tilgang")
    expect(mine.get_by_text("Ingen har sett")).to_have_count(0)

    # Had nobody been on call, or nobody taken it, she is told so, and whom to call.
    on_call.delete()
    Climb.objects.using(DB).all().delete()
    by_the_loop(climb_due, database, case.opened_at + timedelta(minutes=61))
    mine.reload()
    told = mine.get_by_text("116\u00a0117").first
    expect(told).to_be_visible()
    expect(mine.get_by_text("113").first).to_be_visible()
    tor.reload()
    expect(row).to_contain_text("Ingen har den")

    # Monday: it stands first, its deadline is of this morning, and somebody takes it.
    it_is_monday(cast)
    ingrid = enter(cast.ingrid)
    first = ingrid.locator(".row").first
    expect(first).to_contain_text("Astrid Lunde")
    first.get_by_role("button", name="Ta Astrid Lunde").click()
    expect(ingrid.locator(".row.mine")).to_contain_text("Astrid Lunde")
    expect(ingrid.locator(".row.mine .trouble")).to_have_count(0)


def test_an_equal_red_the_day_after_is_a_new_case_that_knows_the_one_before(
    enter, cast, now, measures
) -> None:
    yesterday = now - timedelta(days=1)
    before = people.red_case(cast, yesterday)
    Case.objects.using(DB).filter(id=before.id).update(
        state=CaseState.CLOSED, taken_by=cast.tor, taken_at=yesterday, closed_by=cast.tor,
        closed_at=yesterday + timedelta(minutes=30), outcome="advice",
        note="Hvilte, 91 % etter en time.", minutes=10,
    )  # fmt: skip
    measures("86", 9)
    measures("86", 2)

    page = enter(cast.ingrid)
    row = page.locator(".row", has_text="Astrid Lunde")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Rød")
    expect(row).to_contain_text("Ny")
    row.get_by_role("link", name="Astrid Lunde").click()
    lately = page.locator(".lately")
    expect(lately.locator("summary")).to_contain_text("Tor Haugen")
    lately.locator("summary").click()
    expect(lately).to_contain_text("Hvilte, 91 % etter en time.")
    lately.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Saken er lukket")).to_be_visible()

    new = Case.objects.using(DB).exclude(id=before.id).get()
    assert (new.state, new.zone) == (CaseState.OPEN, before.zone)
    assert Case.objects.using(DB).get(id=before.id).state == CaseState.CLOSED


def test_a_home_visit_with_a_whole_set_and_one_reading_that_was_wrong(
    enter, cast, now, database, base_url, complaints
) -> None:
    plan = people.COPD_PLAN | {"rules": ["NEWS2"]}
    people.plan(cast.astrid, plan, approved_by=cast.nils, number=2, now=now)
    phone = enter(
        cast.ingrid, width=390, height=844, path=f"/person/{cast.astrid.id}/malinger/news2"
    )
    phone.get_by_label("På hjemmebesøk").check()
    for name, value in (
        ("respiratory_rate", "21"), ("oxygen_saturation", "86"), ("blood_pressure", "130"),
        ("blood_pressure_low", "80"), ("heart_rate", "78"), ("body_temperature", "36,8"),
        ("minutes", "5"),
    ):  # fmt: skip
        phone.locator(f'[name="{name}"]').fill(value)
    phone.get_by_label("Puster luft").check()
    phone.get_by_label("Våken").check()
    phone.get_by_role("button", name="Send og regn ut").click()
    expect(phone.get_by_text("NEWS2").first).to_be_visible()
    assert VitalSet.objects.using(DB).count() == 1

    # The oximeter sat on a cold finger. What it showed stays, struck through, everywhere.
    phone.goto(f"/person/{cast.astrid.id}/malinger?slag=1")
    expect(phone.get_by_role("navigation", name="Periode")).to_be_visible()
    phone.get_by_role("link", name="Teller ikke …").click()
    phone.get_by_label("Det ble målt på feil måte").check()
    phone.get_by_label("Nei", exact=False).check()
    phone.get_by_role("button", name="Den teller ikke").click()
    expect(phone.locator("tr.does-not-count")).to_contain_text("Teller ikke")
    expect(phone.locator("tr.does-not-count del")).to_contain_text("86")

    case = Case.objects.using(DB).get()
    page = enter(cast.tor, path=f"/sak/{case.id}/")
    page.locator("summary", has_text="Oksygenmetning som tabell").click()
    expect(page.locator("td del").first).to_contain_text("86")
    expect(page.get_by_text("En måling teller ikke").first).to_be_visible()

    wrong = Measurement.objects.using(DB).get(kind=Kind.OXYGEN_SATURATION)
    reads = sending.client(database.superuser_url, cast.astrid.municipality_id)
    bearer = {"Authorization": f"Bearer {reads}"}
    found = httpx.get(f"{base_url}/fhir/Observation/{wrong.id}", headers=bearer).json()
    assert found["status"] == "entered-in-error"
    assert "valueQuantity" not in found
    assert complaints == []
