"""Who may be taken into a thread, and when an answer may be expected."""

from datetime import date, datetime, time

import pytest

from heime.core import messages
from heime.core.errors import MissingText, NotYours
from heime.core.hours import HOME, Hours
from heime.core.messages import Side

HOURS = Hours(time(8), time(15, 30), frozenset({date(2026, 12, 25)}))


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HOME)


@pytest.mark.parametrize(
    ("sent", "by"),
    [
        (at(2, 10), at(3, 15, 30)),
        (at(2, 16, 10), at(3, 15, 30)),
        (at(6, 15), at(9, 15, 30)),  # Friday
        (at(7, 12), at(9, 15, 30)),
        (at(24, 10, month=12), at(28, 15, 30, month=12)),  # over a holiday and a weekend
    ],
)
def test_an_ordinary_message_is_answered_on_the_next_working_day(sent, by):
    assert messages.answer_by(sent, HOURS, urgent=False) == by


@pytest.mark.parametrize(
    ("sent", "by"),
    [(at(2, 9), at(2, 13)), (at(2, 14), at(2, 15, 30)), (at(2, 16, 10), at(3, 12))],
)
def test_an_urgent_one_the_same_day_within_four_open_hours(sent, by):
    assert messages.answer_by(sent, HOURS, urgent=True) == by


def test_whoever_needs_help_now_is_called_within_fifteen_minutes_of_opening_time():
    assert messages.answer_by(at(2, 9), HOURS, urgent=True, call_me=True) == at(2, 9, 15)
    assert messages.answer_by(at(2, 22), HOURS, urgent=True, call_me=True) == at(3, 8, 15)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (at(2, 20, 59), at(2, 20, 59)),
        (at(2, 21), at(3, 8)),
        (at(3, 2), at(3, 8)),
        (at(3, 8), at(3, 8)),
    ],
)
def test_nobody_is_woken_for_what_can_wait(sent, told):
    assert messages.tell_at(sent, urgent=False) == told
    assert messages.tell_at(sent, urgent=True) == sent


def test_whom_each_may_take_along():
    everybody = frozenset(Side)
    messages.check_company(Side.TEAM, everybody)
    messages.check_company(Side.PATIENT, frozenset({Side.TEAM, Side.PATIENT, Side.KIN}))
    for side in (Side.PATIENT, Side.KIN, Side.OFFICE):
        with pytest.raises(NotYours):
            messages.check_company(side, everybody)
    with pytest.raises(MissingText):
        messages.check_company(Side.TEAM, frozenset({Side.TEAM}))


def test_a_thread_is_called_by_its_first_line():
    assert messages.first_line("\n  Hei!  \nMer.") == "Hei!"
    assert len(messages.first_line("x" * 300)) == 80


def test_a_template_is_filled_with_name_and_hours():
    assert messages.filled("Hei [navn], [åpningstid].", name="Astrid", hours="08:00–15:30") == (
        "Hei Astrid, 08:00–15:30."
    )
