"""Rights and roles by raw SQL, with a token that is good: what the database alone holds back.

The application is not asked. Nina leads Ingrid's team; Anne and Bjørn administer Lom.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import errors

from heime.core.rights import Ground
from heime.core.roles import Role, Scope
from heime.records.access.models import Right
from heime.records.people.models import Membership
from tests import people
from tests.people import DB, LOM, VANG
from tests.walls.scene import asking

REFUSED = (errors.InsufficientPrivilege, errors.CheckViolation)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def cast(database: Any, now: datetime) -> Any:
    return people.everybody(now)


@pytest.fixture
def token(now):
    return lambda who: people.signed_in(who, now)[0]


def account(user: str, name: str, now: datetime, profession: str = "") -> Any:
    return people.account(user, name, profession, member_of=None, now=now)


@pytest.fixture
def marit(cast, now):
    return account("marit", "", now)


@pytest.fixture
def decided(cast, marit, now):
    """Marit's right by Nils's decision, which nobody has confirmed."""
    return people.right(
        cast.astrid, Ground.INCAPACITY, account=marit, given_by=cast.nils, now=now, reason="Nei."
    )


def refused(database, token: str, statement: str, *values: object) -> bool:
    """Whether the web's role is refused, or changes nothing."""
    with asking(database.app_url, token) as connection:
        try:
            return connection.execute(statement, values).rowcount == 0
        except REFUSED:
            return True


def reaches(database, token: str, scope: Scope = Scope.VALUES) -> int:
    with asking(database.app_url, token) as connection:
        row = connection.execute(
            "SELECT cardinality(ctx_reach(%s)) AS many", [scope.value]
        ).fetchone()
    assert row is not None
    return int(row["many"])


# --- Rights -------------------------------------------------------------------------------------


def test_a_right_without_its_second_opens_nothing(cast, database, token, marit, decided) -> None:
    assert reaches(database, token(marit)) == 0

    Right.objects.using(DB).filter(id=decided.id).update(second_by=cast.ingrid)

    assert reaches(database, token(marit)) == 1


CONFIRM = "UPDATE access_right SET second_by_id = %s WHERE id = %s"


def test_only_a_second_clinician_confirms_and_only_for_themselves(
    cast, database, token, decided, marit
) -> None:
    for who, name in (
        (cast.nils, cast.nils),
        (cast.nils, cast.ingrid),
        (cast.tor, cast.ingrid),
        (cast.kari, cast.kari),
        (marit, marit),
    ):
        assert refused(database, token(who), CONFIRM, name.id, decided.id), (who, name)
    assert not refused(database, token(cast.ingrid), CONFIRM, cast.ingrid.id, decided.id)


def test_a_right_is_not_born_confirmed(cast, database, token, marit, now) -> None:
    statement = (
        "INSERT INTO access_right (id, municipality_id, enrolment_id, ground, account_id, scopes,"
        " starts_at, ends_at, given_by_id, given_at, second_by_id, reason, code, finding)"
        " VALUES (gen_random_uuid(), %s, %s, 'incapacity', %s, %s, now(), now() + interval '1 day',"
        " %s, now(), %s, 'Nei.', '', '')"
    )
    row = [LOM, cast.astrid.id, marit.id, ["contact", "values"], cast.nils.id]
    assert refused(database, token(cast.nils), statement, *row, cast.ingrid.id)
    assert not refused(database, token(cast.nils), statement, *row, None)
    more = [LOM, cast.astrid.id, marit.id, ["contact", "work"], cast.nils.id]
    assert refused(database, token(cast.nils), statement, *more, None), "no ground gives the work"


def test_a_right_is_only_ever_shortened_and_by_name(cast, database, token, now) -> None:
    right = people.right(
        cast.astrid, Ground.GP, organisation=people.organisation("Kontoret", "gp", LOM),
        given_by=cast.ingrid, now=now,
    )  # fmt: skip
    change = "UPDATE access_right SET ends_at = %s, ended_by_id = %s WHERE id = %s"
    nurse = token(cast.ingrid)

    longer, shorter = now + timedelta(days=300), now + timedelta(minutes=1)
    assert refused(database, nurse, change, longer, cast.ingrid.id, right.id)
    assert refused(database, nurse, change, shorter, cast.tor.id, right.id)
    assert not refused(database, nurse, change, shorter, cast.ingrid.id, right.id)


def test_nobody_reviews_their_own_emergency_or_in_anothers_name(cast, database, token, now) -> None:
    right = people.right(
        cast.astrid, Ground.EMERGENCY, account=cast.ingrid, given_by=cast.ingrid, now=now,
        reason="Akutt.",
    )  # fmt: skip
    say = "UPDATE access_right SET reviewed_by_id = %s, reviewed_at = now() WHERE id = %s"

    assert refused(database, token(cast.ingrid), say, cast.ingrid.id, right.id)
    assert refused(database, token(cast.ingrid), say, cast.tor.id, right.id)
    assert not refused(database, token(cast.tor), say, cast.tor.id, right.id)


