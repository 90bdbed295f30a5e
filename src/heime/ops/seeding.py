"""Filling the demo: its people, staff and senders, and sixty days lived through the real flow.

The history is not written into the tables but sent through the same receiving, judging and timing
out as live readings, each at the moment it claims; staff of the demo take and close what came up,
so that what stands open at the end is what came up lately. Needs an empty, migrated database.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.conf import settings
from django.contrib.auth.hashers import make_password
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from heime.core.hours import HOME
from heime.ops import population
from heime.ops.demo_life import CLOSES, OPENS, Life, Made, Progress, speak_as
from heime.ops.population import Person
from heime.records.people import identity

ENROLLED = timedelta(days=75)
"""How long ago everybody was taken in."""
AGREED = timedelta(days=60)
"""How long ago their plans were signed: when their history begins, so that nothing is missing."""
REVIEWED_IN = timedelta(days=120)
"""When their plans are looked at again, from the day the demo is filled."""

REGIONS = {
    "Valdres": ("valdres", 3451),
    "Nord-Gudbrandsdal": ("gudbrandsdal", 3435),
    "Sør-Østerdal": ("elverum", 3420),
}
"""Region → short name in sign-ins, host municipality."""
STAFF = {
    "Valdres": (("nurse", "Solveig Rudi", "SP"), ("doctor", "Halvor Bråten", "LE")),
    "Nord-Gudbrandsdal": (("nurse", "Ragnhild Sletten", "SP"), ("doctor", "Tore Nordgard", "LE")),
    "Sør-Østerdal": (("guide", "Marte Kveseth", "SP"), ("doctor", "Eivind Løken", "LE")),
}
_SIGN_IN = {"nurse": "sykepleier", "doctor": "lege", "guide": "veileder"}
_WORDS = ("fjell", "lyng", "bekk", "seter", "myr", "furu", "rype", "vidde", "elv", "bjørk")
RELATIONS = {
    "nb": {"spouse": "ektefelle", "daughter": "datter", "son": "sønn", "sister": "søster",
           "brother": "bror", "friend": "venn"},
    "nn": {"spouse": "ektefelle", "daughter": "dotter", "son": "son", "sister": "syster",
           "brother": "bror", "friend": "ven"},
}  # fmt: skip


def seed(*, seed: int, now: datetime, progress: Progress) -> dict[str, Any]:
    """Fill the database; returns what demo.json says (docs/running/demo.schema.json)."""
    return asyncio.run(_seed(seed, now, progress))


async def _seed(seed: int, now: datetime, progress: Progress) -> dict[str, Any]:
    people = population.people(seed)
    gateway, client = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    async with AsyncExitStack() as stack:
        owner, app, ingest, worker = [
            await stack.enter_async_context(await _connect(name))
            for name in ("owner", "app", "ingest", "worker")
        ]
        made, accounts = await _staff(owner, now)
        await _senders(owner, gateway, client, now)
        await _people(app, client, people, made, now)
        await _bind(app, owner, client, made, now)
        life = Life(app, ingest, worker, gateway, client, made)
        await life.live(people, seed, now, progress)
        await owner.execute("ANALYZE")
    return {
        "accounts": accounts,
        "gateway_token": gateway,
        "client_token": client,
        "patients": [
            {
                "key": person.key,
                "id": str(made.enrolments[person.key]),
                "name": f"{person.given} {person.family}",
                "municipality": person.municipality,
                "conditions": [str(condition) for condition in person.conditions],
            }
            for person in people
        ],
    }


async def _connect(name: str) -> AsyncConnection:
    # A history that is cut short is begun afresh, so that its commits need not wait for the disk;
    # the owner's do, and what the owner does last takes all that went before along.
    lasting = "" if name == "owner" else " -c synchronous_commit=off"
    return await AsyncConnection.connect(
        settings.DATABASE_URLS[name],
        autocommit=True,
        options=f"-c timezone=UTC{lasting}",
        prepare_threshold=2,
    )


async def _staff(owner: AsyncConnection, now: datetime) -> tuple[Made, list[dict[str, Any]]]:
    """A team for each region, with its people."""
    made = Made({}, {}, {}, {})
    accounts = []
    for region, (short, host) in REGIONS.items():
        team = uuid7.uuid7()
        made.teams[region] = team
        await owner.execute(
            "INSERT INTO team (id, name, opens, closes) VALUES (%s, %s, %s, %s)",
            [team, f"Oppfølgingsteamet {region}", OPENS, CLOSES],
        )
        await owner.execute(
            "INSERT INTO team_municipality (team_id, municipality_id)"
            " SELECT %s, number FROM municipality WHERE region = %s",
            [team, region],
        )
        for role, name, profession in STAFF[region]:
            account = uuid7.uuid7()
            user = f"{_SIGN_IN[role]}.{short}"
            password = "-".join(secrets.choice(_WORDS) for _ in range(3))
            password += f"-{secrets.randbelow(90) + 10}"
            await owner.execute(
                "INSERT INTO account (id, username, name, profession, language, is_active,"
                " password) VALUES (%s, %s, %s, %s, 'nb', true, %s)",
                [account, user, name, profession, make_password(password)],
            )
            await owner.execute(
                "INSERT INTO membership (account_id, team_id, role, starts_at)"
                " VALUES (%s, %s, %s, %s)",
                [account, team, role, now - ENROLLED],
            )
            (made.doctors if role == "doctor" else made.nurses)[team] = account
            accounts.append(
                {"role": role, "user": user, "password": password, "municipality": host}
            )
    return made, accounts


async def _senders(owner: AsyncConnection, gateway: str, client: str, now: datetime) -> None:
    """The gateway in everybody's home, and a system that reads for all the municipalities."""
    for sort, name, token in (
        ("gateway", "Demoporten", gateway),
        ("client", "Demosystemet", client),
    ):
        cursor = await owner.execute(
            "INSERT INTO source (name, sort) VALUES (%s, %s) RETURNING id", [name, sort]
        )
        (source,) = await cursor.fetchone() or (None,)
        await owner.execute(
            "INSERT INTO bearer (id, token_hash, source_id, expires_at) VALUES (%s, %s, %s, %s)",
            [uuid7.uuid7(), hashlib.sha256(token.encode()).digest(), source,
             now + timedelta(days=365)],
        )  # fmt: skip
        if sort == "client":
            await owner.execute(
                "INSERT INTO mandate (id, source_id, municipality_id, starts_at)"
                " SELECT gen_random_uuid(), %s, number, %s FROM municipality WHERE active",
                [source, now - ENROLLED],
            )


