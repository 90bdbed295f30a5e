"""From referral to start: the steps of an intake, what each needs, and which may be left out.

Sources: norway.md 3.1-3.2 (who it is for, the course of the service), clinical.md 5.3 (who can
consent). What stands in the way of what is "design, needs sign-off" but for what the law asks: an
assessment before a decision, a ground for the care, and a plan that a doctor has approved.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from heime.core.errors import NotAllowedNow

ANSWER_WITHIN = timedelta(days=14)
"""How soon whoever was referred gets an answer. Design: a municipality decides its own."""
STANDS_STILL = timedelta(days=14)
"""An intake in which nothing was done for as long comes back on the list."""


class Proposer(StrEnum):
    """Who may propose that somebody is followed up (norway.md 3.2), and legevakt and kin."""

    GP = "gp"
    HOME_CARE = "home-care"
    HOSPITAL = "hospital"
    LEGEVAKT = "legevakt"
    PATIENT = "patient"
    KIN = "kin"


class Step(StrEnum):
    """In the order they stand on the page."""

    ASSESSMENT = "assessment"
    DECISION = "decision"
    BASIS = "basis"
    """By what right the care is given: the person's consent, or a decision (clinical.md 5.3)."""
    PLAN = "plan"
    """A plan that is approved and counts; it is made in the plan editor."""
    FIGURES = "figures"
    """How much help there was in the year before: it cannot be found again later."""
    EQUIPMENT = "equipment"
    TRAINING = "training"
    START = "start"


@dataclass(frozen=True, slots=True)
class Terms:
    """after: what must be done first. skippable: whether it may be left out, with a reason."""

    after: frozenset[Step] = frozenset()
    skippable: bool = False


_YES = frozenset({Step.DECISION})
STEPS: dict[Step, Terms] = {
    Step.ASSESSMENT: Terms(),
    Step.DECISION: Terms(frozenset({Step.ASSESSMENT})),
    Step.BASIS: Terms(_YES),
    Step.PLAN: Terms(_YES),
    Step.FIGURES: Terms(_YES),
    Step.EQUIPMENT: Terms(_YES, skippable=True),
    Step.TRAINING: Terms(_YES, skippable=True),
    Step.START: Terms(frozenset(Step) - {Step.START}),
}


class Standing(StrEnum):
    """Where a step stands. begun: something is written, and something is still missing."""

    DONE = "done"
    LEFT_OUT = "left-out"
    BEGUN = "begun"
    OPEN = "open"
    WAITS = "waits"
    """Another step comes first."""


_PAST = frozenset({Standing.DONE, Standing.LEFT_OUT})


def standing(written: Mapping[Step, Standing]) -> dict[Step, Standing]:
    """Where every step stands. written: of those about which something is kept."""
    found: dict[Step, Standing] = {}
    for step, terms in STEPS.items():
        known = written.get(step)
        if known is not None:
            found[step] = known
        else:
            free = all(found.get(before) in _PAST for before in terms.after)
            found[step] = Standing.OPEN if free else Standing.WAITS
    return found


def next_step(steps: Mapping[Step, Standing]) -> Step | None:
    """The one thing to do next; None when all is done."""
    return next((step for step in Step if steps[step] in (Standing.OPEN, Standing.BEGUN)), None)


def lacking(step: Step, steps: Mapping[Step, Standing]) -> list[Step]:
    """What must be done before this step, and is not."""
    return [one for one in Step if one in STEPS[step].after and steps[one] not in _PAST]


def check(step: Step, steps: Mapping[Step, Standing]) -> None:
    """Raises NotAllowedNow for a step whose turn has not come."""
    missing = lacking(step, steps)
    if missing:
        raise NotAllowedNow(f"Before {step} comes {', '.join(missing)}.")


def check_left_out(step: Step, steps: Mapping[Step, Standing]) -> None:
    """Raises NotAllowedNow for a step that law or safety asks for, and as `check` does."""
    if not STEPS[step].skippable:
        raise NotAllowedNow(f"The step {step} is not left out.")
    check(step, steps)


EQUIPMENT = (
    "oximeter", "blood-pressure", "scale", "thermometer", "spirometer", "tablet", "gateway",
    "safety-alarm", "other",
)  # fmt: skip
"""What may be needed at home. A placeholder: the stock of each municipality is not kept yet."""


class Whose(StrEnum):
    OWN = "own"
    LENT = "lent"


class Delivery(StrEnum):
    WANTED = "wanted"
    ORDERED = "ordered"
    DELIVERED = "delivered"


TRAINING = ("measure", "answer", "colours", "whom-to-call", "silence")
"""What somebody must know before the start: to measure, to answer, what the colours mean, whom to
call at any hour (this is no emergency service), and what happens when nothing comes."""


class Learner(StrEnum):
    PATIENT = "patient"
    KIN = "kin"
    HOME_CARE = "home-care"


def all_delivered(items: Collection[tuple[Whose, Delivery]]) -> bool:
    """Whether nothing is on its way: what is one's own is there."""
    return bool(items) and all(
        whose is Whose.OWN or state is Delivery.DELIVERED for whose, state in items
    )


def all_taught(taught: Collection[str]) -> bool:
    """Whether somebody in the home has learned each thing."""
    return set(TRAINING) <= set(taught)