def test_whom_a_block_is_against_neither_sees_nor_lifts_it(cast, database, token, now) -> None:
    whole = people.block(cast.astrid, made_by=cast.nils, now=now, account=cast.ingrid)
    part = people.block(
        cast.astrid, made_by=cast.nils, now=now, account=cast.tor, scopes=[Scope.PLAN]
    )
    lift = "UPDATE access_block SET ends_at = now() WHERE id = %s"

    assert refused(
        database, token(cast.ingrid), "SELECT 1 FROM access_block WHERE id = %s", whole.id
    )
    assert refused(database, token(cast.ingrid), lift, whole.id)
    assert refused(database, token(cast.tor), lift, part.id), "the rest of her is open to him"
    assert not refused(database, token(cast.nils), lift, whole.id)


def test_who_works_in_an_office_knows_its_right_and_nobody_elses(
    cast, database, token, now
) -> None:
    office = people.organisation("Kontoret", "gp", LOM)
    gry = account("gry", "Gry Bakke", now, "LE")
    people.post(gry, Role.GP, organisation=office, now=now)
    people.right(cast.astrid, Ground.GP, organisation=office, given_by=cast.ingrid, now=now)
    people.right(
        cast.astrid, Ground.GP, organisation=people.organisation("Et annet", "gp", LOM),
        given_by=cast.ingrid, now=now,
    )  # fmt: skip

    with asking(database.app_url, token(gry)) as connection:
        seen = connection.execute("SELECT organisation_id FROM access_right").fetchall()
    assert [row["organisation_id"] for row in seen] == [office.id]


# --- Roles --------------------------------------------------------------------------------------

GIVE = (
    "INSERT INTO membership (account_id, team_id, municipality_id, role, starts_at, given_by_id,"
    " confirmed_by_id) VALUES (%s, %s, %s, %s, now(), %s, %s)"
)
SECOND = "UPDATE membership SET confirmed_by_id = %s WHERE id = %s"


@pytest.fixture
def anne(cast, now):
    made = account("anne", "Anne Lie", now, "SP")
    people.post(made, Role.ADMINISTRATOR, municipality=LOM, now=now)
    return made


@pytest.fixture
def bjorn(cast, now):
    made = account("bjorn", "Bjørn Sletten", now)
    people.post(made, Role.ADMINISTRATOR, municipality=LOM, now=now)
    return made


def test_nobody_gives_themselves_a_role(cast, database, token, anne) -> None:
    for given_by in (anne.id, cast.ingrid.id, None):
        assert refused(
            database, token(anne), GIVE, anne.id, cast.north.id, None, "nurse", given_by, None
        )  # fmt: skip


def test_a_role_is_given_in_ones_own_name_unconfirmed_and_where_one_administers(
    cast, database, token, anne, bjorn, now
) -> None:
    siri = account("siri", "Siri Nygard", now, "SP")
    team, me = cast.north.id, anne.id
    assert not refused(database, token(anne), GIVE, siri.id, team, None, "nurse", me, None)
    assert not refused(database, token(anne), GIVE, siri.id, None, LOM, "manager", me, None)
    for place in (
        (team, None, "nurse", bjorn.id, None),
        (team, None, "nurse", None, None),
        (team, None, "nurse", me, bjorn.id),
        (cast.valdres.id, None, "nurse", me, None),
        (None, VANG, "manager", me, None),
        (None, None, "coordinator", me, None),
    ):
        assert refused(database, token(anne), GIVE, siri.id, *place), place


def test_a_nurse_and_somebody_at_home_give_no_roles(cast, database, token, marit, now) -> None:
    siri = account("siri", "Siri Nygard", now, "SP")
    for who in (cast.ingrid, marit):
        assert refused(
            database, token(who), GIVE, siri.id, cast.north.id, None, "nurse", who.id, None
        )  # fmt: skip


@pytest.fixture
def waiting(cast, anne, now):
    """Siri's role, given by Anne and not confirmed."""
    siri = account("siri", "Siri Nygard", now, "SP")
    return Membership.objects.using(DB).create(
        account=siri, team=cast.north, role="nurse", starts_at=now, given_by=anne
    )


def test_a_role_gives_nothing_until_another_administrator_confirms_it(
    cast, database, token, anne, bjorn, waiting
) -> None:
    siri = waiting.account
    assert reaches(database, token(siri)) == 0

    for who, name in ((anne, anne), (anne, bjorn), (cast.ingrid, cast.ingrid), (siri, siri)):
        assert refused(database, token(who), SECOND, name.id, waiting.id), (who, name)
    assert not refused(database, token(bjorn), SECOND, bjorn.id, waiting.id)

    Membership.objects.using(DB).filter(id=waiting.id).update(confirmed_by=bjorn)
    assert reaches(database, token(siri)) == 1


def test_a_role_is_ended_and_never_prolonged_or_moved(
    cast, database, token, anne, waiting, now
) -> None:
    change = "UPDATE membership SET ends_at = %s WHERE id = %s"
    assert not refused(database, token(anne), change, now, waiting.id)

    Membership.objects.using(DB).filter(id=waiting.id).update(ends_at=now)
    assert refused(database, token(anne), change, now + timedelta(days=9), waiting.id)
    assert refused(database, token(anne), change, None, waiting.id)
    for column in ("role = 'lead'", "account_id = given_by_id", "team_id = NULL"):
        statement = f"UPDATE membership SET {column} WHERE id = %s"
        assert refused(database, token(anne), statement, waiting.id), column
    karis = Membership.objects.using(DB).get(account=cast.kari)
    assert refused(database, token(anne), change, now, karis.id)
