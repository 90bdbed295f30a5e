"""How much help somebody had before the start: noted once, with its source, and frozen.

What the follow-up leads to is counted against these (issue: benefits are hypotheses), and nobody
can find them again later. "Not known" is an answer, and says itself. After the start nothing is
changed: a correction stands beside what it corrects, with its reason. What is counted, and over
how long, is "design, needs sign-off"; WHO-5 by clinical.md 6.4.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heime.core.intake_words import BadIntake


class Figure(StrEnum):
    ADMISSIONS = "admissions"
    BED_DAYS = "bed-days"
    GP_CONTACTS = "gp-contacts"
    LEGEVAKT_CONTACTS = "legevakt-contacts"
    HOME_CARE_MINUTES = "home-care-minutes"
    TRAVEL_KM = "travel-km"
    WHO5 = "who5"


class Source(StrEnum):
    """Where a number is from, the surest first."""

    RECORD = "record"
    OWN_WORD = "own-word"
    KIN_WORD = "kin-word"
    ESTIMATE = "estimate"
    NOT_KNOWN = "not-known"


class Span(StrEnum):
    """What a number is counted over, back from the day it holds for."""

    YEAR = "year"
    WEEK = "week"
    FORTNIGHT = "fortnight"


@dataclass(frozen=True, slots=True)
class Terms:
    """unit: of what is counted. most: more than this is a slip of the hand."""

    span: Span
    unit: str
    most: int


FIGURES: dict[Figure, Terms] = {
    Figure.ADMISSIONS: Terms(Span.YEAR, "admissions", 60),
    Figure.BED_DAYS: Terms(Span.YEAR, "days", 366),
    Figure.GP_CONTACTS: Terms(Span.YEAR, "contacts", 400),
    Figure.LEGEVAKT_CONTACTS: Terms(Span.YEAR, "contacts", 400),
    Figure.HOME_CARE_MINUTES: Terms(Span.WEEK, "minutes", 10_080),
    Figure.TRAVEL_KM: Terms(Span.YEAR, "km", 60_000),
    Figure.WHO5: Terms(Span.FORTNIGHT, "points", 100),
}
WHO5_ITEMS = 5


@dataclass(frozen=True, slots=True)
class Noted:
    """value: None when it is not known."""

    figure: Figure
    value: int | None
    source: Source
    on: date


def noted(figure: Figure, text: str, source: str, on: date, *, today: date) -> Noted:
    """One number with its source. Raises BadIntake, with the figure as the field."""
    if source not in set(Source):
        raise BadIntake(figure, "Say where the number is from, or that it is not known.")
    if on > today:
        raise BadIntake(figure, "The day is still to come.")
    words = text.strip()
    if source == Source.NOT_KNOWN:
        if words:
            raise BadIntake(figure, "A number that is written is known: choose its source.")
        return Noted(figure, None, Source.NOT_KNOWN, on)
    if not (words.isascii() and words.isdecimal() and int(words) <= FIGURES[figure].most):
        most = FIGURES[figure].most
        raise BadIntake(figure, f"Write a whole number from 0 to {most}.")
    return Noted(figure, int(words), Source(source), on)


def who5_of(items: Sequence[int]) -> int:
    """The five answers as 0 to 100 (raw sum times four). Raises BadIntake."""
    if len(items) != WHO5_ITEMS or not all(0 <= item <= 5 for item in items):
        raise BadIntake(Figure.WHO5, "WHO-5 has five answers from 0 to 5.")
    return sum(items) * 4


def consistent(admissions: int | None, bed_days: int | None) -> bool:
    """Whether the two fit: no days without an admission."""
    return admissions is None or bed_days is None or admissions > 0 or bed_days == 0


def missing(known: Collection[Figure]) -> list[Figure]:
    """What nobody has answered yet, not even that it is not known."""
    return [figure for figure in Figure if figure not in known]
