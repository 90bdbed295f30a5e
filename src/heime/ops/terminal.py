"""What commands on a running installation share: which one it is, who acts in it, and the log."""

import os
import sys
from datetime import UTC, date, datetime, time
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from heime.ops.import_bundles import settings_of
from heime.ops.installation import ROLES

HOME = ZoneInfo("Europe/Oslo")


def as_owner(data: Path | None) -> dict[str, str]:
    """Start Django as the owner's role of the installation that runs; return its settings.

    :raises FolderRefused: nothing runs there, or more than one does
    """
    settings = settings_of(data)
    for name in settings:
        os.environ.pop(f"{name}_FILE", None)  # a secret may not come in two ways
    os.environ.update(settings, HEIME_PROCESS="owner")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    import_module("django").setup()
    return settings


def logged(settings: dict[str, str], act: str, municipality: int | None, detail: str) -> None:
    """Into the log, as the web's role: the tables' owner may not write there."""
    try:
        with psycopg.connect(settings[ROLES["app"]], connect_timeout=5) as connection:
            connection.execute(
                "INSERT INTO audit_entry (at, municipality_id, action, detail)"
                " VALUES (now(), %s, %s, %s)",
                [municipality, act, detail],
            )
    except psycopg.Error as error:
        print(f"heime: done, but not logged ({type(error).__name__}).", file=sys.stderr)


def end_of(day: date | None) -> datetime | None:
    """The end of a day here, as people mean a last day; None for none."""
    if day is None:
        return None
    following = date.fromordinal(day.toordinal() + 1)
    return datetime.combine(following, time(), HOME).astimezone(UTC)
