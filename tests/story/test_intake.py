"""From a GP's referral to the start, in a real browser: one thing is next all the way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from heime.core.roles import Role
from heime.records.people.models import Enrolment, Organisation
from tests import people
from tests.people import DB, LOM


@pytest.fixture
def gry(cast: Any, now: datetime) -> Any:
    office = people.organisation("Breelvi legekontor", Organisation.Sort.GP, LOM)
    made = people.account("gry", "Gry Bakke", "LE", member_of=None, now=now)
    people.post(made, Role.GP, organisation=office, now=now)
    return made


def proposes(page: Page) -> None:
    """The GP's two minutes: from her people to "sent"."""
    page.get_by_role("link", name="Foreslå noen for oppfølging").click()
    page.get_by_label("Fødselsnummer").fill("148345 50246")
    page.get_by_label("Fornavn").fill("Solveig")
    page.get_by_label("Etternavn").fill("Sletten")
    page.get_by_label("kols").check()
    page.get_by_label("Hvorfor, med egne ord").fill("Innlagt to ganger i høst.")
    page.get_by_role("button", name="Send forslaget").click()
    expect(page.get_by_role("status").filter(has_text="Forslaget er sendt.")).to_be_visible()
    expect(page.get_by_text("Venter på svar")).to_be_visible()


def step(page: Page, name: str) -> Any:
    """The step's own box, with its form open."""
    box = page.locator(".step").filter(has=page.get_by_role("heading", name=name, exact=True))
    box.locator("summary").first.click()
    return box


def assesses(page: Page) -> None:
    box = step(page, "Vurdering")
    for group, answer in (
        ("Risiko for å bli verre", "Høy"), ("Klarer å måle", "Alene"),
        ("Klarer telefon eller nettbrett", "Med hjelp"), ("Bor", "Alene"),
        ("Mobildekning hjemme", "Svak"), ("Samtykkekompetanse", "Kan samtykke"),
    ):  # fmt: skip
        box.get_by_role("group", name=group, exact=True).get_by_label(answer, exact=True).check()
    box.get_by_role("button", name="Lagre vurderingen").click()


def readies(page: Page, today: str) -> None:
    """What is left but the plan: ground, figures, equipment, training."""
    box = step(page, "Avgjørelse")
    box.get_by_label("Ja", exact=True).check()
    box.get_by_role("button", name="Lagre avgjørelsen").click()
    box = step(page, "Samtykke eller annet grunnlag")
    box.get_by_label("Samtykke: personen har sagt ja").check()
    box.get_by_label("De har fått vite at dette ikke er en akuttjeneste").check()
    box.get_by_role("button", name="Lagre", exact=True).click()
    box = step(page, "Tall fra før start")
    for source in box.get_by_label("Kilde:").all():
        source.select_option("not-known")
    box.get_by_role("textbox", name="Innleggelser på sykehus").fill("2")
    box.get_by_label("Kilde: Innleggelser på sykehus").select_option("record")
    box.get_by_role("button", name="Lagre tallene").click()
    box = step(page, "Utstyr")
    box.get_by_label("Hvem sitt: Pulsoksymeter").select_option("own")
    box.get_by_role("button", name="Lagre utstyret").click()
    box = step(page, "Opplæring")
    for day in box.locator("input[type=date]").all():
        day.fill(today)
    box.get_by_role("button", name="Lagre opplæringen").click()


@pytest.mark.usefixtures("cheap_passwords")
def test_from_a_gps_referral_to_the_start(cast, gry, enter, complaints, now) -> None:
    proposes(enter(gry, path="/personer/"))
    solveig = Enrolment.objects.using(DB).get(patient__family="Sletten")

    page = enter(cast.ingrid, path="/inntak/")
    page.get_by_role("link", name="Solveig Sletten").click()
    expect(page.get_by_text("Innlagt to ganger i høst.")).to_be_visible()
    expect(page.get_by_role("link", name="Vurder om oppfølging passer.")).to_be_visible()
    assesses(page)
    readies(page, now.astimezone(UTC).date().isoformat())
    expect(page.get_by_role("link", name="Lag planen")).to_be_visible()
    expect(page.get_by_role("button", name="Start oppfølgingen")).to_have_count(0)

    people.plan(solveig, people.COPD_PLAN, approved_by=cast.nils, now=now)
    page.reload()
    page.get_by_role("button", name="Start oppfølgingen").click()
    expect(page.get_by_text("Låst ved start.")).to_be_visible()
    expect(page.get_by_text("Innleggelser på sykehus siste 12 måneder")).to_be_visible()
    assert Enrolment.objects.using(DB).get(id=solveig.id).phase == "active"
    assert complaints == []
