"""One process serves both: the FHIR door as a bare route, everything else through Django."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

from heime.config import env
from heime.edges import bounds
from heime.edges.fhir.door import Door

_django = get_asgi_application()
_door = Door(env.database_url("HEIME_DATABASE_INGEST_URL"))

_OWN = ("/fhir/token", "/fhir/enrol")
"""Under /fhir, and no resources: how gateways and partner systems get their tokens."""

_HEALTH = ("/live", "/ready")
"""Asked by whoever watches over the process, at whatever name or number it knows it by."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    path = scope["path"]
    bare = bounds.closed(send, over_tls=settings.SECURE_HSTS_SECONDS > 0)
    refused = None if path in _HEALTH else bounds.refusal(scope, settings.ALLOWED_HOSTS)
    if refused is not None:
        await bounds.plain(bare, *refused)
    elif path == "/fhir" or (path.startswith("/fhir/") and path not in _OWN):
        await _door(scope, receive, bare)
    elif path == "/live":
        await bounds.plain(bare, 200, b"alive\n")
    elif path == "/ready":
        await _ready(bare)
    else:
        await bounds.bounded(_django, dict(scope), receive, send)  # type: ignore[arg-type]


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await _door.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await _door.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _ready(send: Send) -> None:
    """Ready is: the database answers us, as the role that keeps readings."""
    try:
        url = env.database_url("HEIME_DATABASE_INGEST_URL")
        async with await psycopg.AsyncConnection.connect(url, connect_timeout=2) as conn:
            await conn.execute("SELECT 1")
    except psycopg.Error:
        await bounds.plain(send, 503, b"the database does not answer\n")
    else:
        await bounds.plain(send, 200, b"ready\n")
