"""What a plan agrees on besides numbers: signed texts, who answers and how soon, and programmes.

Each piece stands here with the function that reads it; these raise BadPlan with where and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from heime.core.plan_content import choice, day, entries, fields, place, refused, text, whole

PROTOCOLS = {"hbpm": timedelta(days=7)}
"""Name → how long it lasts. The home blood pressure week is clinical reference 4.3."""
DUTIES = ("office", "night", "DEM-2", "DEM-3", "DEM-4")
"""What a responder may be named for: the team's daily list, the night's sensors, or one rule."""
COLOURS = ("green", "yellow", "red")
LANGUAGES = ("nb", "nn", "en")
RESPONSE_MINUTES = {"red_high": 15, "red_high_no_contact": 30, "red": 60, "yellow_high": 240}
"""Clinical reference 7.9, in opening hours. Design: the municipality must sign its own. Yellow
is due the same working day and low or grey within five; those are days and not minutes."""
_LONGEST_ANSWER = 5 * 24 * 60


@dataclass(frozen=True, slots=True)
class SignedText:
    """Free text that a doctor has written and signs: standby medicine, or a flexible diuretic.

    Nothing here is ever parsed, translated or calculated with (clinical reference 3.6 rule 1).
    starts: the days it has been started before this version was written.
    reviewed_on: when a doctor last looked at how it has been used.
    """

    text: str
    start_criteria: str
    review_on: date
    starts: tuple[date, ...] = ()
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Responder:
    """Who answers, for what, and whether somebody is there day and night."""

    duty: str
    name: str
    always_staffed: bool


@dataclass(frozen=True, slots=True)
class Protocol:
    """A measuring programme of fixed length. Day 1 is the start date."""

    name: str
    start_date: date

    @property
    def last_day(self) -> date:
        return self.start_date + PROTOCOLS[self.name] - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Template:
    """The template a plan was made from, and its version."""

    name: str
    version: int


def protocols(value: Any, where: str) -> tuple[Protocol, ...]:
    found = []
    for number, one in enumerate(entries(value, where)):
        here = f"{where}[{number}]"
        entry = fields(one, here, ("name", "start_date"))
        name = choice(entry.get("name"), place(here, "name"), PROTOCOLS)
        found.append(Protocol(name, day(entry.get("start_date"), place(here, "start_date"))))
    return tuple(found)


def signed_text(value: Any, where: str) -> SignedText | None:
    if value is None:
        return None
    entry = fields(value, where, ("text", "start_criteria", "review_on", "starts", "reviewed_on"))
    starts = enumerate(entries(entry.get("starts", []), place(where, "starts")))
    return SignedText(
        text(entry.get("text"), place(where, "text")),
        text(entry.get("start_criteria"), place(where, "start_criteria")),
        day(entry.get("review_on"), place(where, "review_on")),
        tuple(sorted(day(one, f"{where}.starts[{number}]") for number, one in starts)),
        day(entry["reviewed_on"], place(where, "reviewed_on")) if "reviewed_on" in entry else None,
    )


def responders(value: Any, where: str) -> tuple[Responder, ...]:
    found = []
    for number, one in enumerate(entries(value, where)):
        here = f"{where}[{number}]"
        entry = fields(one, here, ("for", "name", "staffed"))
        staffed = choice(entry.get("staffed"), place(here, "staffed"), ("always", "hours"))
        found.append(Responder(
            choice(entry.get("for"), place(here, "for"), DUTIES),
            text(entry.get("name"), place(here, "name")), staffed == "always",
        ))  # fmt: skip
    return tuple(found)


def response(value: Any, where: str) -> Mapping[str, int]:
    given = fields(value, where, RESPONSE_MINUTES)
    own = {
        name: whole(minutes, place(where, name), 1, _LONGEST_ANSWER)
        for name, minutes in given.items()
    }
    found = RESPONSE_MINUTES | own
    if not found["red_high"] <= found["red"] <= found["yellow_high"]:
        raise refused(where, "what is worse must be answered sooner, or as soon.")
    if found["red_high_no_contact"] < found["red_high"]:
        raise refused(where, "next of kin are called after the person, not before.")
    return found


def texts(value: Any, where: str) -> Mapping[str, Mapping[str, str]]:
    given = fields(value, where, COLOURS)
    for colour in COLOURS if given else ():
        here = place(where, colour)
        said = fields(given.get(colour, {}), here, LANGUAGES)
        text(said.get("nb"), place(here, "nb"))
        for language, words in said.items():
            text(words, place(here, language))
    return given


def template(value: Any, where: str) -> Template | None:
    if value is None:
        return None
    entry = fields(value, where, ("name", "version"))
    name = text(entry.get("name"), place(where, "name"))
    return Template(name, whole(entry.get("version"), place(where, "version"), 1, 10_000))
