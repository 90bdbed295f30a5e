"""Somebody in every role can sign in to the demo, and reaches what their role says and no more."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction

from heime.core.roles import Role, Scope
from heime.flow.sign_in import begin
from heime.ops import population, seeding
from heime.ops.demo_cast import AT_HOME, STAFF, lacking
from heime.records.access.reach import enrolments_within
from heime.records.people.models import Account

NOW = datetime.now(UTC)
FEW = ("valdres-01", "nord-gudbrandsdal-02", "nord-gudbrandsdal-04", "nord-gudbrandsdal-16",
       "elverum-01")  # fmt: skip


@pytest.fixture
def seeded(database, monkeypatch):
    """Five people and their last day, filled as the demo is."""
    urls = {
        "owner": database.owner_url, "app": database.app_url, "ingest": database.ingest_url,
        "worker": database.worker_url,
    }  # fmt: skip
    monkeypatch.setattr(settings, "DATABASE_URLS", urls)
    everybody, history = population.people, population.history
    monkeypatch.setattr(
        population, "people", lambda seed: [p for p in everybody(seed) if p.key in FEW]
    )
    monkeypatch.setattr(
        population, "history",
        lambda people, seed, now: [
            s for s in history(people, seed, now) if s.measured_at > now - timedelta(days=1)
        ],
    )  # fmt: skip
    monkeypatch.setattr(population, "answers", lambda people, seed, now: [])
    return seeding.seed(seed=1, now=NOW, progress=lambda *_: None) | {"seed": 1}


@pytest.fixture
def ask(database):
    def rows(query: str):
        with psycopg.connect(database.superuser_url) as conn:
            return conn.execute(query.encode()).fetchall()

    return rows


@pytest.fixture
def reached(seeded):
    """The keys of those whom somebody reaches with a scope, by both walls."""
    keys = {one["id"]: one["key"] for one in seeded["patients"]}

    def by(user: str, scope: Scope = Scope.VALUES) -> set[str]:
        with transaction.atomic():
            account = Account.objects.get(username=user)
            _, actor = begin(account, how="password", level=2, now=datetime.now(UTC))
            found = (keys.get(str(one.id)) for one in enrolments_within(actor, scope))
            return {key for key in found if key}  # but those who are only on their way in

    return by


def test_every_role_can_sign_in_and_reaches_its_own(seeded, reached, ask):
    told = {one["user"]: one for one in seeded["accounts"]}
    assert {one["role"] for one in told.values()} == {str(role) for role in Role}
    passwords = dict(ask("SELECT username, password FROM account"))
    some = ("sykepleier.valdres", "koordinator", "parorende.elverum")
    assert all(check_password(told[user]["password"], passwords[user]) for user in some)

    assert reached("sykepleier.valdres") == {"valdres-01"}
    assert reached("veileder.elverum") == {"elverum-01"}
    assert reached("medarbeider.valdres") == set()
    assert reached("medarbeider.valdres", Scope.CONTACT) == {"valdres-01"}
    assert reached("fastlege.gudbrandsdal") == {"nord-gudbrandsdal-04"}
    assert reached("sykehus.lunge") == {"nord-gudbrandsdal-02"}
    assert reached("sykehus.medisinsk") == {"valdres-01"}
    assert reached("legevakt.valdres", Scope.CONTACT) == set()
    for user in ("leder.valdres", "koordinator", "personvern.valdres", "administrator.valdres",
                 "drift"):  # fmt: skip
        assert reached(user, Scope.CONTACT) == set(), user
    assert reached("pasient.valdres") == {"valdres-01"}
    assert reached("parorende.valdres") == {"valdres-01"}
    assert reached("parorende.gudbrandsdal") == {"nord-gudbrandsdal-16"}
    assert reached("parorende.elverum") == set()
    assert reached("parorende.elverum", Scope.PLAN) == {"elverum-01"}

    assert ask("SELECT count(*) FROM sign_in WHERE ended_at IS NULL AND idle_minutes > 30") == [
        (0,)
    ], "those who filled the demo are signed out"
    assert ask("SELECT count(*) FROM account WHERE name <> '' AND username ~ '^(pas|paror)'") == [
        (0,)
    ], "who is at home has a name with the person, not with the account"


def test_a_demo_from_before_gets_the_sign_ins_it_lacks(seeded, reached, ask):
    old = seeded["accounts"][:2]
    counted = (
        "SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM {}), (SELECT count(*) FROM {})"
    )
    before = ask(counted.format("account", "access_right", "membership"))
    # As it was: no next of kin was known by their sign-in.
    ask("UPDATE contact SET account_id = NULL RETURNING id")
    assert lacking([one["user"] for one in old])

    now = seeding.complete(seeded | {"accounts": old}, now=NOW)

    assert not lacking([one["user"] for one in now["accounts"]])
    assert now["accounts"][:2] == old, "passwords that were there are kept"
    assert ask(counted.format("account", "access_right", "membership")) == before
    assert ask("SELECT count(*) FROM contact WHERE account_id IS NOT NULL") == [(3,)]
    assert reached("fastlege.gudbrandsdal") == {"nord-gudbrandsdal-04"}


def test_nobody_is_in_the_cast_twice():
    users = [one.user for one in (*STAFF, *AT_HOME)]
    assert len(users) == len(set(users))
