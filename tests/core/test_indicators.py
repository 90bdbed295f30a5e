"""What a team lead counts: each number worked out by hand beside what the core makes of it."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from heime.core.hours import HOME, Hours
from heime.core.indicators import counted
from heime.core.indicators.counted import Answer, Counted, Share
from heime.core.indicators.defined import DEFINED, Indicator
from heime.core.missing import Window
from heime.core.person import Pause
from heime.core.zone import Priority, Zone

MONDAY = datetime(2027, 3, 1, 9, 0, tzinfo=HOME)
HOURS = Hours(time(8), time(15, 30), frozenset({date(2027, 3, 25)}))
ASTRID, ODD = UUID(int=1), UUID(int=2)


def case(
    who: UUID = ASTRID,
    *,
    opened: datetime = MONDAY,
    after: int | None = 20,
    within: int = 60,
    outcome: str = "advice",
    alarms: int = 1,
) -> Counted:
    """A red case; `after` how many minutes it was taken, if it was."""
    taken = None if after is None else opened + timedelta(minutes=after)
    return Counted(
        UUID(int=9), who, Zone.RED, Priority.NORMAL, opened, opened + timedelta(minutes=within),
        taken, outcome, alarms,
    )  # fmt: skip


def test_every_number_is_defined_in_three_languages() -> None:
    assert set(DEFINED) == set(Indicator)
    for one in DEFINED.values():
        for text in (one.name, one.numerator, one.denominator, one.unit, one.is_not):
            assert all(text)


def test_what_waits_within_its_time_is_neither_in_time_nor_late() -> None:
    cases = [case(), case(after=61), case(after=None), case(after=60)]

    early, later = MONDAY + timedelta(minutes=30), MONDAY + timedelta(minutes=90)

    assert counted.answer(cases[2], now=early) is Answer.WAITS
    assert counted.in_time(cases, now=early) == Share(2, 3)
    assert counted.in_time(cases, now=later) == Share(2, 4)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (MONDAY, MONDAY + timedelta(minutes=40), 40),
        (MONDAY.replace(hour=15), MONDAY + timedelta(hours=23, minutes=30), 60),  # over a night
        (datetime(2027, 3, 5, 15, 0, tzinfo=HOME), datetime(2027, 3, 8, 8, 10, tzinfo=HOME), 40),
        (datetime(2027, 3, 24, 15, 0, tzinfo=HOME), datetime(2027, 3, 26, 8, 5, tzinfo=HOME), 35),
        (MONDAY.replace(hour=5), MONDAY.replace(hour=7), 0),
    ],
    ids=["a morning", "a night", "a weekend", "a holiday", "before it opens"],
)
def test_minutes_are_those_of_opening_hours(start, end, minutes) -> None:
    assert counted.open_minutes(HOURS, start.astimezone(UTC), end.astimezone(UTC)) == minutes


def test_days_of_follow_up_are_those_within_the_period() -> None:
    since, upto = MONDAY, MONDAY + timedelta(days=10)
    spans = [
        (since - timedelta(days=90), None, ()),
        (since + timedelta(days=4), since + timedelta(days=6), ()),
        (since - timedelta(days=90), since - timedelta(days=1), ()),
        (upto + timedelta(days=1), None, ()),
    ]

    assert counted.patient_days(spans, since, upto) == 12


def test_a_pause_is_no_day_of_follow_up() -> None:
    since, upto = MONDAY, MONDAY + timedelta(days=10)
    away = (
        Pause(since - timedelta(days=9), since + timedelta(days=2)),
        Pause(since + timedelta(days=4), since + timedelta(days=5)),
        Pause(upto - timedelta(hours=12), upto + timedelta(days=3)),
    )

    assert counted.patient_days([(since - timedelta(days=90), None, away)], since, upto) == 6.5


def test_quantiles_are_values_that_somebody_had() -> None:
    minutes = [5, 8, 9, 12, 15, 20, 31, 40, 55, 600]

    assert counted.quantile(minutes, 0.5) == 15
    assert counted.quantile(minutes, 0.9) == 55
    assert counted.quantile([7], 0.9) == 7
    assert counted.quantile([], 0.5) is None


def test_nothing_of_nothing_is_not_nought() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 4).value == 0
    assert Share(3, 4).is_few
    assert not Share(4, 5).is_few


def test_windows_that_end_in_a_pause_are_not_asked_for() -> None:
    def window(day: int, what: str = "heart_rate") -> Window:
        start = MONDAY + timedelta(days=day)
        return Window(what, start, start + timedelta(hours=4))

    windows = [window(0), window(1), window(2), window(0, "body_weight")]
    away = Pause(MONDAY + timedelta(days=2), MONDAY + timedelta(days=3))
    came = {"heart_rate": [MONDAY + timedelta(hours=4), MONDAY + timedelta(days=1, hours=5)]}

    assert counted.windows_met(windows, came, [away]) == Share(1, 3)


def test_more_than_three_a_week_that_led_to_nothing_is_to_be_reviewed() -> None:
    now = MONDAY + timedelta(days=1)
    cases = [
        *(case(outcome="no-action", alarms=4) for _ in range(3)),
        case(outcome="technical"),
        case(outcome="advice", alarms=40),
        *(case(ODD, outcome="no-action", alarms=4) for _ in range(3)),
        case(ODD, outcome="no-action", opened=now - timedelta(days=29)),
    ]

    assert counted.to_review(cases, now=now) == [(ASTRID, Share(13, 4))]


def test_a_night_when_the_clocks_change_is_a_day_like_any_other() -> None:
    days = counted.days_of(datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 29, tzinfo=UTC))

    assert [day.day for day in days] == [27, 28, 29]
    lengths = [
        (end.astimezone(UTC) - begin.astimezone(UTC)) / timedelta(hours=1)
        for begin, end in counted.midnights(days)
    ]
    assert lengths == [24, 23, 24]
