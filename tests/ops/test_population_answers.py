"""What the demo's people answer: as agreed, as they are, by whom, and the same by one seed."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest

from heime.core import asked, expectations, plan
from heime.core.questionnaires.shipped import SHIPPED
from heime.core.zone import Zone
from heime.ops.population import Trouble, answers, deteriorations, live_answers, people
from heime.ops.population.person import OSLO

NOW = datetime(2026, 11, 22, 8, 40, tzinfo=OSLO)


@pytest.fixture(scope="module")
def cohort():
    return people(1)


@pytest.fixture(scope="module")
def life(cohort):
    """Person key -> what was answered, in the order it was."""
    found = defaultdict(list)
    for one in answers(cohort, 1, NOW):
        found[one.person_key].append(one)
    return found


def test_only_what_was_agreed_is_answered_and_nothing_lies_ahead(cohort, life):
    agreed = {person.key: {form.questionnaire for form in person.forms} for person in cohort}

    assert set(life) == {key for key, forms in agreed.items() if forms}
    for key, forms in life.items():
        assert {one.questionnaire for one in forms} == agreed[key]
        for one in forms:
            assert one.answered_at.tzinfo is UTC
            assert NOW - timedelta(days=60) < one.answered_at <= NOW


def test_every_answer_is_one_that_the_form_has(life):
    for one in (form for forms in life.values() for form in forms):
        questionnaire = SHIPPED[one.questionnaire]
        for link_id, value in one.items.items():
            assert value in questionnaire.question(link_id).values, (one.questionnaire, link_id)
        assert one.questionnaire != "phq9" or (one.safe_now == "yes") == (one.items["9"] > 0)


def test_nearly_everything_falls_into_the_agreed_windows(cohort, life):
    inside = Counter()
    for person in cohort:
        expected = plan.read(person.plan.content).expectations
        for one in life.get(person.key, ()):
            day = one.answered_at.astimezone(OSLO).date()
            inside[any(
                window.what == one.questionnaire and window.start <= one.answered_at <= window.end
                for window in expectations.windows(expected, day, day)
            )] += 1  # fmt: skip

    assert inside[True] > 1000
    assert inside[False] == 0


def test_a_fortnight_lies_between_two_scales(life):
    for forms in life.values():
        days = sorted(
            one.answered_at.astimezone(OSLO).date() for one in forms if one.questionnaire == "phq9"
        )
        assert all((after - day).days % 14 == 0 for day, after in pairwise(days))


def test_breath_gets_worse_with_an_exacerbation_and_is_as_usual_without(cohort, life):
    ill, well = [], []
    spells = [s for s in deteriorations(cohort, 1, NOW) if s.trouble is Trouble.EXACERBATION]
    for key, forms in life.items():
        own = [s for s in spells if s.person_key == key]
        for one in forms:
            if one.questionnaire != "copd_daily":
                continue
            day = one.answered_at.astimezone(OSLO).date()
            begun = [s for s in own if s.start <= day and (s.over is None or day <= s.over)]
            if not begun:
                well.append(one.items["k1"])
            elif any(s.onset <= day for s in begun):
                ill.append(one.items["k1"])

    assert sum(ill) / len(ill) > 0.4
    assert sum(well) == 0


def test_who_is_well_now_has_answered_so(cohort, life):
    ill = {one.person_key for one in deteriorations(cohort, 1, NOW) if one.over is None}
    for person in cohort:
        if person.key in ill or not person.plan.approved:
            continue
        own = plan.read(person.plan.content)
        for one in life.get(person.key, ()):
            if one.answered_at > NOW - timedelta(hours=24):
                form = asked.Answers(
                    None, one.questionnaire, one.answered_at, one.answered_at, one.items
                )
                assert asked.judge(form, own).zone is Zone.GREEN, person.key


def test_next_of_kin_answers_sometimes_and_never_how_somebody_has_felt(life):
    by = Counter((one.questionnaire, one.by) for forms in life.values() for one in forms)

    assert 0.02 < by["copd_daily", "carer"] / by["copd_daily", "patient"] < 0.3
    assert not by["phq9", "carer"]
    assert not by["who5", "carer"]


def test_the_same_seed_gives_the_same_answers_and_another_seed_others(cohort):
    few = cohort[15:20]

    assert list(answers(few, 1, NOW)) == list(answers(few, 1, NOW.astimezone(UTC)))
    assert list(answers(few, 1, NOW)) != list(answers(few, 2, NOW))


@pytest.mark.parametrize("speed", [1, 60])
def test_live_answers_come_in_order_and_never_from_the_future(cohort, speed):
    sent = list(islice(live_answers(cohort, 1, NOW, speed), 200))

    assert [due for due, _ in sent] == sorted(due for due, _ in sent)
    for due, one in sent:
        assert due >= NOW
        assert one.answered_at == (NOW + (due - NOW) / speed).astimezone(UTC)
    assert sent == list(islice(live_answers(cohort, 1, NOW, speed), 200))
