"""A right ends with one tap, at the next request; a block beats every right but an emergency."""

from __future__ import annotations

import pytest

from heime.core.errors import NotAllowedNow, NotFound, NotYours
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.flow import block, end_right, object_to
from heime.flow.block import Against, OwnTeam
from heime.records.access.models import Block, Objection, Right
from tests import people
from tests.flow import letting_in
from tests.flow.at_work import At
from tests.flow.letting_in import did, now, reached
from tests.people import DB


@pytest.fixture
def around(database):
    return letting_in.everybody()


@pytest.fixture
def decided(around):
    """Marit's right by Nils's decision, which Ingrid confirmed."""
    right = people.right(
        around.cast.astrid, Ground.INCAPACITY, account=around.marit, given_by=around.cast.nils,
        now=now(), reason="Forstår ikke.",
    )  # fmt: skip
    Right.objects.using(DB).filter(id=right.id).update(second_by=around.cast.ingrid)
    return right


def gp(around) -> Right:
    return people.right(
        around.cast.astrid, Ground.GP, organisation=around.office, given_by=around.cast.ingrid,
        now=now(),
    )  # fmt: skip


# --- Ending -------------------------------------------------------------------------------------


def test_revoked_in_the_middle_of_her_daughters_session(around) -> None:
    right = letting_in.consent(around)
    marit = At(around.marit)
    assert reached(marit, around.cast.astrid)

    did(around.astrid, end_right.end, right.id)

    assert not reached(marit, around.cast.astrid), "the same sign-in, the next request"
    assert letting_in.fresh(right).ended_by_id == around.astrid.id
    assert letting_in.acts() == ["right.ended"]


def test_her_daughter_may_give_it_up_herself(around) -> None:
    right = letting_in.consent(around)

    did(around.marit, end_right.end, right.id)

    assert not reached(around.marit, around.cast.astrid)


def test_a_right_ends_once(around) -> None:
    right = letting_in.consent(around)
    did(around.astrid, end_right.end, right.id)

    with pytest.raises(NotAllowedNow):
        did(around.astrid, end_right.end, right.id)


def test_a_nurse_of_another_team_ends_nothing(around) -> None:
    right = letting_in.consent(around)

    with pytest.raises(NotFound):
        did(around.cast.kari, end_right.end, right.id)
    assert reached(around.marit, around.cast.astrid)


def test_nobody_ends_astrids_right_to_her_own_record(around) -> None:
    own = Right.objects.using(DB).get(account=around.astrid)

    for who in (around.astrid, around.cast.ingrid):
        with pytest.raises(NotYours):
            did(who, end_right.end, own.id)


def test_what_was_decided_over_her_head_she_objects_to(around, decided) -> None:
    with pytest.raises(NotYours):
        did(around.astrid, end_right.end, decided.id)


# --- Objecting ----------------------------------------------------------------------------------


def test_an_objection_is_answered_by_another_than_who_decided_and_ends_the_right(
    around, decided
) -> None:
    made = did(around.astrid, object_to.make, decided.id, text="Jeg bestemmer selv.")
    assert reached(around.marit, around.cast.astrid), "until somebody has answered"

    with pytest.raises(NotYours):
        did(around.cast.nils, object_to.answer, made.id, text="Nei.", ends=False)
    did(around.cast.tor, object_to.answer, made.id, text="Hun forstår det godt.", ends=True)

    assert not reached(around.marit, around.cast.astrid)
    row = Objection.objects.using(DB).get(id=made.id)
    assert (row.answered_by_id, row.ended_right) == (around.cast.tor.id, True)
    assert letting_in.acts() == ["objection.made", "objection.answered", "right.ended"]


def test_an_objection_can_be_turned_down_with_reasons(around, decided) -> None:
    made = did(around.cast.ingrid, object_to.make, decided.id, text="Hun sier nei når de ringer.")

    did(around.cast.tor, object_to.answer, made.id, text="Vurdert på nytt sammen.", ends=False)

    assert reached(around.marit, around.cast.astrid)


