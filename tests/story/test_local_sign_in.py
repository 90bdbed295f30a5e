"""Getting in without an electronic identity, in a real browser with a key that only it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from heime.records.access.models import SignIn
from tests.story.faces import wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Browser, CDPSession, Page, Route

HOME = re.compile(r"//[^/]+/$")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Visitor:
    """Somebody at a browser of their own, with a built-in key."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page, self._session = page, session
        session.send("WebAuthn.enable")
        made = session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        self._key = made["authenticatorId"]

    def finger_is_wrong(self, wrong: bool = True) -> None:
        self._session.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self._key, "isUserVerified": not wrong},
        )

    def keys(self) -> int:
        asked = {"authenticatorId": self._key}
        return len(self._session.send("WebAuthn.getCredentials", asked)["credentials"])


@pytest.fixture
def visitor(
    browser: Browser, base_url: str, complaints: list[str]
) -> Iterator[Callable[..., Visitor]]:
    """A browser at the door, nobody signed in. Keys belong to a name: localhost, not a number."""
    contexts = []

    def come(path: str = "/inn/lokalt/", width: int = 1280, **more: Any) -> Visitor:
        address = base_url.replace("127.0.0.1", "localhost")
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, reduced_motion="reduce",
            **more,
        )  # fmt: skip
        contexts.append(context)
        context.add_cookies([{"name": "heime_language", "value": "en", "url": address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        made = Visitor(page, context.new_cdp_session(page))
        page.goto(path)
        return made

    yield come
    for context in contexts:
        context.close()


def code_now() -> str:
    from tests.edges.signin.local.totp import code_at

    return code_at(SECRET, datetime.now(UTC))


def by_password_and_code(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("User name").fill("ingrid")
    page.get_by_label("Password").fill("a quiet morning in Lom")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Code from your app").fill(code_now())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(HOME)


@pytest.fixture
def ingrid(cast: Any, now: datetime) -> Any:
    from allauth.mfa.models import Authenticator

    from heime.edges.signin.local.adapter import PURPOSE
    from heime.records.credentials.sealing import seal
    from heime.records.people.models import Account

    Account.objects.using("arrange").filter(id=cast.ingrid.id).update(language="en")
    Authenticator.objects.using("arrange").create(
        user=cast.ingrid, type="totp",
        data={"secret": seal(SECRET.encode(), purpose=PURPOSE).hex()},
    )  # fmt: skip
    return cast.ingrid


def test_a_nurse_adds_a_passkey_and_needs_no_password_again(ingrid, visitor, complaints) -> None:
    nurse = visitor()
    page = nurse.page
    by_password_and_code(nurse)
    page.goto("/inn/sikkerhet/nokkel")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/inn/sikkerhet")
    assert nurse.keys() == 1
    assert page.get_by_text("Passkey", exact=True).is_visible()

    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/inn/lokalt/?til=/inn/okter")
    page.get_by_role("button", name="Sign in with a passkey").click()
    # Not by address: the page before this one ends in the same words.
    page.get_by_text("With passkey").wait_for()

    assert not complaints


def test_without_the_right_finger_the_passkey_opens_nothing(ingrid, visitor) -> None:
    nurse = visitor()
    by_password_and_code(nurse)
    nurse.page.goto("/inn/sikkerhet/nokkel")
    nurse.page.get_by_role("button", name="Make a passkey").click()
    nurse.page.wait_for_url("**/inn/sikkerhet")
    nurse.page.context.clear_cookies(name="heime")

    nurse.finger_is_wrong()
    nurse.page.goto("/inn/lokalt/")
    nurse.page.get_by_role("button", name="Sign in with a passkey").click()

    nurse.page.get_by_text("Nothing came from the key").wait_for()
    nurse.page.goto("/inn/okter")
    assert "/inn/okter" not in nurse.page.url.split("?")[0]


def test_an_answer_from_before_opens_nothing_again(ingrid, visitor) -> None:
    """Whoever gets hold of what the key answered cannot send it a second time."""
    nurse = visitor()
    page = nurse.page
    by_password_and_code(nurse)
    page.goto("/inn/sikkerhet/nokkel")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/inn/sikkerhet")
    page.context.clear_cookies(name="heime")
    sent: list[str] = []
    page.on(
        "request",
        lambda asked: sent.append(asked.post_data or "") if asked.method == "POST" else None,
    )
    page.goto("/inn/lokalt/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(HOME)
    page.context.clear_cookies(name="heime")

    page.goto("/inn/lokalt/")
    status = page.evaluate(
        """async (sent) => {
            const form = new URLSearchParams(sent);
            const csrf = document.querySelector("[name=csrfmiddlewaretoken]");
            form.set("csrfmiddlewaretoken", csrf.value);
            return (await fetch("/inn/lokalt/nokkel", {method: "POST", body: form})).status;
        }""",
        next(body for body in sent if "credential" in body),
    )

    assert status == 422
    assert not any(cookie["name"] == "heime" for cookie in page.context.cookies())


def test_the_screen_is_blank_at_once_and_opens_with_the_passkey(ingrid, visitor) -> None:
    nurse = visitor()
    page = nurse.page
    by_password_and_code(nurse)
    page.goto("/inn/sikkerhet/nokkel")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/inn/sikkerhet")
    page.goto("/")
    form = "document.querySelector('form[data-lock]')"
    page.evaluate(f"{form}.addEventListener('submit', (sent) => sent.preventDefault())")
    page.keyboard.press("Control+Alt+l")
    # Nothing has been sent, and there is nothing to be seen any more.
    assert page.evaluate("getComputedStyle(document.body).visibility") == "hidden"

    page.goto("/")
    page.get_by_role("button", name="Lock", exact=True).click()
    page.wait_for_url("**/inn/last**")
    assert page.get_by_text("Ingrid Moe is signed in here").is_visible()
    page.goto("/")
    assert "/inn/last" in page.url, "nothing else opens"
    page.get_by_role("button", name="Use my key").click()

    page.wait_for_url(HOME)


def test_what_the_open_list_asks_meanwhile_does_not_lead_away_from_the_lock(enter, cast) -> None:
    page = enter(cast.ingrid, language="en")
    held: list[tuple[Route, APIResponse]] = []
    lock = page.locator("form[data-lock]").get_attribute("action")
    page.route(f"**{lock}", lambda route: held.append((route, route.fetch(max_redirects=0))))

    page.evaluate(
        """() => document.addEventListener("submit", () => setTimeout(
            () => document.body.dispatchEvent(new CustomEvent("heime:list")), 500))"""
    )

    with page.expect_response(lambda answer: answer.status == 401):
        page.get_by_role("button", name="Lock", exact=True).click(no_wait_after=True)
    page.wait_for_timeout(300)
    [(route, answer)] = held
    route.fulfill(response=answer)

    page.wait_for_url("**/inn/last**")
    expect(page.get_by_text("Ingrid Moe is signed in here")).to_be_visible()


def test_an_open_list_whose_sign_in_rests_leads_to_the_lock(enter, cast, now) -> None:
    page = enter(cast.ingrid, language="en")

    SignIn.objects.using("arrange").filter(account=cast.ingrid).update(locked_at=now)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('heime:list'))")

    page.wait_for_url("**/inn/last**")
    expect(page.get_by_text("Ingrid Moe is signed in here")).to_be_visible()


def test_a_patient_binds_their_phone_with_a_code_given_face_to_face(
    cast, enter, visitor, complaints
) -> None:
    nurse = enter(cast.ingrid, language="en", path=f"/inn/pasient/{cast.astrid.id}")
    nurse.get_by_label("I see them and know who they are").check()
    nurse.get_by_role("button", name="Show a code").click()
    code = nurse.locator("#given").inner_text()

    phone = visitor("/inn/enhet", width=390)
    phone.page.get_by_label("Code").fill(code.lower())
    phone.page.get_by_role("button", name="Go on").click()
    phone.page.get_by_role("button", name="Bind this device").click()
    phone.page.wait_for_url(lambda address: "/inn/enhet" not in address)
    phone.page.goto("/inn/okter")

    assert phone.keys() == 1
    assert phone.page.get_by_text("Med passnøkkel").is_visible(), "in the patient's own language"
    thief = visitor("/inn/enhet")
    thief.page.get_by_label("Code").fill(code)
    thief.page.get_by_role("button", name="Go on").click()
    assert thief.page.get_by_text("has been used").is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_are_for_everybody(ingrid, visitor, width: int) -> None:
    nurse = visitor(width=width)
    pages = ["/inn/okter", "/inn/sikkerhet", "/inn/sikkerhet/nokkel", "/inn/sikkerhet/app"]
    assert not wrong_with(nurse.page)
    by_password_and_code(nurse)

    for path in pages:
        nurse.page.goto(path)
        assert not wrong_with(nurse.page), path
        wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not nurse.page.evaluate(wider), f"{path} scrolls sideways"
