"""The clinic in a real browser: a server of the test's own on a database of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.emptied import SERVED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.people import Cast

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 30.0

# Of the browser's own window, which nobody sees here: parts that are web pages themselves, in a
# process of their own for each session of a test (a fifth of what a story costs).
OWN_PAGES = [
    "InitialWebUI", "PreloadTopChromeWebUI", "PreloadTopChromeWebUILessNavigations",
    "WebUIAppMenuButton", "WebUIAvatarButton", "WebUIBackForwardButton", "WebUIHomeButton",
    "WebUILocationBar", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxPopup",
    "WebUIPinnedToolbarActions", "WebUIReloadButton",
]  # fmt: skip
CALLS = ["MediaRouter", "OptimizationHints", "Translate", "AutofillServerCommunication"]

# Chromium must work as root in a container, and call nobody.
QUIET = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-quic",
    "--metrics-recording-only",
    "--no-first-run",
    "--disable-features=" + ",".join([*OWN_PAGES, *CALLS]),
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    named = os.environ.get("HEIME_TEST_SHELL") or whole_browser()
    return {"executable_path": named, "args": QUIET}


def whole_browser() -> str:
    """Chromium with everything that a window has, among it notifications."""
    return os.environ.get("HEIME_TEST_BROWSER", "/usr/bin/chromium")


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """The pages' styles, scripts and texts are those of the sources as they are now."""
    from heime.ops import frontend, translations

    translations.compile()
    frontend.build()


@pytest.fixture(scope="session", autouse=True)
def a_busy_machine() -> None:
    """What is waited for may take its time here: how fast a page is, is for the bench."""
    from playwright.sync_api import expect

    expect.set_options(timeout=15_000)


@pytest.fixture(autouse=True)
def arranging_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser's library runs a loop in this thread, which Django would object to."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def cast(database: Any, now: datetime) -> Cast:
    from tests import people

    people.loop_done(now)
    return people.everybody(now)


class Server:
    """A web process of the test's own, which can go away and come back."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        self._settings = settings
        # A file, since nobody reads a pipe: once it were full, the server would stand still.
        self._log = log
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        with self._log.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "heime.config.cli", "web", "--port", str(self._port)],
                env={**os.environ, **self._settings, "PYTHONPATH": str(ROOT / "src")},
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        wait_ready(self.address, self._process, self._log)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=15)


def wait_ready(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"The server did not start:\n{log.read_text(errors='replace')[-2000:]}")
        try:
            with urllib.request.urlopen(f"{base}/ready", timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    pytest.fail("The server was not ready in time.")


@pytest.fixture
def server(database: Any, cast: Cast, tmp_path: Path) -> Iterator[Server]:
    """One of this test's own, to stop, start and kill."""
    running = Server(database.settings, tmp_path / "server.log")
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The server that goes from test to test, what it was started with, and where it writes."""
    held: dict[str, Any] = {"log": tmp_path_factory.mktemp("served") / "server.log"}
    yield held
    if "server" in held:
        held["server"].stop()


@pytest.fixture
def base_url(
    request: pytest.FixtureRequest, database: Any, cast: Cast, served: dict[str, Any]
) -> Iterator[str]:
    """The address of a running server. Named as the browser's library wants it."""
    if "server" in request.fixturenames:
        yield request.getfixturevalue("server").address
        return
    settings = {**_ours(), **database.settings}
    if served.get("settings") != settings:
        if "server" in served:
            served.pop("server").stop()
        served |= {
            "settings": settings,
            "server": Server({**settings, "PGAPPNAME": SERVED}, served["log"]),
        }
    yield served["server"].address
    rest(database.superuser_url)


def _ours() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("HEIME_")}


def rest(superuser_url: str) -> None:
    """Wait until the server has answered everything that the closed pages had asked."""
    asked = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = %s AND state <> 'idle'"
    )
    until = time.monotonic() + STARTS_WITHIN
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        while time.monotonic() < until:
            if connection.execute(asked, [SERVED]).fetchone() == (0,):
                return
            time.sleep(0.02)
    pytest.fail("The server was still at work for a test that had ended.")


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: script errors, refused styles, lost requests."""
    return []


EnterAs = Callable[..., "Page"]


@pytest.fixture
def enter(
    browser: Browser, base_url: str, complaints: list[str], now: datetime
) -> Iterator[EnterAs]:
    """A signed-in page of its own browser session: enter(account, width=…, scheme=…, …)."""
    from tests import people

    contexts: list[BrowserContext] = []

    def open_page(
        who: Any,
        *,
        language: str = "nb",
        scheme: str = "light",
        width: int = 1440,
        height: int = 900,
        path: str = "/",
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=base_url, color_scheme=scheme, viewport={"width": width, "height": height},
            locale="nb-NO", reduced_motion="reduce", **more,
        )  # fmt: skip
        contexts.append(context)
        cookies = {"heime_language": language}
        if who is not None:
            cookies["heime"] = people.signed_in(who, now)[0]
        context.add_cookies(
            [{"name": name, "value": value, "url": base_url} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
