"""Everything that is no reading, under one side: all of it goes through the core's own replay.

A form looks at those of its own day and of the day before (CL-19, S-R3), so that a history of
nothing but forms, none of them late, is replayed a month at a time: a picture of a year of forms
costs as much as the year is long.
"""

from datetime import date, timedelta

from heime.core import whatif
from heime.core.agreed import Agreed
from heime.core.asked import Answers
from heime.core.late import FRESH
from heime.core.record import Record
from heime.core.whatif import Raised, Side
from heime.ops.whatif.history import History, OfForms

_A_DAY, _A_MONTH = timedelta(days=1), timedelta(days=30)


def of_forms(history: History, side: Side) -> OfForms:
    """What two sides judge alike is judged once."""
    like = [(start, plan and (plan.rules, plan.person)) for start, plan in side.steps]
    for before, answer in history.known_forms:
        if before == like:
            return answer
    agreed = Agreed(side.steps)
    record = Record(agreed)
    for item in sorted(history.others, key=whatif.arrival):
        record.add(item)
    raised = Raised()
    if _are_plain(history):
        _by_month(history, agreed, raised)
    else:
        whatif.follow(Record(agreed), history.others, raised, until=history.until)
    answer = OfForms(raised, whatif.zones_asked(record), record)
    history.known_forms.append((like, answer))
    return answer


def _are_plain(history: History) -> bool:
    return all(
        isinstance(item, Answers) and item.received_at - item.answered_at <= FRESH
        for item in history.others
    )


def _by_month(history: History, agreed: Agreed, raised: Raised) -> None:
    days = sorted(history.others_on)
    while days:
        begin = days[0]
        upto = begin + _A_MONTH
        wanted = [day for day in days if day < upto]
        _replay(history, agreed, raised, [begin - _A_DAY, *wanted])
        days = days[len(wanted) :]


def _replay(history: History, agreed: Agreed, raised: Raised, days: list[date]) -> None:
    """Replay some days; what the first of them raised is left out, as it is there for the next."""
    items = [item for day in days for item in history.others_on.get(day, ())]
    seen = Raised()
    whatif.follow(Record(agreed), items, seen, until=history.until)
    raised.by_key |= {key: alert for key, alert in seen.by_key.items() if alert.day > days[0]}
