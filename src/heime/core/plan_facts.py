"""What a doctor writes into the plan about the person, read strictly (scenario format 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from heime.core import plan
from heime.core.errors import Refused
from heime.core.kinds import BY_LABEL, KINDS, Kind
from heime.core.person import NOBODY, Person
from heime.core.plan_content import (
    choice,
    day,
    entries,
    fields,
    flag,
    number,
    once,
    place,
    refused,
    text,
    whole,
)

_HIGHEST = {"phq9": 27, "gad7": 21, "who5": 25}
"""The highest sum of each questionnaire; WHO-5 as the raw sum."""
_HIGHEST_NEWS2 = 20
_FIELDS = (
    "home_oxygen", "atrial_fibrillation_known", "dry_weight_kg", "personal_best",
    "habitual_news2", "news2_scale", "news2_scale_2", "baselines", "critical_drugs",
    "allergy_conflict", "no_self_treatment", "standby_course", "pauses",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale2:
    """Why a person is scored by NEWS2 scale 2, since when, and when that is looked at again.

    Clinical reference 2.2: only after confirmed hypercapnic failure, never by a diagnosis code.
    """

    reason: str
    decided_on: date
    review_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What the plan holds about the person.

    judged: the part that judging uses.
    allergy_conflict, no_self_treatment: hold back the texts for standby medicine (3.6 rule 5).
    """

    judged: Person = NOBODY
    scale_2: Scale2 | None = None
    allergy_conflict: bool = False
    no_self_treatment: bool = False


NO_FACTS = Facts()


def read(value: Any, where: str) -> Facts:
    """Raises BadPlan or BadLimits with the place and the reason."""
    entry = fields(value, where, _FIELDS)
    for name in ("home_oxygen", "atrial_fibrillation_known"):
        flag(entry.get(name, False), place(where, name))
    if entry.get("dry_weight_kg") is not None:
        _plausible(entry["dry_weight_kg"], place(where, "dry_weight_kg"), Kind.BODY_WEIGHT)
    best = fields(entry.get("personal_best") or {}, place(where, "personal_best"), ("fev1", "pef"))
    for name, value_ in best.items():
        _plausible(value_, place(where, f"personal_best.{name}"), BY_LABEL[name])
    if entry.get("habitual_news2") is not None:
        whole(entry["habitual_news2"], place(where, "habitual_news2"), 0, _HIGHEST_NEWS2)
    sums = fields(entry.get("baselines") or {}, place(where, "baselines"), _HIGHEST)
    for name, sum_ in sums.items():
        whole(sum_, place(where, f"baselines.{name}"), 0, _HIGHEST[name])
    _drugs(entry.get("critical_drugs") or [], place(where, "critical_drugs"))
    return Facts(
        judged=_judged(entry, where),
        scale_2=_scale_2(entry, where),
        allergy_conflict=_flag(entry, "allergy_conflict", where),
        no_self_treatment=_flag(entry, "no_self_treatment", where),
    )


def _flag(entry: Mapping[str, Any], name: str, where: str) -> bool:
    return flag(entry.get(name, False), place(where, name))


def _plausible(value: Any, where: str, kind: Kind) -> None:
    if not KINDS[kind].plausible.holds(number(value, where)):
        raise refused(where, "is outside what can be measured.")


def _drugs(value: Any, where: str) -> None:
    once([text(name, f"{where}[{n}]") for n, name in enumerate(entries(value, where))], where)


def _judged(entry: Mapping[str, Any], where: str) -> Person:
    try:
        return plan.read_person(entry)
    except Refused:
        raise
    except (AttributeError, KeyError, TypeError, ValueError):
        raise refused(where, "cannot be understood.") from None


def _scale_2(entry: Mapping[str, Any], where: str) -> Scale2 | None:
    scale = whole(entry.get("news2_scale", 1), place(where, "news2_scale"), 1, 2)
    here = place(where, "news2_scale_2")
    if entry.get("news2_scale_2") is None:
        if scale == 2:
            raise refused(here, "scale 2 needs its reason, when it was decided and a review date.")
        return None
    if scale != 2:
        raise refused(here, "stands there although the scale is 1.")
    why = fields(entry["news2_scale_2"], here, ("reason", "decided_on", "review_on"))
    decided = day(why.get("decided_on"), place(here, "decided_on"))
    review = day(why.get("review_on"), place(here, "review_on"))
    if review <= decided:
        raise refused(place(here, "review_on"), "the review must come after the decision.")
    return Scale2(text(why.get("reason"), place(here, "reason")), decided, review)


def conditions(value: Any, where: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The conditions that a plan is for, none of them twice."""
    given = enumerate(entries(value, where))
    return once([choice(one, f"{where}[{n}]", known) for n, one in given], where)
