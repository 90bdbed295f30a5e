"""Making the demo's staff: accounts, units, posts, and the sign-ins that fill the demo.

As the owner's role, which may not reach anybody who is followed up. Safe to repeat: what is there
stays, so that a folder of an earlier version gets the accounts it lacks.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.contrib.auth.hashers import make_password
from psycopg import AsyncConnection

from heime.core.roles import Place, Role
from heime.ops.demo_cast import REGIONS, STAFF, UNITS, Member, Unit, place_of
from heime.ops.demo_life import CLOSES, OPENS

HELD_SINCE = timedelta(days=75)
"""How long ago everybody got their post."""
_WORDS = ("fjell", "lyng", "bekk", "seter", "myr", "furu", "rype", "vidde", "elv", "bjørk")


@dataclass
class Staff:
    """Who was made. teams: by region; units: by name; people: by user name.

    told: what demo.json says of each, in the order of the sign-in page.
    """

    teams: dict[str, UUID] = field(default_factory=dict)
    units: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)

    def of_team(self, *roles: Role) -> dict[UUID, UUID]:
        """Team → its member in the first of these roles that somebody there has."""
        return {
            self.teams[one.region]: self.people[one.user]
            for role in reversed(roles)
            for one in STAFF
            if one.role is role and place_of(one) is Place.TEAM
        }


async def make_staff(owner: AsyncConnection, known: Mapping[str, str], now: datetime) -> Staff:
    """A team for each region, every unit, and everybody in STAFF. known: passwords by user."""
    made = Staff()
    for region in REGIONS:
        made.teams[region] = await _team(owner, region)
    for unit in UNITS:
        made.units[unit.name] = await _unit(owner, unit, made)
    for one in STAFF:
        host = REGIONS[one.region][1] if one.region else None
        await make_account(
            owner, made, one.user, one.role, host, known, name=one.name, profession=one.profession
        )
        await _posts(owner, one, made, now)
    return made


async def make_account(
    owner: AsyncConnection,
    made: Staff,
    user: str,
    role: Role,
    municipality: int | None,
    known: Mapping[str, str],
    *,
    name: str = "",
    profession: str = "",
    national_id_lookup: bytes | None = None,
) -> UUID:
    """An account, and its line in demo.json. One that is there keeps its password."""
    password = known.get(user) or _password()
    cursor = await owner.execute("SELECT id FROM account WHERE username = %s", [user])
    row = await cursor.fetchone()
    account: UUID = row[0] if row else uuid7.uuid7()
    if row is None or user not in known:
        await owner.execute(
            "INSERT INTO account (id, username, name, profession, language, is_active, password,"
            " national_id_lookup, shared_pc) VALUES (%s, %s, %s, %s, 'nb', true, %s, %s, false)"
            " ON CONFLICT (id) DO UPDATE SET password = excluded.password",
            [account, user, name, profession, make_password(password), national_id_lookup],
        )
    made.people[user] = account
    made.told.append(
        {"role": str(role), "user": user, "password": password, "municipality": municipality}
    )
    return account


def _password() -> str:
    words = "-".join(secrets.choice(_WORDS) for _ in range(3))
    return f"{words}-{secrets.randbelow(90) + 10}"


async def _team(owner: AsyncConnection, region: str) -> UUID:
    name = f"Oppfølgingsteamet {region}"
    cursor = await owner.execute("SELECT id FROM team WHERE name = %s", [name])
    if row := await cursor.fetchone():
        found: UUID = row[0]
        return found
    team = uuid7.uuid7()
    await owner.execute(
        "INSERT INTO team (id, name, opens, closes) VALUES (%s, %s, %s, %s)",
        [team, name, OPENS, CLOSES],
    )
    await owner.execute(
        "INSERT INTO team_municipality (team_id, municipality_id)"
        " SELECT %s, number FROM municipality WHERE region = %s",
        [team, region],
    )
    return team


async def _unit(owner: AsyncConnection, unit: Unit, made: Staff) -> UUID:
    cursor = await owner.execute("SELECT id FROM organisation WHERE name = %s", [unit.name])
    if row := await cursor.fetchone():
        found: UUID = row[0]
        return found
    id_ = uuid7.uuid7()
    parent = made.units.get(unit.parent)
    await owner.execute(
        "INSERT INTO organisation (id, sort, name, parent_id) VALUES (%s, %s, %s, %s)",
        [id_, unit.sort, unit.name, parent],
    )
    await owner.execute(
        "INSERT INTO organisation_municipality (organisation_id, municipality_id)"
        " SELECT %s, number FROM municipality WHERE active AND (%s = '' OR region = %s)",
        [id_, unit.region, unit.region],
    )
    return id_


async def _posts(owner: AsyncConnection, one: Member, made: Staff, now: datetime) -> None:
    """The role in its place; municipal ones but a manager's in every municipality of the region."""
    account = made.people[one.user]
    cursor = await owner.execute("SELECT FROM membership WHERE account_id = %s", [account])
    if await cursor.fetchone() is not None:
        return
    place = place_of(one)
    if place is Place.MUNICIPALITY:
        host = REGIONS[one.region][1] if one.role is Role.MANAGER else None
        await owner.execute(
            "INSERT INTO membership (account_id, municipality_id, role, starts_at)"
            " SELECT %s, number, %s, %s FROM municipality"
            " WHERE region = %s AND (%s::smallint IS NULL OR number = %s)",
            [account, one.role, now - HELD_SINCE, one.region, host, host],
        )
        return
    await owner.execute(
        "INSERT INTO membership (account_id, team_id, organisation_id, role, starts_at)"
        " VALUES (%s, %s, %s, %s, %s)",
        [account, made.teams[one.region] if place is Place.TEAM else None,
         made.units.get(one.unit), one.role, now - HELD_SINCE],
    )  # fmt: skip


async def sign_in(owner: AsyncConnection, account: UUID, now: datetime) -> str:
    """A sign-in for filling the demo with; its token. `sign_out` ends it when that is done."""
    token = secrets.token_urlsafe(32)
    await owner.execute(
        "INSERT INTO sign_in (id, token_hash, account_id, started_at, expires_at, idle_minutes)"
        " VALUES (%s, %s, %s, %s, %s, 600)",
        [uuid7.uuid7(), hashlib.sha256(token.encode()).digest(), account, now,
         now + timedelta(hours=10)],
    )  # fmt: skip
    return token


async def sign_out(owner: AsyncConnection, token: str) -> None:
    """End it: nobody is to be signed in who did not do it themselves."""
    await owner.execute(
        "UPDATE sign_in SET ended_at = clock_timestamp() WHERE token_hash = %s",
        [hashlib.sha256(token.encode()).digest()],
    )
