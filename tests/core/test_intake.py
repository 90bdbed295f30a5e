"""From referral to start: what comes first, what may be left out, and what each step must say."""

from datetime import UTC, date, datetime, timedelta

import pytest

from heime.core import intake, intake_words, start_figures
from heime.core.errors import NotAllowedNow
from heime.core.intake import STEPS, Standing, Step
from heime.core.intake_words import BadIntake, Basis, Capacity
from heime.core.phases import Change, Phase, check_pause, unwatched
from heime.core.start_figures import Figure, Source

TODAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ASSESSED = {
    "risk": "high", "measuring": "alone", "digital": "no", "language": "norsk",
    "lives": "alone", "coverage": "weak", "capacity": "can",
}  # fmt: skip


def test_the_assessment_is_the_first_thing_and_all_else_waits_for_the_decision() -> None:
    steps = intake.standing({})

    assert intake.next_step(steps) is Step.ASSESSMENT
    assert {step for step, where in steps.items() if where is Standing.WAITS} == (
        set(Step) - {Step.ASSESSMENT}
    )


def test_nothing_starts_without_all_that_comes_before() -> None:
    ready = dict.fromkeys(set(Step) - {Step.START}, Standing.DONE)
    intake.check(Step.START, intake.standing(ready))

    for missing in set(Step) - {Step.START}:
        for instead in (None, Standing.BEGUN):
            written = {s: w for s, w in ready.items() if s is not missing}
            if instead:
                written[missing] = instead
            with pytest.raises(NotAllowedNow):
                intake.check(Step.START, intake.standing(written))


def test_only_what_neither_law_nor_safety_asks_for_is_left_out() -> None:
    steps = intake.standing(dict.fromkeys((Step.ASSESSMENT, Step.DECISION), Standing.DONE))
    may = set()
    for step in Step:
        try:
            intake.check_left_out(step, steps)
            may.add(step)
        except NotAllowedNow:
            continue
    assert may == {Step.EQUIPMENT, Step.TRAINING}
    assert {step for step, terms in STEPS.items() if terms.skippable} == may


def test_what_was_left_out_does_not_stand_in_the_way() -> None:
    written = dict.fromkeys(set(Step) - {Step.START}, Standing.DONE)
    written[Step.EQUIPMENT] = Standing.LEFT_OUT

    assert intake.next_step(intake.standing(written)) is Step.START


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"risk": ""}, "risk"),
        ({"coverage": "excellent"}, "coverage"),
        ({"language": " "}, "language"),
        ({"capacity": "cannot"}, "capacity_why"),
        ({"words": "a" * 2001}, "words"),
    ],
)
def test_an_assessment_says_all_or_which_field_is_wrong(change, field) -> None:
    with pytest.raises(BadIntake) as wrong:
        intake_words.assessment(ASSESSED | change)
    assert wrong.value.field == field


CONSENT = {"basis": "consent", "told": "1"}
DECIDED = {
    "basis": "4-6a", "told": "1", "words": "Går ut om natta.", "decided_on": "2026-11-20",
    "review_on": "2027-02-20",
}  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "capacity", "field"),
    [
        (CONSENT, Capacity.CANNOT, "basis"),
        (DECIDED, Capacity.CAN, "basis"),
        (DECIDED | {"objects": "1"}, Capacity.CANNOT, "objects"),
        (CONSENT | {"told": ""}, Capacity.CAN, "told"),
        (DECIDED | {"words": ""}, Capacity.CANNOT, "words"),
        (DECIDED | {"decided_on": "2026-11-24"}, Capacity.CANNOT, "decided_on"),
        (DECIDED | {"review_on": "2027-02-24"}, Capacity.CANNOT, "review_on"),
        (DECIDED | {"review_on": ""}, Capacity.CANNOT, "review_on"),
    ],
)
def test_a_ground_fits_what_was_found_about_consent(sent, capacity, field) -> None:
    with pytest.raises(BadIntake) as wrong:
        intake_words.ground(sent, capacity, today=TODAY)
    assert wrong.value.field == field


