"""What was expected and did not come (M-1, M-2), worked out from the windows and the answers.

Between two answers of a kind, the silence begins with the oldest window that nobody answered.
core/missing.py says the same at one moment; here it is said of a whole history.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter

import numpy as np

from heime.core import asked, missing, whatif
from heime.core.agreed import Agreed
from heime.core.asked import Answers
from heime.core.kinds import BY_LABEL, Kind
from heime.core.late import FRESH
from heime.core.missing import Gap, Window
from heime.core.plan import Plan
from heime.core.record import Record
from heime.core.whatif import Key, Raised, Side
from heime.core.zone import State, Zone
from heime.ops.whatif.columns import micros
from heime.ops.whatif.history import History, OfKind

_LATEST = timedelta(hours=23)
"""What came later than this might have come after its own silence was told: not plain."""
_SOONEST = min(missing.AFTER.values())

Answer = tuple[datetime, datetime]
"""When it was taken and when it came."""


def are_plain(history: History, side: Side) -> bool:
    """Whether silences can be worked out afterwards: everything came in order and within the day,
    and what they are judged by was the same throughout."""
    if not side.windows:
        return True
    plans = [plan for _, plan in side.steps]
    held = [plan for plan in plans if plan is not None]
    first = min(window.end for window in side.windows)
    if not held or plans[: len(held)] != held or side.steps[0][0] > first:
        return False
    if any(_judged_by(plan) != _judged_by(held[0]) for plan in held):
        return False
    agreed = Agreed(side.steps)
    return all(
        _in_order(windows)
        and _came_in_time(_answers(history, what, agreed))
        and (what in BY_LABEL or _say_the_same_later(_forms(history, what), agreed))
        for what, windows in _by_what(side).items()
    )


def _judged_by(plan: Plan) -> object:
    return plan.rules & set(missing.AFTER), plan.person.pauses


def _by_what(side: Side) -> dict[str, list[Window]]:
    found: dict[str, list[Window]] = {}
    for window in side.windows:
        found.setdefault(window.what, []).append(window)
    return {what: sorted(of, key=attrgetter("start", "end")) for what, of in found.items()}


def _in_order(windows: Sequence[Window]) -> bool:
    same_class = len({window.high_class for window in windows}) == 1
    return same_class and all(a.end <= b.end for a, b in pairwise(windows))


def _answers(history: History, what: str, agreed: Agreed) -> list[Answer]:
    """Of valid readings or forms, oldest first: nothing else is an answer (CL-28)."""
    kind = BY_LABEL.get(what)
    if kind is not None:
        column = history.columns.get(kind)
        return [] if column is None else [(r.measured_at, r.received_at) for r in column.readings]
    forms = _valid(_forms(history, what), agreed)
    return [(form.answered_at, form.received_at) for form in forms]


def _forms(history: History, what: str) -> list[Answers]:
    """Oldest first."""
    forms = (item for item in history.others if isinstance(item, Answers))
    return sorted(
        (form for form in forms if form.questionnaire == what),
        key=lambda form: (form.answered_at, form.received_at),
    )


def _valid(forms: Sequence[Answers], agreed: Agreed) -> list[Answers]:
    return [form for form in forms if asked.is_valid(form, agreed.at(form.answered_at))]


def _say_the_same_later(forms: Sequence[Answers], agreed: Agreed) -> bool:
    """Whether each form said at the time what it says when all is known (L-1): it came in time; or
    all are valid and of one respondent, so that only a next answer could make one history."""
    plain = len({form.by for form in forms}) < 2 and len(_valid(forms, agreed)) == len(forms)
    return plain or all(form.received_at - form.answered_at <= FRESH for form in forms)


def _came_in_time(answers: Sequence[Answer]) -> bool:
    return all(came - taken < _LATEST for taken, came in answers) and all(
        one[1] <= other[1] for one, other in pairwise(answers)
    )


def raised(
    history: History, found: Mapping[Kind, OfKind], record: Record, side: Side
) -> dict[Key, whatif.Alert]:
    """The alerts of M-1 and M-2. record: with all forms, as they were judged."""
    agreed = Agreed(side.steps)
    alerts = Raised()
    for what, windows in _by_what(side).items():
        answers = _answers(history, what, agreed)
        for before, oldest in _silences(windows, answers, agreed):
            if what in BY_LABEL:
                warned = _readings_warn(history, found, BY_LABEL[what], before)
            else:
                warned = _forms_warn(_valid(_forms(history, what), agreed)[:before], record)
            ended_at = answers[before][1] if before < len(answers) else history.until
            _tell(alerts, oldest, agreed, warned=warned, ended_at=ended_at)
    return alerts.by_key


def _silences(
    windows: Sequence[Window], answers: Sequence[Answer], agreed: Agreed
) -> list[tuple[int, Window]]:
    """(how many answers stood before it, its oldest open window) of each silence long enough."""
    taken, starts = micros([one for one, _ in answers]), micros([one.start for one in windows])
    before = np.searchsorted(taken, starts, "left")
    found: list[tuple[int, Window]] = []
    for number, group in groupby(zip(before.tolist(), windows, strict=True), key=itemgetter(0)):
        came = answers[number][1] if number < len(answers) else None
        for _, window in group:
            told = came is None or window.end + _SOONEST <= came
            if told and not _paused(window, agreed):
                found.append((number, window))
                break
    return found


def _paused(window: Window, agreed: Agreed) -> bool:
    plan = agreed.at(window.end)
    return plan is not None and any(pause.holds(window.end) for pause in plan.person.pauses)


def _tell(
    alerts: Raised, oldest: Window, agreed: Agreed, *, warned: bool, ended_at: datetime
) -> None:
    """Raise the alert of a silence, unless it ended before it was due."""
    plan = agreed.at(oldest.end)
    rules = frozenset[str]() if plan is None else plan.rules
    high = warned or oldest.high_class
    rule = "M-2" if high and "M-2" in rules else "M-1" if "M-1" in rules else ""
    if not rule:
        return
    due = oldest.end + missing.AFTER[rule]
    if due <= ended_at and agreed.at(due) is not None:
        gap = Gap(oldest.what, oldest.end, Zone.YELLOW, rule, False, None)
        alerts.silent([gap], due)


def _readings_warn(history: History, found: Mapping[Kind, OfKind], kind: Kind, before: int) -> bool:
    """Whether the last final word before a silence was a warning (CL-29).

    before: how many answers stood before it.
    """
    if not before:
        return False
    column, of_kind = history.columns[kind], found[kind]
    block = int(np.searchsorted(column.first, before - 1, "right")) - 1
    for number in range(block, -1, -1):
        sittings = of_kind.sittings[number]
        if sittings is None:
            if of_kind.judges[number]:
                return False
            continue
        for sitting, _ in reversed(sittings):
            verdict = sitting.verdict
            if verdict is not None and verdict.state is State.FINAL:
                return verdict.zone > Zone.GREY
    return False


def _forms_warn(forms: Sequence[Answers], record: Record) -> bool:
    """Of the newest form that says anything. One that came late was final while it was newest."""
    for number, form in enumerate(reversed(forms)):
        verdict = record.judge_form(form)
        if verdict is None or verdict.zone is Zone.GREY:
            continue
        if number == 0 or verdict.state is State.FINAL:
            return verdict.zone > Zone.GREY
    return False
