"""Something comes from a phone at home: kept, judged and answered in one transaction, once.

The same path as all that comes in (receive.py, receive_answers.py), by the phone's own right. Each
entry stands alone: it is committed before its answer is given, and sent again under its id it has
the same answer for ever.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from heime.core import home_words
from heime.core.arrival import Sent, SentAnswers
from heime.core.casework import CaseState
from heime.core.errors import NotFound, Refused, SameKeyOtherContent, UnknownSender
from heime.core.home_entry import By, MeterRecord, Sort, is_same_result
from heime.core.home_known import record
from heime.core.picture import Picture
from heime.core.zone import Zone
from heime.flow import home_picture
from heime.flow.home_picture import About
from heime.flow.raise_case import Changed
from heime.flow.receive import NotWhole, receive
from heime.flow.receive_answers import receive_answers
from heime.records.access import batch as access
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.exchange import batch as exchange
from heime.records.exchange.batch import News
from heime.records.home import batch as home
from heime.records.home.batch import Entry, Phone
from heime.records.people.locks import enrolment_lock_key
from heime.records.worklist import notes

PROMISED = frozenset({CaseState.OPEN.value, CaseState.TAKEN.value})
"""Of a case that is set aside, nobody is promised to look before its time is out."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One entry as the door understood it.

    content: bytes that are equal exactly when what was sent is equal. what: the reading, the form
    or, of a mark, which entry is wrong and why. record: of what a meter has stored.
    """

    token: str = field(repr=False)
    person: UUID
    id: UUID
    sort: Sort
    by: By
    at: datetime
    phone_at: datetime
    content: bytes = field(repr=False)
    what: Any = field(repr=False)
    record: MeterRecord | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """Which entry is wrong, and why, in the words of whoever sent it."""

    of: UUID
    why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the phone is told. known: it came before, and this is what it was told then."""

    told: dict[str, Any]
    known: bool
    changed: set[Changed]


async def language_of_phone(conn: AsyncConnection, token: str) -> str:
    """The language of whoever bound a phone; empty when it may not send (any more)."""
    async with conn.transaction():
        await access.open_context(conn, {token})
        phone = await home.phone(conn)
    return "" if phone is None else phone.language


def digest_of(arrived: Arrived) -> UUID:
    return UUID(bytes=sha256(arrived.person.bytes + arrived.content).digest()[:16])


async def receive_home(conn: AsyncConnection, arrived: Arrived) -> Answered:
    """Keep one entry and answer it.

    Raises UnknownSender when the phone may not send (any more), NotFound for somebody it is not
    bound to, SameKeyOtherContent, and what its sort is refused for.
    """
    try:
        async with conn.transaction():
            return await _receive(conn, arrived)
    except SameKeyOtherContent:
        await _tell_of_conflict(conn, arrived)
        raise
    except NotFound as refusal:
        await _denied(conn, arrived, refusal)
        raise


async def _receive(conn: AsyncConnection, arrived: Arrived) -> Answered:
    phone, now = await begin(conn, arrived.token, arrived.person)
    before = await home.known(conn, arrived.person, arrived.id)
    if before is not None:
        if before.digest != digest_of(arrived):
            raise SameKeyOtherContent("This id was used for something else.")
        await home.seen(conn, phone, now)
        return Answered(before.answer, known=True, changed=set())
    if not phone.own:
        arrived = _of_carer(arrived)
    fetched = await _fetched_before(conn, phone, arrived, now)
    if fetched is not None:
        return fetched
    if arrived.sort is Sort.READING:
        made, changed = await _reading(conn, arrived.what)
    elif arrived.sort is Sort.ANSWERS:
        made, changed = await _answers(conn, arrived.what)
    else:
        made, changed = await _wrong(conn, phone, arrived, now)
    about = await home_picture.about(conn, arrived.person, now=now)
    told = await _told(conn, phone, arrived, about, made, now)
    await _keep(conn, phone, arrived, made, told, now)
    return Answered(told, known=False, changed=changed)


async def _fetched_before(
    conn: AsyncConnection, phone: Phone, arrived: Arrived, now: datetime
) -> Answered | None:
    """What a meter has stored and has given before, to this phone or another, is that one again."""
    record = arrived.record
    if record is None:
        return None
    for before in await home.of_record(conn, arrived.person, record.key):
        if is_same_result(record, arrived.at, before.at):
            told = before.answer | {"id": str(arrived.id)}
            await _keep(conn, phone, arrived, before.made, told, now)
            return Answered(told, known=True, changed=set())
    return None


async def _keep(
    conn: AsyncConnection,
    phone: Phone,
    arrived: Arrived,
    made: UUID,
    told: dict[str, Any],
    now: datetime,
) -> None:
    """Remember the entry for ever, and what the meter calls what it holds."""
    record, content = arrived.record, None
    if record is not None:
        content = {
            "model": record.model, "sequence": record.sequence, "shown": record.shown.isoformat(),
        }  # fmt: skip
    await home.keep(
        conn, phone,
        Entry(
            arrived.id, arrived.sort, arrived.by, arrived.at, arrived.phone_at, now,
            digest_of(arrived), made, content, told, None if record is None else record.key,
        ),
    )  # fmt: skip
    await home.seen(conn, phone, now)


