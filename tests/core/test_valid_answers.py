"""A missed window is closed by valid answers only (CL-28), in the replay and in what-if alike."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from heime.core import asked, plan, whatif
from heime.core.agreed import Agreed
from heime.core.asked import Answers
from heime.core.missing import Window
from heime.core.record import Record
from heime.core.sat import RESPONDENTS
from heime.core.whatif import Side
from heime.ops.whatif import quick
from heime.ops.whatif.history import History

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ANXIETY = plan.read({"limits": [], "rules": ["GAD-7", "P-0", "P-5", "P-6", "M-1", "M-2"]})
WHOLE = {str(number): 1 for number in range(1, 8)}
HALF: dict[str, int | None] = {"1": 1, "2": None}
AFRAID = dict.fromkeys(WHOLE, 3)


def gad7(
    number: int, at: datetime, items: dict[str, int | None], *,
    late: timedelta = timedelta(), by: str = "patient",
) -> Answers:  # fmt: skip
    return Answers(UUID(int=number), "gad7", at, at + late, items, by=by)


def daily(days: int) -> tuple[Window, ...]:
    return tuple(
        Window("gad7", START + day * DAY, START + day * DAY + 2 * HOUR) for day in range(days)
    )


@pytest.mark.parametrize(
    ("items", "valid"), [(WHOLE, True), (HALF, False), (AFRAID | {"7": None}, True)]
)
def test_too_many_blanks_are_no_answer_unless_they_say_enough(items, valid):
    form = gad7(1, START, items)
    record = Record(Agreed([(START - DAY, ANXIETY)]), daily(1))
    record.add(form)

    assert asked.is_valid(form, ANXIETY) == valid
    assert [gap.what for gap in record.gaps(START + DAY)] == ([] if valid else ["gad7"])


def test_an_invalid_form_does_not_reopen_what_an_earlier_one_closed():
    record = Record(Agreed([(START - DAY, ANXIETY)]), daily(1))
    record.add(gad7(1, START, WHOLE))
    record.add(gad7(2, START + HOUR, HALF))

    assert record.gaps(START + DAY) == []


def test_a_late_invalid_form_is_no_answer_though_it_is_history():
    record = Record(Agreed([(START - DAY, ANXIETY)]), daily(1))
    record.add(gad7(1, START + 2 * HOUR, HALF))
    late = gad7(2, START + HOUR, HALF, late=5 * HOUR)
    record.add(late)

    assert record.judge_form(late).state.name == "HISTORICAL"
    assert [gap.what for gap in record.gaps(START + DAY)] == ["gad7"]


def test_what_no_plan_speaks_of_has_come():
    silent = plan.read({"limits": [], "rules": ["M-1"]})
    record = Record(Agreed([(START - DAY, silent)]), daily(1))
    record.add(gad7(1, START, HALF))

    assert record.gaps(START + DAY) == []


@pytest.mark.parametrize("seed", range(40))
def test_what_if_misses_the_same_as_the_replay(seed):
    chance = Random(seed)
    forms = []
    for day in range(20):
        for _ in range(chance.choice([0, 0, 0, 1, 1, 2])):
            at = START + day * DAY + timedelta(minutes=chance.randrange(0, 300))
            late = timedelta(hours=chance.choice([0, 0, 0, 0, seed % 4]))
            items = chance.choice([WHOLE, HALF, HALF, AFRAID])
            by = chance.choice(RESPONDENTS[: 1 + seed % 3])
            forms.append(gad7(len(forms) + 1, at, items, late=late, by=by))
    side, until = Side(((START - DAY, ANXIETY),), daily(18)), START + 24 * DAY

    one_by_one = whatif.replay(forms, side, until=until)
    answer, _ = quick.replay(History.of(forms, until), side)

    assert answer == one_by_one
    assert any(alert.rule in ("M-1", "M-2") for alert in answer.alerts)
