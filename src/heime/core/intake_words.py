"""What is written in the steps of an intake, read strictly: assessment, decision, ground.

Each reader takes what a form or another door sent and gives it back checked, or raises BadIntake
with the field that is wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from heime.core.errors import Refused
from heime.core.intake import EQUIPMENT, TRAINING, Delivery, Learner, Whose

LONGEST = 2000
MOST_THINGS = 20
REVIEW_WITHIN = timedelta(days=92)
"""A decision without consent is looked at again within three months (clinical.md 5.3, design)."""


class BadIntake(Refused):
    """Something in a step is missing or cannot be so. field: which."""

    code = "bad-intake"

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class Risk(StrEnum):
    """How likely it is that they get worse. The offer is for medium and high (norway.md 3.1)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Able(StrEnum):
    ALONE = "alone"
    WITH_HELP = "with-help"
    NO = "no"


class Coverage(StrEnum):
    GOOD = "good"
    WEAK = "weak"
    NONE = "none"
    UNKNOWN = "unknown"


class Lives(StrEnum):
    ALONE = "alone"
    WITH_OTHERS = "with-others"
    WITH_CARE = "with-care"


class Capacity(StrEnum):
    """Whether they can consent to this care. Adults can until somebody has decided otherwise."""

    CAN = "can"
    PARTLY = "partly"
    CANNOT = "cannot"


class Basis(StrEnum):
    """By what right the care is given; section numbers of pasient- og brukerrettighetsloven."""

    CONSENT = "consent"
    SECTION_4_6A = "4-6a"
    CHAPTER_4A = "4a"


@dataclass(frozen=True, slots=True)
class Assessment:
    """capacity_why: what was seen and who decided, where they cannot consent wholly."""

    risk: Risk
    measuring: Able
    digital: Able
    language: str
    interpreter: bool
    lives: Lives
    coverage: Coverage
    capacity: Capacity
    capacity_why: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """told: that this is no emergency service. review_on: of a decision without consent."""

    basis: Basis
    told: bool
    words: str = ""
    decided_on: date | None = None
    review_on: date | None = None


E = TypeVar("E", bound=StrEnum)


def chosen(sent: Mapping[str, str], field: str, among: type[E]) -> E:
    """One of several. Raises BadIntake for none and for another."""
    try:
        return among(sent.get(field, ""))
    except ValueError:
        raise BadIntake(field, f"Choose one for {field}.") from None


def said(sent: Mapping[str, str], field: str, *, needed: bool = False) -> str:
    """What was written. Raises BadIntake when it is too long, or missing and needed."""
    words = sent.get(field, "").strip()
    if len(words) > LONGEST or (needed and not words):
        raise BadIntake(field, f"Write {field}, in 1 to {LONGEST} characters.")
    return words


def day(sent: Mapping[str, str], field: str) -> date | None:
    """A date; None for none. Raises BadIntake for what is no date."""
    text = sent.get(field, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadIntake(field, f"{field} is no date.") from None


def assessment(sent: Mapping[str, str]) -> Assessment:
    """Raises BadIntake."""
    capacity = chosen(sent, "capacity", Capacity)
    return Assessment(
        risk=chosen(sent, "risk", Risk),
        measuring=chosen(sent, "measuring", Able),
        digital=chosen(sent, "digital", Able),
        language=said(sent, "language", needed=True)[:40],
        interpreter=bool(sent.get("interpreter")),
        lives=chosen(sent, "lives", Lives),
        coverage=chosen(sent, "coverage", Coverage),
        capacity=capacity,
        capacity_why=said(sent, "capacity_why", needed=capacity is not Capacity.CAN),
        words=said(sent, "words"),
    )


def ground(sent: Mapping[str, str], capacity: Capacity, *, today: date) -> Ground:
    """Raises BadIntake: who can consent is asked, who cannot is decided for, and nobody who
    objects is followed up by section 4-6 a."""
    basis = chosen(sent, "basis", Basis)
    if basis is Basis.CONSENT and capacity is Capacity.CANNOT:
        raise BadIntake("basis", "Somebody who cannot consent has not consented.")
    if basis is not Basis.CONSENT and capacity is Capacity.CAN:
        raise BadIntake("basis", "Somebody who can consent is asked; nobody decides for them.")
    if basis is Basis.SECTION_4_6A and sent.get("objects"):
        raise BadIntake("objects", "Section 4-6 a does not hold against somebody who objects.")
    if not sent.get("told"):
        raise BadIntake("told", "They must be told that this is no emergency service.")
    decided_on, review_on = day(sent, "decided_on"), day(sent, "review_on")
    words = said(sent, "words", needed=basis is not Basis.CONSENT)
    if basis is not Basis.CONSENT:
        _decided(decided_on, review_on, today)
    return Ground(basis, told=True, words=words, decided_on=decided_on, review_on=review_on)


def _decided(decided_on: date | None, review_on: date | None, today: date) -> None:
    if decided_on is None or decided_on > today:
        raise BadIntake("decided_on", "Write the day of the decision.")
    if review_on is None or not decided_on < review_on <= today + REVIEW_WITHIN:
        raise BadIntake("review_on", "Somebody must look again within three months.")


def decision(sent: Mapping[str, str]) -> tuple[bool, str]:
    """Yes or no, and why. A no has a reason. Raises BadIntake."""
    answer = sent.get("answer", "")
    if answer not in ("yes", "no"):
        raise BadIntake("answer", "Choose yes or no.")
    if answer == "no" and not sent.get("appeal"):
        raise BadIntake("appeal", "They must be told that they may appeal.")
    return answer == "yes", said(sent, "reason", needed=answer == "no")


def equipment(items: Sequence[Mapping[str, str]]) -> list[tuple[str, Whose, Delivery]]:
    """What is needed at home, whose it is and where it is. Raises BadIntake."""
    if len(items) > MOST_THINGS:
        raise BadIntake("thing", "That is too much equipment.")
    found = []
    for item in items:
        if item.get("thing") not in EQUIPMENT:
            raise BadIntake("thing", "Choose what is needed.")
        found.append((item["thing"], chosen(item, "whose", Whose), chosen(item, "state", Delivery)))
    return found


def training(items: Sequence[Mapping[str, str]], *, today: date) -> list[tuple[str, Learner, date]]:
    """What somebody has learned, who, and when. Raises BadIntake."""
    found = []
    for item in items:
        on = day(item, "on")
        if item.get("thing") not in TRAINING or on is None or on > today:
            raise BadIntake("on", "Write the day that it was taught.")
        found.append((item["thing"], chosen(item, "who", Learner), on))
    return found
