"""The core's replay of a history (core/whatif.py), most of it settled by columns.

Every kind is cut into blocks that nothing but time connects. Those that columns settle are never
judged; each of the others is judged by the core, as it arrived, in a Record of its own that knows
what came before. Forms and events all go that way, and so do days on which results of several
kinds may combine, whole. A history that is out of order in any way is replayed one by one instead.
"""

from dataclasses import dataclass
from datetime import date

from heime.core import judging, whatif
from heime.core.events import Event, EventKind
from heime.core.limits import NO_LIMITS, KindLimits
from heime.core.whatif import Raised, Replayed, Side
from heime.core.zone import Zone
from heime.ops.whatif import silences, together
from heime.ops.whatif.blocks import of_kind
from heime.ops.whatif.columns import Column
from heime.ops.whatif.forms import of_forms
from heime.ops.whatif.history import History


@dataclass(frozen=True, slots=True)
class Shares:
    """How many readings columns settled, and how many went through the scalar judge."""

    by_columns: int
    by_judge: int

    def __add__(self, other: "Shares") -> "Shares":
        return Shares(self.by_columns + other.by_columns, self.by_judge + other.by_judge)


def replay(history: History, side: Side) -> tuple[Replayed, Shares]:
    """The same answer as whatif.replay(history.items, side, until=history.until)."""
    if not _is_plain(history, side):
        answer = whatif.replay(history.items, side, until=history.until)
        return answer, Shares(0, history.readings)
    raised = Raised()
    zones: list[tuple[date, Zone]] = []
    found = {kind: of_kind(history, column, side) for kind, column in history.columns.items()}
    for one in found.values():
        raised.by_key |= one.raised.by_key
        zones += one.zones
    asked = of_forms(history, side)
    raised.by_key |= asked.raised.by_key
    zones += asked.zones
    raised.by_key |= silences.raised(history, found, asked.record, side)
    raised.by_key |= together.combined(history, found, side, raised)
    judged = sum(one.judged for one in found.values())
    return whatif.replayed(raised, zones), Shares(history.readings - judged, judged)


def _is_plain(history: History, side: Side) -> bool:
    """Whether blocks can be judged apart at all: everything in order, no baseline that begins anew
    by hand or by other equipment, no irregular pulse that two kinds of meter told of (AF-1), and
    no critical value under a poor signal (C-6), which is and is not a result."""
    resets = any(
        isinstance(item, Event) and item.kind is EventKind.BASELINE_RESET for item in history.others
    )
    held = [plan for _, plan in side.steps if plan is not None]
    irregular = sum(bool(column.irregular) for column in history.columns.values())
    if resets or (irregular > 1 and any("AF-1" in plan.rules for plan in held)):
        return False
    return silences.are_plain(history, side) and all(
        column.in_order and not column.other_equipment and not _critical_anyway(column, side)
        for column in history.columns.values()
    )


def _critical_anyway(column: Column, side: Side) -> bool:
    nothing = KindLimits(NO_LIMITS, NO_LIMITS)
    lines = [plan.limits.get(column.kind, nothing) for _, plan in side.steps if plan is not None]
    return any(judging.counts_anyway(reading, one) for reading in column.rejected for one in lines)
