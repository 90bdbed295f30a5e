"""`migrate`, an internal command: bring the schema up to date as the owner's role."""

import argparse
import os
from typing import Any

REMADE = "_find_reload_model"
"""Django's own question which models' classes are to be made anew."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; fail if behind")


def run(args: argparse.Namespace) -> int:
    os.environ["HEIME_PROCESS"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    if _is_empty():
        _make_less_anew()
    call_command("migrate", interactive=False, verbosity=0, check_unapplied=args.check)
    return 0


def _is_empty() -> bool:
    """Whether nothing was ever brought up here: a first start."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return not MigrationRecorder(connection).applied_migrations()


def _make_less_anew() -> None:
    """After each step Django makes the classes anew of every model that is related to the changed
    one, and of those related to these: here nearly all, 28 of 32 seconds of a first start. A
    statement of ours needs the changed one alone, and before a migration's own code runs, Django
    makes all of them anew (`is_delayed`). A database with something in it is brought up in Django's
    own way. tests/ops/test_migrate.py holds the schema against Django's, and refuses the operations
    that ask who refers to a model.
    """
    from django.db.migrations.state import ProjectState

    def changed_alone(
        state: Any, app_label: str, model_name: str, _delay: bool
    ) -> set[tuple[str, str]]:
        state.is_delayed = True
        return {(app_label, model_name)}

    setattr(ProjectState, REMADE, changed_alone)
