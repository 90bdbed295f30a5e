"""A GP, who lives in another system, signs a plan: from the notice in under five clicks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from heime.core import templates
from heime.core.kinds import Kind
from heime.core.rights import Ground
from heime.core.roles import Role
from heime.edges.partners import words
from heime.records.exchange.models import Notice
from heime.records.people.models import Organisation
from heime.records.plans.models import PlanVersion
from tests import people
from tests.people import DB, LOM, PASSWORD
from tests.story.faces import wrong_with


@pytest.fixture
def gry(cast, now):
    """Astrid's GP; and Astrid with a plan that gives an alert every sixth day."""
    office = people.organisation("Breelvi legekontor", Organisation.Sort.GP, LOM)
    made = people.account("gry", "Gry Bakke", "LE", member_of=None, now=now)
    people.post(made, Role.GP, organisation=office, now=now)
    people.right(
        cast.astrid, Ground.GP, organisation=office, given_by=cast.ingrid, now=now,
        lasts=timedelta(days=300),
    )  # fmt: skip
    content = templates.template("copd") | {
        "review_on": str((now + timedelta(days=200)).date()), "rules": [],
    }  # fmt: skip
    people.plan(cast.astrid, content, approved_by=cast.nils, now=now, number=2)
    for day in range(1, 61):
        for minutes in (0, 5):
            people.measured(
                cast.astrid, Kind.OXYGEN_SATURATION, "90" if day % 6 == 0 else "94",
                now - timedelta(days=day, minutes=minutes), source=cast.source,
            )  # fmt: skip
    return made


def test_from_a_change_to_a_signature(cast, gry, enter, browser, base_url, complaints) -> None:
    page = enter(cast.ingrid, path=f"/person/{cast.astrid.id}/plan/")
    page.get_by_label("Hvorfor det skal lages en ny plan").fill("Mange varsler uten grunn.")
    page.get_by_role("button", name="Begynn et utkast").click()
    page.get_by_label("Oksygenmetning, gul ≤").fill("89")
    # The what-if follows the hand; nothing is saved yet.
    expect(page.locator("#effect")).to_contain_text("Ville gitt 0 varsler i stedet for 10")
    expect(page.locator("#effect")).to_contain_text("gul nedre: 91 % → 89 %")
    page.get_by_text("Legg fram for lege", exact=True).click()
    page.get_by_label("Gry Bakke, fastlege").check()
    page.get_by_role("button", name="Lagre og legg fram for lege").click()
    expect(page.get_by_text("Venter på lege")).to_be_visible()

    notice = Notice.objects.using(DB).get(what="plan-to-approve", account_id=gry.id)
    assert "Astrid" not in words.text_of(notice.what, "nb")
    clicks = 0
    context = browser.new_context(base_url=base_url, locale="nb-NO")
    phone = context.new_page()
    phone.goto(words.page_of(notice.what, notice.about))  # the link in the notice
    clicks += 1
    phone.get_by_label("Brukernavn").fill("gry")
    phone.get_by_label("Passord").fill(PASSWORD)
    phone.get_by_role("button", name="Logg inn").click()
    clicks += 1
    expect(phone.get_by_text("Ville gitt 0 varsler i stedet for 10")).to_be_visible()
    assert wrong_with(phone) == []
    phone.get_by_role("button", name="Godkjenn planen").click()
    clicks += 1
    expect(phone.get_by_text("Godkjent: Gry Bakke")).to_be_visible()
    context.close()

    assert clicks < 5
    signed = PlanVersion.objects.using(DB).get(enrolment=cast.astrid, number=3)
    assert (signed.status, signed.approved_by_id) == ("approved", gry.id)
    # A what-if that was under way when the plan was laid before the doctor is refused: 409.
    assert [one for one in complaints if "409 (Conflict)" not in one] == []
