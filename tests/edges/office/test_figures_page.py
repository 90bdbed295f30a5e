"""Figures and operation, each for those whose they are, and for nobody else."""

import asyncio
from datetime import date

import pytest
from psycopg import AsyncConnection

from heime.core.roles import Role
from heime.ops.figures import keep_figures, keep_state
from tests import people
from tests.people import LOM, SEL, VAGA


@pytest.fixture
def somebody(cast, now):
    """Somebody with a role that is held in no team."""

    def made(role: Role, municipality: int | None = None):
        account = people.account(str(role), f"The {role}", "", member_of=None, now=now)
        people.post(account, role, now=now, municipality=municipality)
        return account

    return made


@pytest.fixture
def released(cast, now, database):
    """Figures of seven in Sel, six in Vågå and Astrid alone in Lom."""
    for municipality, count in ((SEL, 7), (VAGA, 6)):
        for _ in range(count):
            people.person("Per", "Moen", date(1950, 5, 5), municipality, ["copd"],
                          followed_by=cast.north, now=now)  # fmt: skip

    async def round_of_the_loop():
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
            await keep_figures(conn)
            await keep_state(conn)

    asyncio.run(round_of_the_loop())


def test_a_manager_sees_the_own_municipality_and_no_other(somebody, signed_in, released):
    page = signed_in(somebody(Role.MANAGER, SEL)).get("/tall/").content.decode()

    assert "Sel" in page
    assert "Vågå" not in page
    assert "The whole programme" not in page


def test_a_manager_of_a_few_is_told_nothing_that_tells_of_them(somebody, signed_in, released):
    page = signed_in(somebody(Role.MANAGER, LOM)).get("/tall/").content.decode()

    assert "not shown" in page
    assert "Astrid" not in page


def test_a_manager_cannot_ask_for_another_s_place(somebody, signed_in, released):
    page = signed_in(somebody(Role.MANAGER, SEL)).get(f"/tall/?sted={VAGA}").content.decode()

    assert "Vågå" not in page


def test_the_coordinator_sees_all_places_and_no_person(somebody, signed_in, released):
    page = signed_in(somebody(Role.COORDINATOR)).get("/tall/").content.decode()

    assert all(one in page for one in ("The whole programme", "Nord-Gudbrandsdal", "Sel", "Vågå"))
    assert "Moen" not in page


def test_before_the_first_release_the_page_says_when_it_comes(somebody, signed_in):
    page = signed_in(somebody(Role.COORDINATOR)).get("/tall/").content.decode()

    assert "within ten minutes" in page


@pytest.mark.parametrize("address", ["/tall/", "/drift/"])
def test_a_nurse_has_no_business_there(cast, signed_in, address):
    assert signed_in(cast.ingrid).get(address).status_code == 403


def test_support_sees_queues_clocks_and_versions(somebody, signed_in, released):
    page = signed_in(somebody(Role.SUPPORT)).get("/drift/").content.decode()

    assert "All is well." in page
    assert all(one in page for one in ("Notices that are not sent", "PostgreSQL", "0.0 s"))


def test_support_is_told_when_the_loop_is_silent(somebody, signed_in):
    page = signed_in(somebody(Role.SUPPORT)).get("/drift/").content.decode()

    assert "The due loop has not told how it does for two minutes." in page


def test_a_manager_is_not_told_of_the_machinery(somebody, signed_in, released):
    assert signed_in(somebody(Role.MANAGER, SEL)).get("/drift/").status_code == 403


@pytest.mark.parametrize(
    ("role", "municipality", "first"),
    [(Role.MANAGER, SEL, "/tall/"), (Role.COORDINATOR, None, "/tall/"),
     (Role.SUPPORT, None, "/drift/")],
)  # fmt: skip
def test_everybody_lands_where_their_day_begins(somebody, signed_in, role, municipality, first):
    answer = signed_in(somebody(role, municipality)).get("/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == first


def test_the_frame_shows_who_one_is_and_only_the_places_that_open(somebody, signed_in):
    page = signed_in(somebody(Role.MANAGER, SEL)).get("/tall/").content.decode()

    assert "Municipal manager, Sel" in page
    assert 'href="/tall/"' in page
    assert 'href="/drift/"' not in page
