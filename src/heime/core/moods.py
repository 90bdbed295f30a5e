"""PHQ-9, GAD-7, WHO-5 and the carer's strain (RS-1 7.5; clinical reference 6.2 to 6.6, 5.2).

Item 9 is a flag for a person to look at, never a score of risk, and a low total never hides it.
A blank answer fires nothing but P-3 and P-4 (CL-19).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from heime.core.questionnaires import scales
from heime.core.questionnaires.scales import SCALES
from heime.core.zone import Zone

_WHO5_BEST = 5
"""The best answer to one item of WHO-5."""

RELIABLE_RISE_PHQ = 6
RELIABLE_RISE_GAD = 4
"""Reliable change of PHQ-9 and GAD-7 (6.2, 6.3)."""
RELEVANT_FALL_WHO = 10
"""Percentage points (6.4; Topp 2015)."""


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire of sums as it was answered: its items, or only its total.

    items: by number, None or absent for a blank.
    safe_now: `yes`, `no`, `unsure`, None if not asked.
    """

    items: Mapping[str, int | None] | None
    total: int | None = None
    safe_now: str | None = None

    def blanks(self, questionnaire: str) -> int:
        if self.items is None:
            return 0
        return sum(self.items.get(item) is None for item in SCALES[questionnaire].items)

    def answered(self, questionnaire: str) -> int:
        """The sum of what was answered."""
        return sum((self.items or {}).get(item) or 0 for item in SCALES[questionnaire].items)


@dataclass(frozen=True, slots=True)
class Mood:
    """The rules that fired with their zones, what makes it HIGH, and the numbers behind it.

    total: PHQ-9 and GAD-7 sums, WHO-5 in percent; None when there is none.
    invalid: too little was answered for a total, and no rule could fire without one.
    """

    fired: list[tuple[str, Zone]]
    total: int | None
    blanks: int = 0
    before: int | None = None
    high: bool = False
    invalid: bool = False


def phq9_total(form: Form) -> int | None:
    """The total, pro-rated for up to two blanks and rounded half up; None with more (6.2)."""
    if form.items is None:
        return form.total
    return scales.total("phq9", form.answered("phq9"), blanks=form.blanks("phq9"))


def phq9(form: Form, rules: frozenset[str], *, before: int | None) -> Mood:
    """before: the total at the start, None without one (P-7)."""
    total, blanks = phq9_total(form), form.blanks("phq9")
    fired = _item_nine(form)
    if total is None:
        fired.append(("P-4", Zone.YELLOW))
    if total is not None:
        if total >= 15:
            fired.append(("P-5" if total >= 20 else "P-6", Zone.YELLOW))
        if before is not None and total - before >= RELIABLE_RISE_PHQ:
            fired.append(("P-7", Zone.YELLOW))
    on = [one for one in fired if one[0] in rules]
    return Mood(on, total, blanks, before, invalid=total is None and not on)


def _item_nine(form: Form) -> list[tuple[str, Zone]]:
    """P-0 to P-3: what somebody said about being safe, whatever the total is."""
    fired: list[tuple[str, Zone]] = []
    if form.safe_now in ("no", "unsure"):
        fired.append(("P-0", Zone.RED))
    if form.items is None:
        return fired
    nine = form.items.get("9")
    if nine is None:
        fired.append(("P-3", Zone.YELLOW))
    elif nine >= 1:
        fired.append(("P-1", Zone.RED) if nine >= 2 else ("P-2", Zone.YELLOW))
    return fired


def gad7(form: Form, rules: frozenset[str], *, before: int | None) -> Mood:
    """With blanks there is no total; a sum that reaches a line without them still fires."""
    blanks = form.blanks("gad7")
    least = form.answered("gad7") if form.items is not None else form.total or 0
    fires = "GAD-7" in rules and (
        least >= 15 or (before is not None and least - before >= RELIABLE_RISE_GAD)
    )
    total = None if blanks else least
    fired = [("GAD-7", Zone.YELLOW)] if fires else []
    return Mood(fired, total, blanks, before, invalid=bool(blanks) and not fires)


def who5(form: Form, rules: frozenset[str], *, before: int | None) -> Mood:
    """before: the raw sum at the start. Low is worse: with blanks the best that could be counts."""
    blanks = form.blanks("who5")
    raw = form.answered("who5") if form.items is not None else form.total or 0
    best = 4 * (raw + blanks * _WHO5_BEST)
    fires = "WHO-5" in rules and (
        best <= 28 or (before is not None and 4 * before - best >= RELEVANT_FALL_WHO)
    )
    fired = [("WHO-5", Zone.YELLOW)] if fires else []
    earlier = None if before is None else 4 * before
    total = None if blanks else 4 * raw
    return Mood(fired, total, blanks, earlier, invalid=bool(blanks) and not fires)


def rss(form: Form, rules: frozenset[str]) -> Mood:
    """The carer's own strain: data about the carer, in the carer's own record (5.2)."""
    total = form.total if form.items is None else sum(value or 0 for value in form.items.values())
    if total is None or "RSS" not in rules or total <= 23:
        return Mood([], total)
    return Mood([("RSS", Zone.YELLOW)], total, high=total > 30)
