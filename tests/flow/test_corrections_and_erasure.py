"""What is wrong is corrected beside it; what must go goes by a decision of two, and leaves no trace
of what it was."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from heime.core.corrections import SEEN_WITH, Sort
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.kinds import Kind
from heime.core.roles import Role, Scope
from heime.core.zone import Zone
from heime.flow import correct, erase
from heime.flow.break_glass import ProveFirst
from heime.records.audit.models import Entry
from heime.records.home.models import HomeEntry, HomeMark
from heime.records.keeping.models import Correction, Erasure
from heime.records.keeping.reads import corrections_of
from heime.records.measurements.models import Course, Judgement, Measurement, Response
from heime.records.worklist.models import Case
from tests import people
from tests.flow import letting_in
from tests.flow.at_work import At
from tests.flow.letting_in import acts, did, now, sure
from tests.people import DB
from tests.walls.scene_at_home import at_home


@pytest.fixture
def around(database):
    return letting_in.everybody()


@pytest.fixture
def weight(around) -> Measurement:
    made = people.measured(
        around.cast.astrid, Kind.BODY_WEIGHT, "172.4", now(), source=around.cast.source
    )
    people.judged(made, Zone.RED, "G-2")
    Course.objects.using(DB).create(
        municipality_id=around.cast.astrid.municipality_id, enrolment_id=around.cast.astrid.id,
        kind=Kind.BODY_WEIGHT, newest=made.id, sittings="",
    )  # fmt: skip
    return made


@pytest.fixture
def case(around) -> Case:
    made = people.red_case(around.cast, now())
    Case.objects.using(DB).filter(id=made.id).update(
        state="closed", closed_at=now(), closed_by=around.cast.ingrid, outcome="advice",
        note="Sønnen drikker",
    )  # fmt: skip
    return made


def corrected(around, weight, who=None, **but):
    words = {"text": "Vekta sto på pund", "mistaken": True, "asked_by_person": False} | but
    about = str(weight.id)
    return did(who or around.cast.ingrid, _corrects, around.cast.astrid.id, about, words)


def _corrects(enrolment_id, about, words, *, by, now):
    return correct.add(enrolment_id, Sort.READING, about, by=by, now=now, **words)


class TestCorrection:
    def test_it_stands_beside_and_what_it_points_at_stays(self, around, weight) -> None:
        corrected(around, weight)

        assert Measurement.objects.using(DB).get(id=weight.id).value == weight.value
        (one,) = Correction.objects.using(DB).all()
        assert (one.about, one.text, one.mistaken) == (str(weight.id), "Vekta sto på pund", True)
        assert acts("correction.made") == ["correction.made"]
        assert "pund" not in str(vars(Entry.objects.using(DB).get(action="correction.made")))

    def test_it_says_something(self, around, weight) -> None:
        with pytest.raises(MissingText):
            corrected(around, weight, text="  ")

    @pytest.mark.parametrize("who", ["astrid", "marit", "gry", "lars"])
    def test_only_a_clinician_of_the_team_adds_one(self, around, weight, who) -> None:
        with pytest.raises(NotFound):
            corrected(around, weight, getattr(around, who))

    def test_not_to_what_is_somebody_elses(self, around) -> None:
        other = people.measured(
            around.cast.gudbrand, Kind.BODY_WEIGHT, "80", now(), source=around.cast.source
        )
        with pytest.raises(NotFound):
            corrected(around, other)

    @pytest.mark.parametrize("about", ["", "x", "1", "'; DROP TABLE correction"])
    def test_not_to_what_is_nothing(self, around, about) -> None:
        words = {"text": "x", "mistaken": False, "asked_by_person": False}
        with pytest.raises(NotFound):
            did(around.cast.ingrid, _corrects, around.cast.astrid.id, about, words)

    def test_whoever_sees_the_thing_sees_it_and_nobody_else(self, around, weight) -> None:
        corrected(around, weight)
        letting_in.consent(around, Scope.CASES)
        seen = {}
        for name, who in (
            ("ingrid", around.cast.ingrid), ("astrid", around.astrid), ("marit", around.marit),
            ("kari", around.cast.kari), ("gry", around.gry),
        ):  # fmt: skip
            seen[name] = len(did(who, _reads, around.cast.astrid.id))

        assert seen == {"ingrid": 1, "astrid": 1, "marit": 0, "kari": 0, "gry": 0}

    def test_nobody_takes_one_back(self, around, weight) -> None:
        made = corrected(around, weight)
        for change in (
            lambda **_: Correction.objects.filter(id=made.id).update(text="x"),
            lambda **_: Correction.objects.filter(id=made.id).delete(),
        ):
            with pytest.raises(DatabaseError):
                did(around.cast.ingrid, lambda by, now, change=change: change())

    def test_the_wall_and_the_core_say_the_same_of_who_sees_it(self) -> None:
        from importlib import import_module

        walls = import_module("heime.records.keeping.migrations.0004_messages_and_sets")

        assert {s.value: scope.value for s, scope in SEEN_WITH.items()} == walls.SEEN_WITH


def _reads(enrolment_id, *, by, now):
    return corrections_of([enrolment_id], by)


def proposed(around, *rows, who=None, reason="Gjelder en annen"):
    return did(who or sure(around.cast.ingrid), _proposes, around.cast.astrid.id, rows, reason)


def _proposes(enrolment_id, rows, reason, *, by, now):
    return erase.propose(enrolment_id, rows, reason=reason, by=by, now=now)


def decided(who: At, one: Erasure, carry_out: bool = True) -> Erasure:
    return did(who, _decides, one.id, carry_out)


def _decides(erasure_id, carry_out, *, by, now):
    return erase.decide(erasure_id, carry_out=carry_out, by=by, now=now)


class TestErasure:
    def test_first_it_is_told_what_would_go_and_nothing_does(self, around, weight) -> None:
        told = did(
            around.cast.ingrid,
            lambda by, now: erase.what_would_go(
                around.cast.astrid.id, [(Sort.READING, weight.id)], by=by
            ),
        )

        assert told["measurement"] == told["judgement"] == 1
        assert Measurement.objects.using(DB).filter(id=weight.id).exists()

    def test_one_proposes_and_nothing_goes_before_another_has_decided(self, around, weight) -> None:
        one = proposed(around, (Sort.READING, weight.id))
        assert Measurement.objects.using(DB).filter(id=weight.id).exists()

        done = decided(sure(around.nina), one)

        assert not Measurement.objects.using(DB).filter(id=weight.id).exists()
        assert not Judgement.objects.using(DB).filter(measurement_id=weight.id).exists()
        assert not Course.objects.using(DB).filter(kind=Kind.BODY_WEIGHT).exists()
        assert done.done["measurement"] == 1

    def test_a_note_is_blanked_and_its_corrections_with_it(self, around, case) -> None:
        did(
            around.cast.ingrid,
            lambda by, now: correct.add(
                around.cast.astrid.id, Sort.NOTE, str(case.id), text="Sønnen drikker ikke",
                mistaken=True, asked_by_person=True, by=by, now=now,
            ),
        )  # fmt: skip
        decided(sure(around.nina), proposed(around, (Sort.NOTE, case.id)))

        assert Case.objects.using(DB).get(id=case.id).note == "—"
        assert Correction.objects.using(DB).get().text == "—"

    def test_the_log_keeps_that_it_was_done_and_not_what_it_was(self, around, case) -> None:
        decided(sure(around.nina), proposed(around, (Sort.NOTE, case.id)))

        assert acts("erasure.proposed", "erased") == ["erasure.proposed", "erased"]
        assert "Sønnen" not in " ".join(str(vars(e)) for e in Entry.objects.using(DB).all())

    def test_the_one_who_proposed_does_not_decide(self, around, weight) -> None:
        nina = sure(around.nina)
        one = proposed(around, (Sort.READING, weight.id), who=nina)
        with pytest.raises(NotAllowedNow):
            decided(nina, one)

    def test_nor_does_a_nurse(self, around, weight) -> None:
        one = proposed(around, (Sort.READING, weight.id))
        with pytest.raises(NotAllowedNow):
            decided(sure(around.cast.tor), one)

    @pytest.mark.parametrize("who", ["kari", "gry", "astrid"])
    def test_nor_does_anybody_outside_the_team(self, around, weight, who) -> None:
        one = proposed(around, (Sort.READING, weight.id))
        account = getattr(around, who, None) or getattr(around.cast, who)
        with pytest.raises(NotFound):
            decided(sure(account), one)

    def test_nor_a_lead_of_another_team_by_the_databases_own_function(
        self, around, weight, database
    ) -> None:
        other = people.account("odd", "Odd Lie", "SP", member_of=None, now=now())
        people.post(other, Role.LEAD, team=around.cast.valdres, now=now())
        one = proposed(around, (Sort.READING, weight.id))

        assert did(other, _asks_the_database, one.id) == "no"
        assert did(around.cast.tor, _asks_the_database, one.id) == "no"
        assert Measurement.objects.using(DB).filter(id=weight.id).exists()

    def test_both_prove_who_they_are_first(self, around, weight) -> None:
        with pytest.raises(ProveFirst):
            proposed(around, (Sort.READING, weight.id), who=At(around.cast.ingrid))
        one = proposed(around, (Sort.READING, weight.id))
        with pytest.raises(ProveFirst):
            decided(At(around.nina), one)

    def test_it_may_be_refused_and_then_is_over(self, around, weight) -> None:
        one = proposed(around, (Sort.READING, weight.id))
        assert decided(sure(around.nina), one, carry_out=False).done is None

        with pytest.raises(NotAllowedNow):
            decided(sure(around.nina), one)
        assert Measurement.objects.using(DB).filter(id=weight.id).exists()

    def test_exactly_what_was_decided_on_goes(self, around, weight, case) -> None:
        before = Measurement.objects.using(DB).count()
        answered = Response.objects.using(DB).count()
        decided(sure(around.nina), proposed(around, (Sort.READING, weight.id)))

        assert Measurement.objects.using(DB).count() == before - 1
        assert Response.objects.using(DB).count() == answered
        assert Case.objects.using(DB).get(id=case.id).note == "Sønnen drikker"

    def test_what_came_from_home_goes_with_it_and_does_not_come_back(self, around, weight) -> None:
        astrid = around.cast.astrid
        at_home(astrid, people.red_case(around.cast, now()), weight, around.astrid, "Nå", now())
        entries = HomeEntry.objects.using(DB).filter(enrolment_id=astrid.id)
        entries.update(made=weight.id, answer={"words": "Vekt 172,4", "received_at": "nå"})
        digest = entries.get().digest
        told = did(
            around.cast.ingrid,
            lambda by, now: erase.what_would_go(astrid.id, [(Sort.READING, weight.id)], by=by),
        )
        done = decided(sure(around.nina), proposed(around, (Sort.READING, weight.id))).done

        left = entries.get()
        assert told["home_entry"] == done["home_entry"] == 1
        assert (left.content, left.answer["words"], left.digest) == (None, None, digest)
        assert "172" not in str(left.answer)
        assert HomeMark.objects.using(DB).get(about=weight.id).why == ""

    @pytest.mark.parametrize("reason", ["", " \n"])
    def test_not_without_a_reason(self, around, weight, reason) -> None:
        with pytest.raises(MissingText):
            proposed(around, (Sort.READING, weight.id), reason=reason)

    def test_not_a_plan_nor_nothing_nor_somebody_elses(self, around) -> None:
        other = people.measured(
            around.cast.gudbrand, Kind.BODY_WEIGHT, "80", now(), source=around.cast.source
        )
        for rows in [(Sort.PLAN, other.id)], [(Sort.READING, other.id)]:
            with pytest.raises(NotFound):
                proposed(around, *rows)
        with pytest.raises(MissingText):
            proposed(around)

    def test_the_web_itself_may_delete_no_fact(self, around, weight) -> None:
        with pytest.raises(DatabaseError):
            did(
                around.nina,
                lambda by, now: Measurement.objects.filter(id=weight.id).delete(),
            )


def _asks_the_database(erasure_id, *, by, now):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT decide_erasure(%s, true, %s)", [erasure_id, now])
        return cursor.fetchone()[0]