def test_who_can_consent_is_asked_and_who_cannot_is_decided_for() -> None:
    assert intake_words.ground(CONSENT, Capacity.CAN, today=TODAY).basis is Basis.CONSENT
    decided = intake_words.ground(DECIDED, Capacity.CANNOT, today=TODAY)
    assert decided.review_on == date(2027, 2, 20)


def test_a_no_has_a_reason_and_the_right_to_appeal_is_told() -> None:
    for sent in ({}, {"answer": "no", "appeal": "1"}, {"answer": "no", "reason": "Trenger ikke"}):
        with pytest.raises(BadIntake):
            intake_words.decision(sent)
    assert intake_words.decision({"answer": "yes"}) == (True, "")


@pytest.mark.parametrize(
    ("text", "source", "why"),
    [
        ("", "record", "a number, or that it is not known"),
        ("2", "not-known", "a number that stands there is known"),
        ("2", "", "no source"),
        ("2,5", "record", "not whole"),
        ("-1", "record", "below nothing"),
        ("61", "record", "more admissions than there can be"),
        ("²", "record", "a digit that is none"),
    ],
)
def test_a_figure_has_a_number_and_a_source(text, source, why) -> None:
    with pytest.raises(BadIntake) as wrong:
        start_figures.noted(Figure.ADMISSIONS, text, source, TODAY, today=TODAY)
    assert wrong.value.field == Figure.ADMISSIONS, why


def test_not_known_is_an_answer() -> None:
    noted = start_figures.noted(Figure.TRAVEL_KM, "", "not-known", TODAY, today=TODAY)
    assert (noted.value, noted.source) == (None, Source.NOT_KNOWN)
    assert Figure.TRAVEL_KM not in start_figures.missing([Figure.TRAVEL_KM])


def test_who5_is_the_five_answers_times_four() -> None:
    assert start_figures.who5_of([3, 2, 3, 1, 4]) == 52
    with pytest.raises(BadIntake):
        start_figures.who5_of([3, 2, 3, 1])


@pytest.mark.parametrize("days", [0, 15])
def test_a_pause_lasts_from_one_to_fourteen_days(days) -> None:
    check_pause(TODAY + DAY, today=TODAY)
    check_pause(TODAY + 14 * DAY, today=TODAY)
    with pytest.raises(NotAllowedNow):
        check_pause(TODAY + days * DAY, today=TODAY)


ACTIVE, PAUSED, INTAKE = Phase.ACTIVE, Phase.PAUSED, Phase.INTAKE


def test_nothing_was_waited_for_before_the_start_and_in_a_pause() -> None:
    away = unwatched(
        [
            Change(NINE, INTAKE, ACTIVE), Change(NINE + 5 * DAY, ACTIVE, PAUSED),
            Change(NINE + 8 * DAY, PAUSED, PAUSED), Change(NINE + 9 * DAY, PAUSED, ACTIVE),
        ],
        now=ACTIVE,
    )  # fmt: skip

    def waited(moment: datetime) -> bool:
        return not any(one.holds(moment) for one in away)

    assert not waited(NINE - DAY)
    assert waited(NINE + DAY)
    assert not waited(NINE + 6 * DAY)
    assert not waited(NINE + 8 * DAY)
    assert waited(NINE + 10 * DAY)


def test_a_history_that_does_not_fit_watches_rather_than_not() -> None:
    paused = Change(NINE, ACTIVE, PAUSED)
    assert unwatched([paused], now=ACTIVE) == ()
    assert unwatched([paused, Change(NINE + 9 * DAY, ACTIVE, PAUSED)], now=ACTIVE) == ()
    assert len(unwatched([paused], now=PAUSED)) == 1
    assert unwatched([], now=ACTIVE) == ()
