"""Each wall alone: pages and routes leak nothing with the application's scope patched away, and
nothing with the database's row-level security off. With both off they do: the tests see a leak.
"""

import asyncio
import json
import re
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db.models import Q, QuerySet
from django.test import Client
from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege

from heime.core.actor import Actor
from heime.core.kinds import Kind
from heime.core.roles import Role, Scope
from heime.edges.clinic import live
from heime.flow import read_once
from heime.flow import receive as receiving
from heime.flow.receive import receive
from heime.records.access import batch as access
from heime.records.access import reach, sight
from heime.records.access.batch import Right
from heime.records.people.models import Enrolment
from tests.edges.fhir.knocking import Door, knocking
from tests.flow.sending import reading
from tests.people import LOM, VANG
from tests.walls import walk
from tests.walls.scene import MARK, Scene


def signed_in(token: str) -> Client:
    client = Client(headers={"Host": "localhost"})
    client.cookies["heime"] = token
    client.cookies["heime_language"] = "en"
    return client


def take_scope_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application's wall is two functions, and one for a single person: let all give all."""
    walk.pages()  # so that whatever asks it is loaded
    ours = reach.within_reach
    held = [m for m in list(sys.modules.values()) if getattr(m, "within_reach", None) is ours]
    assert {m.__name__.rpartition("records.")[2] for m in held if isinstance(m, ModuleType)} >= {
        "access.reach", "plans.reads", "measurements.reads", "worklist.reads",
    }  # fmt: skip
    people = reach.enrolments_within
    for module in list(sys.modules.values()):
        if module in held:
            monkeypatch.setattr(module, "within_reach", lambda actor, scope: Q())
        if getattr(module, "enrolments_within", None) is people:
            monkeypatch.setattr(module, "enrolments_within", everybody)
    # And a page about one person is told that all of them is reached.
    monkeypatch.setattr(sight, "scopes_of", lambda actor, facts: frozenset(Scope))
    monkeypatch.setattr(read_once, "is_wholly_in_care", lambda *_, **__: True)


def everybody(actor: Actor, scope: Scope) -> QuerySet[Enrolment]:
    del actor, scope
    return Enrolment.objects.all()


# --- The pages ---------------------------------------------------------------------------------


def test_the_walk_knows_every_page():
    assert walk.unasked() == set(), "say in tests/walls/walk.py how the page is asked for"


ASKED_WITH = ("case_", "enrolment", "patient", "access_right", "access_block", "objection")
"""Of whose rows the ids are tried in every address."""


def leaked(token: str, database, role: Role | None = Role.NURSE) -> Iterator[str]:
    """Everything of Lom's people that this visitor is shown, and how they asked for it."""
    by_table = walk.ids_of(database.superuser_url, LOM)
    ids = [id_ for found in by_table.values() for id_ in found]
    asked = [by_table[table][0] for table in ASKED_WITH]
    for seen in walk.walk(signed_in(token), asked, role):
        assert seen.status < 500, f"{seen.asked}\n{seen.text[:2000]}"
        yield from (f"{seen.asked}: {what}" for what in walk.leaks(seen, ids))


def untouched(database, visit: Callable[[], object]) -> None:
    before = walk.everything_of(database.superuser_url, LOM)
    visit()
    assert walk.everything_of(database.superuser_url, LOM) == before


@pytest.mark.long  # what each holds by itself, both hold
@pytest.mark.usefixtures("cheap_passwords")
def test_both_walls_up(scene, database):
    found: list[str] = []
    untouched(database, lambda: found.extend(leaked(scene.kari, database)))

    assert found == []
    own = signed_in(scene.ingrid).get("/").content.decode()
    assert MARK in own, "her own nurse sees her: there is something to leak"


@pytest.mark.usefixtures("cheap_passwords")
def test_the_database_alone(scene, database, monkeypatch):
    take_scope_away(monkeypatch)

    found: list[str] = []
    untouched(database, lambda: found.extend(leaked(scene.kari, database)))

    assert found == []


