"""Whether two records may be of the same person: for somebody to decide, never for a machine."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from uuid import UUID

ALIKE = 0.85
"""How alike two names must be, from 0 to 1, to be shown. Design, to be tuned on real lists."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a person that may tell two apart.

    numbers: keyed hashes of every number, old ones too. helped: whether they were registered by a
        help number, which somebody gets who could not say who they were.
    """

    patient: UUID
    given: str = field(repr=False)
    family: str = field(repr=False)
    born: date | None = field(repr=False)
    numbers: frozenset[bytes] = field(repr=False)
    helped: bool = False


class Why(StrEnum):
    """Why two records stand beside each other, the surest first."""

    NUMBER = "same-number"
    HELP_NUMBER = "help-number"
    """The name fits, and one of the two has no number of their own yet."""
    NAME_AND_BIRTH = "name-and-birth-date"


def why(one: Record, other: Record) -> Why | None:
    """Why these two may be the same person; None when nothing says so."""
    if one.numbers & other.numbers:
        return Why.NUMBER
    if not _same_name(one, other):
        return None
    if one.helped is not other.helped:
        return Why.HELP_NUMBER
    if one.born is not None and one.born == other.born:
        return Why.NAME_AND_BIRTH
    return None


def _same_name(one: Record, other: Record) -> bool:
    """Names alike as a whole, whichever order they stand in: they are often swapped."""
    straight = _likeness(f"{one.given} {one.family}", f"{other.given} {other.family}")
    swapped = _likeness(f"{one.given} {one.family}", f"{other.family} {other.given}")
    return max(straight, swapped) >= ALIKE


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _plain(one), _plain(other)).ratio()


def _plain(name: str) -> str:
    """Lower case, without accents, and with the spellings that are mixed up made one."""
    text = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in text if not unicodedata.combining(letter))
    for written, meant in (("aa", "a"), ("ø", "o"), ("æ", "e"), ("-", " "), ("ch", "k")):
        bare = bare.replace(written, meant)
    return " ".join(bare.split())
