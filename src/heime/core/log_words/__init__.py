"""The log in plain words, for the person it is about: who looked, at what, when, and why.

What one person did in one day for one reason is one line, with each act as a detail. What a
relative did, what was opened as an emergency and what was refused stand out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from heime.core.hours import HOME
from heime.core.log_words import acts, because, names
from heime.core.log_words.names import LANGUAGES, Said


class Sort(StrEnum):
    """What kind of visitor it was."""

    STAFF = "staff"
    SELF = "self"
    KIN = "kin"
    SYSTEM = "system"
    """Another system, which has a name."""
    HEIME = "heime"
    """Heime itself, or those who run it."""
    UNKNOWN = "unknown"


class StandsOut(StrEnum):
    NO = ""
    KIN = "kin"
    EMERGENCY = "emergency"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Who:
    """A visitor. role: of core/roles, or a profession of code list 9060; empty when unknown.

    name: empty for one whose name is not to be told.
    """

    sort: Sort
    name: str = ""
    role: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One entry of the log. resource and ground: codes, empty where the entry has none."""

    at: datetime
    who: Who
    action: str
    resource: str = ""
    ground: str = ""
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one visitor did in one day. sentence: who, what and why; details: oldest first."""

    day: date
    sentence: str
    who: str
    stands_out: StandsOut
    details: tuple[Detail, ...]

    @property
    def first(self) -> datetime:
        return self.details[0].at

    @property
    def last(self) -> datetime:
        return self.details[-1].at


def lines(looks: Iterable[Look], language: str) -> list[Line]:
    """The log as lines, the newest first."""
    ordered = sorted(looks, key=lambda look: (_together(look), look.at))
    made = [_line(list(same), language) for _, same in groupby(ordered, _together)]
    return sorted(made, key=lambda line: line.last, reverse=True)


def _together(look: Look) -> tuple[date, str, str, str, str, str, bool]:
    who = look.who
    day = look.at.astimezone(HOME).date()
    return (day, who.sort, who.name, who.role, who.place, look.ground, look.denied)


def _line(looks: Sequence[Look], language: str) -> Line:
    first = looks[0]
    who = _who(first.who, language)
    said = [deeds(looks, language), _in(because.WHY.get(first.ground), language)]
    return Line(
        day=first.at.astimezone(HOME).date(),
        sentence=f"{' '.join([who, *filter(None, said)])}.",
        who=who.rstrip(","),
        stands_out=_stands_out(first),
        details=tuple(Detail(look.at, _capital(deeds([look], language))) for look in looks),
    )


def _stands_out(look: Look) -> StandsOut:
    if look.ground == "emergency":
        return StandsOut.EMERGENCY
    if look.denied or look.action == "denied":
        return StandsOut.DENIED
    return StandsOut.KIN if look.who.sort is Sort.KIN else StandsOut.NO


def _who(who: Who, language: str) -> str:
    """ "Ingrid Moe, sykepleier i Oppfølgingsteamet Valdres"; systems by their name alone."""
    if who.sort is not Sort.STAFF and who.sort is not Sort.KIN:
        said = _in(names.SORTS[who.sort], language)
        return said.format(name=who.name).strip()
    role = _in(names.ROLES.get(who.role), language)
    place = _in(names.AT, language).format(place=who.place) if who.place else ""
    described = f"{role} {place}".strip()
    name = who.name or _in(names.SORTS[who.sort], language)
    return f"{name}, {described}," if described else name


def deeds(looks: Sequence[Look], language: str) -> str:
    """ "så målingene og planen dine og endret en sak": each verb once, with all it was done to."""
    done: dict[Said, list[Said]] = {}
    for look in looks:
        verb, thing = acts.ALL.get(look.action, names.OTHER)
        if look.denied:
            verb = names.TRIED
        of = names.RESOURCES.get(look.resource) or names.RESOURCES.get(thing)
        things = done.setdefault(verb, [])
        if of and of not in things:
            things.append(of)
    parts = [
        _in(verb, language).format(what=_row([_in(one, language) for one in things], language))
        for verb, things in done.items()
    ]
    return " ".join(_row(parts, language).split())


def _row(words: Sequence[str], language: str) -> str:
    """ "a", "a og b", "a, b og c"."""
    *first, last = words or [""]
    return f"{', '.join(first)} {_in(names.AND, language)} {last}" if first else last


def _in(text: Said | None, language: str) -> str:
    if text is None:
        return ""
    return text[LANGUAGES.index(language) if language in LANGUAGES else 0]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
