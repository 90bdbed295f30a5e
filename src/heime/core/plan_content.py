"""Reading a stored document strictly: what is wrong is refused, with where it stands and why.

`where` is the place in the document, "person.baselines"; it begins every sentence of refusal.
The sentences name fields and codes, never what somebody has written in free text.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from heime.core.errors import BadPlan, OutOfRange, TooPrecise
from heime.core.quantity import Scaled, scaled

LONGEST = 4000
"""Characters of one text: a page, which is more than anybody reads on a bad day."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"\d{2}:\d{2}")


def place(where: str, name: str) -> str:
    """Where a field stands: place("person", "baselines") is "person.baselines"."""
    return f"{where}.{name}" if where and not where.endswith(".") else f"{where}{name}"


def refused(where: str, why: str) -> BadPlan:
    """The refusal of one place, to be raised."""
    return BadPlan(f"{where or 'plan'}: {why}")


def fields(value: Any, where: str, known: Collection[str]) -> Mapping[str, Any]:
    """A mapping that holds known fields only."""
    if not isinstance(value, Mapping):
        raise refused(where, "must be an object with named fields.")
    for name in value:
        if name not in known:
            raise refused(where, f"there is no field called '{str(name)[:30]}'.")
    return value


def entries(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise refused(where, "must be a list.")
    return value


def text(value: Any, where: str) -> str:
    """A text with something in it."""
    if not isinstance(value, str) or not value.strip():
        raise refused(where, "a text is missing.")
    if len(value) > LONGEST:
        raise refused(where, f"is longer than {LONGEST} characters.")
    return value


def flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise refused(where, "must be true or false.")
    return value


def whole(value: Any, where: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise refused(where, "must be a whole number.")
    if not least <= value <= most:
        raise refused(where, f"must be from {least} to {most}.")
    return value


def choice(value: Any, where: str, among: Collection[str]) -> str:
    if not isinstance(value, str) or value not in among:
        given = f"'{value[:30]}'" if isinstance(value, str) else "this"
        raise refused(where, f"{given} is none of {', '.join(sorted(among))}.")
    return value


def number(value: Any, where: str) -> Scaled:
    """A decimal written as text, so that no binary float ever comes near it."""
    if not isinstance(value, str):
        raise refused(where, "must be a number written as text.")
    try:
        return scaled(Decimal(value))
    except InvalidOperation:
        raise refused(where, "is not a number.") from None
    except (OutOfRange, TooPrecise) as fault:
        raise refused(where, str(fault)) from None


def day(value: Any, where: str) -> date:
    """A date as ISO 8601 writes it."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise refused(where, "must be a date such as 2026-11-21.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise refused(where, "there is no such date.") from None


def clock(value: Any, where: str) -> time:
    """A time of day as clocks here show it."""
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise refused(where, "must be a time of day such as 08:00.")
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise refused(where, "there is no such time of day.") from None


def once(values: Sequence[str], where: str) -> tuple[str, ...]:
    """The values, none of them twice."""
    for number_, value in enumerate(values):
        if value in values[:number_]:
            raise refused(f"{where}[{number_}]", f"'{value[:30]}' stands twice.")
    return tuple(values)