async def _people(
    app: AsyncConnection, token: str, people: Sequence[Person], made: Made, now: datetime
) -> None:
    """The people themselves, with plan and next of kin, written as the web's role."""
    async with app.transaction():
        await speak_as(app, token)
        for person in people:
            team = await _team_of(app, person.municipality)
            patient, enrolment = uuid7.uuid7(), uuid7.uuid7()
            made.enrolments[person.key] = enrolment
            await app.execute(
                "INSERT INTO patient (id, municipality_id, national_id, national_id_lookup, given,"
                " family, birth_date, sex, language, phone, address, gp_office, matters)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [patient, person.municipality, identity.seal(person.national_id),
                 identity.lookup(person.national_id), person.given, person.family, person.born,
                 str(person.sex), person.language, person.phone, person.address, person.gp_office,
                 person.what_matters],
            )  # fmt: skip
            await app.execute(
                "INSERT INTO enrolment (id, municipality_id, patient_id, team_id, conditions,"
                " starts_at) VALUES (%s, %s, %s, %s, %s, %s)",
                [enrolment, person.municipality, patient, team,
                 [str(condition) for condition in person.conditions], now - ENROLLED],
            )  # fmt: skip
            kin = person.next_of_kin
            await app.execute(
                "INSERT INTO contact (id, municipality_id, enrolment_id, name, relation, phone,"
                " rank) VALUES (%s, %s, %s, %s, %s, %s, 1)",
                [uuid7.uuid7(), person.municipality, enrolment, f"{kin.given} {kin.family}",
                 RELATIONS[person.language][kin.relation], kin.phone],
            )  # fmt: skip
            await _plan(app, person, enrolment, made.doctors[team], now)


async def _plan(
    app: AsyncConnection, person: Person, enrolment: UUID, doctor: UUID, now: datetime
) -> None:
    approved = person.plan.approved
    since = now - AGREED
    review = (now + REVIEWED_IN).astimezone(HOME).date()
    content = {**person.plan.content, "review_on": review.isoformat()}
    await app.execute(
        "INSERT INTO plan_version (municipality_id, enrolment_id, number, status, content,"
        " valid_from, approved_by_id, approved_at) VALUES (%s, %s, 1, %s, %s, %s, %s, %s)",
        [person.municipality, enrolment, "approved" if approved else "draft",
         Jsonb(content), since, doctor if approved else None,
         since if approved else None],
    )  # fmt: skip


async def _team_of(app: AsyncConnection, municipality: int) -> UUID:
    cursor = await app.execute(
        "SELECT team_id FROM team_municipality WHERE municipality_id = %s", [municipality]
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  every region got a team
    team: UUID = row[0]
    return team


async def _bind(
    app: AsyncConnection, owner: AsyncConnection, token: str, made: Made, now: datetime
) -> None:
    """The gateway may send for everybody."""
    cursor = await owner.execute("SELECT id FROM source WHERE sort = 'gateway'")
    (source,) = await cursor.fetchone() or (None,)
    async with app.transaction():
        await speak_as(app, token)
        for enrolment in made.enrolments.values():
            await app.execute(
                "INSERT INTO binding (id, source_id, municipality_id, enrolment_id, starts_at)"
                " SELECT %s, %s, municipality_id, id, %s FROM enrolment WHERE id = %s",
                [uuid7.uuid7(), source, now - ENROLLED, enrolment],
            )
