"""All that a judgement covers at one moment, and what it comes to together (RS-1 7.6, CL-02).

Pure: given the results of sessions, forms and events and what is missing, the overall zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from heime.core.asked import COPD, HEART, Answers, worst_priority
from heime.core.judging import local_day
from heime.core.missing import Gap
from heime.core.plan import Plan
from heime.core.symptoms import breathless
from heime.core.verdict import REMEASURE_AFTER, Verdict
from heime.core.zone import Priority, State, Zone

DOMAINS = {
    "oxygen_saturation": "spo2",
    "heart_rate": "pulse",
    "body_temperature": "temperature",
    "respiratory_rate": "respiration",
    COPD: "symptoms",
    HEART: "symptoms",
    "body_weight": "weight",
}
"""What counts in C2 and PR-1, and as what (CL-26). Blood pressure does not: open for the doctor."""
_MANY_YELLOW = 3
_TWO_YELLOW = 2
_MUCH_MORE_BREATHLESS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One result in the picture. what: a kind's label, a questionnaire or a kind of event.

    answers: of a questionnaire, what was answered (C1 looks at the breath).
    plan: what it was judged by.
    """

    what: str
    verdict: Verdict
    answers: Answers | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The answer at one moment. combined: C1 and C2 where they fired, each with what made it."""

    zone: Zone
    state: State
    priority: Priority | None
    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    combined: tuple[tuple[str, tuple[Part, ...]], ...]
    domains: tuple[str, ...]
    """Those that made PR-1 say HIGH; empty when fewer than two are yellow."""

    @property
    def remeasure_after(self) -> int | None:
        """Minutes, while another reading is wanted."""
        return REMEASURE_AFTER if any(part.verdict.remeasure for part in self.parts) else None

    @property
    def changes_at(self) -> datetime | None:
        """When time alone can change it."""
        moments = [part.verdict.changes_at for part in self.parts]
        moments += [gap.changes_at for gap in self.gaps]
        return min((moment for moment in moments if moment is not None), default=None)


def of(parts: Sequence[Part], gaps: Sequence[Gap], plan: Plan | None) -> Picture:
    """The worst of everything live, after C1 and C2 (CL-03, CL-04, CL-27)."""
    rules = frozenset() if plan is None else plan.rules
    combined = combinations(parts, rules) if rules else []
    domains = yellow_domains(parts)
    live = [part.verdict for part in parts if part.verdict.is_live]
    zones = [verdict.zone for verdict in live] + [gap.zone for gap in gaps]
    zones += [Zone.RED for _ in combined]
    if not zones:
        return Picture(Zone.GREY, _state_of_nothing(parts), None, tuple(parts), (), (), ())
    zone = max(zones)
    final = [v.zone for v in live if v.state is State.FINAL] + [gap.zone for gap in gaps]
    final += [Zone.RED for _ in combined]
    priorities = [worst_priority(live)]
    if combined or any(gap.zone is Zone.YELLOW for gap in gaps):
        priorities.append(Priority.NORMAL)
    if len(domains) >= _TWO_YELLOW:
        priorities.append(Priority.HIGH)
    return Picture(
        zone,
        State.FINAL if zone in final else State.PENDING,
        max((one for one in priorities if one is not None), default=None),
        tuple(parts),
        tuple(gaps),
        tuple(combined),
        tuple(domains) if len(domains) >= _TWO_YELLOW else (),
    )


def _state_of_nothing(parts: Sequence[Part]) -> State:
    states = {part.verdict.state for part in parts}
    order = (State.REJECTED, State.INVALID, State.HISTORICAL)
    return next((state for state in order if state in states), State.FINAL)


def _counts(part: Part) -> bool:
    """Whether a result is a yellow domain by itself: final, yellow or worse (CL-26)."""
    return (
        part.what in DOMAINS
        and part.verdict.state is State.FINAL
        and part.verdict.zone >= Zone.YELLOW
    )


def yellow_domains(parts: Sequence[Part]) -> list[str]:
    """The domains that are yellow or worse on one local day; of several days the most."""
    by_day: dict[date, dict[str, None]] = {}
    for part in parts:
        if _counts(part):
            day = local_day(part.verdict.started_at)
            by_day.setdefault(day, {})[DOMAINS[part.what]] = None
    return max((list(domains) for domains in by_day.values()), key=len, default=[])


def combinations(
    parts: Sequence[Part], rules: frozenset[str]
) -> list[tuple[str, tuple[Part, ...]]]:
    """C1 and C2 where the plan has them on, with the results that made them."""
    found: list[tuple[str, tuple[Part, ...]]] = []
    if "C1" in rules and (one := _low_and_breathless(parts)):
        found.append(("C1", one))
    if "C2" in rules:
        for day in dict.fromkeys(local_day(part.verdict.started_at) for part in parts):
            same = [
                part
                for part in parts
                if _counts(part) and local_day(part.verdict.started_at) == day
            ]
            if len({DOMAINS[part.what] for part in same}) >= _MANY_YELLOW:
                found.append(("C2", tuple(same)))
                break
    return found


def _low_and_breathless(parts: Sequence[Part]) -> tuple[Part, ...]:
    """C1: saturation final yellow or worse, and much more breathless the same local day."""
    for low in parts:
        if low.what != "oxygen_saturation" or not _counts(low):
            continue
        day = local_day(low.verdict.started_at)
        for part in parts:
            if (
                part.answers is not None
                and part.answers.questionnaire in (COPD, HEART)
                and part.verdict.state is State.FINAL
                and local_day(part.verdict.started_at) == day
                and breathless(part.answers.items or {}) >= _MUCH_MORE_BREATHLESS
            ):
                return low, part
    return ()
