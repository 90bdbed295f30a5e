"""Standby medicine and the flexible diuretic: the doctor's words, shown whole or not at all."""

from dataclasses import fields
from datetime import date

import pytest

from heime.core import care_plan
from heime.core.standby import HeldBack, Medicine, Shown, Why, standby_shown

TODAY = date(2026, 11, 23)
SIGNED = date(2026, 9, 1)
TEXT = {
    "text": "Ta det vi har avtalt, slik det står på lappen fra legekontoret.",
    "start_criteria": "Mer slim med farge, og tyngre pust enn vanlig.",
    "review_on": "2027-03-01",
}


def plan(medicine="standby", person=None, review_on="2027-05-01", **changes):
    return care_plan.read(
        {medicine: TEXT | changes, "person": person or {}, "review_on": review_on}
    )


def shown(a_plan, *, today=TODAY, approved_on=SIGNED, starts=(), medicine=Medicine.STANDBY):
    return standby_shown(a_plan, medicine, today=today, approved_on=approved_on, starts=starts)


def why(answer):
    assert isinstance(answer, HeldBack)
    return answer.reasons


@pytest.mark.parametrize("medicine", Medicine)
def test_the_text_is_shown_as_it_stands(medicine):
    answer = shown(plan(medicine), medicine=medicine)

    assert answer == Shown(TEXT["text"], TEXT["start_criteria"], date(2027, 3, 1))
    assert {field.name for field in fields(Shown)} == {"text", "start_criteria", "review_on"}


def test_a_plan_without_a_text_shows_nothing_and_holds_nothing_back():
    assert shown(care_plan.read({})) is None
    assert shown(plan("diuretic")) is None, "the other medicine's text is not this one's"


def test_nobody_has_signed_it():
    assert why(shown(plan(), approved_on=None)) == (Why.NOT_SIGNED,)


def test_the_review_date_is_the_last_day_it_is_shown():
    last = date(2027, 3, 1)

    assert isinstance(shown(plan(), today=last), Shown)
    assert why(shown(plan(), today=date(2027, 3, 2))) == (Why.REVIEW_PASSED,)


def test_the_plans_own_review_date_counts_too():
    assert why(shown(plan(review_on="2026-11-22"))) == (Why.REVIEW_PASSED,)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ("allergy_conflict", Why.ALLERGY_CONFLICT),
        ("no_self_treatment", Why.NO_SELF_TREATMENT),
    ],
)
def test_a_mark_on_the_person_holds_it_back(fact, reason):
    assert why(shown(plan(person={fact: True}))) == (reason,)
    assert isinstance(shown(plan(person={fact: False})), Shown)


def test_two_courses_in_six_months_are_enough():
    once, twice = ["2026-10-01"], ["2026-10-01", "2026-07-01"]

    assert isinstance(shown(plan(starts=once)), Shown)
    assert why(shown(plan(starts=twice))) == (Why.USED_UP,)
    assert why(shown(plan(starts=once), starts=[date(2026, 11, 20)])) == (Why.USED_UP,)


def test_a_course_told_of_twice_is_one_course():
    assert isinstance(shown(plan(starts=["2026-10-01"]), starts=[date(2026, 10, 1)]), Shown)


@pytest.mark.parametrize(
    ("today", "started", "counts"),
    [
        (date(2026, 11, 23), date(2026, 5, 23), True),
        (date(2026, 11, 23), date(2026, 5, 22), False),
        (date(2026, 8, 31), date(2026, 2, 28), True),
        (date(2026, 8, 31), date(2026, 2, 27), False),
        (date(2027, 1, 15), date(2026, 7, 15), True),
    ],
)
def test_six_months_are_months_of_the_calendar(today, started, counts):
    answer = shown(plan(), today=today, starts=[started, today])

    assert isinstance(answer, HeldBack) == counts


def test_a_review_of_how_it_was_used_begins_anew():
    used = {"starts": ["2026-08-01", "2026-10-01"]}

    assert isinstance(shown(plan(**used, reviewed_on="2026-10-02")), Shown)
    assert isinstance(shown(plan(**used, reviewed_on="2026-08-02")), Shown)
    assert why(shown(plan(**used, reviewed_on="2026-08-01"))) == (Why.USED_UP,)


def test_a_new_signature_alone_is_no_review():
    used = {"starts": ["2026-08-01", "2026-10-01"]}

    assert why(shown(plan(**used), approved_on=TODAY)) == (Why.USED_UP,)


def test_every_reason_is_told_at_once():
    bad = plan(person={"allergy_conflict": True}, review_on="2026-01-01")

    assert why(shown(bad, approved_on=None)) == (
        Why.NOT_SIGNED, Why.REVIEW_PASSED, Why.ALLERGY_CONFLICT,
    )  # fmt: skip


def test_two_plans_with_a_text_each_show_neither():
    parts = [{"id": one, "standby": TEXT} for one in ("copd", "heart_failure")]

    assert why(shown(care_plan.read({"parts": parts}))) == (Why.TWO_TEXTS,)
    assert isinstance(shown(care_plan.read({"parts": parts[:1]})), Shown)
    one_for_both = care_plan.read({"parts": parts, "standby": TEXT | {"text": "Felles"}})
    assert shown(one_for_both).text == "Felles"
