"""How far up a red has come: who hears of it when, by day, by night and at weekends."""

from datetime import date, datetime, time, timedelta

import pytest

from heime.core import climbing
from heime.core.climbing import Minutes, Red, Route, Step, climb
from heime.core.hours import HOME, Hours
from heime.core.zone import Priority

HOURS = Hours(time(8), time(15, 30), frozenset({date(2026, 12, 25)}))
NOBODY_ON_CALL, ON_CALL = Route(), Route(on_call=True)


def at(day: int, clock: str, month: int = 11) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=HOME)


def red(free: datetime, due: datetime, priority: Priority = Priority.NORMAL) -> Red:
    return Red(priority, free, due)


MONDAY = red(at(23, "09:00"), at(23, "10:00"))


@pytest.mark.parametrize(
    ("clock", "steps"),
    [
        ("09:59", []),
        ("10:00", [Step.COLLEAGUE]),
        ("10:15", [Step.COLLEAGUE, Step.LEAD]),
        ("10:30", [Step.COLLEAGUE, Step.LEAD, Step.ON_CALL]),
        ("10:45", [Step.COLLEAGUE, Step.LEAD, Step.ON_CALL, Step.DECIDED]),
    ],
)
def test_a_red_goes_up_when_its_hour_is_out(clock: str, steps: list[Step]) -> None:
    assert list(climb(MONDAY, HOURS, ON_CALL, at(23, clock)).steps) == steps


def test_a_red_with_high_priority_has_been_all_the_way_up_in_half_an_hour() -> None:
    high = red(at(23, "09:00"), at(23, "09:15"), Priority.HIGH)

    assert climb(high, HOURS, ON_CALL, at(23, "09:14")).steps == ()
    assert set(climb(high, HOURS, ON_CALL, at(23, "09:30")).steps) == set(climbing.OPEN)


def test_a_team_may_have_minutes_of_its_own() -> None:
    slow = Route(minutes={Step.LEAD: Minutes(40, 20)})

    assert climb(MONDAY, HOURS, slow, at(23, "10:39")).steps == (Step.COLLEAGUE, Step.ON_CALL)
    assert Step.LEAD in climb(MONDAY, HOURS, slow, at(23, "10:40")).steps


FRIDAY = red(at(20, "15:40"), at(23, "09:00"))


def test_friday_1540_with_nobody_on_call_is_told_as_nobodys_at_once() -> None:
    up = climb(FRIDAY, HOURS, NOBODY_ON_CALL, at(20, "15:40"))

    assert up.steps == (Step.ON_CALL, Step.NOBODY)
    assert (up.since, up.is_open) == (at(20, "15:40"), False)


def test_friday_1540_goes_to_whoever_is_on_call_first_and_is_nobodys_if_they_do_not_take_it() -> (
    None
):
    assert climb(FRIDAY, HOURS, ON_CALL, at(20, "15:40")).steps == (Step.ON_CALL,)
    assert climb(FRIDAY, HOURS, ON_CALL, at(20, "16:39")).steps == (Step.ON_CALL, Step.DECIDED)
    assert Step.NOBODY in climb(FRIDAY, HOURS, ON_CALL, at(20, "16:40")).steps


def test_what_waited_over_the_weekend_has_an_hour_from_monday_at_eight() -> None:
    assert climb(FRIDAY, HOURS, ON_CALL, at(23, "08:59")).steps == ()
    monday = climb(FRIDAY, HOURS, ON_CALL, at(23, "09:00"))
    assert (monday.steps, monday.since) == ((Step.COLLEAGUE,), at(23, "08:00"))


def test_a_red_that_is_free_when_the_team_closes_is_told_at_closing() -> None:
    late = red(at(20, "15:20"), at(20, "16:20"))

    assert climb(late, HOURS, NOBODY_ON_CALL, at(20, "15:29")).steps == ()
    assert climb(late, HOURS, NOBODY_ON_CALL, at(20, "15:30")).steps == (Step.ON_CALL, Step.NOBODY)


def test_what_is_given_back_after_its_deadline_goes_up_at_once() -> None:
    given_back = red(at(23, "11:00"), at(23, "10:00"))

    assert climb(given_back, HOURS, ON_CALL, at(23, "11:00")).steps == (Step.COLLEAGUE,)


def test_a_public_holiday_is_closed_and_a_single_day_may_be_open_all_the_same() -> None:
    came = red(at(25, "10:00", 12), at(28, "09:00", 12))
    assert not climb(came, HOURS, ON_CALL, at(25, "10:00", 12)).is_open

    short_day = {date(2026, 12, 25): (time(9), time(12))}
    open_then = Hours(HOURS.opens, HOURS.closes, HOURS.closed_days, special=short_day)
    assert climb(came, open_then, ON_CALL, at(25, "10:00", 12)).is_open


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["forward", "back"])
def test_minutes_are_minutes_in_the_nights_when_the_clock_changes(day: date) -> None:
    came = datetime.combine(day, time(1, 50), HOME)
    one = red(came, came)
    real = came.timestamp()

    def after(minutes: int) -> datetime:
        return datetime.fromtimestamp(real + minutes * 60, HOME)

    assert Step.NOBODY not in climb(one, HOURS, ON_CALL, after(59)).steps
    assert Step.NOBODY in climb(one, HOURS, ON_CALL, after(60)).steps


def test_every_step_that_the_person_hears_of_says_whom_to_call_in_each_language() -> None:
    opens = at(23, "08:00")
    for language in ("nb", "nn", "en"):
        nobody = climbing.told(Step.NOBODY, is_open=False, opens=opens, language=language)
        assert "113" in nobody
        assert "116\u00a0117" in nobody
        assert "23.11. 08:00" in nobody
        assert "116\u00a0117" in climbing.told(
            Step.DECIDED, is_open=True, opens=opens, language=language
        )
    assert climbing.told(Step.LEAD, is_open=True, opens=opens, language="nb") == ""


def test_a_team_that_never_opens_is_closed_and_stops_nothing() -> None:
    never = Hours(time(8), time(15), week={day: None for day in range(7)})
    now = at(23, "10:00")

    assert set(climb(MONDAY, never, NOBODY_ON_CALL, now).steps) == set(climbing.CLOSED)
    assert never.next_open(now) - now > timedelta(days=365)
