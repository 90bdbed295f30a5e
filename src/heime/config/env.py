"""Reading settings. A wrong one stops the start, with a sentence that names the variable.

A reader without `default` makes the variable required: nothing that safety or secrecy hangs
on has a default. No message repeats the value of a secret.
"""

import base64
import binascii
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict


class BadSetting(Exception):
    """A setting is missing or odd. The text says which and what to do, and is safe to print."""


def text(name: str, *, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise BadSetting(f"{name} is not set.")
    if not value.strip():
        raise BadSetting(f"{name} is empty.")
    return value.strip()


def choice(name: str, allowed: Sequence[str], *, default: str | None = None) -> str:
    value = text(name, default=default)
    if value not in allowed:
        raise BadSetting(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def flag(name: str, *, default: bool | None = None) -> bool:
    word = None if default is None else ("yes" if default else "no")
    return choice(name, ("yes", "no"), default=word) == "yes"


def number(name: str, *, least: int, most: int, default: int | None = None) -> int:
    value = text(name, default=None if default is None else str(default))
    if not value.isascii() or not value.isdecimal() or not least <= int(value) <= most:
        raise BadSetting(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def words(name: str, *, default: Sequence[str] | None = None) -> list[str]:
    """A comma-separated list, such as host names."""
    value = text(name, default=None if default is None else ",".join(default))
    found = [word.strip() for word in value.split(",")]
    if not all(found):
        raise BadSetting(f"{name} has an empty item between its commas.")
    return found


def url(name: str, *, default: str | None = None) -> str:
    """A web address, without a slash at its end."""
    value = text(name, default=default)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting(f"{name} must be an address such as https://heime.example.no.")
    return value.rstrip("/")


def secret(name: str, *, default: str | None = None) -> str:
    """A value that nobody may see: from `name`, or from the file that `name`_FILE points to."""
    file_name = f"{name}_FILE"
    if file_name not in os.environ:
        return text(name, default=default)
    if name in os.environ:
        raise BadSetting(f"{name} and {file_name} are both set; keep one.")
    path = Path(text(file_name))
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{file_name}: {path} cannot be read ({type(error).__name__}).") from None
    if not value:
        raise BadSetting(f"{file_name}: {path} is empty.")
    return value


def optional_secret(name: str) -> str:
    """A secret that need not be there; empty when it is not."""
    named = name in os.environ or f"{name}_FILE" in os.environ
    return secret(name) if named else ""


def key(name: str, *, length: int) -> bytes:
    """A secret of exactly so many bytes, written as base64."""
    try:
        found = base64.b64decode(secret(name), validate=True)
    except (binascii.Error, ValueError):
        raise BadSetting(f"{name} must be base64.") from None
    if len(found) != length:
        raise BadSetting(f"{name} must be {length} bytes as base64, not {len(found)}.")
    return found


def database_url(name: str, *, default: str | None = None) -> str:
    """A PostgreSQL address; its password makes it a secret, so `name`_FILE works too."""
    value = secret(name, default=default)
    if not value.startswith(("postgresql://", "postgres://")):
        raise BadSetting(f"{name} must begin with postgresql://.")
    try:
        parts = conninfo_to_dict(value)
    except ProgrammingError:
        raise BadSetting(f"{name} is not an address that PostgreSQL understands.") from None
    for part, meaning in (("user", "role"), ("dbname", "database")):
        if not parts.get(part):
            raise BadSetting(f"{name} names no {meaning}.")
    return value


def database(name: str, **options: Any) -> dict[str, Any]:
    """An entry of Django's DATABASES, from the address in a setting.

    options: more of the entry's OPTIONS, such as pool={…}; those in the address stay.
    """
    entry = django_database(database_url(name))
    entry["OPTIONS"] |= options
    return entry


def django_database(address: str) -> dict[str, Any]:
    """The entry of Django's DATABASES for an address; what else the address says is an option."""
    parts = conninfo_to_dict(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,
    }
