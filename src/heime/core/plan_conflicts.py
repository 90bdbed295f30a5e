"""Where several plans of one person disagree (U-1, CL-33, clinical reference 8.2).

Limits that differ are never silently merged: a doctor decides, and signs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from heime.core.care_plan import CarePlan
from heime.core.kinds import KINDS, Kind
from heime.core.limits import FIELDS, KindLimits
from heime.core.quantity import Scaled

Proposals = Mapping[str, Mapping[Kind, KindLimits]]
"""Each plan's limits, after profile and override, by the plan's id."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One line of one kind that plans put in different places.

    field: "yellow_low", or "systolic.yellow_low" for a kind with two numbers.
    by_plan: each plan's proposal; None where that plan has no such line.
    """

    kind: Kind
    field: str
    by_plan: Mapping[str, Scaled | None]

    @property
    def strictest(self) -> Scaled | None:
        """The line that warns first. Shown to the doctor, never applied by the machine."""
        low = self.field.endswith("low")
        return _outermost(self.by_plan, highest=low)

    @property
    def widest(self) -> Scaled | None:
        """The line that warns last; None, no line at all, is wider than any."""
        if None in self.by_plan.values():
            return None
        return _outermost(self.by_plan, highest=not self.field.endswith("low"))


def _outermost(by_plan: Mapping[str, Scaled | None], *, highest: bool) -> Scaled | None:
    lines = [line for line in by_plan.values() if line is not None]
    return max(lines) if highest else min(lines)


def conflicts(proposals: Proposals) -> list[Conflict]:
    """Every line that differs between plans that both have limits for the kind.

    A plan that says nothing of a kind does not disagree about it.
    """
    found = []
    for kind in sorted({kind for limits in proposals.values() for kind in limits}):
        own = {id_: limits[kind] for id_, limits in proposals.items() if kind in limits}
        for field, by_plan in _lines_of(kind, own).items():
            if len(set(by_plan.values())) > 1:
                found.append(Conflict(kind, field, by_plan))
    return found


def _lines_of(kind: Kind, by_plan: Mapping[str, KindLimits]) -> dict[str, dict[str, Scaled | None]]:
    if not KINDS[kind].has_two:
        return {
            name: {id_: getattr(limits.first, name) for id_, limits in by_plan.items()}
            for name in FIELDS
        }
    return {
        f"{number}.{name}": {
            id_: getattr(getattr(limits, part), name) for id_, limits in by_plan.items()
        }
        for number, part in (("systolic", "first"), ("diastolic", "second"))
        for name in FIELDS
    }


def unsettled(plan: CarePlan) -> list[Conflict]:
    """The conflicts inside a plan of several parts that its merge does not decide."""
    proposals = {part.id or "plan": part.limits for part in plan.all_parts}
    return [one for one in conflicts(proposals) if one.kind not in plan.merge]
