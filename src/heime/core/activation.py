"""What must be in order before a plan counts, each check with its source.

A finding that blocks keeps the plan from being approved; the others are for the doctor to see.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from heime.core.actor import Actor
from heime.core.care_plan import CarePlan
from heime.core.kinds import Kind
from heime.core.plan_agreements import COLOURS
from heime.core.plan_conflicts import unsettled
from heime.core.standby import Medicine, texts_of

ALWAYS_STAFFED = ("DEM-2", "DEM-3", "DEM-4")
"""Night door, fall and bed exit: never through a list that is read in office hours (5.1)."""
TOO_TIGHT = 30
"""Per cent of the last 14 days' readings that a new limit may make other than green (7.2)."""
_NEEDS = {"W-4": "dry_weight", "F-1": "personal_best"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a plan that the doctor must know before signing.

    code: stable, for the page's own words. where: the field or rule it is about.
    source: the section of the clinical reference it follows from.
    """

    code: str
    where: str
    text: str
    source: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """How the last 14 days' readings of a kind would have stood under the plan's limits."""

    not_green: int
    all: int


def findings(
    plan: CarePlan, *, by: Actor, today: date, counts: Mapping[Kind, Count] | None = None
) -> list[Finding]:
    """Everything there is to say before `by` signs the plan; what blocks comes first.

    counts: of each kind whose limits change, if the last 14 days are at hand.
    """
    found = [
        *signed_by_a_doctor(by),
        *no_conflict(plan),
        *night_is_staffed(plan),
        *one_signed_text(plan),
        *reviewed_in_time(plan, today),
        *texts_are_there(plan),
        *limits_leave_room(counts or {}),
        *limits_considered(plan),
        *facts_are_there(plan),
    ]
    return sorted(found, key=lambda one: not one.blocks)


def signed_by_a_doctor(by: Actor) -> Iterator[Finding]:
    """No plan counts that no doctor has signed."""
    if not by.is_doctor:
        yield Finding("no-doctor", "approved_by", "Only a doctor may sign a plan.", "0 (c)")


def no_conflict(plan: CarePlan) -> Iterator[Finding]:
    """U-1: parts whose limits differ for one kind are blocked until a doctor has decided."""
    for one in unsettled(plan):
        plans = ", ".join(sorted(one.by_plan))
        yield Finding(
            "U-1", f"limits.{one.kind.label}.{one.field}",
            f"{plans} put {one.field} of {one.kind.label} in different places;"
            " merge.limits must say what holds.", "8.2, CL-33",
        )  # fmt: skip


def night_is_staffed(plan: CarePlan) -> Iterator[Finding]:
    """DEM-2, DEM-3 and DEM-4 need a response service staffed day and night, named for them."""
    always = {
        responder.duty
        for part in plan.all_parts
        for responder in part.responders
        if responder.always_staffed
    }
    for rule in ALWAYS_STAFFED:
        if rule in plan.all_rules and not always & {rule, "night"}:
            yield Finding(
                "no-responder", f"rules.{rule}",
                f"{rule} needs a responder who is there day and night, named for it.", "5.1",
            )  # fmt: skip


def one_signed_text(plan: CarePlan) -> Iterator[Finding]:
    """Two parts that both hold a text need one that is signed for the person. Nothing is added."""
    for medicine in Medicine:
        if len(texts_of(plan, medicine)) > 1:
            yield Finding(
                "two-texts", str(medicine),
                f"Several parts hold a {medicine} text; the whole plan needs one for them all.",
                "8.5",
            )  # fmt: skip


def reviewed_in_time(plan: CarePlan, today: date) -> Iterator[Finding]:
    """A plan says when it is looked at again, and that day has not passed."""
    if plan.review_on is None:
        yield Finding("no-review", "review_on", "The plan says no review date.", "3.6, 11 no. 11")
    for where, day in _review_dates(plan):
        if day < today:
            yield Finding("review-passed", where, f"{where}: the date has passed.", "3.6 rule 5")


def _review_dates(plan: CarePlan) -> Iterator[tuple[str, date]]:
    for number, part in enumerate(plan.all_parts):
        prefix = f"parts[{number - 1}]." if number else ""
        if part.review_on is not None:
            yield f"{prefix}review_on", part.review_on
        for medicine in Medicine:
            text = getattr(part, medicine)
            if text is not None:
                yield f"{prefix}{medicine}.review_on", text.review_on
    if plan.facts.scale_2 is not None:
        yield "person.news2_scale_2.review_on", plan.facts.scale_2.review_on


def texts_are_there(plan: CarePlan) -> Iterator[Finding]:
    """The person must be able to read what each colour means for them."""
    for colour in COLOURS:
        if not any(colour in part.texts for part in plan.all_parts):
            yield Finding(
                "no-text", f"texts.{colour}", f"There is no text for {colour}.", "3.1, 3.6"
            )


def limits_leave_room(counts: Mapping[Kind, Count]) -> Iterator[Finding]:
    """Soft: a limit that would have made too many of the last 14 days' readings an alarm."""
    for kind, count in sorted(counts.items()):
        if count.not_green * 100 > count.all * TOO_TIGHT:
            yield Finding(
                "too-tight", f"limits.{kind.label}",
                f"{count.not_green} of the last 14 days' {count.all} readings of {kind.label}"
                " would not have been green.", "7.2", blocks=False,
            )  # fmt: skip


def limits_considered(plan: CarePlan) -> Iterator[Finding]:
    """Soft: start values that nobody has considered for this person."""
    for part in plan.all_parts:
        for kind in sorted(part.defaults - set(plan.merge)):
            yield Finding(
                "start-value", f"limits.{kind.label}",
                f"The limits for {kind.label} are start values.", "0 (a)", blocks=False,
            )  # fmt: skip


def facts_are_there(plan: CarePlan) -> Iterator[Finding]:
    """Soft: a rule that cannot say what it is for without a fact that the plan does not hold."""
    for rule, fact in _NEEDS.items():
        if rule in plan.all_rules and not getattr(plan.facts.judged, fact):
            yield Finding(
                "no-fact", f"person.{fact}", f"{rule} needs {fact}, which the plan lacks.",
                "7.4, 7.5", blocks=False,
            )  # fmt: skip
