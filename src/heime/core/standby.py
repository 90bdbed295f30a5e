"""When the doctor's own text for standby medicine, or for a flexible diuretic, may be shown.

Clinical reference 3.6 and 4.1. The text is free text that a doctor has written and signed. It is
shown whole or not at all: never parsed, translated, shortened or calculated with.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heime.core.care_plan import CarePlan
from heime.core.plan_agreements import SignedText

MOST_STARTS = 2
"""So many courses in MONTHS without a review hold the text back (3.6 rule 5; design)."""
MONTHS = 6


class Medicine(StrEnum):
    """Which of the two texts. Valued as the field of the plan."""

    STANDBY = "standby"
    DIURETIC = "diuretic"


class Why(StrEnum):
    """Why a text is held back."""

    NOT_SIGNED = "not-signed"
    TWO_TEXTS = "two-texts"
    """Two plans of one person hold a text each, and none is signed for both (8.5)."""
    REVIEW_PASSED = "review-passed"
    ALLERGY_CONFLICT = "allergy-conflict"
    USED_UP = "used-up"
    NO_SELF_TREATMENT = "no-self-treatment"


@dataclass(frozen=True, slots=True)
class Shown:
    """The signed text, to be shown as it stands."""

    text: str
    start_criteria: str
    review_on: date


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Every reason why the text is not shown; staff see them, and call."""

    reasons: tuple[Why, ...]


def standby_shown(
    plan: CarePlan,
    medicine: Medicine = Medicine.STANDBY,
    *,
    today: date,
    approved_on: date | None,
    starts: Iterable[date] = (),
) -> Shown | HeldBack | None:
    """What the person may be shown of it today; None when the plan has no such text.

    approved_on: when a doctor signed this version; None for one that nobody has signed.
    starts: days a course was started by the person's own answers, besides those that the plan
        itself holds. Only a review that the text names makes earlier ones not count.
    """
    texts = texts_of(plan, medicine)
    if not texts:
        return None
    signed = texts[0]
    passed = [day for day in (signed.review_on, plan.review_on) if day is not None and day < today]
    used = {*signed.starts, *starts}
    held = {
        Why.NOT_SIGNED: approved_on is None,
        Why.TWO_TEXTS: len(texts) > 1,
        Why.REVIEW_PASSED: bool(passed),
        Why.ALLERGY_CONFLICT: plan.facts.allergy_conflict,
        Why.USED_UP: len(_since_review(used, signed.reviewed_on, today)) >= MOST_STARTS,
        Why.NO_SELF_TREATMENT: plan.facts.no_self_treatment,
    }
    if any(held.values()):
        return HeldBack(tuple(why for why, holds in held.items() if holds))
    return Shown(signed.text, signed.start_criteria, signed.review_on)


def texts_of(plan: CarePlan, medicine: Medicine) -> list[SignedText]:
    """The texts a plan holds. The whole plan's own is the one signed for all its parts (8.5)."""
    own: SignedText | None = getattr(plan, medicine)
    if own is not None:
        return [own]
    return [found for part in plan.parts if (found := getattr(part, medicine)) is not None]


def _since_review(starts: set[date], reviewed_on: date | None, today: date) -> list[date]:
    """Courses of the last months that no doctor has looked at since.

    One that began on the day of the review counts: which came first that day is not known.
    """
    earliest = max(_months_before(today, MONTHS), reviewed_on or date.min)
    return [day for day in starts if earliest <= day <= today]


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
