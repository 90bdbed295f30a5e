"""A phone at home in a real browser: whose it is, and what they do with the app."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from heime.core.rights import Ground
from tests import people

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from heime.records.people.models import Account
    from tests.people import Cast

PHONE = {"width": 390, "height": 844}
# A window that is open whenever the tests run.
ALL_DAY = {"days": "every_day", "at": ["12:00"], "before_minutes": 710, "after_minutes": 710}
PLAN: dict[str, Any] = people.COPD_PLAN | {
    "expectations": [{"what": "oxygen_saturation", **ALL_DAY}],
    "texts": {
        "green": {"nb": "Gå en tur hvis du har lyst."},
        "yellow": {"nb": "Hvil, og ta det med ro."},
        "red": {"nb": "Sett deg ved det åpne vinduet. Ring."},
    },
}

NO_SYNC = "delete ServiceWorkerRegistration.prototype.sync"


def astrid_at_home(cast: Cast, now: datetime, **changed: Any) -> Account:
    """Astrid's own account, and her plan with what she is to do."""
    people.plan(cast.astrid, PLAN | changed, approved_by=cast.nils, now=now, number=2)
    own = people.account("astrid", "", "", member_of=None, now=now)
    people.right(cast.astrid, Ground.SELF, account=own, given_by=cast.ingrid, now=now)
    return own


@dataclass
class Phone:
    """What somebody does with the app."""

    page: Page

    def measures(self, kind: str, *numbers: str, sure: bool = False) -> None:
        """Types what the meter shows, and says that it is right."""
        self.goes_to(f"/maal/{kind}")
        self.presses("Tast inn tallet")
        for number in numbers:
            for key in number:
                self.page.locator(".keys button", has_text=key).first.click()
            self.presses("Ferdig")
            if sure:
                self.presses("Ja, måleren viser det")
        self.presses("Ja, lagre")
        expect(self.page.get_by_text("Hva skjer nå")).to_be_visible()

    def goes_to(self, path: str) -> None:
        self.page.evaluate("path => { location.hash = '#' + path }", path)

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def does_not_see(self, text: str) -> None:
        expect(self.page.get_by_text(text)).to_have_count(0)

    def is_ready(self) -> Phone:
        """The day has come, and the worker holds the app."""
        expect(self.page.locator(".who")).to_be_visible()
        self.page.evaluate("async () => { await navigator.serviceWorker.ready }")
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        # What the worker would send by itself goes past the tests' own hand on the line.
        self.page.evaluate(NO_SYNC)
        self.page.context.add_init_script(NO_SYNC)
        return self

    def waiting(self) -> int:
        """How many entries lie on the phone that nobody has acknowledged."""
        return int(self.page.evaluate(WAITING))

    def has_coverage(self) -> None:
        """The phone is online again, and everything that waited is acknowledged."""
        self.page.context.set_offline(False)
        self.page.evaluate("dispatchEvent(new Event('online'))")
        self.comes_to(f"async () => (await ({WAITING})()) === 0")

    def comes_to(self, what: str) -> None:
        """Ask until it holds; the browser's library takes a promise itself for a yes."""
        asked = f"""async () => {{
          for (let tries = 0; tries < 300; tries++) {{
            if (await ({what})()) return true;
            await new Promise((on) => setTimeout(on, 200));
          }}
          return false;
        }}"""
        assert self.page.evaluate(asked), what


WAITING = """() => new Promise((done, fail) => {
  const asked = indexedDB.open('heime-home');
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction('outbox').objectStore('outbox').getAll();
    all.onsuccess = () => {
      asked.result.close();
      done(all.result.filter((row) => row.state === 'waiting').length);
    };
  };
})"""
