"""The run-in: every day for some weeks, and what the person's own usual values would suggest."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from heime.core import care_plan, expectations, plan, run_in, templates
from heime.core.errors import BadPlan
from heime.core.kinds import Kind
from heime.core.limits import PROFILES, KindLimits
from heime.core.quantity import plain, scaled
from heime.core.run_in import Session
from heime.core.zone import Zone

FIRST = date(2026, 11, 2)
SPO2 = Kind.OXYGEN_SATURATION
COPD = {SPO2: PROFILES["SPO2_COPD"][1]}


def weekly(**more):
    return {
        **templates.template("copd"),
        "expectations": [{"what": "oxygen_saturation", "days": ["mon"], "at": ["09:00"]},
                         {"what": "who5", "days": ["mon"], "at": ["09:00"]}],
        **more,
    }  # fmt: skip


def days_expected(content, what):
    found = plan.read(content).expectations
    windows = expectations.windows(found, FIRST - timedelta(days=7), FIRST + timedelta(days=34))
    return [window.start.date() for window in windows if window.what == what]


def test_within_its_weeks_what_is_measured_is_expected_every_day():
    days = days_expected(weekly(run_in={"started_on": str(FIRST), "weeks": 2}), "oxygen_saturation")

    within = [FIRST + timedelta(days=n) for n in range(14)]
    assert [day for day in days if FIRST <= day < FIRST + timedelta(days=14)] == within
    assert all(day.weekday() == 0 for day in days if day not in within)


def test_scales_about_the_last_weeks_are_not_asked_every_day():
    days = days_expected(weekly(run_in={"started_on": str(FIRST), "weeks": 2}), "who5")

    assert all(day.weekday() == 0 for day in days)


def test_both_readers_of_a_plan_agree_on_what_is_expected():
    content = weekly(run_in={"started_on": str(FIRST), "weeks": 3})

    assert care_plan.read(content).all_expectations == plan.read(content).expectations


@pytest.mark.parametrize("weeks", [0, 1, 5, "3", None])
def test_two_to_four_weeks_and_nothing_else(weeks):
    with pytest.raises(BadPlan, match=r"run_in\.weeks"):
        care_plan.read(weekly(run_in={"started_on": str(FIRST), "weeks": weeks}))


def sessions(*values: str, days: int = 20):
    return {SPO2: [Session(FIRST + timedelta(days=n % days), scaled(Decimal(v)))
                   for n, v in enumerate(values)]}  # fmt: skip


def lines(found, name):
    value = getattr(found.lines.first, name)
    return None if value is None else plain(value, 0)


def test_a_person_who_lies_low_is_suggested_lower_lines():
    """Usual 90, ordinary spread one point (the floor): yellow at 87, red three below as before."""
    (found,) = run_in.proposals(sessions(*["90", "90", "91", "90", "89", "90", "90", "90"]), COPD)

    assert (found.sessions, found.days) == (8, 8)
    assert (lines(found, "yellow_low"), lines(found, "red_low")) == ("87", "84")
    assert lines(found, "crit_low") == "83", "what is critical is never moved"


def test_a_wide_spread_gives_a_wider_line_and_rounds_to_the_side_that_warns_sooner():
    (found,) = run_in.proposals(
        sessions("95", "97", "93", "95", "98", "92", "95", "96", "94"), COPD
    )

    # Median 95, median deviation 1 → 1.4826; three of them below is 90.55, and so 91.
    assert lines(found, "yellow_low") == "91"


def test_nothing_is_suggested_that_would_reach_what_is_critical():
    (found,) = run_in.proposals(sessions(*["86"] * 8), COPD)

    assert found.held
    assert found.lines == KindLimits(COPD[SPO2].first, COPD[SPO2].second)


@pytest.mark.parametrize(
    ("values", "days", "why"),
    [(["94"] * 6, 6, "six sessions"), (["94"] * 9, 4, "nine on four days")],
)
def test_too_little_suggests_nothing_and_says_how_much_there_was(values, days, why):
    (found,) = run_in.proposals(sessions(*values, days=days), COPD)

    assert found.lines is None, why
    assert (found.sessions, found.days) == (len(values), min(len(values), days))


def test_a_suggested_line_is_a_start_value_until_somebody_has_considered_it():
    entry = {"kind": "oxygen_saturation", "profile": "SPO2_COPD", "override": {"yellow_low": "89"}}

    suggested = plan.read({"limits": [entry | {"considered": False}]})
    written = plan.read({"limits": [entry]})

    assert suggested.defaults == {SPO2}
    assert written.defaults == frozenset(), "what says nothing means what it always meant"
    assert suggested.limits[SPO2].first.zone_of(scaled(Decimal(89))) is Zone.YELLOW


def test_a_night_when_the_clocks_change_makes_no_window_twice():
    found = plan.read(weekly(run_in={"started_on": "2026-10-19", "weeks": 2})).expectations
    windows = expectations.windows(found, date(2026, 10, 24), date(2026, 10, 27))

    assert len({w.start for w in windows if w.what == "oxygen_saturation"}) == 4
    assert all(isinstance(w.end, datetime) for w in windows)
