"""Open pages are told in one round: each its own, none waiting for another, none forgotten."""

import asyncio
import re
from collections.abc import Coroutine
from datetime import timedelta

import psycopg
import pytest
from django.test import RequestFactory

from heime.edges.clinic import keeping, telling, together
from heime.edges.clinic.telling import Subscriber, Teller
from heime.edges.clinic.together import rows_for_each
from heime.records.desk.models import Seen
from heime.records.worklist.models import Case
from tests import people
from tests.people import DB

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')


@pytest.fixture
def astrid(cast, now) -> Case:
    keeping._KEPT.clear()
    return people.red_case(cast, now)


@pytest.fixture
def page(now):
    """Somebody's open list."""

    def opened(who, address: str = "alle=1", language: str = "en"):
        request = RequestFactory().get(f"/endringer?{address}")
        request.COOKIES["heime"], _ = people.signed_in(who, now)
        request.LANGUAGE_CODE = language
        return request

    return opened


def counted(monkeypatch) -> list[object]:
    """Who has read what stands about anybody, from now on."""
    read: list[object] = []
    everything = together.sources.everything

    def reading(actor, *of):
        read.append(actor.account_id)
        return everything(actor, *of)

    monkeypatch.setattr(together.sources, "everything", reading)
    return read


def test_two_who_are_shown_the_same_are_told_by_one_reading(
    cast, astrid, page, monkeypatch
) -> None:
    read = counted(monkeypatch)
    hers, his = rows_for_each([page(cast.ingrid), page(cast.tor)], [cast.astrid.id])

    assert read == [cast.ingrid.id]
    assert "Astrid Lunde" in hers
    assert TOKEN.sub("", hers) == TOKEN.sub("", his)


def test_each_is_given_the_token_of_their_own_forms(cast, astrid, page) -> None:
    hers, his = (
        set(TOKEN.findall(html))
        for html in rows_for_each([page(cast.ingrid), page(cast.tor)], [cast.astrid.id])
    )
    assert len(hers) == len(his) == 1
    assert hers != his
    assert together.TOKEN not in hers | his


def test_each_is_told_their_own(cast, astrid, page, now) -> None:
    Case.objects.using(DB).update(state="taken", taken_by=cast.tor, taken_at=now)
    Seen.objects.using(DB).create(
        account=cast.ingrid, enrolment=cast.astrid, municipality_id=cast.astrid.municipality_id,
        at=now + timedelta(minutes=1), zone=4, priority=0,
    )  # fmt: skip
    pages = [page(cast.ingrid), page(cast.tor), page(cast.ingrid, "hvem=mine"),
             page(cast.ingrid, language="nb")]  # fmt: skip
    hers, his, mine, norwegian = rows_for_each(pages, [cast.astrid.id])

    assert "You have it" in his
    assert ">New<" in his
    assert "You have it" not in hers
    assert ">New<" not in hers
    assert "Astrid Lunde" not in mine
    assert "Oksygenmetning" in norwegian
    assert "Oxygen saturation" in hers


def test_each_is_told_in_their_own_language_also_when_nothing_is_left(cast, page) -> None:
    english, norwegian = rows_for_each(
        [page(cast.ingrid), page(cast.tor, language="nb")], [cast.astrid.id]
    )
    assert "Astrid" not in english + norwegian
    assert 'data-judged="Judged' in english
    assert 'data-judged="Vurdert' in norwegian


def test_who_looked_is_logged_for_each_once_a_shift(database, cast, astrid, page) -> None:
    pages = [page(cast.ingrid), page(cast.tor)]
    together.rows_for_each(pages, [cast.astrid.id])
    together.rows_for_each(pages, [cast.astrid.id])

    with psycopg.connect(database.superuser_url) as boss:
        logged = boss.execute(
            "SELECT account_id, ground, purpose, role, count(*), count(DISTINCT request_id)"
            " FROM audit_entry WHERE action = 'person.listed' AND enrolment_id = %s"
            " GROUP BY 1, 2, 3, 4", [cast.astrid.id],
        ).fetchall()  # fmt: skip
    same = ("care", "TREAT", "nurse", 1, 1)
    assert sorted(logged) == sorted([(cast.ingrid.id, *same), (cast.tor.id, *same)])


def test_nothing_is_logged_of_what_could_not_be_shown(
    database, cast, astrid, page, monkeypatch
) -> None:
    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(together, "_html", broken)
    with pytest.raises(RuntimeError):
        rows_for_each([page(cast.ingrid)], [cast.astrid.id])
    with psycopg.connect(database.superuser_url) as boss:
        assert boss.execute("SELECT count(*) FROM on_screen").fetchone() == (0,)


# --- Rounds ------------------------------------------------------------------------------------


def run(story: Coroutine[object, object, object]) -> object:
    """Play a story to its end; one that hangs fails instead."""
    return asyncio.run(asyncio.wait_for(story, timeout=20))


def stirred(team, request, who) -> Subscriber:
    page = Subscriber(frozenset({team.id}), request)
    page.stir(who.id)
    return page


