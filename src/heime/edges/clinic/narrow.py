"""The list's filters: read from the address, shown as choices with their counts.

What stands in an address says nothing about anybody: codes of places, conditions and sorts.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from heime.core.actor import Actor
from heime.core.narrowing import Narrowing, Whose
from heime.core.worklist import Sort
from heime.core.zone import Zone
from heime.edges.clinic import sorts, words
from heime.records.access.standing import Names

WHOSE = {"mine": Whose.MINE, "ingen": Whose.NOBODYS, "kolleger": Whose.COLLEAGUES}
ZONES = {"rod": Zone.RED, "gul": Zone.YELLOW, "gra": Zone.GREY, "gronn": Zone.GREEN}
SORTS = {sort.value: sort for sort in Sort}
NAMES = {
    "hvem": "whose", "lag": "team", "kommune": "municipality", "tilstand": "condition",
    "sone": "zone", "slag": "sort",
}  # fmt: skip
"""Name in the address → field of the narrowing."""


def asked_by(query: Mapping[str, str], actor: Actor) -> Narrowing:
    """What an address asks for. What cannot be understood asks for nothing."""
    return Narrowing(
        actor.account_id,
        whose=WHOSE.get(query.get("hvem", "")),
        team=_team(query.get("lag", "")),
        municipality=_number(query.get("kommune", "")),
        condition=query.get("tilstand", "")[:30] or None,
        zone=ZONES.get(query.get("sone", "")),
        sort=SORTS.get(query.get("slag", "")),
    )


def _team(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def in_address(asked: Narrowing, **changed: object) -> str:
    """The narrowing as an address says it; what is not asked for is left out."""
    said = {
        "hvem": _code(WHOSE, asked.whose),
        "lag": str(asked.team) if asked.team else "",
        "kommune": f"{asked.municipality:04}" if asked.municipality else "",
        "tilstand": asked.condition or "",
        "sone": _code(ZONES, asked.zone),
        "slag": asked.sort.value if asked.sort else "",
    } | {name: str(value) for name, value in changed.items()}
    return urlencode({name: value for name, value in said.items() if value})


def _code(of: Mapping[str, Any], value: object) -> str:
    return next((code for code, known in of.items() if known == value), "")


def kept_of(query: str, actor: Actor) -> str:
    """Of an address, what may be saved as a view: what we understand, and nothing else."""
    return in_address(asked_by(pairs(query[:500]), actor))


def is_asked(query: Mapping[str, str]) -> bool:
    """Whether an address says anything about narrowing; `alle` says that nothing is left out."""
    return "alle" in query or any(name in query for name in NAMES)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice in a filter: its code in the address, its words, how many rows it shows."""

    code: str
    words: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> str:
        return next((one.words for one in self.choices if one.chosen), "")


def facets(asked: Narrowing, counts: Mapping[str, Counter[object]], names: Names) -> list[Facet]:
    """Every filter with more than one choice in it, or with one that is chosen."""
    places = {n: name for n, name in names.municipalities.items() if n in counts["municipality"]}
    teams = {id_: name for id_, name in names.teams.items() if id_ in counts["team"]}
    made = [
        Facet("hvem", _("Whose"), _fixed(WHOSE, asked.whose, counts["whose"], _whose)),
        Facet("sone", _("Zone"), _fixed(ZONES, asked.zone, counts["zone"], _zone)),
        Facet("slag", _("What"), _fixed(SORTS, asked.sort, counts["sort"], sorts.name_of)),
        Facet("tilstand", _("Condition"), _named(
            {code: words.condition(str(code)) for code in counts["condition"]},
            asked.condition, counts["condition"])),
        Facet("kommune", _("Municipality"), _named(
            {f"{number:04}": name for number, name in places.items()},
            f"{asked.municipality:04}" if asked.municipality else None,
            Counter({f"{n:04}": c for n, c in counts["municipality"].items()}))),
        Facet("lag", _("Team"), _named(
            {str(id_): name for id_, name in teams.items()}, str(asked.team or ""),
            Counter({str(id_): count for id_, count in counts["team"].items()}))),
    ]  # fmt: skip
    return [one for one in made if len(one.choices) > 1 or one.chosen or one.name in ALWAYS]


ALWAYS = ("hvem", "sone")
"""Filters that stand there whatever is on the list, so that they are where one looks for them."""


def _fixed(
    of: Mapping[str, Any], chosen: object, counts: Counter[object], said: Callable[[Any], str]
) -> list[Choice]:
    return [
        Choice(code, said(value), counts[value], value == chosen)
        for code, value in of.items()
        if counts[value] or value == chosen or of in (WHOSE, ZONES)
    ]


def _named(of: Mapping[Any, str], chosen: str | None, counts: Counter[object]) -> list[Choice]:
    known = {str(code): name for code, name in of.items()}
    return sorted(
        (Choice(code, name, counts[code], code == chosen) for code, name in known.items()),
        key=lambda one: one.words.casefold(),
    )


def _whose(whose: Whose) -> str:
    return {
        Whose.MINE: _("Mine"),
        Whose.NOBODYS: _("Nobody has it"),
        Whose.COLLEAGUES: _("Colleagues'"),
    }[whose]


def _zone(zone: Zone) -> str:
    return words.zone_words(zone, None)


def pairs(query: str) -> dict[str, str]:
    """A saved address as its parts."""
    return dict(parse_qsl(query))
