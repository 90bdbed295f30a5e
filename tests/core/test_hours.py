"""When somebody must have answered (clinical reference 7.9)."""

from datetime import date, datetime, time

import pytest

from heime.core.hours import HOME, Hours, due_at
from heime.core.zone import Priority, Zone

HOURS = Hours(time(8), time(15, 30), frozenset({date(2026, 12, 25)}))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOME)


@pytest.mark.parametrize(
    ("zone", "priority", "opened", "due", "why"),
    [
        (Zone.RED, Priority.HIGH, "2026-11-23T10:00", "2026-11-23T10:15", "a quarter of an hour"),
        (Zone.RED, Priority.NORMAL, "2026-11-23T10:00", "2026-11-23T11:00", "an hour"),
        (Zone.RED, Priority.HIGH, "2026-11-20T15:40", "2026-11-23T08:15", "Friday after closing"),
        (Zone.YELLOW, Priority.HIGH, "2026-11-23T09:00", "2026-11-23T13:00", "four hours"),
        (Zone.YELLOW, Priority.HIGH, "2026-11-23T14:00", "2026-11-23T15:30", "the same day"),
        (Zone.YELLOW, Priority.NORMAL, "2026-11-23T06:00", "2026-11-23T15:30", "before opening"),
        (Zone.YELLOW, Priority.NORMAL, "2026-12-24T16:00", "2026-12-28T15:30", "Christmas"),
        (Zone.GREY, Priority.LOW, "2026-11-23T10:00", "2026-11-30T15:30", "five working days"),
    ],
)
def test_the_deadline_counts_from_opening_hours(zone, priority, opened, due, why):
    assert due_at(zone, priority, local(opened), HOURS) == local(due), why


@pytest.mark.parametrize(
    ("opened", "due", "why"),
    [
        ("2026-10-25T00:50:00+00:00", "2026-10-25T01:05:00+00:00", "02:50 until 02:05, once more"),
        ("2026-03-29T00:50:00+00:00", "2026-03-29T01:05:00+00:00", "01:50 until 03:05"),
    ],
)
def test_a_quarter_of_an_hour_is_that_also_when_the_clock_is_changed(opened, due, why):
    always = Hours(time(0), time(23, 59), week=dict.fromkeys(range(7), (time(0), time(23, 59))))

    found = due_at(Zone.RED, Priority.HIGH, datetime.fromisoformat(opened), always)

    assert found == datetime.fromisoformat(due), why


def test_the_team_is_closed_at_the_very_minute_it_closes():
    assert HOURS.is_open(local("2026-11-23T15:29"))
    assert not HOURS.is_open(local("2026-11-23T15:30"))
    assert not HOURS.is_open(local("2026-12-25T10:00"))
