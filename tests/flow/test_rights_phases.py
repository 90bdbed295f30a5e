"""Referred, taken in, active, paused, ended: what each step means for who reaches Astrid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heime.core.errors import NotAllowedNow, NotFound
from heime.core.phases import Phase
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.flow import phase
from heime.records.access.models import Binding, Right
from heime.records.people.models import Enrolment
from heime.records.worklist.models import Watch
from tests import people
from tests.flow import letting_in, taking_in
from tests.flow.letting_in import did, now, reached
from tests.people import DB


@pytest.fixture
def around(database):
    return letting_in.everybody()


def put(around, where: Phase) -> None:
    Enrolment.objects.using(DB).filter(id=around.cast.astrid.id).update(phase=where)


def go(around, to: Phase, who=None):
    return did(who or around.cast.ingrid, phase.move, around.cast.astrid.id, to)


def test_a_referral_shows_only_what_is_needed_to_say_yes(around) -> None:
    put(around, Phase.REFERRED)
    assert reached(around.cast.ingrid, around.cast.astrid, Scope.CONTACT)
    assert not reached(around.cast.ingrid, around.cast.astrid, Scope.VALUES)

    go(around, Phase.INTAKE)

    assert reached(around.cast.ingrid, around.cast.astrid, Scope.VALUES)


def test_rights_of_others_count_from_intake_on(around) -> None:
    letting_in.consent(around)
    put(around, Phase.REFERRED)
    assert not reached(around.marit, around.cast.astrid)

    go(around, Phase.INTAKE)

    assert reached(around.marit, around.cast.astrid)


def test_the_whole_course(around) -> None:
    put(around, Phase.REFERRED)
    taking_in.made_ready(around.cast.ingrid, around.cast.astrid)
    for step in (Phase.ACTIVE, Phase.PAUSED, Phase.ACTIVE, Phase.ENDED):
        assert go(around, step).phase == step
    assert set(letting_in.acts("phase.changed")) == {"phase.changed"}
    assert len(letting_in.acts("phase.changed")) == 5


def test_a_step_that_there_is_not(around) -> None:
    put(around, Phase.REFERRED)
    with pytest.raises(NotAllowedNow):
        go(around, Phase.PAUSED)
    go(around, Phase.ENDED)
    with pytest.raises(NotAllowedNow):
        go(around, Phase.ACTIVE)


def test_only_who_is_active_is_watched_for_silence(around) -> None:
    place = {"municipality_id": people.LOM, "enrolment_id": around.cast.astrid.id}
    Watch.objects.using(DB).create(**place, due_at=now() + timedelta(hours=3))

    go(around, Phase.PAUSED)
    assert not Watch.objects.using(DB).exists()

    go(around, Phase.ACTIVE)
    assert Watch.objects.using(DB).get().enrolment_id == around.cast.astrid.id


def test_ending_closes_it_for_others_at_once_and_her_meters(around) -> None:
    letting_in.consent(around)
    people.right(
        around.cast.astrid, Ground.GP, organisation=around.office, given_by=around.cast.ingrid,
        now=now(),
    )  # fmt: skip
    place = {"municipality_id": people.LOM, "enrolment_id": around.cast.astrid.id}
    Binding.objects.using(DB).create(
        **place, source=around.cast.source, starts_at=now() - timedelta(days=9)
    )

    go(around, Phase.ENDED)

    assert not reached(around.marit, around.cast.astrid)
    assert not reached(around.gry, around.cast.astrid)
    live = Right.objects.using(DB).filter(ends_at=None) | Right.objects.using(DB).filter(
        ends_at__gt=now()
    )
    assert [right.ground for right in live] == [Ground.SELF]
    assert Binding.objects.using(DB).get().ends_at is not None


def test_after_the_end_the_team_finishes_its_notes_and_astrid_keeps_her_own(around) -> None:
    go(around, Phase.ENDED)

    assert reached(around.cast.ingrid, around.cast.astrid, Scope.VALUES)
    assert not reached(around.cast.ingrid, around.cast.astrid, Scope.PLANNING)
    assert not reached(around.cast.ingrid, around.cast.astrid, Scope.RIGHTS)
    assert reached(around.astrid, around.cast.astrid, Scope.VALUES)

    Enrolment.objects.using(DB).filter(id=around.cast.astrid.id).update(
        ends_at=now() - timedelta(days=31)
    )
    assert not reached(around.cast.ingrid, around.cast.astrid, Scope.CONTACT)
    assert reached(around.astrid, around.cast.astrid, Scope.VALUES)


def test_another_team_and_an_assistant_move_nobody(around) -> None:
    berit = people.account("berit", "Berit Ås", "", member_of=None, now=now())
    people.post(berit, "assistant", team=around.cast.north, now=now())

    for who in (around.cast.kari, berit, around.astrid, around.marit):
        with pytest.raises(NotFound):
            go(around, Phase.PAUSED, who)
