"""A tablet is lent and given back; what is pushed is shown; one says how one is reminded."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from heime.core.hours import HOME
from heime.core.rights import Ground
from heime.records.kiosk.models import KioskDevice
from heime.records.reminders.models import PushSubscription, ReminderWish
from tests import people
from tests.edges.home.test_reminders import ENDPOINT, browser
from tests.people import DB
from tests.story.at_home import Phone
from tests.story.conftest import whole_browser
from tests.story.faces import wrong_with

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 1024, "height": 768}
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  const found = await worker.getNotifications();
  return found.map((one) => [one.title, one.body, one.data.link]);
}"""
LEFT = """async () => (await indexedDB.databases()).length && new Promise((done) => {
  const asked = indexedDB.open('heime-home');
  asked.onsuccess = () => {
    const all = asked.result.transaction('people').objectStore('people').getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result.length); };
  };
})"""

TOLD = """(told) => new Promise((done) => {
  const asked = indexedDB.open('heime-home');
  asked.onsuccess = () => {
    const small = asked.result.transaction("small", "readwrite").objectStore("small");
    const put = small.put(told, "push");
    put.onsuccess = () => { asked.result.close(); done(); };
  };
})"""


@pytest.fixture(name="browser", scope="module")
def with_notifications(browser_type, browser_type_launch_args):
    """Not the one without a window, which shows none."""
    launched = browser_type.launch(
        **browser_type_launch_args | {"executable_path": whole_browser()}
    )
    yield launched
    launched.close()


@pytest.fixture
def astrid(cast, now):
    """Her account, and oxygen that is waited for now."""
    account = people.account("astrid", "", "", member_of=None, now=now)
    people.right(cast.astrid, Ground.SELF, given_by=cast.nils, account=account, now=now)
    local = datetime.now(HOME)
    expected = {
        "what": "oxygen_saturation", "days": "every_day", "at": [f"{local:%H:%M}"],
        "before_minutes": 60, "after_minutes": 100,
    }  # fmt: skip
    plan = people.COPD_PLAN | {"expectations": [expected]}
    began = now - timedelta(days=3)
    people.plan(cast.astrid, plan, approved_by=cast.nils, now=now, number=2, valid_from=began)
    return account


def test_a_tablet_is_lent_shows_the_day_and_is_given_back(enter, cast, astrid):
    team = enter(cast.ingrid, path=f"/person/{cast.astrid.id}/nettbrett")
    assert wrong_with(team) == []
    team.get_by_label("Hva nettbrettet heter").fill("Brett 14")
    team.get_by_role("button", name="Vis en kode").click()
    code = team.locator("strong.code").inner_text()

    tablet = enter(None, path="/hjem/", **TABLET)
    for _ in range(3):
        tablet.get_by_role("button", name="Videre").click()
    tablet.get_by_role("button", name="Skriv koden").click()
    tablet.get_by_label("Koden fra teamet").fill(code)
    tablet.get_by_role("button", name="Start nettbrettet").click()

    expect(tablet.get_by_role("heading", name="Oksygen")).to_be_visible()
    assert wrong_with(tablet) == []
    assert tablet.evaluate(LEFT) == 1
    tablet.context.set_offline(True)
    tablet.reload()
    expect(tablet.get_by_role("heading", name="Oksygen")).to_be_visible()
    tablet.context.set_offline(False)

    team.goto(team.url.removesuffix("/lan"))
    expect(team.get_by_text("I bruk", exact=True)).to_be_visible()
    team.get_by_text("Tøm nettbrettet").first.click()
    team.get_by_role("button", name="Tøm nettbrettet").click()
    expect(team.get_by_text("Venter på å bli tømt")).to_be_visible()

    tablet.reload()
    expect(tablet.get_by_role("heading", name="Velkommen til Heime")).to_be_visible()
    expect(tablet.get_by_text("Nettbrettet er tømt, slik teamet ba om.")).to_be_visible()
    assert tablet.evaluate(LEFT) == 0
    assert KioskDevice.objects.using(DB).get().wiped_at is not None
    team.reload()
    expect(team.get_by_text("Tømt ")).to_be_visible()


def test_what_is_pushed_is_shown_and_says_nothing_more(enter, astrid):
    page = enter(astrid, path="/hjem/", **PHONE)
    page.context.grant_permissions(["notifications"])
    expect(page.get_by_role("heading", level=1)).to_contain_text("Astrid")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    talk = page.context.new_cdp_session(page)
    workers: list[dict[str, str]] = []
    talk.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: workers.extend(said["registrations"]),
    )
    talk.send("ServiceWorker.enable")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    ours = next(one for one in workers if one["scopeURL"].endswith("/hjem/"))
    origin = ours["scopeURL"].removesuffix("/hjem/")

    for link in ("/hjem/", "https://evil.example/"):
        pushed = json.dumps({"text": f"Du har noe å gjøre i Heime. {link}", "link": link})
        talk.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": origin, "registrationId": ours["registrationId"], "data": pushed},
        )
        there = f"async () => {{ const [one, ...more] = await ({SHOWN})(); "
        Phone(page).comes_to(there + f"return !more.length && one?.[1].endsWith('{link}') }}")
        ((title, _, leads_to),) = page.evaluate(SHOWN)
        assert (title, leads_to) == ("Heime", "/hjem/"), "one at a time, and into Heime alone"
    talk.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": ours["registrationId"], "data": "not json"},
    )
    Phone(page).comes_to(f"async () => (await ({SHOWN})())[0]?.[1] === ''")

    # No browser's push service can be reached from here: where the browser is, it is told.
    moved = browser("https://fcm.googleapis.com/fcm/send/moved")
    page.add_init_script(f"""(() => {{
      const {{ endpoint, keys }} = {json.dumps(moved)};
      const here = {{ endpoint, options: {{}}, toJSON: () => ({{ endpoint, keys }}),
        unsubscribe: async () => true }};
      PushManager.prototype.getSubscription = async () => here;
      PushManager.prototype.subscribe = async () => here;
    }})()""")
    page.evaluate(TOLD, {"account": str(astrid.id), "endpoint": ENDPOINT, "key": "AQAB"})
    with page.expect_response(lambda said: said.request.method == "DELETE"):
        page.reload()
    assert PushSubscription.objects.using(DB).get().endpoint == moved["endpoint"]


def test_one_says_how_one_is_reminded(enter, astrid):
    page = enter(astrid, path="/hjem/#/paminnelser", **PHONE)
    expect(page.get_by_role("heading", name="Stille tid")).to_be_visible()
    assert wrong_with(page) == []
    page.get_by_label("Fra").fill("22:00")
    page.get_by_role("button", name="Lagre stille tid").click()
    expect(page.get_by_text("Lagret.")).to_be_visible()
    page.get_by_label("Mobilnummeret ditt").fill("ring")
    page.get_by_role("button", name="Send meg tekstmeldinger").click()
    expect(page.get_by_role("alert")).to_contain_text("ikke et telefonnummer")
    page.get_by_label("Mobilnummeret ditt").fill("900 12 345")
    page.get_by_role("button", name="Send meg tekstmeldinger").click()
    expect(page.get_by_role("button", name="Ingen tekstmeldinger")).to_be_visible()

    kept = ReminderWish.objects.using(DB).get()
    assert (kept.sms, kept.quiet_from.isoformat()) == (True, "22:00:00")

    page.goto(page.url.replace("#/paminnelser", "#/"))
    page.get_by_role("link", name="Minn meg på det senere").click()
    page.get_by_role("button", name="Om 30 minutter").click()
    expect(page.get_by_role("heading", name="Du blir minnet på det")).to_be_visible()
