"""What the server remembers of a kind or a form, and what it reads from what it remembered."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from heime.core import course, picture, plan
from heime.core.asked import Answers
from heime.core.course import Course
from heime.core.kinds import Kind
from heime.core.sat import FAR, RESPONDENTS, WORSE, Sat, marks_of
from heime.core.topics import ASKED, IRREGULAR
from heime.core.verdict import Verdict
from heime.core.zone import Priority, State, Zone

MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
C1 = plan.read({"limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD"}], "rules": ["C1"]})


def remembered(*forms: tuple[datetime, str, int], name: str = "copd_daily") -> Course:
    """The course once these (when, by whom, how breathless) were answered in this order."""
    made = Course(ASKED[name])
    for number, (at, by, breath) in enumerate(forms, start=1):
        letter = "k" if name == "copd_daily" else "h"
        answers = Answers(UUID(int=number), name, at, at, {f"{letter}1": breath}, by=by)
        verdict = Verdict(at, Zone.GREEN, State.FINAL, None, (), (answers.id,))
        value, marks = course.of_answers(answers)
        made = made.after(verdict, marks, value)
    return made


def oxygen(zone: Zone, at: datetime) -> Course:
    verdict = Verdict(at, zone, State.FINAL, Priority.NORMAL, ("G-2",), (UUID(int=99),), (860_000,))
    return Course(Kind.OXYGEN_SATURATION).after(verdict, 0, 860_000)


# --- Forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", RESPONDENTS)
@pytest.mark.parametrize("marks", [{}, {"worse": True}, {"far": True, "worse": True}])
def test_who_answered_stands_beside_the_marks(by, marks):
    sat = Sat.of(Sat(1, 2, 1, 1, marks_of(by=by, **marks), UUID(int=7)).text)

    assert sat.by == by
    assert bool(sat.marks & WORSE) == ("worse" in marks)
    assert bool(sat.marks & FAR) == ("far" in marks)
    assert sat.form == UUID(int=7)


def test_a_text_from_before_anybody_was_told_apart_is_the_patients():
    old = Course(ASKED["heart_failure_daily"], "1795248000,2,3,1,4", UUID(int=5))

    (sat,) = old.sats
    assert (sat.by, sat.form, sat.text) == ("patient", None, "1795248000,2,3,1,4")
    assert old.is_worse_on(sat.day)
    (part,) = course.parts_of([old], sat.moment + HOUR)
    assert part.verdict.inputs == (UUID(int=5),), "the newest of an old text is known by its id"


def test_everybodys_newest_form_of_the_day_counts():
    made = remembered(
        (MORNING - 24 * HOUR, "carer", 3), (MORNING, "patient", 0), (MORNING + HOUR, "carer", 2),
        (MORNING + 2 * HOUR, "carer", 1), (MORNING + 3 * HOUR, "trained_carer", 0),
    )  # fmt: skip

    today = made.answered_on(MORNING.date())
    assert {sat.by: sat.value for sat in today} == {"patient": 0, "carer": 1, "trained_carer": 0}
    parts = course.parts_of([made], MORNING + 4 * HOUR)
    assert {part.verdict.inputs for part in parts} == {
        (UUID(int=number),) for number in (2, 4, 5)
    }  # fmt: skip


def test_a_form_that_came_out_of_order_is_not_the_newest_of_its_respondent():
    made = remembered((MORNING + HOUR, "carer", 0), (MORNING, "carer", 2), (MORNING, "patient", 1))

    assert {sat.by: sat.value for sat in made.answered_on(MORNING.date())} == {
        "carer": 0, "patient": 1,
    }  # fmt: skip
    assert made.newest == UUID(int=1)


def test_much_more_breathless_counts_whoever_saw_it_and_whoever_answered_since():
    forms = remembered((MORNING, "carer", 2), (MORNING + HOUR, "patient", 0))
    now = MORNING + 3 * HOUR
    parts = course.parts_of([forms, oxygen(Zone.YELLOW, MORNING + 2 * HOUR)], now)

    ((rule, made_by),) = picture.of(parts, [], C1).combined
    assert rule == "C1"
    assert [part.verdict.inputs for part in made_by] == [(UUID(int=99),), (UUID(int=1),)]


def test_a_form_of_yesterday_evening_is_not_of_today():
    late = MORNING.replace(hour=22, minute=50)  # 23:50 at home
    courses = [remembered((late, "patient", 2)), oxygen(Zone.YELLOW, late)]

    parts = course.parts_of(courses, late + timedelta(minutes=15))
    assert [part.what for part in parts] == ["oxygen_saturation"], "half an hour is a session's"


def test_a_worse_symptom_is_over_when_the_same_person_says_so():
    def is_worse(*forms: tuple[datetime, str, int]) -> bool:
        made = remembered(*forms, name="heart_failure_daily")
        return made.is_worse_on(MORNING.date())

    assert is_worse((MORNING, "patient", 1))
    assert not is_worse((MORNING, "patient", 1), (MORNING + HOUR, "patient", 0))
    assert is_worse((MORNING, "patient", 1), (MORNING + HOUR, "carer", 0))
    assert not is_worse((MORNING - 24 * HOUR, "patient", 1))


# --- Irregular pulse ------------------------------------------------------------------------------


def test_a_flag_is_remembered_with_the_kind_of_meter_that_noticed_it():
    cuff, oximeter = Kind.BLOOD_PRESSURE, Kind.OXYGEN_SATURATION
    made = Course(IRREGULAR).noticed(MORNING + HOUR, cuff).noticed(MORNING, oximeter)
    again = made.noticed(MORNING, oximeter).noticed(MORNING, cuff)

    assert made.flags == [(MORNING, oximeter), (MORNING + HOUR, cuff)]
    assert sorted(again.flags) == sorted([*made.flags, (MORNING, cuff)]), "each once"
    assert Course(IRREGULAR, "1795248000,,1,1,1").flags == [(MORNING, None)]


def test_flags_are_forgotten_in_time():
    made = Course(IRREGULAR).noticed(MORNING, Kind.HEART_RATE)
    later = made.noticed(MORNING + timedelta(days=18), Kind.HEART_RATE)

    assert [at for at, _ in later.flags] == [MORNING + timedelta(days=18)]
