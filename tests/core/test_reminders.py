"""When somebody is reminded, and when they are left alone (RS-1 7.7)."""

from datetime import UTC, datetime, time, timedelta

import pytest

from heime.core.hours import HOME
from heime.core.missing import Window
from heime.core.person import Pause
from heime.core.protection import Protection
from heime.core.reminders import (
    BadQuiet,
    Known,
    NotLater,
    Quiet,
    Step,
    Way,
    Wish,
    checked,
    due,
    later_at,
    next_at,
    planned,
    way,
)

QUIET = Quiet()


def at(hour: float, day: int = 10) -> datetime:
    """An hour on the wall of a Tuesday in March."""
    moment = datetime(2026, 3, day, tzinfo=HOME)
    return (moment + timedelta(hours=hour)).astimezone(UTC)


MORNING = Window("oxygen_saturation", at(7), at(11))
EVENING = Window("oxygen_saturation", at(17), at(20))
TOMORROW = Window("oxygen_saturation", at(7, 11), at(11, 11))


def sent(known: Known, now: datetime, made=(), quiet=QUIET):
    return [one.step for one in due(planned(known, quiet, now=now), made, quiet, now=now)]


def test_first_two_hours_after_the_window_and_second_after_six():
    known = Known([MORNING], {})
    assert sent(known, at(12.99)) == []
    assert sent(known, at(13)) == [Step.FIRST]
    (first,) = due(planned(known, QUIET, now=at(13)), (), QUIET, now=at(13))
    assert sent(known, at(16.9), {first.key}) == []
    assert sent(known, at(17), {first.key}) == [Step.SECOND]


def test_the_loop_that_stood_still_sends_the_newest_step_and_nothing_stale():
    known = Known([MORNING], {})
    assert sent(known, at(17.5)) == [Step.SECOND]
    assert sent(known, at(20.99)) == [Step.SECOND]
    assert sent(known, at(23), quiet=Quiet(time(0), time(0))) == []


@pytest.mark.parametrize(
    ("taken", "expected"),
    [(at(7), []), (at(12), []), (at(6.9), [Step.FIRST])],
    ids=["in the window", "late", "before it began"],
)
def test_what_is_done_reminds_nobody(taken, expected):
    assert sent(Known([MORNING], {"oxygen_saturation": taken}), at(13)) == expected


def test_another_thing_does_not_answer_for_this_one():
    assert sent(Known([MORNING], {"weight": at(8)}), at(13)) == [Step.FIRST]


def test_not_today_and_a_pause_leave_one_alone():
    left_out = Known([MORNING], {}, skipped=[("oxygen_saturation", MORNING.start)])
    assert sent(left_out, at(13)) == []
    assert sent(Known([MORNING], {}, [Pause(at(10), at(12))]), at(13)) == []
    assert sent(Known([MORNING], {}, [Pause(at(12), at(15))]), at(13)) == []
    assert sent(Known([MORNING], {}, [Pause(at(1), at(5))]), at(13)) == [Step.FIRST]


def test_nothing_is_sent_in_quiet_hours_and_it_comes_when_they_end():
    known = Known([EVENING], {})
    assert sent(known, at(22)) == []
    assert sent(known, at(31.99)) == []
    assert sent(known, at(32)) == [Step.FIRST]


def test_in_the_morning_the_new_window_is_the_task_and_the_evening_is_let_be():
    known = Known([EVENING, TOMORROW], {})
    assert sent(known, at(8, 11)) == []
    assert sent(known, at(13, 11)) == [Step.FIRST]


def test_what_the_night_held_back_comes_in_two_and_not_in_a_heap():
    late = Known([Window("weight", at(18), at(22))], {})
    moments = {one.step: one.at for one in planned(late, QUIET, now=at(23))}
    assert moments == {Step.FIRST: at(32), Step.SECOND: at(36)}


def test_later_comes_when_it_was_asked_for_also_in_quiet_hours():
    window = Window("weight", at(18), at(23))
    known = Known([window], {}, later={("weight", window.end): at(22)})
    assert sent(known, at(21.9)) == []
    assert sent(known, at(22)) == [Step.LATER]
    assert sent(Known([window], {"weight": at(20)}, later=known.later), at(22)) == []


def test_later_may_be_asked_for_twice_in_one_window():
    first = Known([MORNING], {}, later={("oxygen_saturation", MORNING.end): at(8)})
    (one,) = due(planned(first, QUIET, now=at(8)), (), QUIET, now=at(8))
    again = Known([MORNING], {}, later={("oxygen_saturation", MORNING.end): at(9)})
    assert sent(again, at(9), {one.key}) == [Step.LATER]


def test_later_stays_within_the_window():
    assert later_at(MORNING, 60, now=at(9)) == at(10)
    for window, minutes, now in [
        (MORNING, 60, at(10.5)), (None, 60, at(9)), (MORNING, 17, at(9)),
    ]:  # fmt: skip
        with pytest.raises(NotLater):
            later_at(window, minutes, now=now)


def test_quiet_hours_over_midnight_in_the_day_and_none():
    assert QUIET.holds(at(21))
    assert QUIET.holds(at(3))
    assert not QUIET.holds(at(8))
    nap = Quiet(time(13), time(15))
    assert nap.holds(at(14))
    assert not nap.holds(at(15))
    assert nap.over(at(14)) == at(15)
    assert not Quiet(time(9), time(9)).holds(at(9))


def test_the_night_when_the_clock_changes_ends_at_eight_all_the_same():
    before = datetime(2026, 3, 28, 22, tzinfo=HOME).astimezone(UTC)
    assert QUIET.over(before).astimezone(HOME).strftime("%d %H:%M") == "29 08:00"


def test_quiet_hours_must_leave_some_of_the_day():
    assert checked(time(21), time(8)) == QUIET
    assert checked(time(9), time(9)) == Quiet(time(9), time(9))
    with pytest.raises(BadQuiet):
        checked(time(8), time(7))


def test_when_to_look_next():
    plan = planned(Known([MORNING], {}), QUIET, now=at(9))
    assert next_at(plan, now=at(9)) == at(13)
    assert next_at(plan, now=at(13)) == at(17)
    assert next_at(plan, now=at(17)) is None


@pytest.mark.parametrize(
    ("step", "wish", "protection", "expected"),
    [
        (Step.FIRST, Wish(), Protection.NONE, Way.PUSH),
        (Step.SECOND, Wish(), Protection.NONE, Way.PUSH),
        (Step.SECOND, Wish(sms=True), Protection.NONE, Way.SMS),
        (Step.FIRST, Wish(push=False, sms=True), Protection.NONE, Way.SMS),
        (Step.SECOND, Wish(sms=True), Protection.CONFIDENTIAL, Way.PUSH),
        (Step.SECOND, Wish(push=False, sms=True), Protection.STRICTLY, None),
        (Step.FIRST, Wish(push=False), Protection.NONE, None),
    ],
)
def test_the_way_is_the_persons_own_choice(step, wish, protection, expected):
    assert way(step, wish, protection) is expected
