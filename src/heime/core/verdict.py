"""What one session, form, event or missing window means at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from heime.core.quantity import Scaled
from heime.core.rules import RULE_FAILED, priority_of
from heime.core.zone import Priority, State, Zone

REMEASURE_AFTER = 5
"""Minutes of rest before measuring again (C-1)."""

_AWAITED = frozenset({"C-1", "C-4", "V-4"})

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, with what it was made from.

    started_at: when it was taken; of a session the first reading still in use, from which the
        half hour runs.
    rules: those that fired, worst first, then those that settled it.
    inputs: ids of the readings, forms or events that decided.
    values: the deciding value, and for blood pressure the second; empty when there is none.
    changes_at: when time alone can change this verdict; None when only something new can.
    facts: named numbers for the sentences and the record, as plain text ("baseline", "96").
    """

    started_at: datetime
    zone: Zone
    state: State
    priority: Priority | None
    rules: tuple[str, ...]
    inputs: tuple[UUID, ...]
    values: tuple[Scaled, ...] = ()
    changes_at: datetime | None = None
    facts: Facts = ()

    @property
    def remeasure(self) -> bool:
        """Whether another reading is wanted now."""
        if self.state in (State.PENDING, State.REJECTED):
            return True
        if self.state is not State.FINAL:
            return False
        # Final by a rule that waits for nothing, while the reading itself is still awaited.
        waits = self.changes_at is not None and not _AWAITED.isdisjoint(self.rules)
        return waits or (self.zone is Zone.RED and "C-6" in self.rules)

    @property
    def is_live(self) -> bool:
        """Whether its zone counts (CL-03)."""
        return self.state in (State.FINAL, State.PENDING)


def found(
    at: datetime,
    fired: Iterable[tuple[str, Zone]],
    inputs: tuple[UUID, ...],
    *,
    facts: Facts = (),
    values: tuple[Scaled, ...] = (),
    high: bool = False,
    changes_at: datetime | None = None,
) -> Verdict:
    """A verdict that is final at once: the worst of the rules that fired, or green (CL-07).

    high: whether something that depends on the input itself makes it HIGH (PR-1).
    """
    ordered = sorted(fired, key=lambda one: -one[1])
    rules = tuple(rule for rule, _ in ordered)
    zone = ordered[0][1] if ordered else Zone.GREEN
    priority = Priority.HIGH if high else priority_of(rules, zone)
    return Verdict(at, zone, State.FINAL, priority, rules, inputs, values, changes_at, facts)


def failed(at: datetime, inputs: tuple[UUID, ...]) -> Verdict:
    """The verdict when a rule raised: grey by itself, and somebody must look."""
    return Verdict(at, Zone.GREY, State.FINAL, Priority.LOW, (RULE_FAILED,), inputs)


def joined(confirmed: Verdict, at_once: Verdict | None) -> Verdict:
    """A session's verdict and that of the rules which wait for nothing, as one (CL-04, CL-07).

    Both stay readable in the rules; what is still awaited stays awaited.
    """
    if at_once is None or not at_once.rules:
        return confirmed
    rules = (*confirmed.rules, *at_once.rules)
    facts = (*confirmed.facts, *at_once.facts)
    if not confirmed.is_live:
        return confirmed
    if confirmed.zone > at_once.zone:
        worst = max(filter(None, (confirmed.priority, at_once.priority)), default=None)
        return replace(confirmed, priority=worst, rules=rules, facts=facts)
    if confirmed.state is State.PENDING:
        priority = at_once.priority
    else:
        priority = priority_of(rules, at_once.zone)
    return replace(
        confirmed, zone=at_once.zone, state=State.FINAL, priority=priority, rules=rules, facts=facts
    )
