"""Everything that a signed-in visitor can ask of the pages, made from the list of addresses.

A page that nobody has said how to ask for stops the walk: no new page goes untested.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from pypdf import PdfReader

from heime.core.roles import ROLES, Role, Scope
from heime.edges.access import Who
from tests.walls import scene as scenes
from tests.walls.scene import MARK, asking, tables_about_people

ROOT = Path(__file__).resolve().parents[2]

ASKED: dict[str, list[str]] = {
    "worklist": ["", "?del=liste", "?sak={id}", "?sone=rod&kommune=3434&alle=1"],
    "case": [""],
    "take": [""],
    "release": [""],
    "close": [""],
    "save-view": [""],
    "remove-view": [""],
    "looking": [""],
    "acknowledge": [""],
    "take-back": [""],
    "did": [""],
    "set-aside": [""],
    "bring-back": [""],
    "confirm-closing": [""],
    "keep-open": [""],
    "reopen": [""],
    "give-task": [""],
    "journal": ["", "?som=pdf"],
    "tasks": [""],
    "finish-task": [""],
    "printout": [""],
    "log": [""],
    "log-review": ["", "?sted=3434"],
    "signals": [""],
    "signal": [""],
    "settle-signal": [""],
    "ask-name": [""],
    "names": [""],
    "answer-name": [""],
    "breach": [""],
    "csp": [""],
    "sign-in": ["", "?til=/sak/"],
    "figures": ["", "?sted=3434"],
    "overview": ["", "?dager=90&kommune=3434", "?dager=x&lag=x&kommune=x"],
    "overview-basis": ["", "?tall=in-time", "?tall=met", "?tall=without-plan", "?tall=review-due"],
    "operation": [""],
    "who-sees-what": [""],
    "language": [""],
    "people": [""],
    "privacy-notice": [""],
    "person": [""],
    "what-matters": [""],
    "curves": ["", "?dager=365"],
    "readings": ["", "?dager=365&slag=2"],
    "export-readings": [""],
    "enter-values": [""],
    "enter-set": [""],
    "choose-form": [""],
    "enter-form": [""],
    "person-story": ["", "?vis=helse"],
    "tell-happening": [""],
    "end-stay": [""],
    "strike-happening": [""],
    "invalidate": [""],
    "move-phase": [""],
    "person-access": [""],
    "give-right": [""],
    "make-block": [""],
    "end-right": [""],
    "confirm-right": [""],
    "object": [""],
    "review": [""],
    "answer-objection": [""],
    "lift-block": [""],
    "emergency": [""],
    "reviews": [""],
    "staff": [""],
    "give-post": [""],
    "confirm-post": [""],
    "end-post": [""],
    "own-access": [""],
    "what-changed": [""],
    "record-death": [""],
    "correct-death": [""],
    "offer-move": [""],
    "withdraw-move": [""],
    "replace-number": [""],
    "add-number": [""],
    "protect-address": [""],
    "open-address": [""],
    "lift-protection": [""],
    "link-records": [""],
    "part-records": [""],
    "offers": [""],
    "accept-move": [""],
    "refuse-move": [""],
    "duplicates": [""],
    "plans": [""],
    "plan-templates": [""],
    "plan-template": [""],
    "shipped-template": [""],
    "keep-template": [""],
    "person-plans": [""],
    "draft-plan": [""],
    "plan": [""],
    "save-plan": [""],
    "plan-effect": [""],
    "approve-plan": [""],
    "give-back-plan": [""],
    "intake-list": [""],
    "refer": [""],
    "import-people": [""],
    "intake": [""],
    "intake-step": [""],
    "leave-out-step": [""],
    "correct-figure": [""],
    "start-follow-up": [""],
    "pause": [""],
    "extend-pause": [""],
    "resume": [""],
    "end-follow-up": [""],
    "closing-paper": [""],
    "extract": [""],
    "corrections": [""],
    "erasures": [""],
    "decide-erasure": [""],
    "demo-phone": [""],
    "send-hand-over": [""],
    "hand-over": [""],
    "print-hand-over": [""],
    "hand-over-sheet": [""],
    "follow-hand-over": [""],
    "received": ["", "?avsluttet=1"],
    "received-one": [""],
    "received-sheet": [""],
    "answer-hand-over": [""],
    "shift": [""],
    "take-shift": [""],
    "leave-shift": [""],
    "duty-plan": [""],
    "set-hours": [""],
    "set-on-call": [""],
    "end-on-call": [""],
    "set-step": [""],
    "own-number": ["", "?lagret=1"],
    "home-push": [""],
    "home-reminders": [""],
    "home-later": [""],
    "home-look": [""],
    "choose-look": [""],
    "kiosk-start": [""],
    "kiosk-day": [""],
    "kiosk-cleared": [""],
    "tablets": ["", "?lagret=1"],
    "lend-tablet": [""],
    "change-tablet": [""],
    "clear-tablet": [""],
    "end-phone": [""],
    "own-public-keys": [""],
    "helseid": [""],
    "helseid-come-back": ["?code=x&state=x&iss=x"],
    "helseid-back-channel": [""],
    "helseid-front-channel": ["?iss=x&sid=x"],
    "idporten": [""],
    "idporten-come-back": ["?code=x&state=x&iss=x"],
    "idporten-back-channel": [""],
    "idporten-front-channel": ["?iss=x&sid=x"],
    "account_login": ["", "?til=/sak/"],
    "mfa_authenticate": [""],
    "passkey": [""],
    "start-over": [""],
    "device": [""],
    "device-passkey": [""],
    "device-app": [""],
    "step-up": ["", "?til=/sak/"],
    "locked": ["", "?til=/sak/"],
    "leave": [""],
    "sessions": [""],
    "end-session": [""],
    "end-other-sessions": [""],
    "told": [""],
    "factors": [""],
    "add-passkey": [""],
    "own-password": [""],
    "add-app": [""],
    "recovery-codes": [""],
    "remove-factor": [""],
    "colleagues": [""],
    "recover": [""],
    "patient-code": [""],
    "service-token": [""],
    "service-enrol": [""],
    "messages": ["", "?vis=alle", "?del=liste"],
    "thread": ["", "?del=liste"],
    "answer-message": [""],
    "take-message": [""],
    "release-message": [""],
    "settle-message": [""],
    "unread-message": [""],
    "messages-of": [""],
    "new-message": ["", "?sak={id}"],
    "message-templates": [""],
    "retire-template": [""],
    "message-file": [""],
    "own-messages": [""],
    "own-thread": [""],
    "own-new-message": [""],
    "help-now": [""],
    "call-me": [""],
    "home-messages": [""],
    "home-thread": [""],
    "home-trends": ["", "?days=90"],
    "home-plan": [""],
    "home-plan-paper": [""],
    "home-matters": [""],
    "home-log": [""],
    "home-carer": [""],
    "home-equipment": [""],
    "home-rights": [""],
    "home-give-right": [""],
    "home-end-right": [""],
    "home-narrow-right": [""],
    "home-object": [""],
    "home-make-block": [""],
    "home-lift-block": [""],
    "home": [""],
    "home-worker": [""],
    "home-manifest": [""],
    "home-me": [""],
    "home-entries": [""],
    "home-day": [""],
    "home-device": [""],
    "home-end-device": [""],
}
"""Name of a page → the queries to ask it with; {id} is somebody else's id."""
ELSEWHERE = {
    "changes": "a stream that does not end; tests/walls/test_one_wall_each.py listens to it",
    "sign-out": "ends the sign-in of the walker",
    "try-out": "signs the walker in as somebody else; tests/edges/office does it",
    "lock": "locks the walker out; tests/edges/signin/local/test_proving_anew.py asks for it",
}
SENT = [{}, {"over": "1", "outcome": "advice", "note": "Ringte.", "language": "nn", "til": "/sak/"}]
"""Forms to send: nothing, and everything. Each page takes what it knows."""
AS = [{}, {"HX-Request": "true", "HX-Target": "rad-1"}, {"Accept": "application/problem+json"}]
"""Whole page, fragment or row, program: with the first two ids all of them, with others one."""
BOTH = ["get", "post"]


