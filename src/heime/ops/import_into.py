"""Where an import goes: one municipality of an installation that runs.

Nothing is stepped around. People are written as the web's role, by an account of the import's own
that is in the municipality's team and signed in for as long as the import lasts; readings come in
as the door's, with a token that gives this municipality. The sender is the same each time, so that
what was imported before is known again.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import uuid_utils.compat as uuid7
from django.conf import settings
from psycopg import AsyncConnection

from heime.core import identifiers
from heime.core.arrival import Kept, Sent
from heime.core.errors import NotFound, Refused
from heime.edges.fhir.observation import Incoming
from heime.flow.receive import receive
from heime.ops import importer
from heime.ops.imported_people import Person
from heime.ops.installation import ROLES
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.people import identity
from heime.records.worklist.notify import CHANNEL, payload

LASTS = "12 hours"
"""A token. Longer than any import; it is revoked when the import ends, and is kept nowhere."""


class CannotImport(Exception):
    """This municipality cannot be imported into now. The text says why, and is safe to print."""


class NotKept(Refused):
    """A reading that our own side could not keep; the others stand."""

    code = "not-kept"


@dataclass(frozen=True, slots=True)
class Sender:
    """The import as a source of readings, and whose people it may make."""

    source: int
    token: str
    sign_in: str
    municipality: int
    team: UUID
    language: str


@contextmanager
def town(
    municipality: int, settings: Mapping[str, str], *, create_people: bool
) -> Iterator["Town"]:
    """The municipality, open for importing while the block lasts.

    settings: the addresses of the database's roles, by the names of the settings.
    :raises CannotImport: not one of ours, not active, no team, or another import is under way
    """
    with asyncio.Runner() as runner:
        opening = _opened(municipality, settings, create_people, runner)
        made = runner.run(anext(opening))
        try:
            yield made
        finally:
            runner.run(opening.aclose())


async def _opened(
    municipality: int, settings: Mapping[str, str], create_people: bool, runner: asyncio.Runner
) -> AsyncGenerator["Town", None]:
    async with (
        _connected(settings[ROLES["owner"]]) as owner,
        _connected(settings[ROLES["app"]]) as app,
        _connected(settings[ROLES["ingest"]]) as ingest,
        _sender(owner, municipality) as sender,
    ):
        yield Town(sender, app, ingest, runner, create_people=create_people)


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[AsyncConnection]:
    async with await AsyncConnection.connect(
        url, autocommit=True, options="-c timezone=UTC", connect_timeout=10
    ) as connection:
        yield connection


@asynccontextmanager
async def _sender(owner: AsyncConnection, municipality: int) -> AsyncIterator[Sender]:
    """A token for this municipality; revoked, and its mandate ended, when the block ends."""
    cursor = await owner.execute(
        "SELECT m.active, m.language, (SELECT t.id FROM team t JOIN team_municipality tm"
        " ON tm.team_id = t.id WHERE tm.municipality_id = m.number ORDER BY t.name LIMIT 1)"
        " FROM municipality m WHERE m.number = %s",
        [municipality],
    )
    active, language, team = await cursor.fetchone() or (False, "", None)
    if not active:
        raise CannotImport(f"{municipality} is not the number of an active municipality here.")
    if team is None:
        raise CannotImport(f"No team follows up people in {municipality} yet.")
    lock = await owner.execute(
        "SELECT pg_try_advisory_lock(hashtext('import'), %s)", [municipality]
    )
    if await lock.fetchone() != (True,):
        raise CannotImport(f"Another import into {municipality} is under way.")
    source = await _source(owner, f"import {municipality}")
    token = secrets.token_urlsafe(32)
    await _let_in(owner, source, token, municipality)
    sign_in = await importer.sign_in(owner, municipality, team, LASTS)
    try:
        yield Sender(source, token, sign_in, municipality, team, language)
    finally:
        await importer.sign_out(owner, municipality, sign_in)
        await owner.execute("UPDATE bearer SET revoked_at = now() WHERE source_id = %s", [source])
        await owner.execute("UPDATE mandate SET ends_at = now() WHERE source_id = %s", [source])


async def _source(owner: AsyncConnection, name: str) -> int:
    cursor = await owner.execute(
        "SELECT id FROM source WHERE name = %s AND sort = 'client' ORDER BY id LIMIT 1", [name]
    )
    found = await cursor.fetchone()
    if found is None:
        cursor = await owner.execute(
            "INSERT INTO source (name, sort) VALUES (%s, 'client') RETURNING id", [name]
        )
        found = await cursor.fetchone()
    assert found is not None  # noqa: S101  it was found or made
    return int(found[0])


async def _let_in(owner: AsyncConnection, source: int, token: str, municipality: int) -> None:
    await owner.execute(
        "INSERT INTO bearer (id, token_hash, source_id, expires_at)"
        " VALUES (%s, %s, %s, now() + %s::interval)",
        [uuid7.uuid7(), hashlib.sha256(token.encode()).digest(), source, LASTS],
    )
    await owner.execute(
        "INSERT INTO mandate (id, source_id, municipality_id, starts_at) VALUES (%s, %s, %s, now())"
        " ON CONFLICT (source_id, municipality_id) DO UPDATE SET starts_at = now(), ends_at = NULL",
        [uuid7.uuid7(), source, municipality],
    )


class Town:
    """One municipality: its people found or made, their readings kept and judged."""

    def __init__(
        self,
        sender: Sender,
        app: AsyncConnection,
        ingest: AsyncConnection,
        runner: asyncio.Runner,
        *,
        create_people: bool,
    ) -> None:
        self._sender = sender
        self._app = app
        self._ingest = ingest
        self._runner = runner
        self._create = create_people
        self._requests = 0

    def person(self, person: Person) -> UUID:
        """The enrolment of a person followed up here, made when that was asked for.

        :raises NotFound: nobody by that number is followed up here, and nobody is to be made
        """
        return self._runner.run(self._person(person))

    async def _person(self, person: Person) -> UUID:
        async with self._app.transaction():
            await self._app.execute(
                "SELECT set_config('heime.token', %s, true)", [self._sender.sign_in]
            )
            patient, enrolment = await self._known(person)
            action = "person.found"
            if enrolment is None:
                if not self._create:
                    raise NotFound("Nobody by that identity number is followed up here.")
                identifiers.national(person.national_id, synthetic=settings.HEIME_SYNTHETIC)
                patient = patient or await self._make_patient(person)
                enrolment, action = await self._enrol(patient), "person.enrolled"
            act = Act(action, self._sender.source, enrolment, self._sender.municipality)
            await audit.note(self._app, [act], at=datetime.now(UTC))
        return enrolment

    async def _known(self, person: Person) -> tuple[UUID | None, UUID | None]:
        """The patient of that number in this municipality, and the live enrolment, if any."""
        cursor = await self._app.execute(
            "SELECT p.id, e.id FROM patient p LEFT JOIN enrolment e ON e.patient_id = p.id"
            " AND e.starts_at <= now() AND (e.ends_at IS NULL OR e.ends_at > now())"
            " WHERE p.municipality_id = %(here)s AND (p.national_id_lookup = %(number)s OR p.id IN"
            " (SELECT i.patient_id FROM identifier i WHERE i.lookup = %(number)s))"
            " ORDER BY e.starts_at LIMIT 1",
            {
                "here": self._sender.municipality,
                "number": identity.lookup(person.national_id),
            },
        )
        return await cursor.fetchone() or (None, None)

    async def _make_patient(self, person: Person) -> UUID:
        made = uuid7.uuid7()
        await self._app.execute(
            "INSERT INTO patient (id, municipality_id, national_id, national_id_lookup, given,"
            " family, birth_date, sex, language, phone, address, gp_office, matters)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', '', '', '')",
            [
                made, self._sender.municipality,
                identity.seal(person.national_id, self._sender.municipality),
                identity.lookup(person.national_id), person.given, person.family, person.born,
                person.sex, self._sender.language,
            ],
        )  # fmt: skip
        return made

    async def _enrol(self, patient: UUID) -> UUID:
        made = uuid7.uuid7()
        await self._app.execute(
            "INSERT INTO enrolment (id, municipality_id, patient_id, team_id, conditions,"
            " starts_at) VALUES (%s, %s, %s, %s, '{}', now())",
            [made, self._sender.municipality, patient, self._sender.team],
        )
        return made

    def receive(self, readings: Sequence[Incoming]) -> list[Kept | Refused]:
        """Keep and judge them in one transaction; one by one where that cannot be."""
        self._requests += 1
        return self._runner.run(self._receive([self._sent(reading) for reading in readings]))

    async def _receive(self, batch: Sequence[Sent]) -> list[Kept | Refused]:
        try:
            received = await receive(self._ingest, batch)
        except psycopg.OperationalError:
            raise  # the database went away: nothing of this batch was kept, and no more will be
        except Exception:
            if len(batch) == 1:
                return [NotKept("We could not keep this reading. The fault is ours.")]
            return [answer for sent in batch for answer in await self._receive([sent])]
        if received.changed:
            await self._ingest.execute(
                "SELECT pg_notify(%s, what) FROM unnest(%s::text[]) AS what",
                [CHANNEL, sorted(payload(one.team, one.enrolment) for one in received.changed)],
            )
        return received.answers

    def _sent(self, reading: Incoming) -> Sent:
        number = reading.subject.national_id
        return Sent(
            token=self._sender.token,
            enrolment=reading.subject.enrolment,
            lookup=identity.lookup(number[1]) if number else None,
            key=reading.key,
            content=reading.content,
            kind=reading.kind,
            value=reading.value,
            second=reading.second,
            decimals=reading.decimals,
            measured_at=reading.measured_at,
            quality=reading.quality,
            device=reading.device,
            manual=reading.manual,
            request=self._requests,
        )
