"""A questionnaire as it was answered, and what its answers mean under a plan (RS-1 7.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from heime.core import moods, symptoms
from heime.core.moods import Form, Mood
from heime.core.plan import Plan
from heime.core.rules import RULES
from heime.core.verdict import Facts, Verdict, found
from heime.core.zone import Priority, State, Zone

COPD = "copd_daily"
HEART = "heart_failure_daily"
SYMPTOMS = (COPD, HEART)
QUESTIONNAIRES = (*SYMPTOMS, "phq9", "gad7", "who5", "rss")

# Which rules make a questionnaire mean anything at all.
RULES_OF = {
    COPD: frozenset(id_ for id_ in RULES if id_.startswith("S-")) | {"C1"},
    HEART: frozenset(id_ for id_ in RULES if id_.startswith("HF-")) | {"W-2", "C1"},
    "phq9": frozenset(id_ for id_ in RULES if id_.startswith("P-") and id_[2:].isdigit()),
    "gad7": frozenset({"GAD-7"}),
    "who5": frozenset({"WHO-5"}),
    "rss": frozenset({"RSS"}),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """One submission.

    items: by linkId, None or absent for a blank; None as a whole when only `total` was given.
    by: who answered (`patient`, `carer`, `trained_carer`, `health_personnel`).
    """

    id: UUID
    questionnaire: str
    answered_at: datetime
    received_at: datetime
    items: Mapping[str, int | None] | None
    total: int | None = None
    safe_now: str | None = None
    by: str = "patient"


def is_judged(questionnaire: str, plan: Plan) -> bool:
    """Whether anything in this plan says what these answers mean."""
    return not RULES_OF[questionnaire].isdisjoint(plan.rules)


def is_valid(answers: Answers, plan: Plan | None) -> bool:
    """Whether this is a result at all: only then has what was expected come (CL-28).

    However late it came, and whatever came after it: L-1 makes no result of what is none. What no
    plan speaks of, and what a rule failed on, came all the same.
    """
    if plan is None or answers.questionnaire in SYMPTOMS:
        return True
    if not is_judged(answers.questionnaire, plan):
        return True
    try:
        return not _scored(answers, plan).invalid
    except Exception:
        return True


def says_nothing(questionnaire: str, items: Mapping[str, int | None]) -> bool:
    """Whether nothing of a daily form is answered, so that green would mean nothing.

    No rule fires on a blank (CL-19). An empty scale is another thing: it is yellow (P-3, P-4) or
    has no total.
    """
    return questionnaire in SYMPTOMS and all(value is None for value in items.values())


def judge(answers: Answers, plan: Plan, *, yesterday: Answers | None = None) -> Verdict:
    """What the answers mean; final at once (CL-07).

    yesterday: the newest form of the same questionnaire of the local day before (S-R3).
    """
    if answers.questionnaire in SYMPTOMS:
        return _symptoms(answers, plan, yesterday)
    return _mood(answers, _scored(answers, plan))


def _symptoms(answers: Answers, plan: Plan, yesterday: Answers | None) -> Verdict:
    items = answers.items or {}
    three_majors = False
    if answers.questionnaire == HEART:
        fired = symptoms.heart_failure(items, plan.rules)
    else:
        course = plan.person.course
        fired = symptoms.copd(
            items,
            plan.rules,
            yesterday=None if yesterday is None else yesterday.items,
            breath_at_start=None if course is None else course.breath_at_start,
        )
        three_majors = len(symptoms.majors_of(items)) == 3 and ("S-Y1", Zone.YELLOW) in fired
    said = symptoms.said(answers.questionnaire, items)
    facts: Facts = (("symptoms", said),) if fired else ()
    if any(rule == "S-R4" for rule, _ in fired):
        facts = (*facts, ("day", str(items.get("k8"))))
    return found(answers.answered_at, fired, (answers.id,), facts=facts, high=three_majors)


def _scored(answers: Answers, plan: Plan) -> Mood:
    form = Form(answers.items, answers.total, answers.safe_now)
    before = plan.person.baselines.get(answers.questionnaire)
    if answers.questionnaire == "phq9":
        return moods.phq9(form, plan.rules, before=before)
    if answers.questionnaire == "gad7":
        return moods.gad7(form, plan.rules, before=before)
    if answers.questionnaire == "who5":
        return moods.who5(form, plan.rules, before=before)
    return moods.rss(form, plan.rules)


_TOTAL = {"phq9": "phq9_total", "gad7": "gad7_total", "who5": "who5_percent", "rss": "rss_total"}


def _mood(answers: Answers, mood: Mood) -> Verdict:
    facts: list[tuple[str, str]] = []
    if mood.total is not None:
        facts.append((_TOTAL[answers.questionnaire], str(mood.total)))
    if mood.blanks:
        facts.append(("blanks", str(mood.blanks)))
    if mood.before is not None:
        facts.append(("before", str(mood.before)))
    verdict = found(
        answers.answered_at, mood.fired, (answers.id,), facts=tuple(facts), high=mood.high
    )
    if mood.invalid:
        return replace(verdict, zone=Zone.GREY, state=State.INVALID, priority=None)
    return verdict


def worst_priority(verdicts: list[Verdict]) -> Priority | None:
    """The highest of the final yellow and red results (CL-27).

    What is awaited has no priority by itself; a final rule inside it has (CL-04).
    """
    given = [v.priority for v in verdicts if v.is_live and v.zone >= Zone.YELLOW]
    return max((one for one in given if one is not None), default=None)
