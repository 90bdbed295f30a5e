"""Somebody moves to another municipality: offered, taken over, and the history is linked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.kinds import Kind
from heime.core.zone import Zone
from heime.flow import move, number
from heime.records.audit.models import Entry
from heime.records.intake.models import PhaseChange
from heime.records.people import numbers
from heime.records.people.models import Enrolment, Transfer
from tests import people
from tests.flow.at_work import At
from tests.people import DB, LOM, VANG
from tests.walls.scene import asking

FNR = "12834800045"


@pytest.fixture
def cast(database):
    return people.everybody(datetime.now(UTC))


@pytest.fixture
def ingrid(cast):
    return At(cast.ingrid)


@pytest.fixture
def kari(cast):
    return At(cast.kari)


def do(who: At, verb: Any, *args: Any, **more: Any) -> Any:
    return who.do(verb, *args, now=datetime.now(UTC), **more)


def test_astrid_moves_to_vang(database, cast, ingrid, kari) -> None:
    do(ingrid, number.replace, cast.astrid.id, FNR, synthetic=True)
    offer = do(ingrid, move.propose, cast.astrid.id, VANG, "Flytter til dattera.")

    made = do(kari, move.accept, offer.id, cast.valdres.id)

    new = Enrolment.objects.using(DB).select_related("patient").get(id=made.id)
    old = Enrolment.objects.using(DB).get(id=cast.astrid.id)
    assert (new.municipality_id, new.phase, new.team_id) == (VANG, "intake", cast.valdres.id)
    assert (new.patient.family, numbers.number_of(new.patient)) == ("Lunde", FNR)
    assert (new.patient.address, new.patient.gp_office) == ("", ""), "those are of where she lived"
    assert (old.phase, old.ends_at is not None, old.municipality_id) == ("ended", True, LOM)
    ended = PhaseChange.objects.using(DB).get(enrolment=old, after="ended")
    assert (ended.before, ended.why, ended.made_by_id) == ("active", "moved", cast.kari.id)
    link = Transfer.objects.using(DB).get(enrolment_id=new.id)
    assert (link.earlier_id, link.linked_by_id) == (old.id, cast.kari.id)
    logged = {
        (one.action, one.municipality_id, one.enrolment_id)
        for one in Entry.objects.using(DB).filter(action__in=("person.moved", "person.enrolled"))
    }
    assert logged == {("person.moved", LOM, old.id), ("person.enrolled", VANG, new.id)}


def test_the_new_team_reads_the_history_and_the_old_one_what_it_had(
    database, cast, ingrid, kari
) -> None:
    now = datetime.now(UTC)
    reading = people.measured(
        cast.astrid, Kind.OXYGEN_SATURATION, "91", now - timedelta(days=2), source=cast.source
    )
    people.judged(reading, Zone.GREEN)
    offer = do(ingrid, move.propose, cast.astrid.id, VANG, "Flytter.")
    hers = f"SELECT id FROM measurement WHERE enrolment_id = '{cast.astrid.id}'"

    with asking(database.app_url, kari.token) as connection:
        assert connection.execute(hers).fetchall() == []
    new = do(kari, move.accept, offer.id, cast.valdres.id)

    for token in (kari.token, ingrid.token):
        with asking(database.app_url, token) as connection:
            assert len(connection.execute(hers).fetchall()) == 1
    with asking(database.app_url, ingrid.token) as connection:
        theirs = connection.execute("SELECT id FROM enrolment WHERE id = %s", [new.id]).fetchall()
        assert theirs == [], "what begins in Vang is Vang's"
    assert kari.do(_histories, new.id) == [new.id, cast.astrid.id]
    with asking(database.app_url, kari.token) as connection:
        changed = connection.execute(
            f"UPDATE case_ SET note = note WHERE enrolment_id = '{cast.astrid.id}'"
        )
        assert changed.rowcount == 0, "history is read, never worked on"


def _histories(enrolment, *, by, now):
    from heime.core.roles import Scope
    from heime.records.access.reach import histories_of

    return histories_of(by, enrolment, Scope.VALUES)


def test_a_block_against_the_new_nurse_holds_the_history_too(database, cast, ingrid, kari) -> None:
    now = datetime.now(UTC)
    people.red_case(cast, now)
    offer = do(ingrid, move.propose, cast.astrid.id, VANG, "Flytter.")
    new = do(kari, move.accept, offer.id, cast.valdres.id)
    people.block(
        Enrolment.objects.using(DB).get(id=new.id), made_by=cast.kari, now=now, account=cast.kari
    )

    with asking(database.app_url, kari.token) as connection:
        for table in ("measurement", "case_", "judgement"):
            assert connection.execute(f"SELECT 1 FROM {table}").fetchall() == [], table


def test_what_is_offered_is_a_name_and_a_birth_date_to_those_who_may_take_it(
    cast, ingrid, kari
) -> None:
    do(ingrid, move.propose, cast.astrid.id, VANG, "Flytter.")

    def offers(*, by, now):
        return [
            (one.given, one.family, one.born, one.reason) for one in move.offered_to(by=by, now=now)
        ]

    astrid = ("Astrid", "Lunde", cast.astrid.patient.birth_date, "Flytter.")
    assert do(kari, offers) == [astrid]
    assert do(ingrid, offers) == [], "not to her own team"


def test_nobody_takes_somebody_over_who_was_not_offered(database, cast, ingrid, kari) -> None:
    offer = do(ingrid, move.propose, cast.astrid.id, people.SEL, "Flytter innen regionen.")
    for attempt in (offer.id, cast.astrid.id):
        with pytest.raises((NotFound, NotAllowedNow)):
            do(kari, move.accept, attempt, cast.valdres.id)
    with asking(database.app_url, kari.token) as connection:
        said = connection.execute(
            "SELECT accept_move(%s, %s, gen_random_uuid(), gen_random_uuid(), 'intake', now())"
            " AS m",
            [offer.id, cast.valdres.id],
        ).fetchone()
    assert said == {"m": None}, "nor by asking the database itself"


@pytest.mark.parametrize("how", ["refuse", "withdraw"])
def test_an_offer_that_comes_to_nothing_changes_nothing(cast, ingrid, kari, how) -> None:
    offer = do(ingrid, move.propose, cast.astrid.id, VANG, "Flytter kanskje.")
    do(kari if how == "refuse" else ingrid, getattr(move, how), offer.id)

    astrid = Enrolment.objects.using(DB).get(id=cast.astrid.id)
    assert (astrid.phase, astrid.ends_at) == ("active", None)
    with pytest.raises(NotAllowedNow):
        do(kari, move.accept, offer.id, cast.valdres.id)
    do(ingrid, move.propose, cast.astrid.id, VANG, "Nå er det bestemt.")


def test_the_same_offer_is_not_accepted_twice(cast, ingrid, kari) -> None:
    offer = do(ingrid, move.propose, cast.astrid.id, VANG, "Flytter.")
    do(kari, move.accept, offer.id, cast.valdres.id)
    with pytest.raises(NotAllowedNow):
        do(kari, move.accept, offer.id, cast.valdres.id)


def test_moving_back_finds_the_record_of_before(cast, ingrid, kari) -> None:
    do(ingrid, number.replace, cast.astrid.id, FNR, synthetic=True)
    there = do(kari, move.accept, do(ingrid, move.propose, cast.astrid.id, VANG, "Dit.").id,
               cast.valdres.id)  # fmt: skip
    back = do(ingrid, move.accept, do(kari, move.propose, there.id, LOM, "Heim.").id, cast.north.id)

    assert back.patient_id == cast.astrid.patient_id
    assert back.id != cast.astrid.id, "a new follow-up of the same record"


def test_the_reason_is_written_and_the_place_is_another(cast, ingrid, kari) -> None:
    with pytest.raises(MissingText):
        do(ingrid, move.propose, cast.astrid.id, VANG, " ")
    for place in (LOM, 9999):
        with pytest.raises((NotAllowedNow, NotFound)):
            do(ingrid, move.propose, cast.astrid.id, place, "Flytter.")
    with pytest.raises(NotFound):
        do(kari, move.propose, cast.astrid.id, VANG, "Jeg tar henne.")
