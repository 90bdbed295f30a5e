"""Reading JSON that somebody else wrote: each part has the type it must have, or is refused.

The refusals name the place and never repeat what stood there.
"""

from collections.abc import Iterator
from typing import Any

from heime.core.questionnaires.refusals import BadQuestionnaire

MAX_TEXT = 2000
"""Characters of one text. The longest question of any scale we know has under 300."""


def refuse(where: str, why: str) -> BadQuestionnaire:
    """The refusal, to be raised."""
    return BadQuestionnaire(f"{where}: {why}")


def thing(found: object, where: str) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(found, dict):
        raise refuse(where, "must be an object.")
    return found


def things(parent: dict[str, Any], name: str, where: str) -> list[tuple[str, dict[str, Any]]]:
    """The objects of a list that may be left out, each with its place."""
    found = parent.get(name, [])
    if not isinstance(found, list):
        raise refuse(f"{where}.{name}", "must be a list.")
    return [
        (f"{where}.{name}[{at}]", thing(one, f"{where}.{name}[{at}]"))
        for at, one in enumerate(found)
    ]


def text(parent: dict[str, Any], name: str, where: str) -> str:
    """A text without the space around it; empty when it is left out."""
    found = parent.get(name, "")
    if not isinstance(found, str):
        raise refuse(f"{where}.{name}", "must be a text.")
    if len(found) > MAX_TEXT:
        raise refuse(f"{where}.{name}", f"is longer than {MAX_TEXT} characters.")
    return found.strip()


def needed(parent: dict[str, Any], name: str, where: str) -> str:
    """A text that must be there."""
    found = text(parent, name, where)
    if not found:
        raise refuse(f"{where}.{name}", "must be there.")
    return found


def yes(parent: dict[str, Any], name: str, where: str) -> bool:
    """A yes or no; no when it is left out."""
    found = parent.get(name, False)
    if not isinstance(found, bool):
        raise refuse(f"{where}.{name}", "must be true or false.")
    return found


def extensions(parent: dict[str, Any], url: str, where: str) -> Iterator[tuple[str, Any]]:
    """The extensions of one kind, each with its place."""
    for here, one in things(parent, "extension", where):
        if one.get("url") == url:
            yield here, one
