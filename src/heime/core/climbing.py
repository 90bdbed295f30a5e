"""A red that nobody has in time climbs: to whom, when, and what the person at home is told.

While the team is open: colleagues when the deadline has passed, then the lead, then whoever is on
call, then what the municipality has decided. While it is closed: whoever is on call at once; and
if nobody is, or nobody takes it, the person is told plainly that nobody has it and whom to call.

Minutes: clinical reference 7.9 (a red with high priority has been through all of it half an hour
after it opened); starting points that the municipality must sign. Opening and closing begin anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from heime.core.hours import HOME, Hours, red_within
from heime.core.sentences.text import Text, fill
from heime.core.zone import Priority


class Step(StrEnum):
    COLLEAGUE = "colleague"
    """Everybody who works on the team's list."""
    LEAD = "lead"
    ON_CALL = "on-call"
    DECIDED = "decided"
    """What the municipality has decided: somebody to tell, or what to do."""
    NOBODY = "nobody"
    """Nobody has it, and the person is told so."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long a red waits before a step: counted from its deadline while the team is open, from
    when it came, or the team closed, while it is not."""

    red: int
    high: int

    def of(self, priority: Priority) -> timedelta:
        return timedelta(minutes=self.high if priority is Priority.HIGH else self.red)


OPEN: dict[Step, Minutes] = {
    Step.COLLEAGUE: Minutes(0, 0),
    Step.LEAD: Minutes(15, 5),
    Step.ON_CALL: Minutes(30, 10),
    Step.DECIDED: Minutes(45, 15),
}
CLOSED: dict[Step, Minutes] = {
    Step.ON_CALL: Minutes(0, 0),
    Step.DECIDED: Minutes(30, 10),
    Step.NOBODY: Minutes(60, 15),
}


@dataclass(frozen=True, slots=True)
class Route:
    """A team's way up. on_call: whether anybody is on call now. minutes: the team's own, by step,
    while it is open; the others are as above."""

    on_call: bool = False
    minutes: Mapping[Step, Minutes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Red:
    """A red case that nobody has. free_at: since when that is so, or since when it is this bad."""

    priority: Priority
    free_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Climb:
    """The steps that must have happened by now. since: when this stretch of nobody having it began;
    a step happens once in each stretch."""

    since: datetime
    steps: tuple[Step, ...]
    is_open: bool


def climb(red: Red, hours: Hours, route: Route, now: datetime) -> Climb:
    """How far up a red has come at `now`."""
    is_open = hours.is_open(now)
    # In UTC from here on: a minute is a minute in the nights when the clock changes.
    turned = hours.turned(now).astimezone(UTC)
    since = max(red.free_at.astimezone(UTC), turned)
    begins = since
    ladder = CLOSED
    if is_open:
        # What waited when the team opened has a whole response time from then; what was given
        # back after its deadline has none left.
        begins = max(red.due_at.astimezone(UTC), since)
        if red.free_at < turned:
            begins = turned + red_within(red.priority)
        ladder = OPEN | dict(route.minutes)
    steps = tuple(
        step for step, minutes in ladder.items() if now >= begins + _wait(step, minutes, red, route)
    )
    return Climb(since, () if now < begins else steps, is_open)


def _wait(step: Step, minutes: Minutes, red: Red, route: Route) -> timedelta:
    # With nobody on call there is nobody to wait for.
    if step is Step.NOBODY and not route.on_call:
        return timedelta()
    return minutes.of(red.priority)


TOLD: Mapping[Step, Text] = {
    Step.NOBODY: Text(
        "Teamet er stengt til {opens}, og ingen hos oss har sett på dette ennå. Blir du verre,"
        " eller er du utrygg: ring legevakt på 116~117. Er det akutt og står om liv: ring 113.",
        "Teamet er stengt til {opens}, og ingen hos oss har sett på dette enno. Blir du verre,"
        " eller er du utrygg: ring legevakt på 116~117. Er det akutt og står om liv: ring 113.",
        "The team is closed until {opens}, and nobody here has looked at this yet. If you get"
        " worse or feel unsafe, call the out-of-hours doctor at 116~117. If it is urgent and life"
        " is in danger, call 113.",
    ),
    Step.DECIDED: Text(
        "Ingen i teamet har rukket å se på dette ennå. Blir du verre, eller er du utrygg: ring"
        " teamet, eller legevakt på 116~117. Er det akutt og står om liv: ring 113.",
        "Ingen i teamet har rokke å sjå på dette enno. Blir du verre, eller er du utrygg: ring"
        " teamet, eller legevakt på 116~117. Er det akutt og står om liv: ring 113.",
        "Nobody in the team has been able to look at this yet. If you get worse or feel unsafe,"
        " call the team, or the out-of-hours doctor at 116~117. If it is urgent and life is in"
        " danger, call 113.",
    ),
}
"""What the person at home is told, by step. No promise that anybody is looking now."""
_DAYS: Mapping[str, tuple[str, ...]] = {
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "nn": ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def told(step: Step, *, is_open: bool, opens: datetime, language: str) -> str:
    """What the person is told when a step happens; empty for one they hear nothing of."""
    if step not in TOLD or (step is Step.DECIDED and not is_open):
        return ""
    text = TOLD[step]
    template = {"nb": text.nb, "nn": text.nn}.get(language, text.en)
    local = opens.astimezone(HOME)
    day = _DAYS.get(language, _DAYS["en"])[local.weekday()]
    return fill(template, {"opens": f"{day} {local.day}.{local.month}. {local:%H:%M}"})
