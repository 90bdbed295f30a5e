"""How every kind of row stands on the list."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from heime.core.worklist import PLACES, Group, Item, Sort, group_for, in_order
from heime.core.zone import Priority, Zone

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ASTRID = UUID(int=1)


def row(sort: Sort, *, number: int = 1, age: int = 0, **more) -> Item:
    return Item(sort, UUID(int=number), ASTRID, 3434, NOW - timedelta(minutes=age), **more)


def case(zone: Zone, priority: Priority, **more) -> Item:
    return row(Sort.CASE, zone=zone, priority=priority, **more)


def test_every_sort_has_a_place():
    assert set(PLACES) == set(Sort)


@pytest.mark.parametrize(
    ("zone", "priority", "group"),
    [
        (Zone.RED, Priority.HIGH, Group.RED),
        (Zone.RED, Priority.NORMAL, Group.RED),
        (Zone.YELLOW, Priority.HIGH, Group.YELLOW_HIGH),
        (Zone.YELLOW, Priority.LOW, Group.YELLOW),
        (Zone.GREY, Priority.LOW, Group.GREY),
    ],
)
def test_a_case_stands_by_its_zone_and_priority(zone, priority, group):
    assert group_for(case(zone, priority), now=NOW) is group


def test_red_that_hastens_goes_before_older_red():
    older = case(Zone.RED, Priority.NORMAL, number=1, age=90)
    hastens = case(Zone.RED, Priority.HIGH, number=2)
    assert in_order([older, hastens], now=NOW)[Group.RED] == [hastens, older]


def test_of_equals_the_oldest_goes_first():
    newer = case(Zone.YELLOW, Priority.NORMAL, number=1)
    older = case(Zone.YELLOW, Priority.NORMAL, number=2, age=30)
    assert in_order([newer, older], now=NOW)[Group.YELLOW] == [older, newer]


def test_what_is_set_aside_is_still_on_the_list():
    aside = case(Zone.YELLOW, Priority.NORMAL, waits_until=NOW + timedelta(hours=4))
    assert in_order([aside], now=NOW) == {Group.ELSEWHERE: [aside]}


def test_what_was_set_aside_comes_back_by_itself():
    aside = case(Zone.YELLOW, Priority.NORMAL, waits_until=NOW)
    assert group_for(aside, now=NOW) is Group.YELLOW


def test_the_nearest_deadline_goes_first_among_tasks():
    later = row(Sort.TASK, number=1, age=60, due_at=NOW + timedelta(hours=5))
    sooner = row(Sort.TASK, number=2, due_at=NOW + timedelta(hours=1))
    none = row(Sort.TASK, number=3, age=600)
    assert in_order([none, later, sooner], now=NOW)[Group.TO_DO] == [sooner, later, none]


def test_the_groups_stand_as_the_page_shows_them():
    rows = [row(Sort.ANSWER), row(Sort.MESSAGE), case(Zone.GREY, Priority.LOW),
            case(Zone.RED, Priority.NORMAL), row(Sort.HAND_OVER_WAITS)]  # fmt: skip
    assert list(in_order(rows, now=NOW)) == [
        Group.RED, Group.GREY, Group.TO_DO, Group.ELSEWHERE, Group.ANSWERS,
    ]  # fmt: skip
