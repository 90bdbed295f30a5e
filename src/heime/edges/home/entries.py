"""The door that a phone sends by: one request, up to a hundred entries, each with its own answer.

The phone proves itself by its own credential and by nothing else; no sign-in is asked for, and
nothing can be read here but the answers to what was sent.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from psycopg import AsyncConnection
from psycopg.errors import Diagnostic

from heime.core.errors import Refused, UnknownSender
from heime.core.home_entry import BadEntry
from heime.edges import bounds
from heime.edges.access import Who, open_to
from heime.edges.home import parse
from heime.edges.home.acts import id_of, moment
from heime.edges.home.answering import json_answer, problem, refusal_words
from heime.flow import home_acts
from heime.flow.raise_case import Changed
from heime.flow.receive import KeyTakenMeanwhile
from heime.flow.receive_home import Answered, Arrived, language_of_phone, receive_home
from heime.records.access.reads import TOKEN
from heime.records.worklist.notify import changed

T = TypeVar("T")
DEEPEST = 16
"""Levels of nesting in a request; a real one has six."""
AGAIN_AFTER = "10"
"""Seconds."""


class NotKept(Exception):
    """Nothing can be vouched for just now: the phone keeps it and sends it again."""


@csrf_exempt  # no cookie opens this door, so nobody can be made to send by another page
@require_POST
@open_to(Who.ANYONE)
def entries(request: HttpRequest) -> HttpResponse:
    """Keep, judge and answer what a phone sends, entry by entry, in their order."""
    now = timezone.now()
    token = bearer(request)
    if token is None:
        return problem(request, 401, "unknown-sender")
    try:
        asked = read(request.read(bounds.LARGEST_FROM_HOME + 1))
        person, sent_at, raws = _whole(asked)
    except BadEntry as refusal:
        return problem(request, 400, refusal.code, str(refusal))
    try:
        answers, rows, language = async_to_sync(_one_by_one)(person, sent_at, raws, token, now)
    except UnknownSender:
        return problem(request, 401, "unknown-sender")
    except (NotKept, psycopg.OperationalError):
        answer = problem(request, 503, "try-again")
        answer.headers["Retry-After"] = AGAIN_AFTER
        return answer
    for row in rows:
        changed(row.team, row.enrolment)
    _say_why_not(answers, language)
    return json_answer({"server_time": timezone.now().isoformat(), "answers": answers})


entries.own_moments = True  # type: ignore[attr-defined]  # each entry has a transaction of its own


def bearer(request: HttpRequest) -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind.lower() == "bearer" and TOKEN.fullmatch(token) else None


def read(body: bytes) -> Mapping[str, Any]:
    """The request as JSON. Raises BadEntry."""
    if len(body) > bounds.LARGEST_FROM_HOME:
        raise BadEntry("This is more than a phone sends at once.")
    if body.count(b"[") + body.count(b"{") > DEEPEST * (parse.MOST + 1):
        raise BadEntry("This is not what a phone sends.")
    try:
        found = json.loads(body, parse_constant=_no_number, parse_float=_no_number)
    except (ValueError, RecursionError):
        raise BadEntry("This cannot be read as JSON.") from None
    if not isinstance(found, dict):
        raise BadEntry("This must be an object.")
    return found


def _no_number(text: str) -> None:
    raise ValueError("numbers with decimals travel as text")


def _whole(asked: Mapping[str, Any]) -> tuple[UUID, datetime, list[Any]]:
    raws = asked.get("entries")
    if not isinstance(raws, list) or not 1 <= len(raws) <= parse.MOST:
        raise BadEntry(f"entries: from 1 to {parse.MOST} of them.")
    return (
        id_of(asked.get("person"), "person"),
        moment(asked.get("sent_at"), "sent_at"),
        raws,
    )


async def _one_by_one(
    person: UUID, sent_at: datetime, raws: list[Any], token: str, now: datetime
) -> tuple[list[dict[str, Any]], set[Changed], str]:
    """Each entry in a transaction of its own, so that one that is refused stops no other. Last
    comes the language of whoever bound the phone, where something was refused."""
    url = settings.DATABASE_URLS["ingest"]
    answers: list[dict[str, Any]] = []
    rows: set[Changed] = set()
    unreplicated = False

    def notice(said: Diagnostic) -> None:
        nonlocal unreplicated
        unreplicated = unreplicated or "synchronous replication" in (said.message_primary or "")

    async with await AsyncConnection.connect(
        url, autocommit=True, connect_timeout=5, options="-c timezone=UTC"
    ) as conn:
        conn.add_notice_handler(notice)
        for raw in raws:
            try:
                arrived = _understood(raw, person, token, sent_at, now)
                answered = await _received(conn, arrived, now)
            except UnknownSender:
                raise
            except Refused as refusal:
                answers.append(_refused(raw, refusal))
                continue
            if unreplicated:
                raise NotKept  # sent again, it is answered when it is safe on two machines
            rows |= answered.changed
            status = "known" if answered.known else "kept"
            answers.append({"status": status, **answered.told})
        language = ""
        if any(one["status"] == "refused" for one in answers):
            language = await language_of_phone(conn, token)
    return answers, rows, language


def _understood(raw: Any, person: UUID, token: str, sent_at: datetime, now: datetime) -> Arrived:
    if not isinstance(raw, dict):
        raise BadEntry("An entry must be an object.")
    return parse.arrived(raw, person, token, sent_at=sent_at, now=now)


async def _received(conn: AsyncConnection, arrived: Arrived, now: datetime) -> Answered:
    if arrived.sort in home_acts.ACTS:
        return await sync_to_async(home_acts.act)(arrived, now=now)
    return await _twice(lambda: receive_home(conn, arrived))


async def _twice(work: Callable[[], Awaitable[Answered]]) -> Answered:
    """A key that was used at the same moment by another request is known the second time."""
    try:
        return await work()
    except (KeyTakenMeanwhile, psycopg.errors.UniqueViolation):
        return await work()


def _refused(raw: Any, refusal: Refused) -> dict[str, Any]:
    """Why an entry was not kept, with its own id, if it had one. What to do is said later, in the
    language of whoever bound the phone."""
    named = raw.get("id") if isinstance(raw, dict) else None
    return {
        "id": named if isinstance(named, str) and len(named) <= 36 else None,
        "status": "refused",
        "code": refusal.code,
        "words": None,
        "detail": str(refusal),
        "received_at": None, "zone": None, "state": None, "priority": None,
        "remeasure_after_minutes": None, "text": None, "promise": None,
    }  # fmt: skip


def _say_why_not(answers: list[dict[str, Any]], language: str) -> None:
    """What was refused, in words, and what to do."""
    with translation.override(language or translation.get_language()):
        for one in answers:
            if one["status"] == "refused":
                one["words"] = refusal_words(one["code"])
