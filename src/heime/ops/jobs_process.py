"""`jobs`, an internal command: the loop of due work, as the worker's role."""

import argparse
import os
from importlib import import_module


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    os.environ["HEIME_PROCESS"] = "jobs"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    import django

    django.setup()
    import_module("heime.ops.jobs").run()
    return 0
