"""A protected address: nowhere but sealed, opened by the team for a reason, each time logged."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from heime.core.errors import NotFound
from heime.core.protection import BadOpening, Protection
from heime.core.rights import Ground
from heime.flow import duplicates, protect_address
from heime.flow.protect_address import Where
from heime.records.audit.models import Entry
from heime.records.people.changes import ProtectedAddress
from heime.records.people.models import Account, Patient
from tests import people
from tests.flow.at_work import At
from tests.people import DB, LOM
from tests.walls.scene import asking

SECRET = Where("Løynda 17, 2690 Skjåk", "00 00 77 77")


@pytest.fixture
def cast(database):
    return people.everybody(datetime.now(UTC))


@pytest.fixture
def ingrid(cast):
    return At(cast.ingrid)


def do(who: At, verb: Any, *args: Any) -> Any:
    return who.do(verb, *args, now=datetime.now(UTC))


@pytest.fixture
def hidden(cast, ingrid) -> None:
    do(ingrid, protect_address.protect, cast.astrid.id, Protection.STRICTLY, SECRET)


def test_it_is_in_no_column_of_the_person_and_in_no_clear_text(database, cast, hidden) -> None:
    astrid = Patient.objects.using(DB).get(id=cast.astrid.patient_id)
    assert (astrid.address, astrid.phone, astrid.protection) == ("", "", "strengt")
    sealed = bytes(ProtectedAddress.objects.using(DB).get().sealed)
    assert b"ynda" not in sealed
    assert b"77 77" not in sealed


def test_the_database_refuses_an_open_address_beside_the_mark(database, cast, hidden) -> None:
    with (
        psycopg.connect(database.superuser_url) as connection,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        connection.execute("UPDATE patient SET phone = '1' WHERE protection <> ''")


def test_the_team_opens_it_for_a_reason_and_the_log_says_which(cast, ingrid, hidden) -> None:
    assert do(ingrid, protect_address.open_for, cast.astrid.id, "visit") == SECRET

    opened = Entry.objects.using(DB).get(action="address.opened")
    assert (opened.enrolment_id, opened.detail) == (cast.astrid.id, "visit")
    assert "ynda" not in str(opened.__dict__)


@pytest.mark.parametrize("reason", ["", "curious", "Løynda 17"])
def test_without_a_reason_it_stays_shut(cast, ingrid, hidden, reason) -> None:
    with pytest.raises(BadOpening):
        do(ingrid, protect_address.open_for, cast.astrid.id, reason)
    assert not Entry.objects.using(DB).filter(action="address.opened").exists()


def test_kin_with_every_right_there_is_neither_opens_it_nor_sees_that_row(
    database, cast, hidden
) -> None:
    now = datetime.now(UTC)
    marit = Account.objects.using(DB).create(username="marit", name="")
    people.right(cast.astrid, Ground.GUARDIAN, account=marit, given_by=cast.ingrid, now=now)
    with pytest.raises(NotFound):
        do(At(marit), protect_address.open_for, cast.astrid.id, "visit")
    token, _ = people.signed_in(marit, now)
    with asking(database.app_url, token) as connection:
        assert connection.execute("SELECT 1 FROM protected_address").fetchall() == []


def test_the_gp_who_reads_everything_else_does_not_open_it(cast, hidden) -> None:
    with pytest.raises(NotFound):
        do(At(cast.kari), protect_address.open_for, cast.astrid.id, "visit")


def test_lifting_it_leaves_nothing_sealed_behind(cast, ingrid, hidden) -> None:
    do(ingrid, protect_address.lift, cast.astrid.id)

    assert not ProtectedAddress.objects.using(DB).exists()
    assert Patient.objects.using(DB).get(id=cast.astrid.patient_id).protection == ""
    with pytest.raises(NotFound):
        do(ingrid, protect_address.open_for, cast.astrid.id, "visit")


@pytest.fixture
def twin(cast):
    """Another record of hers, with the address that everybody could read."""
    return people.person(
        "Astri", "Lunde", cast.astrid.patient.birth_date, LOM, [], followed_by=cast.north,
        now=datetime.now(UTC), address="Kvernhuslia 19",
    )  # fmt: skip


@pytest.mark.parametrize("first", ["linked", "protected"])
def test_no_other_record_of_hers_tells_it(cast, ingrid, twin, first) -> None:
    acts = [
        (duplicates.link, cast.astrid.id, twin.id, "Samme person."),
        (protect_address.protect, cast.astrid.id, Protection.STRICTLY, SECRET),
    ]
    for act in acts if first == "linked" else reversed(acts):
        do(ingrid, *act)

    hers = Patient.objects.using(DB).get(id=twin.patient_id)
    assert (hers.protection, hers.address, hers.phone) == ("strengt", "", "")
    assert do(ingrid, protect_address.open_for, twin.id, "visit").address == "Kvernhuslia 19"
    assert do(ingrid, protect_address.open_for, cast.astrid.id, "visit") == SECRET


def test_where_somebody_lives_is_not_in_what_prints_of_it() -> None:
    assert "ynda" not in repr(SECRET)
