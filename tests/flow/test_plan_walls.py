"""Who signs, asked of the database alone; and the step to it, on rights that were there before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from heime.core.rights import Ground
from heime.core.roles import ROLES, Role, Scope
from heime.flow import plan_life
from heime.records.access.models import Right
from heime.records.people.models import Organisation
from tests import people
from tests.flow.at_work import NOW, At
from tests.flow.test_plan_life import as_role, content
from tests.people import DB, LOM


@pytest.fixture
def cast(database):
    return people.everybody(datetime.now(UTC))


def doctor_of(cast, role: Role, ground: Ground, sort: str) -> At:
    now = datetime.now(UTC)
    office = people.organisation(f"Kontor {role}", sort, LOM)
    who = people.account(f"lege.{role}", "En Lege", "LE", member_of=None, now=now)
    people.post(who, role, organisation=office, now=now)
    people.right(
        cast.astrid, ground, organisation=office, given_by=cast.ingrid, now=now, reason="Henvist.",
        lasts=timedelta(days=30),
    )  # fmt: skip
    return At(who)


SIGN = (
    "UPDATE plan_version SET status = 'approved', approved_at = now(), valid_from = now(),"
    " approved_by_id = (SELECT ctx_account()) WHERE id = {id}"
)


@pytest.fixture
def proposed(cast):
    ingrid = At(cast.ingrid)
    made = ingrid.do(plan_life.draft, cast.astrid.id, content(), why="Ny.")
    return ingrid.do(plan_life.propose, made.id, now=NOW)


def test_the_database_takes_the_gps_signature(cast, database, proposed):
    gp = doctor_of(cast, Role.GP, Ground.GP, Organisation.Sort.GP)

    assert as_role(database.app_url, gp.token, SIGN.format(id=proposed.id)) == 1


def test_the_database_refuses_a_hospital_doctor_who_may_plan(cast, database, proposed):
    ward = doctor_of(cast, Role.HOSPITAL, Ground.REFERRAL, Organisation.Sort.DEPARTMENT)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_role(database.app_url, ward.token, SIGN.format(id=proposed.id))


def test_the_database_refuses_a_gp_who_is_blocked_from_signing(cast, database, proposed):
    gp = doctor_of(cast, Role.GP, Ground.GP, Organisation.Sort.GP)
    people.block(
        cast.astrid, made_by=cast.ingrid, now=datetime.now(UTC), scopes=[Scope.APPROVAL],
        organisation=Organisation.objects.using(DB).get(name="Kontor gp"),
    )  # fmt: skip

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_role(database.app_url, gp.token, SIGN.format(id=proposed.id))


def test_the_database_knows_the_same_roles_that_sign(database):
    with psycopg.connect(database.superuser_url) as connection:
        rows = connection.execute(
            "SELECT role, clinical, signs FROM role_scope WHERE scope = 'approval'"
        ).fetchall()

    assert {role: (clinical, frozenset(signs or ())) for role, clinical, signs in rows} == {
        role.value: (terms.clinical, terms.signs)
        for role, terms in ROLES.items()
        if Scope.APPROVAL in terms.reach
    }


def test_a_gp_right_from_before_gives_signing_and_a_referral_does_not(cast, database):
    """The migration's own statement, on rows as they were before it."""
    doctor_of(cast, Role.GP, Ground.GP, Organisation.Sort.GP)
    doctor_of(cast, Role.HOSPITAL, Ground.REFERRAL, Organisation.Sort.DEPARTMENT)
    for right in Right.objects.using(DB).filter(ground__in=[Ground.GP, Ground.REFERRAL]):
        right.scopes = [one for one in right.scopes if one != Scope.APPROVAL]
        right.save(using=DB)
    loader = MigrationExecutor(connections["default"]).loader
    step = loader.get_migration("plans", "0005_signed_by_the_gp")
    sql = __import__(step.__module__, fromlist=["RIGHTS"]).RIGHTS

    with psycopg.connect(database.superuser_url) as connection:
        connection.execute(sql.encode())
        scopes = dict(connection.execute("SELECT ground, scopes FROM access_right").fetchall())
        connection.rollback()  # a later step has changed the same rule, and it is to stand

    assert Scope.APPROVAL in scopes[Ground.GP]
    assert Scope.APPROVAL not in scopes[Ground.REFERRAL]