@dataclass(frozen=True)
class Seen:
    """One answer."""

    asked: str
    status: int
    text: str


def pages() -> dict[str, str]:
    """Name → address with {id} for every id in it."""
    found: dict[str, str] = {}

    def add(patterns: list[Any], before: str) -> None:
        for pattern in patterns:
            address = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                add(pattern.url_patterns, address)
            elif isinstance(pattern, URLPattern):
                address = re.sub(r"<uuid:\w+>", "{id}", address).replace("<int:number>", "3434")
                address = address.replace("<slug:name>", "phq9").replace("<int:kind>", "2")
                address = address.replace("<slug:template>", "copd")
                found[pattern.name or address] = address

    add(get_resolver().url_patterns, "/")
    return found


def unasked() -> set[str]:
    """Pages that the walk does not know, and pages that it knows and that are no more."""
    known = set(ASKED) | set(ELSEWHERE)
    odd = {name for name, address in pages().items() if "<" in address}
    return known.symmetric_difference(pages()) | odd


@cache
def methods() -> dict[str, list[str]]:
    """Address → how it may be asked for, from our own OpenAPI (which a check keeps true)."""
    known = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    return {
        re.sub(r"{\w+}", "{id}", address): [one for one in BOTH if one in how]
        for address, how in known.items()
    }


