"""`paper`, an internal command: set one team's list in a process of its own.

A list of a thousand people takes seconds and hundreds of megabytes to set. Here the memory is given
back when it is done, and no alarm waits for a core: this process asks for the least.
"""

import argparse
import json
import os
import sys
from datetime import datetime
from importlib import import_module

LEAST = 15
"""How nice it is to the others."""


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    """Read what the list says as JSON (ops.printed writes it), and print the PDF."""
    os.nice(LEAST)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    import django
    from django.utils import translation

    django.setup()
    order = json.load(sys.stdin.buffer)
    printing = import_module("heime.edges.clinic.printing")
    with translation.override(order["language"]):
        pdf = printing.written(
            order["people"],
            team=order["team"],
            now=datetime.fromisoformat(order["now"]),
            left_out=order["left_out"],
        )
    sys.stdout.buffer.write(pdf)
    return 0
