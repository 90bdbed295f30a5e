"""From a GP's referral to the start: who may propose, what stands in the way, what is frozen."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest
from django.db import DatabaseError

from heime.core.errors import MissingText, NotAllowedNow, NotFound, NotYours
from heime.core.intake import Proposer, Standing, Step
from heime.core.national_id import completed
from heime.core.phases import Phase
from heime.core.roles import Scope
from heime.core.start_figures import Figure
from heime.core.worklist import Sort
from heime.flow import intake_state, note_figures, phase, refer, take_in
from heime.flow.refer import Newcomer, Proposal
from heime.records.access import standing
from heime.records.intake import reads
from heime.records.intake.models import IntakeStep, PhaseChange, Referral, StartFigure
from heime.records.people.models import Enrolment, Patient
from tests import people
from tests.flow import letting_in, taking_in
from tests.flow.letting_in import did, now, reached
from tests.people import DB, LOM, VANG

NUMBER = completed("148345502") or ""
SOLVEIG = Newcomer(NUMBER, "Solveig", "Sletten", date(1945, 3, 14), "female", phone="00 00 11 22")


@pytest.fixture
def around(database):
    return letting_in.everybody()


def proposal(around, **more) -> Proposal:
    said = {
        "municipality": LOM, "team": around.cast.north.id, "proposer": Proposer.GP,
        "name": "Gry Bakke", "phone": "00 00 33 44", "why": "Innlagt to ganger i høst.",
        "conditions": ["copd"], "received_on": now().date(),
    } | more  # fmt: skip
    return Proposal(**said)


def proposed(around, who=None, person: Newcomer = SOLVEIG, **more):
    return did(who or around.gry, refer.refer, person, proposal(around, **more), synthetic=True)


def enrolled(found) -> Enrolment:
    return Enrolment.objects.using(DB).get(id=found.enrolment)


def test_a_gp_proposes_somebody_and_reaches_nobody_by_it(around) -> None:
    found = proposed(around)

    solveig = enrolled(found)
    assert (found.became, solveig.phase, solveig.conditions) == ("new", "referred", ["copd"])
    assert Patient.objects.using(DB).get(id=solveig.patient_id).family == "Sletten"
    assert Referral.objects.using(DB).get().organisation_id == around.office.id
    assert not reached(around.gry, solveig, Scope.CONTACT)
    assert reached(around.cast.ingrid, solveig, Scope.WORK)
    assert not reached(around.cast.ingrid, solveig, Scope.VALUES)
    assert not reached(around.cast.kari, solveig, Scope.CONTACT)
    assert "referral.made" in letting_in.acts()


def test_whoever_is_followed_up_already_is_found_by_the_number(around) -> None:
    first = proposed(around)
    again = proposed(around, around.cast.ingrid, proposer=Proposer.HOME_CARE)

    assert (again.became, again.enrolment) == ("known", first.enrolment)
    assert Referral.objects.using(DB).filter(enrolment_id=first.enrolment).count() == 2
    assert Patient.objects.using(DB).filter(family="Sletten").count() == 1


def test_whoever_left_long_ago_is_taken_up_again_as_the_same_person(around) -> None:
    first = enrolled(proposed(around))
    Enrolment.objects.using(DB).filter(id=first.id).update(
        phase="ended", starts_at="2020-01-01T00:00Z", ends_at="2021-01-01T00:00Z"
    )
    again = proposed(around, around.cast.ingrid)

    assert again.became == "again"
    assert enrolled(again).patient_id == first.patient_id


def test_nobody_proposes_where_they_have_no_business(around) -> None:
    with pytest.raises(NotYours):
        proposed(around, municipality=VANG, team=around.cast.valdres.id)
    with pytest.raises(NotYours):
        proposed(around, around.cast.kari)
    with pytest.raises(NotYours):
        proposed(around, around.marit)
    assert not Referral.objects.using(DB).exists()


def test_a_proposal_says_who_and_why_with_a_number_that_can_be(around) -> None:
    with pytest.raises(MissingText):
        proposed(around, why=" ")
    with pytest.raises(MissingText):
        proposed(around, person=Newcomer(NUMBER, "", "Sletten"))
    with pytest.raises(Exception, match="check digits"):
        proposed(around, person=Newcomer("14834550299", "Solveig", "Sletten"))


def test_the_office_sees_what_was_answered_and_nobody_elses(around) -> None:
    solveig = enrolled(proposed(around))
    said = did(around.gry, lambda **_: reads.referred_by_us())
    assert [(given, answer) for _at, given, _family, answer in said] == [("Solveig", "waits")]
    assert did(around.lars, lambda **_: reads.referred_by_us()) == []

    did(around.cast.ingrid, take_in.assess, solveig.id, taking_in.ASSESSED)
    no = {"answer": "no", "reason": "Klarer seg godt.", "appeal": "1"}
    did(around.cast.ingrid, take_in.decide, solveig.id, no)

    assert did(around.gry, lambda **_: reads.referred_by_us())[0][3] == "no"
    assert Enrolment.objects.using(DB).get(id=solveig.id).phase == Phase.ENDED


def test_from_referral_to_start(around) -> None:
    solveig = enrolled(proposed(around))
    nurse = around.cast.ingrid
    with pytest.raises(NotAllowedNow):
        did(nurse, take_in.decide, solveig.id, taking_in.YES)
    taking_in.made_ready(nurse, solveig)
    with pytest.raises(NotAllowedNow):  # no plan is approved
        did(nurse, take_in.start, solveig.id)
    with pytest.raises(NotAllowedNow):
        did(nurse, phase.move, solveig.id, Phase.ACTIVE)
    people.plan(solveig, people.COPD_PLAN, approved_by=around.cast.nils, now=now())

    assert did(nurse, take_in.start, solveig.id).phase == Phase.ACTIVE
    state = did(nurse, lambda id_, *, by, now: intake_state.of(id_, by=by), solveig.id)
    assert set(state.steps.values()) == {Standing.DONE}
    assert [one.after for one in state.changes] == ["referred", "intake", "active"]
    assert letting_in.acts("phase.changed") == ["phase.changed"] * 2


def test_a_step_done_again_stands_beside_the_one_before(around) -> None:
    solveig = enrolled(proposed(around))
    taking_in.decided_on(around.cast.ingrid, solveig)
    did(around.cast.tor, take_in.assess, solveig.id, taking_in.ASSESSED | {"risk": "medium"})

    rows = IntakeStep.objects.using(DB).filter(enrolment_id=solveig.id, step="assessment")
    assert [one.content["risk"] for one in rows.order_by("made_at")] == ["high", "medium"]
    with pytest.raises(NotAllowedNow):
        did(around.cast.tor, take_in.decide, solveig.id, taking_in.YES)


def test_a_step_is_left_out_with_a_reason_and_never_one_that_the_law_asks_for(around) -> None:
    solveig = enrolled(proposed(around))
    taking_in.decided_on(around.cast.ingrid, solveig)
    with pytest.raises(MissingText):
        did(around.cast.ingrid, take_in.leave_out, solveig.id, Step.TRAINING, " ")
    with pytest.raises(NotAllowedNow):
        did(around.cast.ingrid, take_in.leave_out, solveig.id, Step.BASIS, "Haster")
    did(around.cast.ingrid, take_in.leave_out, solveig.id, Step.TRAINING, "Har brukt det før.")


def test_figures_are_frozen_by_the_start_and_corrected_beside(around, database) -> None:
    solveig = enrolled(proposed(around))
    nurse = around.cast.ingrid
    taking_in.made_ready(nurse, solveig)
    people.plan(solveig, people.COPD_PLAN, approved_by=around.cast.nils, now=now())
    did(nurse, take_in.start, solveig.id)
    with pytest.raises(NotAllowedNow):
        did(nurse, note_figures.note_all, solveig.id, taking_in.FIGURES, None, now().date())

    stood = StartFigure.objects.using(DB).get(enrolment=solveig, figure=Figure.ADMISSIONS)
    did(nurse, note_figures.correct, stood.id, "3", "record", "Én var i et annet sykehus.")
    counts = did(nurse, lambda id_, *, by, now: intake_state.of(id_, by=by).figures, solveig.id)
    assert counts[Figure.ADMISSIONS].value == 3
    assert StartFigure.objects.using(DB).get(id=stood.id).value == 2
    with pytest.raises(NotFound):
        did(around.cast.kari, note_figures.correct, stood.id, "9", "record", "Nei")


def test_the_database_freezes_the_figures_too(around, database) -> None:
    solveig = enrolled(proposed(around))
    taking_in.made_ready(around.cast.ingrid, solveig)
    Enrolment.objects.using(DB).filter(id=solveig.id).update(phase="active")
    stood = StartFigure.objects.using(DB).get(enrolment=solveig, figure=Figure.ADMISSIONS)

    with pytest.raises(DatabaseError):
        StartFigure.objects.using(DB).filter(id=stood.id).update(value=0)
    with psycopg.connect(database.superuser_url) as connection:
        for corrects in ("NULL", f"'{stood.id}'"):
            go = (
                "INSERT INTO start_figure (id, municipality_id, enrolment_id, figure, value,"
                " source, holds_on, reason, made_by_id, made_at, corrects_id) SELECT"
                " gen_random_uuid(), municipality_id, enrolment_id, %s, 0, 'record', holds_on,"
                f" 'feil', made_by_id, made_at, {corrects} FROM start_figure WHERE id = %s"
            )
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(go, ["bed-days", stood.id])


def test_a_referral_and_a_pause_that_is_over_stand_on_the_list(around) -> None:
    solveig = enrolled(proposed(around))
    astrid = around.cast.astrid
    day = now().date()
    did(around.cast.ingrid, phase.move, astrid.id, Phase.PAUSED, first_day=None, why="holiday")

    def rows(who):
        return did(who, lambda *, by, now: standing.items((reads.PART,), by, now))

    assert [(one.sort, one.about) for one in rows(around.cast.ingrid)] == [
        (Sort.REFERRAL, "referred")
    ]
    PhaseChange.objects.using(DB).filter(enrolment_id=astrid.id).update(first_day=day)
    assert {(one.enrolment, one.about) for one in rows(around.cast.ingrid)} == {
        (solveig.id, "referred"), (astrid.id, "pause-over"),
    }  # fmt: skip
    assert rows(around.cast.kari) == []


def test_a_pause_goes_on_when_somebody_has_asked(around) -> None:
    astrid = around.cast.astrid
    later = now().date() + timedelta(days=5)
    with pytest.raises(NotAllowedNow):
        did(around.cast.ingrid, phase.extend, astrid.id, later)
    did(around.cast.ingrid, phase.move, astrid.id, Phase.PAUSED, why="hospital")
    made = did(around.cast.ingrid, phase.extend, astrid.id, later)
    assert (made.why, made.first_day, made.before) == ("hospital", later, "paused")
