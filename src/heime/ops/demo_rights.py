"""Letting the demo's others in: GP offices, a hospital, the people themselves and next of kin.

Written as the web's role, signed in as somebody of the team that follows the person up, and on the
terms of core/rights.py: what a demo shows must be what Heime allows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core.rights import GROUNDS, Asked, Ground, Holder, checked
from heime.core.roles import Role, Scope
from heime.ops.demo_cast import AT_HOME, REFERRED, UNITS, AtHome, region_of
from heime.ops.demo_life import Made, speak_as
from heime.ops.demo_staff import Staff, make_account
from heime.ops.population import Person
from heime.records.people import identity

GIVEN = timedelta(days=40)
"""How long ago the rights were given."""
LASTS = timedelta(days=170)
"""How long they last from then: no longer than the shortest of their grounds allows."""
SUMMARY = "Hukommelsen svikter, og hun eller han kan ikke lenger ta stilling til dette selv."


@dataclass(frozen=True, slots=True)
class Gift:
    """A right that is to be given: exactly one of account and organisation holds it."""

    person: Person
    ground: Ground
    account: UUID | None = None
    organisation: UUID | None = None
    scopes: frozenset[Scope] = frozenset()
    reason: str = ""


async def make_people_at_home(
    owner: AsyncConnection,
    made: Staff,
    people: Sequence[Person],
    known: Mapping[str, str],
) -> None:
    """Accounts for patients and next of kin, without a name."""
    by_key = {person.key: person for person in people}
    for one in AT_HOME:
        person = by_key.get(one.key)
        if person is None:
            continue
        own = identity.lookup(person.national_id) if one.role is Role.PATIENT else None
        await make_account(
            owner, made, one.user, one.role, person.municipality, known, national_id_lookup=own
        )


def kin_of(person: Person) -> AtHome | None:
    """The next of kin of this person who can sign in."""
    return next((a for a in AT_HOME if a.key == person.key and a.role is Role.KIN), None)


async def give_rights(
    app: AsyncConnection, people: Sequence[Person], made: Made, staff: Staff, now: datetime
) -> None:
    """Everything in demo_cast that somebody may see; what has been given before stays as it is."""
    for gift in _gifts(people, staff):
        team = staff.teams[region_of(gift.person.key)]
        enrolment = made.enrolments[gift.person.key]
        async with app.transaction():
            await speak_as(app, made.tokens[team])
            cursor = await app.execute(
                "SELECT FROM access_right WHERE enrolment_id = %s AND ground = %s"
                " AND account_id IS NOT DISTINCT FROM %s AND organisation_id"
                " IS NOT DISTINCT FROM %s",
                [enrolment, gift.ground, gift.account, gift.organisation],
            )
            if await cursor.fetchone() is not None:
                continue
            right = await _give(app, gift, enrolment, made.nurses[team], now)
        if GROUNDS[gift.ground].second:
            async with app.transaction():
                await speak_as(app, made.seconds[team])
                await app.execute(
                    "UPDATE access_right SET second_by_id = %s WHERE id = %s",
                    [made.doctors[team], right],
                )


async def name_kin(
    app: AsyncConnection, people: Sequence[Person], made: Made, staff: Staff
) -> None:
    """Say of those next of kin who can sign in which contact they are."""
    for person in people:
        kin = kin_of(person)
        if kin is None or kin.user not in staff.people:
            continue
        async with app.transaction():
            await speak_as(app, made.tokens[staff.teams[region_of(person.key)]])
            await app.execute(
                "UPDATE contact SET account_id = %s WHERE enrolment_id = %s AND rank = 1"
                " AND account_id IS NULL",
                [staff.people[kin.user], made.enrolments[person.key]],
            )


def _gifts(people: Sequence[Person], staff: Staff) -> Iterator[Gift]:
    by_key = {person.key: person for person in people}
    for unit in UNITS:
        if unit.sort == "gp":
            for person in people:
                if person.gp_office == unit.name:
                    yield Gift(person, Ground.GP, organisation=staff.units[unit.name])
    for shared in REFERRED:
        for key in shared.keys:
            if key in by_key:
                yield Gift(by_key[key], Ground.REFERRAL, organisation=staff.units[shared.unit],
                           reason=shared.reason)  # fmt: skip
    for one in AT_HOME:
        if one.key in by_key and one.user in staff.people:
            reason = SUMMARY if GROUNDS[one.ground].reason else ""
            yield Gift(by_key[one.key], one.ground, account=staff.people[one.user],
                       scopes=one.scopes, reason=reason)  # fmt: skip


async def _give(
    app: AsyncConnection,
    gift: Gift,
    enrolment: UUID,
    giver: UUID,
    now: datetime,
) -> UUID:
    terms = GROUNDS[gift.ground]
    starts = now - GIVEN
    ends = starts + LASTS if terms.lasts else None
    review = ends if terms.review else None
    scopes = checked(
        Asked(
            gift.ground, Holder.ORGANISATION if gift.organisation else Holder.PERSON,
            gift.scopes or terms.scopes, starts, ends, gift.reason, review, by_clinician=True,
            second_by_other=terms.second,
        )
    )  # fmt: skip
    right = uuid7.uuid7()
    await app.execute(
        "INSERT INTO access_right (id, municipality_id, enrolment_id, ground, account_id,"
        " organisation_id, scopes, starts_at, ends_at, given_by_id, given_at, reason, code,"
        " review_at, finding)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', %s, '')",
        [right, gift.person.municipality, enrolment, gift.ground, gift.account,
         gift.organisation, sorted(scopes), starts, ends, giver, starts, gift.reason, review],
    )  # fmt: skip
    return right
