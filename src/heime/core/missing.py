"""What was agreed and did not come (RS-1 7.7, CL-28, CL-29). Missing is grey, never green."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from heime.core.person import Pause
from heime.core.zone import Zone

AFTER = {"M-1": timedelta(hours=48), "M-2": timedelta(hours=24)}
"""Hours after the end of the oldest open window, absolute."""


@dataclass(frozen=True, slots=True)
class Window:
    """An agreed time, its tolerance included. what: a kind's label or a questionnaire's name."""

    what: str
    start: datetime
    end: datetime
    high_class: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """One kind of which nothing has come: since when, what fired, and when it changes.

    paused: a window ended inside a pause; grey, and nothing is asked for.
    """

    what: str
    since: datetime
    zone: Zone
    rule: str
    paused: bool
    changes_at: datetime | None


def gaps(
    windows: Sequence[Window],
    newest: dict[str, datetime],
    worsening: frozenset[str],
    rules: frozenset[str],
    pauses: Sequence[Pause],
    *,
    now: datetime,
) -> list[Gap]:
    """Everything expected by `now` that is still missing.

    newest: of each kind, when the newest valid one was taken.
    worsening: kinds whose last word before the silence was a warning: their class is HIGH (CL-29).
    """
    found: list[Gap] = []
    for what in dict.fromkeys(window.what for window in windows):
        ended = [w for w in windows if w.what == what and w.end <= now]
        answered = newest.get(what)
        still = [w for w in ended if answered is None or answered < w.start]
        asked = [w for w in still if not any(p.holds(w.end) for p in pauses)]
        if asked:
            oldest = min(asked, key=lambda w: w.end)
            high = what in worsening or any(w.high_class for w in asked)
            found.append(_gap(what, oldest.end, high, rules, now=now))
        elif still:
            found.append(Gap(what, min(w.end for w in still), Zone.GREY, "", True, None))
    return found


def _gap(what: str, since: datetime, high: bool, rules: frozenset[str], *, now: datetime) -> Gap:
    rule = "M-2" if high and "M-2" in rules else "M-1" if "M-1" in rules else ""
    if not rule:
        return Gap(what, since, Zone.GREY, "", False, None)
    due = since + AFTER[rule]
    if now >= due:
        return Gap(what, since, Zone.YELLOW, rule, False, None)
    return Gap(what, since, Zone.GREY, "", False, due)
