"""`web`, an internal command: serve pages and the FHIR door in this one process.

The server runs inside our own event loop rather than in workers that it would start, so that a
kill -9 leaves nothing behind that still holds the port.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

FINISH_WITHIN = 3.0  # seconds for requests in hand; an open live page would wait for ever


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)


def run(args: argparse.Namespace) -> int:
    os.environ["HEIME_PROCESS"] = "web"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    asyncio.run(serve("heime.config.asgi:application", args.host, args.port))
    sys.stdout.flush()
    # Threads of requests that would not end must not hold the process.
    os._exit(0)


async def serve(target: str, host: str, port: int) -> None:
    """Serve until told to stop, then let the work in hand finish."""
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.server.embed import Server

    server = Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        backlog=1024,
        backpressure=1024,
        log_access=False,
    )
    serving = asyncio.create_task(server.serve())
    asked = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, asked.set)
    waiting = asyncio.create_task(asked.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        _stop(server)
        await asyncio.wait({serving}, timeout=FINISH_WITHIN)
    if serving.done():
        serving.result()


def _stop(server: Any) -> None:
    stop: Callable[[], None] = server.stop
    stop()
