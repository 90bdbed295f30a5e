"""Everything that is no reading, under one side.

Forms that came in order and on time mean the same when they come as ever after: each is judged
once. All else, and all forms where one of them came late or out of order, goes through the core's
own replay.
"""

from collections.abc import Sequence
from itertools import pairwise

from heime.core import whatif
from heime.core.agreed import Agreed
from heime.core.asked import Answers
from heime.core.late import FRESH
from heime.core.record import Item, Record
from heime.core.whatif import Raised, Side
from heime.ops.whatif.history import History, OfForms


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
    rest: Sequence[Item] = history.others
    if _are_plain([item for item in history.others if isinstance(item, Answers)]):
        rest = [item for item in history.others if not isinstance(item, Answers)]
        for part in record.everything_asked():
            assert part.answers is not None  # noqa: S101  it is a form
            raised.result(part.what, part.verdict, part.answers.received_at)
    whatif.follow(Record(agreed), rest, raised, until=history.until)
    answer = OfForms(raised, whatif.zones_asked(record), record)
    history.known_forms.append((like, answer))
    return answer


def _are_plain(forms: Sequence[Answers]) -> bool:
    """Whether each form came in time, after all of its questionnaire that was answered before it
    and before all that was answered later: then nothing that comes later says more of it."""
    by_name: dict[str, list[Answers]] = {}
    for form in sorted(forms, key=lambda one: one.answered_at):
        by_name.setdefault(form.questionnaire, []).append(form)
    return all(form.received_at - form.answered_at <= FRESH for form in forms) and all(
        one.answered_at < other.answered_at and one.received_at < other.received_at
        for of in by_name.values()
        for one, other in pairwise(of)
    )
