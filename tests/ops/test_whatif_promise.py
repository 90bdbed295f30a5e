"""The promise is counted fairly: what chance alone would catch stands beside what was caught."""

from datetime import date, timedelta

from heime.ops.bench import judge_data, promise, promise_words
from heime.ops.population import Deterioration, Trouble

FIRST = promise.FIRST


def worse(begins: int, ends: int) -> Deterioration:
    day = [FIRST + timedelta(days=n) for n in (begins, begins + 2, ends)]
    return Deterioration("valdres-01", Trouble.INFECTION, *day)


def test_sixty_days_of_at_least_eighty_people_are_counted() -> None:
    assert (promise.LAST - FIRST).days + 1 == 60
    assert len(promise.SEEDS) * 50 >= 80


def test_somebody_with_an_alert_every_day_catches_everything_by_chance() -> None:
    every_day = [FIRST + timedelta(days=n) for n in range(60)]

    assert promise._by_chance(every_day, [worse(20, 25)], 6) == 1.0


def test_alerts_in_the_trouble_itself_are_no_chance() -> None:
    during: list[date] = [FIRST + timedelta(days=n) for n in range(20, 26)]

    assert promise._by_chance(during, [worse(20, 25)], 6) == 0.0


def test_the_same_people_live_the_same_year_each_time() -> None:
    one, other = judge_data.lives(20), judge_data.lives(20)

    assert [life.items for life in one] == [life.items for life in other]
    assert all(life.items for life in one)


def test_the_verdict_says_so_when_the_promise_is_broken() -> None:
    assert "The promise does not hold" in promise_words._verdict(0.2, 0.15)
    assert "only once limits are set" in promise_words._verdict(0.2, 0.09)
    assert "The promise holds for" in promise_words._verdict(0.05, 0.04)
