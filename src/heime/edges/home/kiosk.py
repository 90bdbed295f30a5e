"""The door of lent tablets: bound by a code, they read one person's day and nothing else."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC
from hashlib import sha256
from typing import Any, TypeVar

import psycopg
from allauth.core.internal import ratelimit
from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from psycopg import AsyncConnection

from heime.core import home_words
from heime.core.errors import NotFound, UnknownSender
from heime.core.expectations import NOT_DAILY
from heime.core.home_known import taken_at
from heime.core.home_tasks import Task
from heime.core.hours import HOME
from heime.edges.access import Who, open_to
from heime.edges.home import asked
from heime.edges.home.answering import json_answer, problem
from heime.edges.home.day import COLOURS, EMERGENCY, LEGEVAKT, openings
from heime.edges.home.entries import bearer
from heime.flow import kiosk_day, lend_tablet
from heime.flow.kiosk_day import Shown
from heime.records.people.models import Team
from heime.records.people.reads import hours_of_team

T = TypeVar("T")
MOST = 1_024
LIMITS = {"kiosk-code": "10/10m/ip,300/h/key"}
"""Of tries. The second is for everybody together: the codes are few enough to count them all."""


@csrf_exempt  # no cookie opens this door, so nobody can be made to use it by another page
@require_POST
@open_to(Who.ANYONE)
def start(request: HttpRequest) -> HttpResponse:
    """`{code}` → `{device, credential}`. Wrong, used and too old look alike."""
    if not ratelimit.consume(
        request, app="heime", action="kiosk-code", config=LIMITS, key="everybody"
    ):
        return problem(request, 429, "too-often", _("Too many tries. Wait ten minutes."))
    code = _code(request.body)
    try:
        if code is None:
            raise NotFound("no code")
        bound = lend_tablet.bind(code, now=timezone.now())
    except NotFound:
        wrong = _("The code is wrong, has been used, or is more than a day old.")
        return problem(request, 422, "wrong-code", wrong)
    return json_answer({"device": str(bound.device), "credential": bound.credential}, status=201)


def _code(body: bytes) -> str | None:
    try:
        found = json.loads(body) if len(body) <= MOST else None
    except (ValueError, RecursionError):
        return None
    code = found.get("code") if isinstance(found, dict) else None
    return code if isinstance(code, str) and 0 < len(code) <= 40 else None


@require_GET
@open_to(Who.ANYONE)
def day(request: HttpRequest) -> HttpResponse:
    """The day as it may hang on a wall. 410: send what waits, and clear yourself."""
    return _answered(request, kiosk_day.day, lambda shown: _day(request, shown))


@csrf_exempt  # as above
@require_POST
@open_to(Who.ANYONE)
def cleared(request: HttpRequest) -> HttpResponse:
    """The tablet has cleared itself."""
    return _answered(request, kiosk_day.cleared, lambda _none: HttpResponse(status=204))


day.own_moments = cleared.own_moments = True  # type: ignore[attr-defined]  # as the receiving role


def _answered(
    request: HttpRequest,
    work: Callable[[AsyncConnection, str], Awaitable[T]],
    then: Callable[[T], HttpResponse],
) -> HttpResponse:
    token = bearer(request)
    try:
        if token is None:
            raise UnknownSender("no token")
        return then(async_to_sync(_asked)(work, token))
    except UnknownSender:
        return problem(request, 401, "unknown-sender")
    except psycopg.OperationalError:
        answer = problem(request, 503, "try-again")
        answer.headers["Retry-After"] = "10"
        return answer


async def _asked(work: Callable[[AsyncConnection, str], Awaitable[T]], token: str) -> T:
    async with await AsyncConnection.connect(
        settings.DATABASE_URLS["ingest"], autocommit=True, connect_timeout=5,
        options="-c timezone=UTC",
    ) as conn:  # fmt: skip
        return await work(conn, token)


def _day(request: HttpRequest, shown: Shown) -> HttpResponse:
    card, now, known = shown.card, shown.now, shown.known
    if card.wipe or known is None:
        return problem(request, 410, "wipe", _("This tablet is to be given back."))
    team = Team.objects.get(id=card.team)
    hours = hours_of_team(team, now.astimezone(HOME).date())
    phone = card.team_phone or None
    said: dict[str, Any] = {
        "person": {
            "id": str(card.enrolment), "given_name": card.given_name, "name": card.given_name,
            "own": True, "mode": card.mode, "text_size": card.text_size,
        },
        "may": ["entry"],
        "kiosk": True,
        "language": card.language,
        "team": {
            "name": card.team_name, "phone": phone, "is_open": hours.is_open(now),
            "open": list(openings(hours, now)), "who": None,
        },
        "tasks": [_task(one) for one in shown.tasks],
        "appointments": [],
        "texts": {
            zone.name.lower(): home_words.zone_text(zone, shown.texts, card.language)
            for zone in COLOURS
        },
        "now": None, "results": [], "standby": None, "diuretic": None, "pause": None,
        "judging": None,
        "questionnaires": [
            form for form in asked.forms(known, now) if form["name"] not in NOT_DAILY
        ],
        "plan": None, "contacts": [],
        "whom_to_call": {"team": phone, "legevakt": LEGEVAKT, "emergency": EMERGENCY},
    }  # fmt: skip
    version = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
    at = now.astimezone(UTC).isoformat()
    return json_answer({"made_at": at, "server_time": at, **said, "version": version})


def _task(one: Task) -> dict[str, Any]:
    """What, when and whether it is done: never what it came to."""
    return {
        "id": str(one.id),
        "sort": "measure" if one.is_measure else "answer",
        "kind": one.what if one.is_measure else None,
        "questionnaire": None if one.is_measure else one.what,
        "from": one.start.isoformat(), "to": one.end.isoformat(), "until": one.until.isoformat(),
        "done_at": taken_at(one.done).isoformat() if one.done else None,
        "done_entry": None,
        "state": one.state.value,
        "may_skip": list(one.may_skip),
    }  # fmt: skip
