"""Every page as somebody meets it: who opens it, how it looks, and what is wrong with it.

The pages come from the list of addresses (tests/walls/walk.py) and whoever may open one is found
by asking, so that a new page is looked at without being named here. What a page is about comes
from tests/walls/relations.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.test import Client
from playwright.sync_api import Page

from heime.core.kinds import Kind
from heime.core.roles import Role
from heime.core.zone import Priority, State, Zone
from heime.ops import frontend
from heime.records.access.models import SignIn
from tests import people
from tests.people import Cast
from tests.walls import relations, walk
from tests.walls.relations import About
from tests.walls.test_matrix import fitting

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "test-results" / "pages"
SIZES = {"1280x800": (1280, 800), "768x1024": (768, 1024), "390x844": (390, 844)}
NARROW = {"a width of 320 px": (320, 640), "200 % zoom": (640, 400)}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = (Path(__file__).parent / "faces.js").read_text(encoding="utf-8")

NOBODY = "nobody"
LOCKED = "locked"
"""A nurse whose screen is locked."""
OF_A_ROLE = frozenset(str(role) for role in Role)
UNPROVED = "unproved"
"""A nurse who has not proved anew who she is."""

WITHOUT_A_FACE = {
    "home-thread": "no page: what the app reads; tests/edges/home asks for it",
    "kiosk-day": "no page: what a lent tablet reads; test_home_reminded.py lends one",
    "changes": "a stream that does not end",
    "mfa_authenticate": "after the password only; tests/story/test_local_sign_in.py goes there",
    "device-passkey": "with a new device's code only; test_local_sign_in.py goes there",
    "device-app": "with a new device's code only; test_local_sign_in.py goes there",
    "plan-template": "of a template that somebody made; tests/edges/plans asks for it",
    "invalidate": "with a reading's own id; tests/edges/person asks for it",
    "hand-over": "of a case that was handed over; tests/story/test_duty.py goes there",
    "print-hand-over": "of a case that was handed over; tests/flow/test_hand_over.py asks for it",
    "received-one": "of what the ward has received; tests/story/test_duty.py goes there",
    "told": "after something happened to tell of; test_local_sign_in.py goes there",
    "helseid-come-back": "the provider sends one there; test_sign_in_federated.py goes there",
    "helseid-front-channel": "nothing to see; the provider's own page asks for it",
    "hand-over-sheet": "a file to fetch; tests/flow/test_hand_over.py fetches it",
    "received-sheet": "a file to fetch; tests/flow/test_hand_over.py fetches it",
    "closing-paper": "a file to fetch; tests/edges/intake/test_pages.py fetches it",
    "idporten-come-back": "the provider sends one there; test_sign_in_federated.py goes there",
    "idporten-front-channel": "nothing to see; the provider's own page asks for it",
}
"""Pages that may be asked for and that nobody meets by asking, each with why."""


@dataclass(frozen=True)
class Face:
    """A page that somebody meets: its name, its address and whose sign-in opens it."""

    name: str
    path: str
    who: str
    token: str


def visitors(cast: Cast, her: About, now: datetime) -> dict[str, str]:
    """Who → token: a live one of every role, freshly proved; one locked out; nobody."""
    found = {}
    for role in Role:
        asker = next(a for a in relations.askers(cast, her, now, role) if a.relation == "live")
        found[str(role)] = asker.token
    SignIn.objects.using(people.DB).update(stepped_up_at=now)
    found[UNPROVED], _row = people.signed_in(cast.ingrid, now)
    found[LOCKED], row = people.signed_in(cast.ingrid, now)
    SignIn.objects.using(people.DB).filter(id=row.id).update(locked_at=now)
    return found | {NOBODY: ""}


def met(cast: Cast, her: About, now: datetime, only: str = "") -> Iterator[Face | str]:
    """Every page as the first who may open it meets it; what is wrong where nobody can.

    What is only ever a part of a page, or is for programs, has no face.
    """
    asking = visitors(cast, her, now)
    others = [*her.ids.values(), *her.of_log.values(), cast.tor.id]
    for name, address in walk.pages().items():
        if (
            not name.startswith(only)
            or name in WITHOUT_A_FACE
            or "get" not in walk.methods().get(address, ["get"])
        ):
            continue
        for place, query in enumerate(walk.ASKED.get(name, [""])):
            whole = address + query
            ids = [*fitting(address, her), *others] if "{id}" in whole else others[:1]
            found = _opened(whole, ids, asking)
            if found is None:
                yield f"{name}: nobody can open {whole}"
            elif found.whole:
                called = name if place == 0 else f"{name}-{place + 1}"
                yield Face(called, found.path, found.who, asking[found.who])


@dataclass(frozen=True)
class _Opened:
    path: str
    who: str
    whole: bool
    """Whether it is a page, and not a part of one or something for a program."""


def _opened(address: str, ids: list[UUID], asking: dict[str, str]) -> _Opened | None:
    """The first who gets an answer."""
    for id_ in ids:
        path = address.replace("{id}", str(id_))
        for who, token in asking.items():
            if who in OF_A_ROLE and not walk.is_open_to(Role(who), path):
                continue  # refused whoever it is about, which tests/walls/test_matrix.py shows
            client = Client(headers={"Host": "localhost"})
            client.cookies["heime"] = token
            answer = client.get(path)
            if answer.status_code == 200:
                whole = b"<html" in b"".join(answer)[:300]
                return _Opened(path, who, whole)
    return None


def a_morning(cast: Cast, now: datetime) -> None:
    """Every group of the list has somebody in it, with a week of readings each."""
    for given, zone, rules, minutes in (
        ("Odd", Zone.YELLOW, ("G-2", "C-3"), 20), ("Gerd", Zone.YELLOW, ("G-2",), 200),
        ("Arne", Zone.GREY, ("no-plan",), 90), ("Iver", Zone.YELLOW, ("G-2", "C-1"), 3),
    ):  # fmt: skip
        who = people.person(
            given, "Moen", people.date(1950, 1, 1), people.VAGA, ["heart_failure"],
            followed_by=cast.north, now=now,
        )  # fmt: skip
        for day in range(1, 9):
            before = now - timedelta(days=day)
            people.measured(who, Kind.HEART_RATE, str(70 + day), before, source=cast.source)
        at = now - timedelta(minutes=minutes)
        reading = people.measured(who, Kind.HEART_RATE, "118", at, source=cast.source)
        state = State.PENDING if "C-1" in rules else State.FINAL
        priority = Priority.HIGH if given == "Odd" else Priority.NORMAL
        verdict = people.judged(reading, zone, *rules, state=state, priority=priority)
        if state is State.PENDING:
            people.awaited(verdict, due_at=now + timedelta(minutes=20))
        else:
            people.case(verdict, due_at=at + timedelta(hours=1))


AXE = """async tags => {
    const stuck = [...document.body.querySelectorAll('*')]
        .filter((each) => getComputedStyle(each).position === 'sticky');
    for (const each of stuck) each.style.position = 'relative';
    try {
        const only = {runOnly: {type: 'tag', values: tags}};
        return await axe.run(document, {...only, resultTypes: ['violations'], preload: false});
    } finally {
        for (const each of stuck) each.style.position = '';
    }
}"""


def wrong_with(page: Page) -> list[str]:
    """What axe finds on the page as it is now, one line each.

    What stays at an edge of the screen while the rest moves is held still for it: a link that
    happens to lie half behind it can be scrolled out, which axe does not know.
    """
    if page.evaluate("() => !window.axe"):
        page.evaluate(f"() => {{ {_axe()} }}")
    found = page.evaluate(AXE, TAGS)
    return [
        f"axe {fault['id']}: {node['html'][:120]}: {node.get('failureSummary', '')[:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def _axe(kept: list[str] = []) -> str:  # noqa: B006  read once
    if not kept:
        kept.append(frontend.axe().read_text(encoding="utf-8"))
    return kept[0]


def too_wide(page: Page) -> list[str]:
    """Where one would have to scroll sideways, by WCAG 1.4.10 and 1.4.4."""
    found = []
    for how, (width, height) in NARROW.items():
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate(f"() => {{ {LOOK} return wide(); }}")
        found += [f"{how}: {one}" for one in wide]
    return found


def by_keyboard(page: Page) -> list[str]:
    """What cannot be reached with Tab, and what does not show that it was."""
    page.keyboard.press("Tab")  # from now on the browser shows focus as to one with a keyboard
    found: list[str] = page.evaluate(f"() => {{ {LOOK} return keyboard(); }}")
    return found


def trapped(page: Page, most: int = 400) -> list[str]:
    """Tab through the whole page as a person would: it must come to an end."""
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement === document.body"):
            return []
    stuck = page.evaluate("() => document.activeElement.outerHTML.slice(0, 160)")
    return [f"Tab does not come to an end: {stuck}"]


def pictured(page: Page, name: str, scheme: str) -> None:
    """The page in three sizes, into an ignored folder."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        file = PICTURES / f"{name}-{size}-{scheme}.png"
        page.screenshot(path=str(file), full_page=True, animations="disabled")


def listening(page: Page, complaints: list[str]) -> None:
    """What the browser itself complains of: a script's error, a style that the policy refuses."""
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("console", lambda said: _complaint(said, complaints))


def _complaint(said: Any, complaints: list[str]) -> None:
    if said.type == "error":
        complaints.append(f"browser: {said.text[:200]}")
