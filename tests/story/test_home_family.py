"""Around the day: next of kin before and after a consent, and what the person reads and keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from heime.core.kinds import Kind
from heime.core.zone import Zone
from heime.records.messages.models import File, Message
from tests import people
from tests.flow import letting_in
from tests.people import DB
from tests.story.faces import wrong_with

PHONE = {"width": 390, "height": 844}
LEFT_BEHIND = """async () => {
  const db = await new Promise((done) => {
    const asked = indexedDB.open('heime-home');
    asked.onsuccess = () => done(asked.result);
  });
  const all = (name) => new Promise((done) => {
    const asked = db.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result.length);
  });
  const left = [await all('people'), await all('days'), await all('drafts')];
  db.close();
  return left;
}"""


@pytest.fixture
def around(cast, now, monkeypatch):
    """Astrid and her daughter; a week of oxygen, one morning of it below the line."""
    monkeypatch.setattr(people, "everybody", lambda at: cast)
    found = letting_in.everybody()
    for day, value in enumerate(("93", "92", "94", "90", "93", "92"), start=1):
        taken = people.measured(
            cast.astrid, Kind.OXYGEN_SATURATION, value, now - timedelta(days=7 - day),
            source=cast.source,
        )  # fmt: skip
        people.judged(taken, Zone.YELLOW if value == "90" else Zone.GREEN, by_plan=cast.plan)
    return found


def goes(page, path):
    page.evaluate("path => { location.hash = '#' + path }", path)


def presses(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def heading(page):
    return page.get_by_role("heading", level=1)


def test_the_daughters_view_before_and_after_the_consent_ends(enter, around, complaints):
    marit = enter(around.marit, path="/hjem/", **PHONE)
    expect(heading(marit)).to_have_text("Ingenting er delt med deg nå")
    assert wrong_with(marit) == []

    astrid = enter(around.astrid, path="/hjem/#/meg/tilgang", **PHONE)
    presses(astrid, "Marit Lunde, datter")
    astrid.get_by_label("3 måneder").check()
    astrid.get_by_label("Målinger og svar").check()
    astrid.get_by_label("Skrive med teamet").check()
    assert wrong_with(astrid) == []
    presses(astrid, "La Marit Lunde se dette")
    expect(astrid.get_by_role("heading", name="Marit Lunde (datter)")).to_be_visible()

    presses(marit, "Se etter på nytt")
    expect(marit.get_by_role("link", name="Utvikling")).to_be_visible()
    goes(marit, "/utvikling")
    expect(marit.get_by_text("Oksygenmetning har vært mellom 90 og 94")).to_be_visible()
    expect(marit.get_by_text("1 av 6 målinger var utenfor grensene i planen.")).to_be_visible()
    expect(marit.get_by_text("Planen er ikke delt med deg")).to_be_visible()
    assert wrong_with(marit) == []
    goes(marit, "/meg/plan")
    expect(marit.get_by_text("Astrid har ikke delt dette med deg.")).to_be_visible()

    goes(marit, "/meldinger/ny")
    marit.get_by_label("Hva vil du si?").fill("Mor sover dårlig. Kan dere ringe meg?")
    presses(marit, "Send")
    expect(marit.get_by_role("link", name="Mor sover dårlig.")).to_be_visible()
    goes(astrid, "/meldinger")
    expect(astrid.get_by_text("Ingen har skrevet ennå.")).to_be_visible()
    assert Message.objects.using(DB).filter(side="kin").count() == 1

    goes(astrid, "/meg/tilgang")
    presses(astrid, "Avslutt nå")
    expect(astrid.get_by_text("Ingen andre får se noe.")).to_be_visible()

    goes(marit, "/utvikling/30")
    expect(heading(marit)).to_have_text("Ingenting er delt med deg nå")
    assert marit.evaluate(LEFT_BEHIND) == [0, 0, 0]
    marit.reload()
    expect(heading(marit)).to_have_text("Ingenting er delt med deg nå")
    assert [said for said in complaints if "403" not in said and "404" not in said] == []


def test_an_answer_that_was_asked_for_earlier_does_not_undo_what_was_done_since(enter, around):
    page = enter(around.astrid, path="/hjem/#/meg/tilgang", **PHONE)
    presses(page, "Marit Lunde, datter")
    page.get_by_label("3 måneder").check()
    page.get_by_label("Målinger og svar").check()
    presses(page, "La Marit Lunde se dette")
    expect(page.get_by_role("button", name="Avslutt nå")).to_be_visible()
    goes(page, "/meldinger")
    expect(page.get_by_text("Ingen har skrevet ennå.")).to_be_visible()

    held = []
    page.route("**/people/*/rights", lambda route: held.append((route, route.fetch())))
    goes(page, "/meg/tilgang")
    expect(page.get_by_role("button", name="Avslutt nå")).to_be_visible()
    for _ in range(200):
        if held:
            break
        page.wait_for_timeout(50)
    [(route, answer)] = held
    presses(page, "Avslutt nå")
    expect(page.get_by_text("Ingen andre får se noe.")).to_be_visible()
    with page.expect_response("**/people/*/rights"):
        route.fulfill(response=answer)
    page.wait_for_timeout(300)
    expect(page.get_by_text("Ingen andre får se noe.")).to_be_visible()
    assert page.get_by_role("button", name="Avslutt nå").count() == 0


def test_what_is_hers_is_read_by_her_offline_too(enter, around, complaints):
    page = enter(around.astrid, path="/hjem/#/meg/viktig", **PHONE)
    page.get_by_label("Hva vil du klare").fill("Å gå til kirka på søndag.")
    presses(page, "Lagre")
    expect(page.get_by_text("Det er lagret.")).to_be_visible()
    goes(page, "/meg/plan")
    expect(page.get_by_text("Å gå til kirka på søndag.")).to_be_visible()
    expect(page.get_by_text("gul ved 91 eller lavere")).to_be_visible()
    assert wrong_with(page) == []
    goes(page, "/utvikling")
    expect(page.locator("svg[role=img] .mark-yellow")).to_have_count(1)
    assert wrong_with(page) == []
    goes(page, "/meg/logg")
    expect(page.get_by_text("Du ").first).to_be_visible()

    page.context.set_offline(True)
    goes(page, "/meg/plan")
    expect(page.get_by_text("Det er ikke kontakt med Heime nå.")).to_be_visible()
    expect(page.get_by_text("gul ved 91 eller lavere")).to_be_visible()
    goes(page, "/utvikling")
    expect(page.get_by_text("Oksygenmetning har vært mellom 90 og 94")).to_be_visible()
    page.context.set_offline(False)
    assert [said for said in complaints if "ERR_INTERNET_DISCONNECTED" not in said] == []


def test_a_message_with_a_photo_waits_without_coverage_and_arrives_once(enter, around, complaints):
    page = enter(around.astrid, path="/hjem/#/meldinger", **PHONE)
    expect(page.get_by_text("Ingen har skrevet ennå.")).to_be_visible()
    page.context.set_offline(True)
    goes(page, "/meldinger/ny")
    page.get_by_label("Hva vil du si?").fill("Foten er hoven i dag.")
    photo = page.screenshot(type="png")
    page.locator("input[type=file]").set_input_files(
        {"name": "foten.png", "mimeType": "image/png", "buffer": photo}
    )
    expect(page.get_by_role("img", name="Bildet ditt")).to_be_visible()
    presses(page, "Send")
    expect(page.get_by_text("Ingen har mottatt dette ennå.")).to_be_visible()
    expect(page.get_by_text("innen")).to_have_count(0)
    assert not Message.objects.using(DB).filter(side="patient").exists()

    page.context.set_offline(False)
    expect(page.get_by_role("link", name="Foten er hoven i dag.")).to_be_visible(timeout=40_000)
    page.get_by_role("link", name="Foten er hoven i dag.").click()
    expect(page.get_by_role("img", name="Bilde fra Astrid Lunde")).to_be_visible()
    assert wrong_with(page) == []
    assert Message.objects.using(DB).filter(side="patient").count() == 1
    assert [one.sort for one in File.objects.using(DB).all()] == ["image/jpeg"]
    assert [said for said in complaints if "ERR_INTERNET_DISCONNECTED" not in said] == []