def test_all_pages_are_told_in_one_round(cast, astrid, page, monkeypatch) -> None:
    rounds = []

    def made(requests, some):
        rounds.append(len(requests))
        return rows_for_each(requests, some)

    monkeypatch.setattr(telling, "rows_for_each", made)
    pages = [stirred(cast.north, page(who), cast.astrid) for who in (cast.ingrid, cast.tor) * 3]

    async def story() -> list[str]:
        teller = Teller()
        return await asyncio.gather(*[teller.told(one) for one in pages])

    told = run(story())
    assert rounds == [6]
    assert all(one.startswith("event: rows\n") and "Astrid Lunde" in one for one in told)


def test_whoever_may_not_be_told_with_others_reads_alone(cast, astrid, page, now) -> None:
    people.block(cast.astrid, made_by=cast.ingrid, now=now, account=cast.tor)
    pages = [stirred(cast.north, page(who), cast.astrid) for who in (cast.ingrid, cast.tor)]

    async def story() -> list[str]:
        teller = Teller()
        return await asyncio.gather(*[teller.told(one) for one in pages])

    hers, his = run(story())
    assert "Astrid Lunde" in hers
    assert his.startswith("event: rows\n")
    assert "Astrid Lunde" not in his


def test_one_whose_sign_in_has_ended_is_told_to_ask_again(cast, astrid, page, database) -> None:
    pages = [stirred(cast.north, page(who), cast.astrid) for who in (cast.ingrid, cast.tor)]
    with psycopg.connect(database.superuser_url, autocommit=True) as boss:
        boss.execute("UPDATE sign_in SET ended_at = now() WHERE account_id = %s", [cast.tor.id])

    async def story() -> list[str]:
        teller = Teller()
        return await asyncio.gather(*[teller.told(one) for one in pages])

    hers, his = run(story())
    assert "Astrid Lunde" in hers
    assert his == f'event: changed\ndata: ["{cast.astrid.id}"]\n\n'


def test_what_cannot_be_made_for_all_is_made_for_each(
    cast, astrid, page, monkeypatch, caplog
) -> None:
    monkeypatch.setattr(
        telling, "rows_for_each", lambda *_: (_ for _ in ()).throw(ValueError("Astrid"))
    )
    pages = [stirred(cast.north, page(who), cast.astrid) for who in (cast.ingrid, cast.tor)]

    async def story() -> list[str]:
        teller = Teller()
        return await asyncio.gather(*[teller.told(one) for one in pages])

    assert all("Astrid Lunde" in one for one in run(story()))
    assert "ValueError" in caplog.text
    assert "Astrid" not in caplog.text


def test_a_page_that_nothing_can_be_made_for_ends_and_the_others_go_on(
    cast, astrid, page, monkeypatch
) -> None:
    rows_for_one = telling.rows_for_one
    pages = [stirred(cast.north, page(who), cast.astrid) for who in (cast.ingrid, cast.tor)]

    def one_breaks(request, some):
        if request is pages[0].request:
            raise RuntimeError
        return rows_for_one(request, some)

    monkeypatch.setattr(telling, "rows_for_each", lambda requests, _: [None] * len(requests))
    monkeypatch.setattr(telling, "rows_for_one", one_breaks)

    async def story() -> list[object]:
        teller = Teller()
        return await asyncio.gather(*[teller.told(one) for one in pages], return_exceptions=True)

    broken, told = run(story())
    assert isinstance(broken, RuntimeError)
    assert "Astrid Lunde" in told


def test_a_page_that_is_closed_meanwhile_keeps_nobody_waiting(cast, astrid, page) -> None:
    pages = [stirred(cast.north, page(who), cast.astrid) for who in (cast.ingrid, cast.tor)]

    async def story() -> str:
        teller = Teller()
        closed, stays = (asyncio.create_task(teller.told(one)) for one in pages)
        await asyncio.sleep(telling.GATHERS / 2)
        closed.cancel()
        first = await stays
        pages[1].stir(cast.astrid.id)
        return first + await teller.told(pages[1])

    assert run(story()).count("event: rows") == 2


def test_pages_of_different_teams_are_told_their_own_people(cast, astrid, page) -> None:
    pages = [stirred(cast.north, page(cast.ingrid), cast.astrid),
             stirred(cast.valdres, page(cast.kari), cast.gudbrand)]  # fmt: skip

    async def story() -> list[str]:
        teller = Teller()
        return await asyncio.gather(*[teller.told(one) for one in pages])

    hers, karis = run(story())
    assert "Astrid Lunde" in hers
    assert "Astrid" not in karis
    assert str(cast.gudbrand.id) in karis


def test_a_page_opened_without_rows_is_told_who_changed(cast) -> None:
    async def story() -> str:
        return await Teller().told(stirred(cast.north, None, cast.astrid))

    assert run(story()) == f'event: changed\ndata: ["{cast.astrid.id}"]\n\n'
