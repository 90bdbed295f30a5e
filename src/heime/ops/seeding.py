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
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from heime.core.hours import HOME
from heime.core.roles import Role
from heime.ops import demo_intake, population
from heime.ops.demo_cast import region_of
from heime.ops.demo_codes import give_codes
from heime.ops.demo_life import Life, Made, Progress, speak_as
from heime.ops.demo_rights import give_rights, kin_of, make_people_at_home, name_kin
from heime.ops.demo_staff import Staff, make_staff, sign_in, sign_out
from heime.ops.population import Person
from heime.records.people import identity

ENROLLED = timedelta(days=75)
"""How long ago everybody was taken in."""
AGREED = timedelta(days=60)
"""How long ago their plans were signed: when their history begins, so that nothing is missing."""
REVIEWED_IN = timedelta(days=120)
"""When their plans are looked at again, from the day the demo is filled."""

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
        staff = await make_staff(owner, {}, now)
        await make_people_at_home(owner, staff, people, {})
        made = await _signed_in(owner, staff, {}, now)
        await _senders(owner, gateway, client, now)
        await _people(app, people, made, staff, now)
        await _bind(app, owner, made, now)
        await give_rights(app, people, made, staff, now)
        await Life(app, ingest, worker, gateway, made).live(people, seed, now, progress)
        await demo_intake.propose(app, staff.teams, made.tokens, made.nurses, now)
        await _signed_out(owner, made)
        codes = await give_codes(owner, staff, now)
        await owner.execute("ANALYZE")
    return {
        "accounts": staff.told,
        "device_codes": codes,
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


def complete(seeded: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """What the folder was filled with, and the sign-ins that came with newer versions."""
    return asyncio.run(_complete(seeded, now))


async def _complete(seeded: dict[str, Any], now: datetime) -> dict[str, Any]:
    known = {one["user"]: one["password"] for one in seeded["accounts"]}
    people = population.people(seeded["seed"])
    async with await _connect("owner") as owner, await _connect("app") as app:
        staff = await make_staff(owner, known, now)
        await make_people_at_home(owner, staff, people, known)
        enrolments = {one["key"]: UUID(one["id"]) for one in seeded["patients"]}
        made = await _signed_in(owner, staff, enrolments, now)
        await give_rights(app, people, made, staff, now)
        await name_kin(app, people, made, staff)
        await demo_intake.propose(app, staff.teams, made.tokens, made.nurses, now)
        await _signed_out(owner, made)
        codes = seeded.get("device_codes") or await give_codes(owner, staff, now)
    return seeded | {"accounts": staff.told, "device_codes": codes}


async def _signed_in(
    owner: AsyncConnection, staff: Staff, enrolments: dict[str, UUID], now: datetime
) -> Made:
    """Somebody of each team signs in: what is written about people is written by their team."""
    nurses, doctors = staff.of_team(Role.NURSE, Role.THERAPIST), staff.of_team(Role.DOCTOR)
    tokens = {team: await sign_in(owner, nurse, now) for team, nurse in nurses.items()}
    seconds = {team: await sign_in(owner, doctor, now) for team, doctor in doctors.items()}
    return Made(enrolments, doctors, nurses, tokens, seconds)


async def _signed_out(owner: AsyncConnection, made: Made) -> None:
    for token in (*made.tokens.values(), *made.seconds.values()):
        await sign_out(owner, token)


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
    app: AsyncConnection, people: Sequence[Person], made: Made, staff: Staff, now: datetime
) -> None:
    """The people themselves, with plan and next of kin, written as the web's role."""
    for region, team in staff.teams.items():
        async with app.transaction():
            await speak_as(app, made.tokens[team])
            for person in people:
                if region_of(person.key) == region:
                    await _person(app, person, team, made, staff, now)


async def _person(
    app: AsyncConnection, person: Person, team: UUID, made: Made, staff: Staff, now: datetime
) -> None:
    patient, enrolment = uuid7.uuid7(), uuid7.uuid7()
    made.enrolments[person.key] = enrolment
    await app.execute(
        "INSERT INTO patient (id, municipality_id, national_id, national_id_lookup, given,"
        " family, birth_date, sex, language, phone, address, gp_office, matters)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [patient, person.municipality, identity.seal(person.national_id, person.municipality),
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
    kin, signs_in = person.next_of_kin, kin_of(person)
    await app.execute(
        "INSERT INTO contact (id, municipality_id, enrolment_id, name, relation, phone,"
        " account_id, rank) VALUES (%s, %s, %s, %s, %s, %s, %s, 1)",
        [uuid7.uuid7(), person.municipality, enrolment, f"{kin.given} {kin.family}",
         RELATIONS[person.language][kin.relation], kin.phone,
         staff.people[signs_in.user] if signs_in else None],
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


async def _bind(app: AsyncConnection, owner: AsyncConnection, made: Made, now: datetime) -> None:
    """The gateway may send for everybody."""
    cursor = await owner.execute("SELECT id FROM source WHERE sort = 'gateway'")
    (source,) = await cursor.fetchone() or (None,)
    for team, token in made.tokens.items():
        async with app.transaction():
            await speak_as(app, token)
            # Each team sees its own people only.
            await app.execute(
                "INSERT INTO binding (id, source_id, municipality_id, enrolment_id, starts_at)"
                " SELECT gen_random_uuid(), %s, municipality_id, id, %s FROM enrolment"
                " WHERE team_id = %s",
                [source, now - ENROLLED, team],
            )
