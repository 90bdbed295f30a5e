"""A person's plan as a page shows it: every line, and what nobody has considered yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from heime.core.kinds import KINDS, Kind
from heime.core.limits import Limits
from heime.core.quantity import Scaled
from heime.edges.clinic import moments, words
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion


@dataclass(frozen=True, slots=True)
class LimitRow:
    """The lines of one number. Empty text means no such line."""

    name: str
    unit: str
    is_default: bool
    crit_low: str
    red_low: str
    yellow_low: str
    yellow_high: str
    red_high: str
    crit_high: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """The version in force, in words."""

    number: int
    approved_by: str
    approved_at: str
    valid_from: str
    limits: list[LimitRow]
    rules: list[tuple[str, str]]
    dry_weight: str
    has_defaults: bool


def in_force(versions: Sequence[PlanVersion], now: datetime) -> PlanVersion | None:
    """The newest version that has begun."""
    begun = [version for version in versions if version.valid_from <= now]
    return begun[-1] if begun else None


def view(version: PlanVersion, now: datetime) -> PlanView:
    plan = plans.read(version)
    rows: list[LimitRow] = []
    for kind in sorted(plan.limits):
        lines, name = plan.limits[kind], words.kind_name(kind)
        is_default = kind in plan.defaults
        if KINDS[kind].has_two:
            upper, lower = words.pressure_names()
            rows.append(_row(kind, f"{name}, {upper}", lines.first, is_default))
            rows.append(_row(kind, f"{name}, {lower}", lines.second, is_default))
        else:
            rows.append(_row(kind, name, lines.first, is_default))
    approver = version.approved_by
    return PlanView(
        number=version.number,
        approved_by=approver.name if approver else "",
        approved_at=moments.stamp(version.approved_at, now) if version.approved_at else "",
        valid_from=moments.stamp(version.valid_from, now),
        limits=rows,
        rules=words.plan_rule_names(sorted(plan.rules)),
        dry_weight=words.amount(Kind.BODY_WEIGHT, plan.dry_weight) if plan.dry_weight else "",
        has_defaults=bool(plan.defaults),
    )


def _row(kind: Kind, name: str, limits: Limits, is_default: bool) -> LimitRow:
    def text(line: Scaled | None) -> str:
        return "" if line is None else words.line(kind, line)

    return LimitRow(
        name, words.unit(kind), is_default,
        crit_low=text(limits.crit_low), red_low=text(limits.red_low),
        yellow_low=text(limits.yellow_low), yellow_high=text(limits.yellow_high),
        red_high=text(limits.red_high), crit_high=text(limits.crit_high),
    )  # fmt: skip
