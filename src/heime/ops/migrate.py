"""`migrate`, an internal command: bring the schema up to date as the owner's role."""

import argparse
import os


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; fail if behind")


def run(args: argparse.Namespace) -> int:
    os.environ["HEIME_PROCESS"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0, check_unapplied=args.check)
    return 0
