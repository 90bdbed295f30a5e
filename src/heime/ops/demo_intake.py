"""A few people on their way in, so that the demo's intake has somebody in it.

Proposed through the same function as everybody else, signed in as a nurse of the team; whoever is
there already, in a folder of an older version too, stays as they are.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core.hours import HOME
from heime.ops.demo_cast import REGIONS
from heime.ops.demo_life import speak_as
from heime.ops.imported_people import invented
from heime.records.people import identity


class Coming(NamedTuple):
    """Somebody invented. days: since they were proposed. taken_in: assessed, with a yes."""

    region: str
    given: str
    family: str
    sex: str
    born: str
    condition: str
    proposer: str
    asked: str
    why: str
    days: int
    taken_in: bool = False


COMING = (
    Coming("Valdres", "Torbjørn", "Høvik", "male", "1943-05-19", "heart_failure", "hospital",
           "Høgbekken sykehus", "Innlagt to ganger siden sommeren med vann i lungene.", 3),
    Coming("Valdres", "Åshild", "Rogndokken", "female", "1951-11-02", "copd", "gp",
           "Strandjordet legekontor", "Kommer ofte på kontroll. Lang vei til legen.", 20,
           taken_in=True),
    Coming("Nord-Gudbrandsdal", "Ola", "Sveinhaug", "male", "1948-02-27", "copd", "home-care",
           "Hjemmetjenesten", "Bruker mer forstøverapparat enn før og sover dårlig.", 1),
    Coming("Nord-Gudbrandsdal", "Inger", "Tofthagen", "female", "1939-08-08", "dementia", "kin",
           "Datteren", "Glemmer medisinene. Vi bor langt unna og vil gjerne hjelpe til.", 16),
    Coming("Sør-Østerdal", "Marte", "Nordhus", "female", "1987-04-14", "depression", "patient",
           "", "Vil gjerne ha hjelp hjemme mens jeg venter på samtaler.", 5),
)  # fmt: skip
_SINCE = {"risk": "high", "measuring": "alone", "digital": "with-help", "language": "norsk",
          "interpreter": False, "lives": "alone", "coverage": "weak", "capacity": "can",
          "capacity_why": "", "words": ""}  # fmt: skip


async def propose(
    app: AsyncConnection,
    teams: Mapping[str, UUID],
    tokens: Mapping[UUID, str],
    nurses: Mapping[UUID, UUID],
    now: datetime,
) -> None:
    """Propose everybody above whom the demo does not know yet."""
    for one in COMING:
        team = teams[one.region]
        async with app.transaction():
            await speak_as(app, tokens[team])
            became, enrolment = await _proposed(app, one, team, now)
            if became == "new" and one.taken_in:
                await _taken_in(app, one, enrolment, nurses[team], now)


async def _proposed(
    app: AsyncConnection, one: Coming, team: UUID, now: datetime
) -> tuple[str, UUID]:
    place = REGIONS[one.region][1]
    number = invented(f"{one.given} {one.family}".encode())
    at = now - timedelta(days=one.days)
    person = {"given": one.given, "family": one.family, "born": one.born, "sex": one.sex,
              "language": "nb", "phone": "", "gp_office": ""}  # fmt: skip
    proposal = {"id": str(uuid7.uuid7()), "enrolment": str(uuid7.uuid7()), "organisation": None,
                "proposer": one.proposer, "name": one.asked, "phone": "", "why": one.why,
                "conditions": [one.condition],
                "received_on": at.astimezone(HOME).date().isoformat()}  # fmt: skip
    cursor = await app.execute(
        "SELECT became, about FROM refer(%s::smallint, %s, %s::bytea[], %s, %s::jsonb, %s::jsonb,"
        " true, %s)",
        [place, team, identity.lookups(number), identity.seal(number, place),
         json.dumps(person), json.dumps(proposal), at],
    )  # fmt: skip
    row = await cursor.fetchone()
    if row is None or row[0] not in ("new", "again", "known"):
        raise RuntimeError("The demo's own team could not propose somebody.")
    return row[0], row[1]


async def _taken_in(
    app: AsyncConnection, one: Coming, enrolment: UUID, nurse: UUID, now: datetime
) -> None:
    """Assessed and decided on two days after they were proposed."""
    at, place = now - timedelta(days=one.days - 2), REGIONS[one.region][1]
    for step, content in (
        ("assessment", _SINCE), ("decision", {"answer": "yes", "reason": ""}),
    ):  # fmt: skip
        await app.execute(
            "INSERT INTO intake_step (id, municipality_id, enrolment_id, step, content, whole,"
            " left_out, reason, made_by_id, made_at)"
            " VALUES (%s, %s, %s, %s, %s::jsonb, true, false, '', %s, %s)",
            [uuid7.uuid7(), place, enrolment, step, json.dumps(content), nurse, at],
        )
    await app.execute("UPDATE enrolment SET phase = 'intake' WHERE id = %s", [enrolment])
    await app.execute(
        "INSERT INTO phase_change (id, municipality_id, enrolment_id, before, after, at, why,"
        " made_by_id) VALUES (%s, %s, %s, 'referred', 'intake', %s, '', %s)",
        [uuid7.uuid7(), place, enrolment, at, nurse],
    )
