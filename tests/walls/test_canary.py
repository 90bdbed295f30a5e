"""No identity number stands in clear anywhere, whatever people did; and one that does is found.

Everything comes in as in life, through flows, pages and the FHIR door, refusals and mistakes too.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.test import Client

from heime.core.errors import Refused
from heime.core.identifiers import SYSTEMS, Kind
from heime.core.protection import Protection
from heime.flow import move, number, protect_address
from heime.flow.protect_address import Where
from tests import people
from tests.edges.fhir.knocking import Door, knocking
from tests.flow import sending
from tests.flow.at_work import At
from tests.people import LOM, VANG
from tests.walls import canary

D_NUMBER, FNR, OTHERS, NHN, NEW_RULE = (
    "45876000044", "12834800045", "30915200180", "17675500150", "12834899629",
)  # fmt: skip
SECRET = "Løyndevegen 99"
PHONE = "00 00 31 41"


@pytest.fixture
def cast(database):
    people.loop_done(datetime.now(UTC))
    return people.everybody(datetime.now(UTC))


def do(who: At, verb: Any, *args: Any, **more: Any) -> Any:
    return who.do(verb, *args, now=datetime.now(UTC), **more)


def live_a_little(cast, database, capture) -> str:
    """Numbers given, replaced, refused, searched, sent and mistyped; returns what was answered."""
    ingrid, kari = At(cast.ingrid), At(cast.kari)
    for given in (D_NUMBER, FNR, NEW_RULE):
        do(ingrid, number.replace, cast.astrid.id, given, synthetic=True)
    do(ingrid, number.add, cast.astrid.id, Kind.FNR, NHN, synthetic=True)
    for wrong in (FNR[:-1] + "6", OTHERS):
        try:
            do(ingrid, number.replace, cast.astrid.id, wrong, synthetic=wrong != OTHERS)
        except Refused as refusal:
            logging.getLogger("heime").warning("refused: %s", refusal)
    hidden = Where(SECRET, PHONE)
    do(ingrid, protect_address.protect, cast.astrid.id, Protection.STRICTLY, hidden)
    do(ingrid, protect_address.open_for, cast.astrid.id, "visit")
    offer = do(ingrid, move.propose, cast.astrid.id, VANG, "Flytter til dattera.")
    said = [_sent(cast, database)]
    do(kari, move.accept, offer.id, cast.valdres.id)
    said += _asked(kari)
    return "\n".join([*said, capture.text])


def _sent(cast, database) -> str:
    """Readings by number through the door: known, old, unknown and impossible."""
    token = sending.client(database.superuser_url, LOM)
    answers = []
    with knocking(database.ingest_url) as door:
        for system in (*SYSTEMS[Kind.FNR], *SYSTEMS[Kind.DNR]):
            for one in (NEW_RULE, FNR, D_NUMBER, OTHERS, "12834800046"):
                named = {"subject": {"identifier": {"system": system, "value": one}}}
                answers.append(door.post("/fhir/Observation", Door.pulse("x") | named, token))
        answers.append(door.get(f"/fhir/Observation?patient.identifier={FNR}", token))
    assert {answer.status_code for answer in answers} > {201, 404}
    return "\n".join(f"{answer.headers}\n{answer.text}" for answer in answers)


def _asked(kari: At) -> list[str]:
    """Pages that take a number, in the body; and the list and log that Kari reads afterwards."""
    client = Client()
    client.cookies["heime"] = kari.token
    client.cookies["heime_language"] = "nb"
    said = []
    for page in ("/personer/", "/nod/"):
        for one in (NEW_RULE, D_NUMBER, OTHERS, "12834800046"):
            form = {"number": one, "national_id": one, "reason": "acute", "text": "Haster."}
            answer = client.post(page, form)
            said.append(f"{answer.headers}\n{answer.content.decode()}")
    return [*said, client.get("/personer/").content.decode(), client.get("/").content.decode()]


def test_nothing_that_is_kept_or_said_holds_a_number_or_a_hidden_address(
    cluster, database, cast, caplog
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="httpx")  # the sender's own words, not ours
    said = live_a_little(cast, database, caplog)

    places = [
        *canary.every_column(database.superuser_url),
        canary.backup_of(cluster, database.superuser_url),
        canary.logs_of(cluster),
        ("answers and log lines", said),
    ]
    assert len(places) > 200
    assert canary.found_in(places, [SECRET, PHONE]) == []


@pytest.mark.parametrize(
    ("planted", "where"),
    [
        ("UPDATE patient SET matters = 'Nr. 128348 00045, sier hun'", "patient.matters"),
        ("UPDATE patient SET national_id = '45876000044'::bytea", "patient.national_id (bytes)"),
        ("UPDATE account SET username = '17675500150' WHERE username = 'tor'", "account.username"),
        ("UPDATE patient SET address = 'Løyndevegen 99'", "patient.address"),
    ],
)
def test_one_that_was_planted_is_found(cluster, database, cast, planted, where) -> None:
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute(planted)

    found = canary.found_in(canary.every_column(database.superuser_url), [SECRET, PHONE])
    backup = [canary.backup_of(cluster, database.superuser_url)]

    assert where in found
    if "bytes" not in where:
        assert canary.found_in(backup, [SECRET]) == ["pg_dump"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12834800045", 1),
        ("(128348 00045)", 1),
        ("45876000044,30915200180", 2),
        ("12834899629", 1),
        ("17675500150", 1),
        ("12834800046", 0),
        ("a12834800045", 0),
        ("128348000450", 0),
        ("0.12834800045", 0),
    ],
)
def test_what_the_scan_takes_for_a_number(text, count) -> None:
    assert len(list(canary.numbers_in(text))) == count
