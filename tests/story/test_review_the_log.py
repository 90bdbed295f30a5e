"""The auditor's pages and a person's log: usable by everybody, at any width, in three languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from heime.core.roles import Role
from heime.records.access.models import SignIn
from tests import people
from tests.flow.auditing import Reviewers, fresh, looked, reviewers, signal
from tests.flow.letting_in import now as moment
from tests.people import DB
from tests.story.faces import wrong_with
from tests.story.test_people_and_rights import wide

TALL = 3000
"""All of a page at once: what lies under the bar of places at the bottom is not what is tested."""


@pytest.fixture
def r(cast, now) -> Reviewers:
    """A day of work around what Ingrid did, and something of each kind to ask about."""
    found = reviewers(cast, now)
    at = now - timedelta(hours=1)
    looked(cast.astrid, cast.ingrid, at, resource="plan")
    looked(cast.astrid, cast.ingrid, at, denied=True)
    looked(cast.astrid, cast.nils, at, "emergency.opened", ground="emergency")
    facts = {"people": 31, "usual": 6, "colleagues": 7}
    signal(looked(cast.astrid, cast.tor, at), now - timedelta(days=20), "many", facts=facts)
    signal(looked(cast.astrid, found.eva, at), now)
    return found


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [
        ("nn", 390, "dark"),
        pytest.param("nb", 1280, "light", marks=pytest.mark.long),
        pytest.param("en", 390, "light", marks=pytest.mark.long),
    ],
)
def test_everybody_can_use_the_pages_over_the_log(
    r, enter, now, complaints, language, width, scheme
) -> None:
    nina = people.account("nina", "Nina Lie", "SP", member_of=None, now=now)
    people.post(nina, Role.LEAD, team=r.cast.north, now=now)
    of_eva = ["/logg/", "/logg/tegn/", f"/logg/tegn/{r.signal.id}", "/logg/navn", "/logg/brudd"]
    for who, paths in ((r.eva, of_eva), (nina, [f"/person/{r.cast.astrid.id}/logg"])):
        page = enter(
            who, language=language, width=width, height=TALL, scheme=scheme, path="/inn/okter",
        )  # fmt: skip
        for path in paths:
            page.goto(path)
            for summary in page.locator("main details > summary").all():
                summary.click()
            assert wrong_with(page) == [], path
            assert wide(page) <= 0, f"{path} is wider than the screen"
    assert complaints == []


def test_a_reviewer_settles_a_signal_and_learns_a_name_with_another(r, enter) -> None:
    """From the keyboard alone where it matters: choose, write, send."""
    eva = enter(r.eva, path="/logg/")
    SignIn.objects.using(DB).update(stepped_up_at=moment())
    eva.get_by_role("link", name="Gå gjennom 3 tegn").click()
    eva.get_by_role("link", name="Åpnet uten noe å gjøre").first.click()
    eva.locator("summary", has_text="Be om navnet").click()
    eva.get_by_label("Hvorfor du må vite navnet").fill("Må høre om personen ringte.")
    eva.get_by_role("button", name="Be om navnet").click()
    expect(eva.get_by_text("Du har bedt om navnet.")).to_be_visible()

    mette = enter(r.mette, path="/logg/navn")
    SignIn.objects.using(DB).update(stepped_up_at=moment())
    mette.get_by_role("button", name="Ja, vis navnet").click()
    expect(mette.get_by_text("Ingen venter på svar.")).to_be_visible()

    eva.reload()
    expect(eva.get_by_text("Astrid Lunde")).to_be_visible()
    eva.get_by_role("radio", name="I orden Det var").press("Space")
    eva.get_by_label("Hvem du spurte, og hva du fant").fill("Personen ringte selv.")
    eva.keyboard.press("Tab")
    eva.keyboard.press("Enter")
    expect(eva.get_by_role("heading", name="Tegn")).to_be_visible()
    assert fresh(r.signal).state == "explained"