def test_one_objection_at_a_time_and_only_to_such_a_right(around, decided) -> None:
    did(around.astrid, object_to.make, decided.id, text="Nei.")

    with pytest.raises(NotAllowedNow):
        did(around.astrid, object_to.make, decided.id, text="Nei!")
    with pytest.raises(NotAllowedNow):
        did(around.astrid, object_to.make, letting_in.consent(around).id, text="Nei.")


# --- Blocking -----------------------------------------------------------------------------------


def test_astrid_blocks_a_nurse_of_her_own_team_by_name(around) -> None:
    ingrid = At(around.cast.ingrid)
    assert reached(ingrid, around.cast.astrid)

    did(around.astrid, block.make, around.cast.astrid.id, Against(account=around.cast.ingrid.id))

    for scope in (Scope.CONTACT, Scope.VALUES, Scope.WORK, Scope.RIGHTS):
        assert not reached(ingrid, around.cast.astrid, scope)
    assert reached(around.cast.tor, around.cast.astrid)


def test_whom_a_block_is_against_neither_sees_nor_lifts_it(around) -> None:
    made = did(
        around.astrid, block.make, around.cast.astrid.id, Against(account=around.cast.ingrid.id)
    )

    with pytest.raises(NotFound):
        did(around.cast.ingrid, block.end, made.id)
    assert not reached(around.cast.ingrid, around.cast.astrid)


def test_a_block_can_be_about_one_part(around) -> None:
    did(
        around.astrid, block.make, around.cast.astrid.id,
        Against(account=around.cast.ingrid.id), scopes=(Scope.PLAN,),
    )  # fmt: skip

    assert not reached(around.cast.ingrid, around.cast.astrid, Scope.PLAN)
    assert reached(around.cast.ingrid, around.cast.astrid, Scope.VALUES)


def test_whom_a_part_is_blocked_for_does_not_lift_it_either(around) -> None:
    made = did(
        around.astrid, block.make, around.cast.astrid.id,
        Against(account=around.cast.ingrid.id), scopes=(Scope.PLAN,),
    )  # fmt: skip

    with pytest.raises(NotYours):
        did(around.cast.ingrid, block.end, made.id)


def test_a_block_beats_a_right_and_lifting_it_gives_the_right_back(around) -> None:
    gp(around)
    made = did(
        around.astrid, block.make, around.cast.astrid.id, Against(organisation=around.office.id)
    )
    assert not reached(around.gry, around.cast.astrid)

    did(around.astrid, block.end, made.id)

    assert reached(around.gry, around.cast.astrid)
    assert letting_in.acts() == ["block.made", "block.ended"]


def test_a_reservation_shuts_out_everybody_but_her_team_and_herself(around) -> None:
    gp(around)
    letting_in.consent(around)

    did(around.astrid, block.make, around.cast.astrid.id, Against())

    assert not reached(around.gry, around.cast.astrid)
    assert not reached(around.marit, around.cast.astrid)
    assert reached(around.cast.ingrid, around.cast.astrid)
    assert reached(around.astrid, around.cast.astrid)


def test_the_whole_team_is_not_blocked(around) -> None:
    with pytest.raises(OwnTeam, match="end the follow-up"):
        did(around.astrid, block.make, around.cast.astrid.id, Against(team=around.cast.north.id))
    assert not Block.objects.using(DB).exists()


def test_nobody_is_shut_out_of_their_own_record(around) -> None:
    with pytest.raises(NotYours):
        did(
            around.cast.ingrid, block.make, around.cast.astrid.id,
            Against(account=around.astrid.id),
        )  # fmt: skip


def test_somebody_elses_block_is_not_made(around) -> None:
    with pytest.raises(NotFound):
        did(
            around.cast.kari, block.make, around.cast.astrid.id,
            Against(account=around.cast.ingrid.id),
        )  # fmt: skip