@pytest.mark.usefixtures("cheap_passwords")
def test_the_application_alone(scene, database):
    walk.rows_with_security_off(database.superuser_url)

    found: list[str] = []
    untouched(database, lambda: found.extend(leaked(scene.kari, database)))

    assert found == []


@pytest.mark.usefixtures("cheap_passwords")
def test_with_neither_it_leaks_and_this_is_noticed(scene, database, monkeypatch):
    walk.rows_with_security_off(database.superuser_url)
    take_scope_away(monkeypatch)

    assert any(MARK in line for line in leaked(scene.kari, database))


@pytest.mark.usefixtures("cheap_passwords")
def test_nobody_sees_more_than_the_sign_in_page(scene, database, monkeypatch):
    take_scope_away(monkeypatch)
    found: list[str] = []
    for token in (scene.forged, f"{scene.kari},{scene.ingrid}"):
        untouched(database, lambda: found.extend(leaked(token, database, None)))  # noqa: B023
    assert found == []


OF_THE_MOMENT = re.compile(r"[A-Za-z0-9]{64}|\d\d[:.]\d\d")
"""The form's own secret, and the clock: what differs from one answer to the next by itself."""


def test_what_is_anothers_and_what_never_was_look_the_same(scene, database):
    """Else one could learn which ids exist."""
    client = signed_in(scene.kari)
    case = walk.everything_of(database.superuser_url, LOM)["case_"][0]["id"]
    for address in ("/sak/{id}/", "/sak/{id}/ta", "/sak/{id}/lukk", "/?sak={id}"):
        said = set()
        for id_ in (case, uuid4()):
            ask = client.post if address.endswith(("ta", "lukk")) else client.get
            answer = ask(address.format(id=id_), headers={"HX-Request": "true"})
            text = answer.content.decode().replace(str(id_), "")
            said.add((answer.status_code, OF_THE_MOMENT.sub("", text)))
        assert len(said) == 1, address


def test_the_live_stream_tells_a_team_of_its_own_people_only(scene, database):
    """Its one wall is the application's: a notification knows no rows. So it carries only ids."""
    feed = live.Feed()
    kari = live.Subscriber(frozenset({scene.cast.valdres.id}))
    ingrid = live.Subscriber(frozenset({scene.cast.north.id}))
    feed.subscribers |= {kari, ingrid}

    feed.hear(f"{scene.cast.north.id} {scene.astrid.id}")

    assert kari.take() == []
    assert ingrid.take() == [scene.astrid.id]


# --- The FHIR routes ---------------------------------------------------------------------------


def asked_of(door: Door, scene: Scene, token: str, measurement: UUID) -> list[str]:
    """What a sender is told when it asks for and about Astrid in every way there is."""
    who = scene.astrid.id
    answers = [
        door.get(f"/fhir/Observation/{measurement}", token),
        door.get(f"/fhir/Observation?_id={measurement}", token),
        door.get(f"/fhir/Observation?patient={who}", token),
        door.get(f"/fhir/Observation?subject=Patient/{who}&_sort=date&_count=1", token),
        door.get(f"/fhir/Observation?patient={who}&_id={measurement}", token),
        door.get(f"/fhir/Observation?patient={scene.gudbrand.id}&_id={measurement}", token),
        door.post("/fhir/Observation", door.pulse(who), token),
        door.post("/fhir", door.bundle("batch", door.pulse(who)), token),
        door.post("/fhir", door.bundle("transaction", door.pulse(who)), token),
    ]
    told = []
    for answer in answers:
        assert answer.status_code < 500, answer.text
        text = answer.text.replace(str(measurement), "").replace(str(who), "")
        told += [answer.text] if "valueQuantity" in text or '"201' in text else []
        told += [answer.text] if answer.status_code in (201,) else []
    return told


def a_reading_of(database, who: UUID) -> UUID:
    with psycopg.connect(database.superuser_url) as connection:
        row = connection.execute(
            "SELECT id FROM measurement WHERE enrolment_id = %s LIMIT 1", [who]
        ).fetchone()
    assert row is not None
    found: UUID = row[0]
    return found


