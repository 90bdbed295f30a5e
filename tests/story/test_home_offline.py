"""Days without coverage, a server that goes away in the middle, a phone that is full, and a new
version of the app: nothing told is lost, doubled or out of order."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from heime.core.rights import Ground
from heime.ops import frontend
from heime.records.access.models import SignIn
from heime.records.measurements.models import Judgement, Measurement
from heime.records.messages.models import Message
from tests import people
from tests.people import DB
from tests.story.at_home import PHONE, Phone, astrid_at_home

MORNINGS = ("95", "94", "96", "93", "92", "94", "91", "92", "95")
"""Three a day, for three days."""
DAY = timedelta(days=1)


@pytest.fixture
def astrid(enter, cast, now):
    who = astrid_at_home(cast, now)
    return Phone(enter(who, path="/hjem/", **PHONE)).is_ready()


def values(cast) -> list[str]:
    kept = Measurement.objects.using(DB).filter(enrolment=cast.astrid).order_by("received_at", "id")
    return [str(one.value // 10_000) for one in kept]


def test_three_days_offline_then_coverage_with_the_session_run_out(astrid, cast, server):
    page = astrid.page
    page.context.set_offline(True)
    clock, began = page.context.clock, datetime.now(UTC)
    for number, value in enumerate(MORNINGS):
        day, turn = divmod(number, 3)
        clock.set_fixed_time(began - (3 - day) * DAY + turn * timedelta(minutes=10))
        if turn == 0:  # the app is started anew each morning
            page.reload()
            expect(page.locator(".foot")).to_be_visible()
        astrid.measures("oxygen_saturation", value)
        astrid.sees("Ingen har mottatt dette ennå.")
    page.close()
    clock.set_fixed_time(datetime.now(UTC))

    again = page.context.new_page()
    again.goto("/hjem/")
    phone = Phone(again)
    phone.sees("9 er lagret på telefonen")
    assert phone.waiting() == 9
    again.goto("/hjem/#/hjelp")
    expect(again.locator(".lifeline").first).to_be_visible()
    again.goto("/hjem/#/")

    SignIn.objects.using(DB).update(ended_at="2020-01-01T00:00:00Z")
    cut = _killed_between_commit_and_answer(again, server)
    phone.has_coverage()
    phone.sees("Du er logget ut. Det du måler, blir sendt likevel.")
    phone.does_not_see("på telefonen – sendes når det er dekning")

    assert cut == ["once"]
    assert values(cast) == list(MORNINGS)
    taken = Measurement.objects.using(DB).filter(enrolment=cast.astrid).order_by("measured_at")
    between = [late.measured_at - early.measured_at for early, late in pairwise(taken)]
    assert [gap > DAY / 2 for gap in between] == [False, False, True] * 2 + [False, False]
    assert Judgement.objects.using(DB).filter(enrolment=cast.astrid).exists()


def _killed_between_commit_and_answer(page: Page, server) -> list[str]:
    """The first time entries are sent, the server keeps them and dies before it has answered."""
    done: list[str] = []

    def once(route: Route) -> None:
        if done:
            route.continue_()
            return
        done.append("once")
        route.fetch()
        server.stop()
        route.abort()
        server.start()

    page.context.route(re.compile("/hjem/api/v1/entries$"), once)
    return done


def test_a_full_phone_says_so_and_still_sends(astrid, cast):
    page = astrid.page
    page.context.set_offline(True)
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => {"
        " throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    astrid.measures("oxygen_saturation", "95")
    astrid.sees("Det er ikke lagret på telefonen")
    astrid.goes_to("/")
    astrid.sees("Telefonen er full og kan ikke lagre.")

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    astrid.does_not_see("Telefonen er full og kan ikke lagre.")
    assert values(cast) == ["95"]


def test_what_cannot_be_read_is_said_where_the_browser_keeps_no_app(enter, cast, now):
    page = enter(astrid_at_home(cast, now), path="/hjem/", service_workers="block", **PHONE)
    expect(page.locator(".who")).to_be_visible()
    astrid = Phone(page)
    page.context.route(re.compile("/hjem/api/v1/entries$"), lambda route: route.abort())
    astrid.measures("oxygen_saturation", "95")
    astrid.measures("oxygen_saturation", "94")
    astrid.goes_to("/")
    astrid.sees("Nettleseren tar ikke vare på selve appen.")
    page.evaluate(DAMAGE)
    page.reload()

    page.get_by_role("link", name="Noe du har fortalt, kan ikke leses").click()
    astrid.sees("Teamet får vite det av seg selv.")
    page.context.unroute_all()
    astrid.has_coverage()
    assert values(cast) == ["94"]
    (said,) = [one.text for one in Message.objects.using(DB).filter(sort="said")]
    assert said.startswith("Skrevet av appen: noe som ble fortalt på denne telefonen")
    astrid.presses("Jeg har sett det")
    astrid.does_not_see("Teamet får vite det av seg selv.")
    page.reload()
    expect(page.locator(".foot")).to_be_visible()
    astrid.does_not_see("Noe du har fortalt, kan ikke leses")


DAMAGE = """() => new Promise((done) => {
  const asked = indexedDB.open('heime-home');
  asked.onsuccess = () => {
    const rows = asked.result.transaction('outbox', 'readwrite').objectStore('outbox');
    rows.openCursor().onsuccess = (event) => {
      const cursor = event.target.result;
      const row = cursor.value;
      row.body.iv[0] ^= 1;
      cursor.update(row).onsuccess = () => { asked.result.close(); done(); };
    };
  };
})"""


def test_two_people_share_a_tablet_and_neither_sees_the_other(enter, cast, now):
    hers = astrid_at_home(cast, now)
    his = people.account("gudbrand", "", "", member_of=None, now=now)
    people.right(cast.gudbrand, Ground.SELF, account=his, given_by=cast.ingrid, now=now)
    tablet = Phone(enter(hers, path="/hjem/", **PHONE)).is_ready()
    page = tablet.page
    page.context.route(re.compile("/hjem/api/v1/entries$"), lambda route: route.abort())
    tablet.measures("oxygen_saturation", "95")

    token = {
        "name": "heime",
        "value": people.signed_in(his, now)[0],
        "url": page.url.split("/hjem/")[0],
    }
    page.context.add_cookies([token])
    page.goto("/hjem/#/")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gudbrand")
    tablet.does_not_see("95")
    tablet.goes_to("/venter")
    tablet.sees("Ingenting venter på telefonen.")
    tablet.measures("oxygen_saturation", "93")
    assert page.evaluate(OPENED) == {"own": 2, "others": 0, "taken": 0}

    page.context.unroute_all()
    tablet.has_coverage()
    kept = Measurement.objects.using(DB).values_list("enrolment", "value")
    assert set(kept) == {(cast.astrid.id, 950_000), (cast.gudbrand.id, 930_000)}

    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvem gjelder det?")
    tablet.sees("Uten dekning vises ingens dag her, for flere bruker dette nettbrettet.")
    tablet.does_not_see("93")
    page.context.set_offline(False)
    tablet.goes_to("/meg")
    page.get_by_role("link", name="Velg en annen").click()
    page.get_by_role("button", name="Astrid").click()
    page.wait_for_url("**/inn/**")
    expect(page.get_by_text("Gudbrand")).to_have_count(0)


OPENED = """async () => {
  const db = await new Promise((done) => {
    const asked = indexedDB.open('heime-home'); asked.onsuccess = () => done(asked.result); });
  const all = (name) => new Promise((done) => {
    const asked = db.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result); });
  const found = { own: 0, others: 0, taken: 0 };
  for (const who of await all('people')) {
    await crypto.subtle.exportKey('raw', who.key).then(() => found.taken++, () => {});
    for (const row of await all('outbox')) {
      const how = { name: 'AES-GCM', iv: row.body.iv };
      const whose = row.person === who.person ? 'own' : 'others';
      await crypto.subtle.decrypt(how, who.key, row.body.data).then(() => found[whose]++, () => {});
    }
  }
  db.close();
  return found;
}"""
"""Which keys open which entries, and whether a key can be taken out of the browser."""


def test_a_credential_that_is_dead_keeps_everything_and_asks_for_a_sign_in(astrid, cast):
    page = astrid.page
    page.context.set_offline(True)
    astrid.measures("oxygen_saturation", "95")
    from heime.records.home.models import HomeDevice

    (device,) = HomeDevice.objects.using(DB).filter(enrolment=cast.astrid)
    me = Client(headers={"Cookie": _cookie(page)})
    assert me.post(f"/hjem/api/v1/devices/{device.id}").status_code == 200
    page.context.set_offline(False)
    astrid.goes_to("/")
    page.evaluate("dispatchEvent(new Event('online'))")
    astrid.sees("Telefonen får ikke sende lenger.")
    assert (astrid.waiting(), values(cast)) == (1, [])

    astrid.presses("Koble telefonen til igjen")
    astrid.does_not_see("Telefonen får ikke sende lenger.")
    astrid.has_coverage()
    assert values(cast) == ["95"]


def _cookie(page: Page) -> str:
    return "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())


def test_signing_out_wipes_what_is_read_and_keeps_what_waits(astrid, cast):
    page = astrid.page
    page.context.set_offline(True)
    astrid.measures("oxygen_saturation", "95")
    astrid.goes_to("/meg")
    page.get_by_role("button", name="Logg ut").click()
    astrid.sees("Velkommen til Heime")
    assert page.evaluate(LEFT) == {"days": 0, "drafts": 0, "people": 1, "outbox": 1}

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    astrid.comes_to(f"async () => (await ({LEFT})()).people === 0")
    assert values(cast) == ["95"]


LEFT = """async () => {
  const db = await new Promise((done) => {
    const asked = indexedDB.open('heime-home'); asked.onsuccess = () => done(asked.result); });
  const count = (name) => new Promise((done) => {
    const asked = db.transaction(name).objectStore(name).count();
    asked.onsuccess = () => done(asked.result); });
  const all = {};
  for (const name of ['days', 'drafts', 'people', 'outbox']) all[name] = await count(name);
  db.close();
  return all;
}"""


@pytest.fixture
def another_build(monkeypatch):
    """The next version of the app, as the server would serve it after an upgrade."""
    worker = Path(frontend.built()) / "home" / "sw.js"
    before = worker.read_bytes()
    mark = re.search(rb"heime-home-([0-9a-f]{16})", before) or re.search(
        rb"[`\"']([0-9a-f]{16})[`\"']", before
    )
    assert mark
    newer = hashlib.sha256(mark[1]).hexdigest()[:16].encode()

    def install() -> None:
        worker.write_bytes(before.replace(mark[1], newer))

    yield install
    worker.write_bytes(before)


def test_a_new_version_waits_while_the_outbox_is_full_and_something_is_typed(
    astrid, cast, another_build
):
    page = astrid.page
    page.context.route(re.compile("/hjem/api/v1/entries$"), lambda route: route.abort())
    astrid.measures("oxygen_saturation", "95")
    astrid.goes_to("/maal/oxygen_saturation")
    astrid.presses("Tast inn tallet")
    page.locator(".keys button", has_text="9").click()

    another_build()
    page.evaluate("async () => { await (await navigator.serviceWorker.ready).update() }")
    astrid.comes_to("async () => (await navigator.serviceWorker.ready).waiting !== null")
    astrid.does_not_see("Ny versjon – bruk den nå")
    expect(page.locator("output")).to_contain_text("9")

    astrid.goes_to("/")
    page.evaluate("window.before = true")
    astrid.presses("Ny versjon – bruk den nå")
    page.wait_for_function("() => window.before === undefined")
    astrid.is_ready()
    assert astrid.waiting() == 1
    page.context.unroute_all()
    astrid.has_coverage()
    assert values(cast) == ["95"]
