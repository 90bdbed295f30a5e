"""Signing in through HelseID and ID-porten in a real browser, and all that can go wrong there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from heime.edges.signin.oidc import own_keys
from heime.records.access.models import SignIn
from heime.records.audit.models import Entry
from heime.records.people.identity import lookup
from heime.records.people.models import Account
from heime.records.signin.models import SeenOnce, SignInAttempt
from tests.story.conftest import rest
from tests.story.registered import INGRID, NILS, STRANGER, Registered


@pytest.fixture(scope="module")
def held() -> Iterator[list[Registered]]:
    """The one that goes from test to test, if it has been started."""
    found: list[Registered] = []
    yield found
    for registered in found:
        registered.end()


@pytest.fixture
def registered(
    database: Any, cast: Any, held: list[Registered], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Registered]:
    del cast  # known before anybody comes
    if held and (held[0].is_changed or held[0].settings != database.settings):
        held.pop().end()
    if not held:
        held.append(Registered(database.settings, tmp_path_factory.mktemp("federated")))
    yield held[0]
    for provider in held[0].providers.values():
        provider.misbehave()  # rules, and what it was asked, are a test's own
    rest(database.superuser_url)


@pytest.fixture
def keys(registered: Registered) -> Path:
    """The file of our own keys, for a test that changes them."""
    registered.is_changed = True
    return registered.keys


@pytest.fixture
def served(registered: Registered) -> dict[str, Any]:
    return {"base": registered.base, **registered.providers}


@pytest.fixture
def known(cast: Any) -> None:
    """Ingrid is known by both numbers, Nils by his identity number only."""
    accounts = Account.objects.using("arrange")
    accounts.filter(id=cast.ingrid.id).update(
        hpr_number="9144897", national_id_lookup=lookup(INGRID)
    )
    accounts.filter(id=cast.nils.id).update(national_id_lookup=lookup(NILS))


@pytest.fixture
def page(browser: Any, served: dict[str, Any], known: None) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(base_url=served["base"], locale="en-GB")
    page = context.new_page()
    fresh_browser(page, served)
    page.set_default_timeout(20_000)
    yield page
    context.close()


def go(page: Page, provider: str, who: str = "Ingrid Moe") -> None:
    """From our sign-in page through the provider's, as this person."""
    page.goto("/inn/")
    page.get_by_role("button", name=f"Sign in with {provider}").click()
    page.get_by_role("button", name=who).click()


def come_in(page: Page) -> None:
    go(page, "HelseID")
    expect(page.locator(".me")).to_have_text("Ingrid Moe")


def logged() -> list[tuple[str, str | None]]:
    entries = Entry.objects.using("arrange").filter(action__startswith="sign-")
    return list(entries.order_by("id").values_list("action", "detail"))


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def test_staff_come_in_through_helseid(page, served, cast) -> None:
    go(page, "HelseID")

    expect(page).to_have_url(f"{served['base']}/")
    expect(page.locator(".me")).to_have_text("Ingrid Moe")
    row = SignIn.objects.using("arrange").get()
    assert (row.account_id, row.how, row.level) == (cast.ingrid.id, "helseid", 4)
    assert row.provider_session == f"{served['helseid'].issuer} {served['helseid'].session}"
    assert logged() == [("sign-in", "helseid")]
    assert not SignInAttempt.objects.using("arrange").exists()


def test_helseid_got_what_it_demands(page, served) -> None:
    """A pushed request, and DPoP with the server's nonce: refused at first, then taken."""
    come_in(page)

    seen = served["helseid"].seen
    doors = [line for line in seen if line in ("POST /request", "POST /token", "GET /me")]
    assert doors == ["POST /request", "POST /token", "POST /token", "GET /me", "GET /me"]
    asked = next(line for line in seen if line.startswith("asked"))
    for thing in ('"code_challenge_method":"S256"', '"dpop_jkt"', "scopes/hpr/hpr_number"):
        assert thing in asked


def test_others_come_in_through_id_porten(page, served, cast) -> None:
    go(page, "ID-porten", "Nils Berge")

    expect(page.locator(".me")).to_have_text("Nils Berge")
    row = SignIn.objects.using("arrange").get(account=cast.nils)
    assert (row.how, row.level) == ("idporten", 4)
    asked = next(line for line in served["idporten"].seen if line.startswith("asked"))
    assert '"acr_values":"idporten-loa-high"' in asked
    assert '"ui_locales":"en"' in asked


def test_one_comes_back_to_the_page_one_was_going_to(page, served, cast, now) -> None:
    page.goto("/inn/?til=/?del=liste")
    page.get_by_role("button", name="Sign in with HelseID").click()
    page.get_by_role("button", name="Ingrid Moe").click()

    expect(page).to_have_url(f"{served['base']}/?del=liste")