def test_fhir_tells_a_client_nothing_of_another_municipality(scene, database):
    hers = a_reading_of(database, scene.astrid.id)
    with knocking(database.ingest_url) as door:
        for token in (scene.client, scene.gateway, scene.forged):
            untouched(database, lambda: asked_of(door, scene, token, hers))  # noqa: B023
            assert asked_of(door, scene, token, hers) == []


def test_fhir_writes_are_held_by_the_application_alone(scene, database):
    walk.rows_with_security_off(database.superuser_url)
    with knocking(database.ingest_url) as door:
        for token in (scene.client, scene.gateway, scene.forged):
            before = walk.everything_of(database.superuser_url, LOM)
            for body in (door.pulse(scene.astrid.id), door.pulse(scene.olav.id)):
                assert door.post("/fhir/Observation", body, token).status_code in (401, 404)
                answer = door.post("/fhir", door.bundle("batch", body), token)
                assert '"201' not in answer.text
            assert walk.everything_of(database.superuser_url, LOM) == before


def test_fhir_reads_are_held_by_the_application_alone(scene, database):
    walk.rows_with_security_off(database.superuser_url)
    hers = a_reading_of(database, scene.astrid.id)
    with knocking(database.ingest_url) as door:
        for token in (scene.client, scene.gateway, scene.forged):
            assert asked_of(door, scene, token, hers) == []


# --- Receiving, row by row ---------------------------------------------------------------------


async def _all_right(conn: AsyncConnection, batch: object, who: Scene) -> list[Right]:
    del conn, batch
    return [
        Right(who.cast.source.id, "client", who.astrid.id, LOM, who.cast.north.id, ()),
    ]


def test_the_database_refuses_what_the_row_by_row_check_lets_through(scene, database, monkeypatch):
    async def rights(conn: AsyncConnection, batch: object) -> list[Right]:
        return await _all_right(conn, batch, scene)

    async def go(token: str) -> None:
        async with await AsyncConnection.connect(database.ingest_url, autocommit=True) as conn:
            await receive(conn, [reading(token, scene.astrid.id, "82")])

    monkeypatch.setattr(receiving.access, "rights", rights)
    assert access.rights is rights
    for token in (scene.client, scene.gateway, scene.forged):
        before = walk.everything_of(database.superuser_url, LOM)
        with pytest.raises(InsufficientPrivilege):
            asyncio.run(go(token))
        assert walk.everything_of(database.superuser_url, LOM) == before


def test_nobody_in_a_mixed_batch_rides_on_anothers_right(scene, database):
    """The database knows all tokens of the batch at once: here the application is the one wall."""

    async def go() -> list[object]:
        batch = [
            reading(scene.gateway, scene.gudbrand.id, "61", kind=Kind.HEART_RATE),
            reading(scene.client, scene.gudbrand.id, "62", kind=Kind.HEART_RATE),
            reading(scene.gateway, scene.sigrid.id, "63", kind=Kind.HEART_RATE),
            reading(scene.forged, scene.gudbrand.id, "64", kind=Kind.HEART_RATE),
            reading(scene.client, scene.olav.id, "65", kind=Kind.HEART_RATE),
        ]
        async with await AsyncConnection.connect(database.ingest_url, autocommit=True) as conn:
            return list((await receive(conn, batch)).answers)

    answers = asyncio.run(go())
    assert [type(answer).__name__ for answer in answers] == [
        "Kept", "Kept", "UnknownPerson", "UnknownSender", "UnknownPerson",
    ]  # fmt: skip
    with psycopg.connect(database.superuser_url) as connection:
        rows = connection.execute(
            "SELECT source_id, count(*) FROM measurement WHERE municipality_id = %s"
            " AND value BETWEEN 610000 AND 650000 GROUP BY 1",
            [VANG],
        ).fetchall()
    assert sorted(count for _, count in rows) == [1, 1]
    assert json.dumps([str(answer) for answer in answers[2:]]).count(MARK) == 0
