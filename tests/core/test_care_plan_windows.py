"""When something is waited for: agreed times of the day, here, on nights when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from heime.core import expectations
from heime.core.hours import HOME

AUTUMN = date(2026, 10, 25)
SPRING = date(2027, 3, 28)


def agreed(**changes):
    entry = {"what": "body_weight", "days": "every_day", "at": ["08:00"], "before_minutes": 60,
             "after_minutes": 120} | changes  # fmt: skip
    return expectations.read([entry], "expectations", otherwise_high=False)


def local(*when: int) -> datetime:
    return datetime(*when, tzinfo=HOME).astimezone(UTC)


def test_a_window_is_the_agreed_time_with_its_tolerance():
    (window,) = expectations.windows(agreed(), date(2026, 11, 21), date(2026, 11, 21))

    assert window.what == "body_weight"
    assert (window.start, window.end) == (local(2026, 11, 21, 7), local(2026, 11, 21, 10))
    assert not window.high_class


def test_both_days_count_and_only_the_agreed_weekdays():
    monday_and_thursday = agreed(days=["mon", "thu"], at=["08:00", "20:00"])
    found = expectations.windows(monday_and_thursday, date(2026, 11, 16), date(2026, 11, 23))

    assert [one.start.astimezone(HOME).strftime("%a %H") for one in found] == [
        "Mon 07", "Mon 19", "Thu 07", "Thu 19", "Mon 07", "Mon 19",
    ]  # fmt: skip


def test_every_fourth_week_is_the_same_week_whatever_day_one_asks_from():
    monthly = agreed(days=["mon"], every_weeks=4)
    year = expectations.windows(monthly, date(2026, 1, 1), date(2026, 12, 31))
    gaps = {after.start.date() - one.start.date() for one, after in pairwise(year)}

    assert gaps == {timedelta(weeks=4)}
    asked_daily = [
        window
        for n in range(365)
        for window in expectations.windows(
            monthly, date(2026, 1, 1) + timedelta(n), date(2026, 1, 1) + timedelta(n)
        )
    ]
    assert asked_daily == year


@pytest.mark.parametrize("day", [AUTUMN, SPRING], ids=["autumn", "spring"])
def test_a_morning_time_is_the_same_time_of_day_before_and_after_the_clocks_change(day):
    nights = timedelta(days=1)
    found = expectations.windows(agreed(), day - nights, day + nights)

    assert [one.start.astimezone(HOME).hour for one in found] == [7, 7, 7]
    assert {one.end - one.start for one in found} == {timedelta(hours=3)}
    assert len({one.start.hour for one in found}) == 2, "in UTC it moves"


def test_an_hour_that_comes_twice_is_waited_for_both_times():
    at_half_past_two = agreed(at=["02:30"], before_minutes=10, after_minutes=10)
    (window,) = expectations.windows(at_half_past_two, AUTUMN, AUTUMN)

    assert window.start == datetime(2026, 10, 25, 0, 20, tzinfo=UTC)  # summer time's half past two
    assert window.end == datetime(2026, 10, 25, 1, 40, tzinfo=UTC)  # and winter time's


def test_an_hour_that_never_comes_is_waited_for_on_both_sides_of_the_gap():
    at_half_past_two = agreed(at=["02:30"], before_minutes=10, after_minutes=10)
    (window,) = expectations.windows(at_half_past_two, SPRING, SPRING)

    assert window.start == datetime(2027, 3, 28, 0, 20, tzinfo=UTC)  # 01:20, before the gap
    assert window.end == datetime(2027, 3, 28, 1, 40, tzinfo=UTC)  # 03:40, after it


def test_a_window_may_be_a_whole_day_and_no_more():
    (window,) = expectations.windows(
        agreed(before_minutes=480, after_minutes=960), AUTUMN, AUTUMN
    )  # fmt: skip

    assert window.end - window.start == timedelta(days=1)


def test_nothing_is_waited_for_before_the_first_day_or_after_the_last():
    assert expectations.windows(agreed(), AUTUMN, AUTUMN - timedelta(days=1)) == []
    assert expectations.windows((), AUTUMN, SPRING) == []
