"""C1 and C2 where they surely fired at the first moment they could.

Mostly what was raised before still stood then, and nobody need look closer. Never the other way:
where it is not sure, the day is replayed (together.py). Time alone takes no warning back (C-2), so
that a result stands until something more of its kind comes, or its day is over.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from heime.core import asked
from heime.core.agreed import Agreed
from heime.core.asked import SYMPTOMS, Answers
from heime.core.judging import local_day
from heime.core.kinds import BY_LABEL, Kind
from heime.core.late import FRESH
from heime.core.picture import DOMAINS
from heime.core.record import Item
from heime.core.symptoms import breathless
from heime.core.takes import LENGTH
from heime.core.whatif import Alert, Key
from heime.ops.whatif.columns import micro
from heime.ops.whatif.history import History

MANY_DOMAINS = 3
_MUCH_MORE_BREATHLESS = 2
_A_DAY = timedelta(days=1)
_REACH = 2 * LENGTH
"""How long after it was first raised a session may still move on its beginning, and reach on."""

ByDay = Mapping[date, Sequence[tuple[Key, Alert]]]
"""What was raised of each local day in a domain of C2, besides silence."""


def surely(
    rule: str, day: date, moment: datetime, by_day: ByDay, history: History, agreed: Agreed
) -> bool:
    """Whether C1 or C2 fired over a local day's results at that moment."""
    plan = agreed.at(moment)
    if plan is None or rule not in plan.rules or not _is_alone(day, moment, by_day, history):
        return False
    standing = {
        alert.what
        for key, alert in by_day[day]
        if alert.at <= moment and _stands(key, alert, moment, history)
    }
    if rule == "C2":
        return len({DOMAINS[what] for what in standing}) >= MANY_DOMAINS
    return Kind.OXYGEN_SATURATION.label in standing and any(
        form.received_at <= moment and _is_heard(form, day, history, agreed)
        for form in short_of_breath(history.others_on.get(day, ()))
    )


def short_of_breath(items: Sequence[Item]) -> list[Answers]:
    """The forms that C1 asks about."""
    return [
        item
        for item in items
        if isinstance(item, Answers)
        and item.questionnaire in SYMPTOMS
        and breathless(item.items or {}) >= _MUCH_MORE_BREATHLESS
    ]


def _is_alone(day: date, moment: datetime, by_day: ByDay, history: History) -> bool:
    """Whether nothing of another day can be in the way: deep in the day, nothing late, and too
    little of the day before that reaches into it to fire by itself."""
    if day in history.late_on or not _is_deep_in(day, moment):
        return False
    reaching = [
        DOMAINS[alert.what]
        for key, alert in by_day.get(day - _A_DAY, ())
        if local_day(_began(key) + _REACH) == day
    ]
    return len(set(reaching)) < MANY_DOMAINS


def _is_deep_in(day: date, moment: datetime) -> bool:
    """So long after midnight that what comes in time is of this day."""
    return local_day(moment) == day == local_day(moment - FRESH - _REACH)


def _stands(key: Key, alert: Alert, moment: datetime, history: History) -> bool:
    """Whether what was raised is in the picture of a later moment of its day, as it was."""
    kind = BY_LABEL.get(alert.what)
    if kind is None:
        forms = _forms(alert.what, alert.day, history)
        return len(forms) == 1 and _is_deep_in(alert.day, alert.at)
    if kind is Kind.BODY_WEIGHT:
        return False  # a form may change what it means (W-2)
    column = history.columns[kind]
    came, since = np.searchsorted(column.received, [micro(moment), micro(alert.at)], "right")
    newest = column.readings[int(came) - 1].measured_at
    return bool(came == since) and newest - _began(key) < LENGTH


def _began(key: Key) -> datetime:
    moment = key[1]
    assert isinstance(moment, datetime)  # noqa: S101  of a session or form
    return moment


def _is_heard(form: Answers, day: date, history: History, agreed: Agreed) -> bool:
    """Whether a form means something, and is the only one of its day."""
    plan = agreed.at(form.answered_at)
    return (
        plan is not None
        and asked.is_judged(form.questionnaire, plan)
        and len(_forms(form.questionnaire, day, history)) == 1
    )


def _forms(name: str, day: date, history: History) -> list[Answers]:
    return [
        item
        for item in history.others_on.get(day, ())
        if isinstance(item, Answers) and item.questionnaire == name
    ]
