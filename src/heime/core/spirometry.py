"""FEV1 and peak flow against the person's own best (RS-1 7.4 F-1, CL-10, CL-14).

Blows within half an hour are one session, and the best counts, be they three or one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from heime.core import validity
from heime.core.baseline import decimal_text
from heime.core.kinds import Kind
from heime.core.plan import Plan
from heime.core.quantity import Scaled
from heime.core.reading import Reading
from heime.core.takes import LENGTH, value_of
from heime.core.verdict import Verdict, found
from heime.core.zone import State, Zone

BLOWN = frozenset({Kind.FEV1, Kind.FVC, Kind.PEF})
CREDIBLE_PERCENT = (50, 150)
"""Of the person's best; FEV1 outside it is asked for again (1.1)."""
_YELLOW, _RED = 80, 60


def judge(blows: Sequence[Reading], plan: Plan, *, now: datetime) -> Verdict:
    """The verdict over one session's valid blows, oldest first, at `now`."""
    kind = blows[0].kind
    best = plan.person.personal_best.get(kind)
    lines = plan.limits.get(kind)
    critical = [r for r in blows if lines is not None and lines.is_critical(value_of(r), None)]
    if critical:
        return found(
            critical[0].measured_at, [("C-6", Zone.RED), ("G-2", Zone.RED)], (critical[0].id,),
            values=(value_of(critical[0]),),
        )  # fmt: skip
    believed = [r for r in blows if is_credible(r, best)]
    counted = max(believed or blows[-1:], key=value_of)
    value = value_of(counted)
    fired: list[tuple[str, Zone]] = []
    facts: tuple[tuple[str, str], ...] = ()
    if "F-1" in plan.rules and best:
        percent = Fraction(100 * value, best)
        facts = (("percent_of_best", decimal_text(percent)),)
        if percent < _YELLOW:
            fired.append(("F-1", Zone.RED if percent < _RED else Zone.YELLOW))
    if lines is not None and lines.zone_of(value, None) is not Zone.GREEN:
        fired.append(("G-2", lines.zone_of(value, None)))
    start = blows[0].measured_at if believed else _waiting_since(blows, best)
    verdict = found(start, fired, (counted.id,), facts=facts, values=(value,))
    if believed:
        return verdict
    zone = max(verdict.zone, Zone.YELLOW)
    unsure = found(start, [*fired, ("V-4", zone)], (counted.id,), facts=facts, values=(value,))
    if now >= start + LENGTH:
        return replace(unsure, rules=(*unsure.rules, "C-2"))
    return replace(unsure, state=State.PENDING, priority=None, changes_at=start + LENGTH)


def is_credible(reading: Reading, best: Scaled | None) -> bool:
    if not validity.is_credible(reading):
        return False
    if best is None or reading.kind is not Kind.FEV1:
        return True
    least, most = CREDIBLE_PERCENT
    return least * best <= 100 * value_of(reading) <= most * best


def _waiting_since(blows: Sequence[Reading], best: Scaled | None) -> datetime:
    return next(r.measured_at for r in blows if not is_credible(r, best))