def _of_carer(arrived: Arrived) -> Arrived:
    """Whatever the phone says: what comes from next of kin's own phone is by them."""
    what = arrived.what
    if isinstance(what, SentAnswers):
        what = replace(what, by=By.CARER)
    return replace(arrived, by=By.CARER, what=what)


async def begin(conn: AsyncConnection, token: str, person: UUID) -> tuple[Phone, datetime]:
    """Who sends, and the moment, with the person's lock held."""
    await access.open_context(conn, {token}, [person])
    phone = await home.phone(conn)
    if phone is None:
        raise UnknownSender("This phone may not send: it was taken out of use, or its right ended.")
    if phone.enrolment != person:
        raise NotFound("There is nobody of that id that this phone sends for.")
    await conn.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [enrolment_lock_key(person)])
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    return phone, row[0]


async def _reading(conn: AsyncConnection, sent: Sent) -> tuple[UUID, set[Changed]]:
    try:
        received = await receive(conn, [sent], whole=True)
    except NotWhole as refused:
        (answer,) = refused.answers
        assert isinstance(answer, Refused)  # noqa: S101  one was refused, and it is one
        raise answer from None
    (kept,) = received.answers
    assert not isinstance(kept, Refused)  # noqa: S101  whole
    return kept.id, received.changed


async def _answers(conn: AsyncConnection, sent: SentAnswers) -> tuple[UUID, set[Changed]]:
    kept, changed = await receive_answers(conn, sent)
    return kept.id, changed


async def _wrong(
    conn: AsyncConnection, phone: Phone, arrived: Arrived, now: datetime
) -> tuple[UUID, set[Changed]]:
    """Mark what was sent as wrong. Nothing is judged again and no case is closed by it: it stands
    beside the value, and in the case, until the team has looked."""
    about = await home.made_by(conn, arrived.person, arrived.what.of)
    if about is None:
        raise NotFound("There is no such reading or form that was sent from here.")
    new = await home.mark(conn, phone, about, why=arrived.what.why, by=arrived.by.value, at=now)
    if new:
        reading = (about.id, about.kind, about.at)
        await notes.note_marked(
            conn, phone.enrolment, reading, by=phone.account, at=now, text=arrived.what.why
        )
        act = Act("home.marked-wrong", phone.source, phone.enrolment, phone.municipality)
        await audit.note(conn, [act], at=now)
    team = await home.team_of(conn, phone.enrolment)
    return about.id, {Changed(team, phone.enrolment)} if new and team else set()


async def _told(
    conn: AsyncConnection, phone: Phone, arrived: Arrived, about: About, made: UUID, now: datetime
) -> dict[str, Any]:
    """The answer: what it comes to, why, in whose words, and what was promised."""
    judged_at = await _clock(conn)  # what was just kept was judged a moment after `now`
    everything = record(about.known, judged_at)
    picture = everything.picture(judged_at, [made])
    language = phone.language
    promise = await _promise(conn, phone, arrived, picture, now)
    again = home_words.again(picture, language)
    reason = home_words.why(picture, everything, language)
    return {
        "id": str(arrived.id),
        "code": None,
        "received_at": now.isoformat(),
        "zone": picture.zone.name.lower(),
        "state": picture.state.name.lower(),
        "priority": None if picture.priority is None else picture.priority.name.lower(),
        "remeasure_after_minutes": picture.remeasure_after,
        "words": " ".join(filter(None, (reason, again))),
        "text": home_words.zone_text(picture.zone, about.texts, language),
        "promise": promise,
    }


async def _promise(
    conn: AsyncConnection, phone: Phone, arrived: Arrived, picture: Picture, now: datetime
) -> dict[str, str] | None:
    """When somebody will have looked, from the case's own deadline; a row, so that it is held."""
    if picture.zone < Zone.YELLOW or not home_words.is_settled(picture):
        return None
    case = await home.open_case(conn, arrived.person)
    if case is None or case.state not in PROMISED or case.due_at <= now:
        return None
    await home.promise(conn, phone, case, arrived.id, now)
    words = home_words.promise(case.holder, case.due_at, now, phone.language)
    return {"by": case.due_at.isoformat(), "words": words}


async def _clock(conn: AsyncConnection) -> datetime:
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    now: datetime = row[0]
    return now


async def _tell_of_conflict(conn: AsyncConnection, arrived: Arrived) -> None:
    """One id for two things: logged, and told, since one of them may never be seen."""
    async with conn.transaction():
        phone, now = await begin(conn, arrived.token, arrived.person)
        action = "safety.same-key-other-content"
        await audit.note(
            conn, [Act(action, phone.source, phone.enrolment, phone.municipality)], at=now
        )
        team = await home.team_of(conn, phone.enrolment)
        if team is not None:
            told = News("safety-event", arrived.id, phone.enrolment, phone.municipality, team, now)
            await exchange.post(conn, [told])


async def _denied(conn: AsyncConnection, arrived: Arrived, refusal: Refused) -> None:
    async with conn.transaction():
        await access.open_context(conn, {arrived.token})
        phone = await home.phone(conn)
        source = None if phone is None else phone.source
        await audit.note(conn, [Act("denied", source, detail=refusal.code)], at=await _clock(conn))
