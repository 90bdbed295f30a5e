"""The list narrowed: what is kept, what each choice would show; no red hides in silence."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from heime.core.narrowing import Narrowing, Placed, Whose, counts, hidden_reds, keeps
from heime.core.worklist import Item, Sort
from heime.core.zone import Priority, Zone

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ME, TOR, TEAM = uuid4(), uuid4(), uuid4()
LOM, VAGA = 3434, 3435


def row(
    zone: Zone | None = Zone.YELLOW,
    *,
    place: int = LOM,
    conditions: tuple[str, ...] = ("copd",),
    has_it: UUID | None = None,
    sort: Sort = Sort.CASE,
) -> Placed:
    item = Item(
        sort, uuid4(), uuid4(), place, NOW, zone=zone, priority=Priority.NORMAL, has_it=has_it
    )
    return Placed(item, TEAM, frozenset(conditions))


def test_everything_is_kept_when_nothing_is_asked_for() -> None:
    assert Narrowing(ME).is_all
    assert keeps(Narrowing(ME), row(None, sort=Sort.MESSAGE))


def test_mine_nobodys_and_colleagues_part_the_list() -> None:
    rows = [row(has_it=ME), row(has_it=TOR), row(), row()]

    kept = {w: sum(keeps(Narrowing(ME, whose=w), one) for one in rows) for w in Whose}

    assert kept == {Whose.MINE: 1, Whose.COLLEAGUES: 1, Whose.NOBODYS: 2}


def test_all_that_is_asked_for_must_fit() -> None:
    asked = Narrowing(ME, municipality=LOM, condition="copd", zone=Zone.RED)

    assert keeps(asked, row(Zone.RED))
    assert not keeps(asked, row(Zone.RED, place=VAGA))
    assert not keeps(asked, row(Zone.RED, conditions=("dementia",)))
    assert not keeps(asked, row(Zone.YELLOW))
    assert not keeps(asked, row(None, sort=Sort.MESSAGE)), "what has no zone is not red"


def test_a_count_is_what_the_choice_would_show_with_the_rest_as_it_is() -> None:
    rows = [row(Zone.RED), row(Zone.RED, place=VAGA), row(Zone.YELLOW), row(Zone.YELLOW)]
    asked = Narrowing(ME, zone=Zone.YELLOW)

    found = counts(asked, rows)

    assert found["zone"] == {Zone.RED: 2, Zone.YELLOW: 2}, "the other zones could be chosen"
    assert found["municipality"] == {LOM: 2}, "of what is yellow"


def test_reds_that_are_left_out_are_counted_and_no_others() -> None:
    rows = [row(Zone.RED), row(Zone.RED, place=VAGA), row(Zone.YELLOW, place=VAGA)]

    assert hidden_reds(Narrowing(ME), rows, now=NOW) == 0
    assert hidden_reds(Narrowing(ME, municipality=LOM), rows, now=NOW) == 1
    assert hidden_reds(Narrowing(ME, zone=Zone.YELLOW), rows, now=NOW) == 2


def test_a_red_that_nobody_had_in_time_is_a_red_too() -> None:
    climbing = row(None, place=VAGA, sort=Sort.ESCALATED)

    assert hidden_reds(Narrowing(ME, municipality=LOM), [climbing], now=NOW) == 1
