"""What a next of kin answers about themselves is theirs: the team reads it, the patient never."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg import errors

from heime.core.errors import NotYours
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.flow import carer_answers
from heime.records.audit.models import Entry
from heime.records.people.changes import CarerResponse
from heime.records.people.models import Account
from tests import people
from tests.flow.at_work import At
from tests.people import DB
from tests.walls.scene import asking

HEAVY = {"q1": 3, "q2": 4}


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def cast(database, now):
    return people.everybody(now)


@pytest.fixture
def marit(cast, now):
    made = Account.objects.using(DB).create(username="marit", name="")
    people.right(
        cast.astrid, Ground.CONSENT, account=made, given_by=cast.ingrid, now=now,
        scopes=[Scope.CONTACT],
    )  # fmt: skip
    return At(made)


@pytest.fixture
def astrid(cast, now):
    made = Account.objects.using(DB).create(username="astrid", name="")
    people.right(cast.astrid, Ground.SELF, account=made, given_by=cast.ingrid, now=now)
    return At(made)


def do(who: At, verb: Any, *args: Any) -> Any:
    return who.do(verb, *args, now=datetime.now(UTC))


def answered(marit, cast) -> CarerResponse:
    return do(marit, carer_answers.answer, cast.astrid.id, "carer-burden", "1", HEAVY)


def test_the_team_and_the_one_who_answered_read_it(cast, marit) -> None:
    kept = answered(marit, cast)

    for who in (marit, At(cast.ingrid)):
        (read,) = do(who, carer_answers.of_carers, cast.astrid.id)
        assert (read.id, read.items) == (kept.id, HEAVY)


def test_the_patient_reads_nothing_of_it_nor_that_it_is_there(
    database, cast, marit, astrid, now
) -> None:
    answered(marit, cast)

    assert do(astrid, carer_answers.of_carers, cast.astrid.id) == []
    with asking(database.app_url, astrid.token) as connection:
        assert connection.execute("SELECT 1 FROM carer_response").fetchall() == []
    about_her = Entry.objects.using(DB).filter(enrolment_id=cast.astrid.id)
    assert not about_her.filter(action__startswith="carer").exists(), "nor by her own log"


def test_another_carer_does_not_read_it(cast, marit, now) -> None:
    answered(marit, cast)
    brother = Account.objects.using(DB).create(username="jon", name="")
    people.right(cast.astrid, Ground.CONSENT, account=brother, given_by=cast.ingrid, now=now)

    assert do(At(brother), carer_answers.of_carers, cast.astrid.id) == []


def test_it_stays_the_carers_own_when_their_right_has_ended(database, cast, marit, now) -> None:
    answered(marit, cast)
    with asking(database.superuser_url) as connection:
        connection.execute("UPDATE access_right SET ends_at = now()")
        connection.commit()

    assert len(do(marit, carer_answers.of_carers, cast.astrid.id)) == 1
    assert len(do(marit, carer_answers.own)) == 1
    assert do(At(cast.ingrid), carer_answers.own) == [], "her own are those that she gave"
    with pytest.raises(NotYours):
        answered(marit, cast)


def test_only_kin_answer_as_kin(database, cast, astrid) -> None:
    for who in (astrid, At(cast.ingrid), At(cast.kari)):
        with pytest.raises(NotYours):
            do(who, carer_answers.answer, cast.astrid.id, "carer-burden", "1", HEAVY)
        with (
            asking(database.app_url, who.token) as connection,
            pytest.raises(errors.InsufficientPrivilege),
        ):
            connection.execute(
                "INSERT INTO carer_response (id, municipality_id, enrolment_id, account_id,"
                " questionnaire, version, items, answered_at) SELECT gen_random_uuid(), %s, %s,"
                " ctx_account(), 'x', '1', '{}', now()",
                [cast.astrid.municipality_id, cast.astrid.id],
            )


def test_nobody_answers_in_anothers_name(database, cast, marit) -> None:
    with (
        asking(database.app_url, marit.token) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(
            "INSERT INTO carer_response (id, municipality_id, enrolment_id, account_id,"
            " questionnaire, version, items, answered_at) SELECT gen_random_uuid(), %s, %s, %s,"
            " 'x', '1', '{}', now()",
            [cast.astrid.municipality_id, cast.astrid.id, cast.ingrid.id],
        )