def test_signing_out_here_leads_to_signing_out_there(page, served) -> None:
    go(page, "HelseID")

    page.get_by_role("button", name="Logg ut").click()
    expect(heading(page)).to_have_text("Du er logget ut av Heime")
    assert SignIn.objects.using("arrange").get().ended_at is not None
    assert INGRID not in page.url

    page.get_by_role("button", name="Logg ut av HelseID").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page).to_have_url(f"{served['base']}/inn/")
    page.get_by_role("button", name="Logg inn med HelseID").click()
    expect(page.get_by_role("button", name="Ingrid Moe")).to_be_visible()  # asked who it is again


def test_signing_out_there_ends_the_sign_in_here(page, served) -> None:
    come_in(page)

    served["helseid"].sign_out()

    with suppress(Error):  # the open page notices by itself, and may be on its way already
        page.goto("/")
    expect(page).to_have_url(f"{served['base']}/inn/")
    assert logged()[-1] == ("sign-out", "at the provider")
    assert SeenOnce.objects.using("arrange").count() == 1


def test_a_frame_of_id_porten_ends_the_sign_in_too(page, served) -> None:
    go(page, "ID-porten", "Nils Berge")
    expect(page.locator(".me")).to_be_visible()
    there = served["idporten"]

    told = {"iss": there.issuer, "sid": there.session}
    assert page.request.get("/inn/idporten/ut-fram", params=told).status == 200

    assert SignIn.objects.using("arrange").get().ended_at is not None


def step_up(page: Page, who: str = "Ingrid Moe", provider: str = "helseid") -> None:
    """What a page does that needs a fresh proof: post to a provider's door."""
    page.goto("/")
    page.evaluate(
        """provider => {
            const out = document.querySelector("form.out");
            out.action = `/inn/${provider}`;
            out.insertAdjacentHTML("beforeend",
                '<input name="hva" value="step-up"><input name="til" value="/?sak=1">');
            out.submit();
        }""",
        provider,
    )
    page.get_by_role("button", name=who).click()


def test_a_step_up_asks_anew_and_renews_the_same_sign_in(page, served) -> None:
    come_in(page)
    before = SignIn.objects.using("arrange").get()

    step_up(page)

    expect(page).to_have_url(f"{served['base']}/?sak=1")
    after = SignIn.objects.using("arrange").get()
    assert after.stepped_up_at > before.stepped_up_at
    assert logged()[-1] == ("sign-in.confirmed", None)


def test_nobody_steps_up_for_another(page, served) -> None:
    come_in(page)
    before = SignIn.objects.using("arrange").get()

    step_up(page, "Nils Berge", "idporten")

    expect(heading(page)).to_have_text("En annen logget inn")
    assert SignIn.objects.using("arrange").get().stepped_up_at == before.stepped_up_at
    assert logged()[-1] == ("sign-in.failed", "somebody-else")


def test_an_old_proof_is_no_step_up(page, served) -> None:
    come_in(page)
    served["helseid"].misbehave(stale=True)

    step_up(page)

    expect(heading(page)).to_have_text("Du må vise hvem du er en gang til")
    assert logged()[-1] == ("sign-in.failed", "not-fresh")


WRONG_PLACE, UNSAFE = "The answer came from the wrong place", "A safer way to sign in is needed"
EVIL = "https://evil.example"
WRONG: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "the answer names another issuer":
        ("HelseID", {"callbackIssuer": EVIL}, WRONG_PLACE, "wrong-issuer"),
    "the token names another issuer":
        ("HelseID", {"tokenIssuer": EVIL}, WRONG_PLACE, "wrong-issuer"),
    "the token has ended":
        ("ID-porten", {"expired": True}, "The answer from ID-porten came too late",
         "token-expired"),
    "the token belongs to another sign-in":
        ("HelseID", {"nonce": "x"}, "The answer belongs to another sign-in", "wrong-nonce"),
    "a security level of 3 (HelseID)":
        ("HelseID", {"level": "3"}, UNSAFE, "level-too-low"),
    "a lower acr than asked (ID-porten)":
        ("ID-porten", {"level": "idporten-loa-substantial"}, UNSAFE, "level-too-low"),
    "signed by another key":
        ("HelseID", {"forged": True}, "We could not be sure that the answer was genuine",
         "bad-signature"),
    "tokens that anybody could use":
        ("HelseID", {"unbound": True}, "The answer was not tied to this sign-in", "dpop-refused"),
}  # fmt: skip
"""What the provider does wrong → which provider, how, the page's heading, the entry in the log."""