@cache
def is_open_to(role: Role | None, address: str) -> bool:
    """Whether a page says that it is open to a role, or to nobody known, whomever it is about."""
    who: frozenset[Any] = resolve(address.partition("?")[0]).func.open_to  # type: ignore[attr-defined]
    if Who.ANYONE in who or role is None:
        return Who.ANYONE in who
    if Who.SIGNED_IN in who or role in who:
        return True
    return Who.FOLLOW_UP_TEAM in who and Scope.WORK in ROLES[role].reach


def walk(client: Client, ids: list[UUID], role: Role | None) -> Iterator[Seen]:
    """Ask for everything, with every id, in every way.

    With the first id as nobody asks for it too: a page that is closed to the role, or that is not
    asked for in this way. Both refuse before they look at an id.
    """
    for name, address in pages().items():
        how = methods().get(address, BOTH)
        for query in ASKED.get(name, []):
            whole = address + query
            for place, id_ in enumerate(ids if "{id}" in whole else ids[:1]):
                asked = whole.replace("{id}", str(id_))
                if place and not is_open_to(role, asked):
                    continue
                ways = AS if place < 2 else AS[1:2]
                yield from _ask(client, asked, ways, how if place else BOTH)


def _ask(
    client: Client, address: str, ways: list[dict[str, str]], how: list[str]
) -> Iterator[Seen]:
    for headers in ways:
        if "get" in how:
            answer = client.get(address, headers=headers)
            yield Seen(f"GET {address} {headers}", answer.status_code, _text(answer))
        if "post" not in how:
            continue
        for form in SENT if len(ways) > 1 else SENT[1:]:
            answer = client.post(address, form, headers=headers)
            yield Seen(f"POST {address} {form} {headers}", answer.status_code, _text(answer))


def _text(answer: Any) -> str:
    """What is in an answer, its headers too; of a PDF what its pages say."""
    return "\n".join([f"{n}: {v}" for n, v in answer.headers.items()]) + "\n" + said(answer.content)


def said(body: bytes) -> str:
    """What a body says to whoever reads it."""
    if not body.startswith(b"%PDF"):
        return body.decode(errors="replace")
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


def everything_of(superuser_url: str, municipality: int) -> dict[str, list[dict[str, Any]]]:
    """All rows of a municipality, the log's too: to compare before and after."""
    return {
        table: sorted(scenes.rows_of(superuser_url, table, municipality), key=str)
        for table in tables_about_people(superuser_url)
        if table != "audit_entry"
    }


def ids_of(superuser_url: str, municipality: int) -> dict[str, list[UUID]]:
    """Every id of anything that belongs to a municipality's people, by table."""
    return {
        table: [
            row[name] for row in rows for name in ("id", "uid") if isinstance(row.get(name), UUID)
        ]
        for table, rows in everything_of(superuser_url, municipality).items()
    }


def leaks(seen: Seen, ids: list[UUID]) -> list[str]:
    """What of the other municipality's people stands in an answer. Ids asked for are no news."""
    told = [MARK] if MARK in seen.text else []
    return told + [str(i) for i in ids if str(i) in seen.text and str(i) not in seen.asked]


def rows_with_security_off(superuser_url: str) -> None:
    """Take the database's wall down: only ever in a throw-away database."""
    with asking(superuser_url) as connection:
        tables = connection.execute(
            "SELECT oid::regclass::text AS name FROM pg_class"
            " WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        for table in tables:
            connection.execute(f"ALTER TABLE {table['name']} DISABLE ROW LEVEL SECURITY")
        connection.commit()
