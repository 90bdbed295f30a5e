"""What is counted of two replays, and what is said of a day that differs."""

from datetime import UTC, date, datetime, timedelta

from heime.core.casework import Outcome
from heime.core.whatif import Alert, Replayed
from heime.core.whatif_compare import Done, Led, compare, count, tasks
from heime.core.zone import Zone

MONDAY = date(2026, 11, 2)
NINE = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def alert(
    days: float = 0, rule: str = "G-2", zone: Zone = Zone.YELLOW, what: str = "spo2"
) -> Alert:
    at = NINE + timedelta(days=days)
    return Alert(at, at.date(), what, rule, (rule,), zone)


def replayed(*alerts: Alert) -> Replayed:
    return Replayed(alerts, {one.day: one.zone for one in alerts})


def compared(before: Replayed, after: Replayed, *done: Done):
    return compare(before, after, done, first=MONDAY, last=MONDAY + timedelta(days=29))


def test_the_same_kind_and_rule_within_72_hours_is_one_task() -> None:
    assert len(tasks([alert(0), alert(1), alert(2.99)])) == 1


def test_at_72_hours_it_is_a_new_task() -> None:
    assert len(tasks([alert(0), alert(3)])) == 2


def test_another_rule_or_another_kind_is_another_task() -> None:
    assert len(tasks([alert(0), alert(0, rule="T-1"), alert(0, what="pulse")])) == 3


def test_getting_worse_is_a_task_of_its_own_and_getting_better_is_not() -> None:
    red = alert(1, zone=Zone.RED)

    assert tasks([alert(0), red, alert(2)]) == [alert(0), red]


def test_rates_are_of_tasks_and_of_the_days_asked_for() -> None:
    found = count(replayed(alert(0), alert(1), alert(10), alert(40)), MONDAY,
                  MONDAY + timedelta(days=29))  # fmt: skip

    assert (found.alerts, found.tasks, found.days) == (3, 2, 30)
    assert found.per_month == 2.0
    assert found.by_rule == {"G-2": 2}


def test_a_day_is_not_missed_because_its_alert_was_joined_to_another() -> None:
    # Before, the second day's alert was part of the first day's task; after, it is the task.
    found = compared(replayed(alert(0), alert(1)), replayed(alert(1)))

    assert [one.day for one in found.missed] == [MONDAY]
    assert not found.gained


def test_a_lost_day_that_led_to_action_says_so() -> None:
    worked = Done(NINE, NINE + timedelta(hours=2), Outcome.CONTACTED_GP)

    (missed,) = compared(replayed(alert(0)), replayed(), worked).missed

    assert missed.led is Led.ACTION


def test_a_lost_day_is_called_nothing_when_nobody_wrote_anything_down() -> None:
    (missed,) = compared(replayed(alert(0)), replayed()).missed

    assert missed.led is Led.UNKNOWN


def test_an_alert_that_joined_an_open_case_shares_what_came_of_it() -> None:
    since_sunday = Done(NINE - timedelta(days=1), NINE + timedelta(hours=1), Outcome.ADVICE)

    (missed,) = compared(replayed(alert(0)), replayed(), since_sunday).missed

    assert missed.led is Led.ACTION


def test_of_two_cases_the_one_that_led_to_action_counts() -> None:
    for_nothing = Done(NINE, NINE + timedelta(minutes=5), Outcome.NO_ACTION)
    acted = Done(NINE + timedelta(hours=3), NINE + timedelta(hours=4), Outcome.MEASURED_AGAIN)

    (missed,) = compared(replayed(alert(0)), replayed(), for_nothing, acted).missed

    assert missed.led is Led.ACTION


def test_a_case_still_open_is_not_yet_without_action() -> None:
    (missed,) = compared(replayed(alert(0)), replayed(), Done(NINE, None, None)).missed

    assert missed.led is Led.UNKNOWN


def test_red_that_becomes_yellow_is_milder_and_not_missed() -> None:
    found = compared(replayed(alert(0, zone=Zone.RED)), replayed(alert(0)))

    assert [(d.before, d.after) for d in found.milder] == [(Zone.RED, Zone.YELLOW)]
    assert not found.missed
    assert not found.harsher
