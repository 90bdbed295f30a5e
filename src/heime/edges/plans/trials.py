"""What is tried out for a person: what the run-in suggests, and a plan that runs in shadow."""

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from heime.core import plan, run_in
from heime.core.agreed import Agreed
from heime.core.baseline import WORSE_DOWN
from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.core.judging import local_day
from heime.core.kinds import KINDS, Kind
from heime.core.limits import KindLimits
from heime.core.plan import Plan
from heime.core.quantity import SCALE, plain
from heime.core.record import Record
from heime.core.run_in import Proposal, RunIn, Session
from heime.core.zone import State, Zone
from heime.edges.clinic import moments, words
from heime.edges.plans import effect, names
from heime.edges.plans.effect import Effect, Kept
from heime.records.plans.models import PlanVersion


@dataclass(frozen=True, slots=True)
class Suggested:
    """One kind of the run-in in words: what was seen, and the lines it suggests beside today's."""

    title: str
    sessions: int
    days: int
    range: str
    usual: str
    spread: str
    lines: list[tuple[str, str, str]]
    held: bool


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a run-in that is over says. unquiet: days of it that were yellow or red."""

    until: str
    kinds: list[Suggested]
    unquiet: int
    any: bool


def over(version: PlanVersion | None, now: datetime) -> RunIn | None:
    """The run-in of the plan in force, when it is over and its limits have not been considered."""
    if version is None:
        return None
    try:
        found = run_in.read(version.content.get("run_in"), "run_in")
    except Refused:
        return None
    today = now.astimezone(HOME).date()
    return found if found is not None and found.last_day < today else None


def suggestions(version: PlanVersion, weeks: RunIn, kept: Kept, now: datetime) -> Suggestions:
    """The suggestions in words, with all that they were worked out from."""
    held = plan.read(version.content)
    found, unquiet = _worked_out(held, weeks, kept)
    today = now.astimezone(HOME).date()
    kinds = [_in_words(one, held.limits[one.kind]) for one in found]
    return Suggestions(
        moments.on(weeks.last_day, today), kinds, unquiet,
        any(_changed(one, held.limits[one.kind]) for one in found),
    )  # fmt: skip


def with_suggested(version: PlanVersion, weeks: RunIn, kept: Kept) -> dict[str, Any]:
    """The plan in force with the suggested lines in it, each still a start value; no run-in."""
    held = plan.read(version.content)
    content: dict[str, Any] = deepcopy(version.content)
    content.pop("run_in", None)
    for one in _worked_out(held, weeks, kept)[0]:
        moved = _changed(one, held.limits[one.kind])
        if not moved:
            continue
        for holder in (content, *content.get("parts", []), content.get("merge") or {}):
            for entry in holder.get("limits", []):
                if entry["kind"] == one.kind.label:
                    entry["override"] = {**entry.get("override", {}), **moved}
                    entry["considered"] = False
    return content


def _worked_out(held: Plan, weeks: RunIn, kept: Kept) -> tuple[list[Proposal], int]:
    """The proposals of the run-in's final sessions, and how many of its days were not quiet."""
    record = Record(Agreed([(datetime.min.replace(tzinfo=HOME), held)]))
    for item in kept.items:
        record.add(item)
    sessions: dict[Kind, list[Session]] = defaultdict(list)
    unquiet: set[date] = set()
    for kind, series in record.series.items():
        series.judge(max(one.received_at for one in kept.items))
        for sitting in series.sittings:
            day, verdict = local_day(sitting.start), sitting.verdict
            if verdict is None or not weeks.holds(day) or verdict.state is not State.FINAL:
                continue
            if verdict.values:
                sessions[kind].append(Session(day, verdict.values[0]))
            if verdict.zone >= Zone.YELLOW:
                unquiet.add(day)
    return run_in.proposals(sessions, held.limits), len(unquiet)


def _changed(one: Proposal, now: KindLimits) -> dict[str, str]:
    """The lines that would be otherwise than in the plan; none where nothing is suggested."""
    if one.lines is None or one.held:
        return {}
    return {
        name: plain(line, KINDS[one.kind].decimals)
        for name in names.LINES
        if (line := getattr(one.lines.first, name)) is not None and line != getattr(now.first, name)
    }


def _in_words(one: Proposal, now: KindLimits) -> Suggested:
    decimals, unit = KINDS[one.kind].decimals, words.unit(one.kind)

    def said(value: int) -> str:
        return f"{words.number(value, decimals)} {unit}".strip()

    sides = ("yellow_low", "red_low") if one.kind in WORSE_DOWN else ("yellow_high", "red_high")
    lines = []
    for name in sides:
        before = getattr(now.first, name)
        after = getattr(one.lines.first, name) if one.lines else None
        if before is not None and after is not None:
            lines.append((names.line(name), said(before), said(after)))
    usual = Fraction(one.twice_median, 2 * SCALE)
    return Suggested(
        words.what_name(one.kind.label), one.sessions, one.days,
        f"{words.number(one.lowest, decimals)}–{said(one.highest)}",
        f"{words.one_decimal(str(float(usual)))} {unit}".strip() if one.lines else "",
        f"{words.one_decimal(str(float(one.spread / SCALE)))} {unit}".strip() if one.lines else "",
        lines, one.held,
    )  # fmt: skip


def shadow_effect(
    shadow: PlanVersion, held: PlanVersion | None, kept: Kept, now: datetime
) -> Effect | None:
    """What the shadow would have raised since it began, against the plan in force. None where one
    of them cannot be read any more, or there is nothing to compare on."""
    first = max(local_day(shadow.valid_from), local_day(now - effect.WARM_UP * 6))
    try:
        old = plan.read(held.content) if held else None
        found = effect.replayed(kept, old, plan.read(shadow.content), first=first, now=now)
    except Refused:
        return None
    return effect.told(found, kept.rows, now) if kept.items else None