def test_a_provider_that_does_wrong_lets_nobody_in(page, served) -> None:
    for what, (provider, rules, says, code) in WRONG.items():
        fresh_browser(page, served)
        there = served[provider.lower().replace("-", "")]
        there.misbehave(**rules)
        go(page, provider)

        expect(heading(page), what).to_have_text(says)
        expect(page.locator("code"), what).to_have_text(code)
        assert logged()[-1] == ("sign-in.failed", code), what
        there.misbehave()
    assert not SignIn.objects.using("arrange").exists()


def fresh_browser(page: Page, served: dict[str, Any], language: str = "en") -> None:
    page.goto("about:blank")  # a worklist that is open goes away by itself when signed out
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "heime_language", "value": language, "url": served["base"]}])


def test_a_provider_that_does_not_answer(page, served) -> None:
    served["helseid"].misbehave(down=True)
    page.goto("/inn/")
    page.get_by_role("button", name="Sign in with HelseID").click()

    expect(heading(page)).to_have_text("HelseID does not answer")
    expect(page.get_by_text("Nothing is wrong with you or your device.")).to_be_visible()
    assert logged() == [("sign-in.failed", "provider-unreachable")]

    served["helseid"].misbehave()
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Ingrid Moe").click()
    expect(page.locator(".me")).to_be_visible()


def test_a_clock_that_is_wrong_makes_our_own_proof_too_old(page, served) -> None:
    served["helseid"].misbehave(clock=300)
    page.goto("/inn/")
    page.get_by_role("button", name="Sign in with HelseID").click()

    expect(heading(page)).to_have_text("HelseID does not recognise Heime")
    assert logged() == [("sign-in.failed", "assertion-refused")]
    served["helseid"].misbehave()


def test_somebody_who_changes_their_mind(page, served) -> None:
    go(page, "ID-porten", "Avbryt")

    expect(heading(page)).to_have_text("The sign-in was stopped")
    assert logged() == [("sign-in.failed", "cancelled")]


def test_somebody_whom_we_do_not_know(page, served) -> None:
    go(page, "ID-porten", "Ukjent Fremmed")

    expect(heading(page)).to_have_text("You have no access to Heime")
    assert logged() == [("sign-in.failed", "nobody-here")]
    assert STRANGER not in page.content()


def test_an_account_that_is_closed(page, served, cast) -> None:
    Account.objects.using("arrange").filter(id=cast.ingrid.id).update(is_active=False)

    go(page, "HelseID")

    expect(heading(page)).to_have_text("Your access to Heime is closed")
    entry = Entry.objects.using("arrange").get(action="sign-in.failed")
    assert entry.account_id == cast.ingrid.id


def test_the_same_answer_twice(page, served) -> None:
    answers: list[str] = []
    page.on("request", lambda asked: "tilbake?" in asked.url and answers.append(asked.url))
    come_in(page)

    page.goto(answers[0])

    expect(heading(page)).to_have_text("Denne innloggingen kan ikke brukes mer")
    assert logged()[-1] == ("sign-in.failed", "unknown-attempt")


def test_the_same_code_twice(page, served) -> None:
    """Stolen out of another sign-in, and put into an answer that is right otherwise."""
    come_in(page)
    served["helseid"].misbehave(oldCode=True)
    fresh_browser(page, served)

    go(page, "HelseID")

    expect(heading(page)).to_have_text("This sign-in has been used already")
    assert logged()[-1] == ("sign-in.failed", "code-refused")


def test_an_answer_in_another_browser_is_nobodys(page, served, browser) -> None:
    """Somebody lures another into a sign-in that they began themselves."""
    lures: list[str] = []
    page.route(
        re.compile(r"/auth\?"), lambda route: (lures.append(route.request.url), route.abort())
    )
    page.goto("/inn/")
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Sign in with HelseID").click()

    other = browser.new_context(locale="en-GB")
    lured = other.new_page()
    lured.goto(lures[0])
    lured.get_by_role("button", name="Ingrid Moe").click()

    expect(heading(lured)).to_have_text("This sign-in cannot be used any more")
    assert logged() == [("sign-in.failed", "unknown-attempt")]
    other.close()


def test_new_keys_there_and_here_stop_nobody(page, served, keys) -> None:
    come_in(page)
    served["helseid"].rotate()
    now = datetime.now(UTC)
    own_keys.write(keys, own_keys.rotated(own_keys.read(keys), now=now, signs_from=now))
    fresh_browser(page, served)

    come_in(page)

    shown = page.request.get("/inn/nokler.json").json()["keys"]
    assert len(shown) == 2
    assert not [key for key in shown if "d" in key]


def test_the_page_speaks_the_persons_language(page, served) -> None:
    for language, says in (("nb", "Innloggingen ble stoppet"), ("nn", "Innlogginga blei stoppa")):
        fresh_browser(page, served, language)
        page.goto("/inn/")
        page.get_by_role("button", name="Logg inn med ID-porten").click()
        page.get_by_role("button", name="Avbryt").click()

        expect(heading(page)).to_have_text(says)
