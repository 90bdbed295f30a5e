"""`web`, an internal command: serve pages and the FHIR door in this one process.

The server runs inside our own event loop rather than in workers that it would start, so that a
kill -9 leaves nothing behind that still holds the port.
"""

import argparse
import asyncio
import gc
import os
import signal
import sys
from importlib import import_module
from typing import Any

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

FINISH_WITHIN = 3.0  # seconds for requests in hand; an open live page would wait for ever


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)


def run(args: argparse.Namespace) -> int:
    os.environ["HEIME_PROCESS"] = "web"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    application = import_module("heime.config.asgi").application
    _collect_less()
    uvloop.new_event_loop().run_until_complete(serve(application, args.host, args.port))
    sys.stdout.flush()
    sys.stderr.flush()
    # What would not finish in time must not hold the process; nothing unanswered was promised.
    os._exit(0)


def _collect_less() -> None:
    """What was loaded to start with stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


async def serve(application: Any, host: str, port: int) -> None:
    """Serve an ASGI application until told to stop, then let the work in hand finish."""
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        backlog=1024,
        backpressure=1024,
        log_level=LogLevels.warning,
        log_access=False,
    )
    serving = asyncio.ensure_future(server.serve())
    asked = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, asked.set)
    waiting = asyncio.ensure_future(asked.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        server.stop()
        await asyncio.wait({serving}, timeout=FINISH_WITHIN)
    if serving.done():
        serving.result()
