"""Everything about a person, for themselves: gathered here, written out at the door.

What is not the person's is not in it: what next of kin answered about themselves, anybody else's
number or phone, and an address that is protected.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.log_words import Line
from heime.core.roles import Scope
from heime.core.topics import TOGETHER
from heime.flow import correct, keeping, read_log
from heime.flow.break_glass import ProveFirst
from heime.flow.export_rest import Kept, rest
from heime.records.access import grounds
from heime.records.access.models import Block, Objection, Right
from heime.records.access.reach import (
    blocks_of,
    contacts_of,
    enrolment_within,
    histories_of,
    rights_to,
)
from heime.records.audit.writes import note
from heime.records.happenings import reads as happenings
from heime.records.keeping.models import Correction
from heime.records.keeping.reads import corrections_of
from heime.records.measurements.models import Judgement, Measurement, Response
from heime.records.messages import reads as message_reads
from heime.records.messages.models import File, Message
from heime.records.people.models import Contact, Enrolment
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Case, CaseEvent

AT_A_TIME = 500
"""Rows held in memory while readings and answers are written out."""
EVER = timedelta(days=36_500)
Row = TypeVar("Row", Measurement, Response)


@dataclass(frozen=True, slots=True)
class Everything:
    """What is kept about one person, but for readings, answers and messages: those are many
    (`readings`, `answers`, `messages`).

    follow_ups: this one, and those that are linked with it; the rest is about all of them, but for
    contacts, rights and log, which are this one's.
    """

    person: Enrolment
    follow_ups: list[Enrolment]
    contacts: list[Contact]
    plans: list[PlanVersion]
    cases: list[Case]
    events: dict[UUID, list[CaseEvent]]
    rights: list[Right]
    blocks: list[Block]
    objections: list[Objection]
    corrections: list[Correction]
    log: list[Line]
    threads: list[UUID]
    """The threads that the person is in; what is written there is in `messages`."""
    valued: list[UUID]
    """The follow-ups whose readings and answers are in it."""
    withdrawn: dict[UUID, datetime]
    """Readings that do not count, and since when."""
    by: Actor
    """Whoever asks: what is many is read as they may see it while it is written out."""


def whose(enrolment_id: UUID, *, by: Actor) -> Enrolment:
    """The person that a copy may be made of: oneself, or somebody one leads the follow-up of.

    Raises NotFound for everybody else.
    """
    person = enrolment_within(by, enrolment_id, Scope.LOG)
    own = person is not None and keeping.is_self(by, enrolment_id)
    if person is None or not (own or keeping.works_with(by, enrolment_id)):
        raise NotFound("There is nobody of that id whose copy you may take.")
    return person


def everything_about(
    enrolment_id: UUID, *, form: str, by: Actor, now: datetime, language: str
) -> Everything:
    """Gather it, and log that a copy was taken. form: `fhir` or `pdf`, for the log.

    Raises NotFound, and ProveFirst when the proof of who asks is too old.
    """
    person = whose(enrolment_id, by=by)
    if not by.is_sure(now):
        raise ProveFirst("Prove who you are first.")
    reached = {
        scope: histories_of(by, enrolment_id, scope)
        for scope in (Scope.CONTACT, Scope.VALUES, Scope.PLAN, Scope.CASES)
    }
    log = read_log.log_of(enrolment_id, by=by, now=now, language=language, back=EVER)
    cases = Case.objects.filter(enrolment_id__in=reached[Scope.CASES])
    found = Everything(
        person=person,
        follow_ups=_follow_ups(reached[Scope.CONTACT]),
        contacts=list(contacts_of(enrolment_id, by)),
        plans=_plans(reached[Scope.PLAN]),
        cases=list(cases.select_related("taken_by", "closed_by").order_by("opened_at")),
        events=_events(reached[Scope.CASES]),
        rights=list(rights_to(enrolment_id, by)),
        blocks=list(blocks_of(enrolment_id, by)),
        objections=grounds.objections_of(enrolment_id, by),
        corrections=corrections_of(reached[Scope.CONTACT], by) + _of_messages(enrolment_id, by),
        log=log,
        threads=_threads(enrolment_id, by),
        valued=reached[Scope.VALUES],
        withdrawn=happenings.withdrawn_of(reached[Scope.VALUES]),
        by=by,
    )
    for one in found.follow_ups:
        note(
            "exported", by=by, at=now, enrolment_id=one.id, municipality_id=one.municipality_id,
            detail=form, resource="everything",
        )  # fmt: skip
    return found


def readings(of: Everything) -> Iterator[tuple[Measurement, Judgement | None]]:
    """Every reading with how it was judged last, the oldest first; a few at a time in memory."""
    rows = Measurement.objects.filter(enrolment_id__in=of.valued).order_by("measured_at", "id")
    yield from _judged(rows.iterator(chunk_size=AT_A_TIME), of.valued)


def answers(of: Everything) -> Iterator[tuple[Response, Judgement | None]]:
    """Every answered form, in the same way."""
    rows = Response.objects.filter(enrolment_id__in=of.valued).order_by("answered_at", "id")
    yield from _judged(rows.iterator(chunk_size=AT_A_TIME), of.valued)


def messages(of: Everything) -> Iterator[tuple[Message, list[File]]]:
    """Every message of the person's own threads with its files, the oldest first."""
    rows = Message.objects.filter(thread_id__in=of.threads).select_related("sent_by")
    files: dict[UUID, list[File]] = {}
    for file in File.objects.filter(thread_id__in=of.threads).defer("content").order_by("id"):
        files.setdefault(file.message_id, []).append(file)
    for one in rows.order_by("sent_at", "id").iterator(chunk_size=AT_A_TIME):
        yield one, files.get(one.id, [])


def others(of: Everything) -> Iterator[Kept]:
    """What came from home as such, happenings, promises, equipment and the rest, row by row."""
    yield from rest(of.person.id, by=of.by)


def content_of(file: File) -> bytes:
    """What is in a file: one at a time in memory."""
    return bytes(File.objects.values_list("content", flat=True).get(id=file.id))


def _threads(enrolment_id: UUID, by: Actor) -> list[UUID]:
    """What next of kin and others wrote to the team alone is not the person's own."""
    own = message_reads.of_person(enrolment_id, by).filter(with_patient=True)
    return list(own.values_list("id", flat=True))


def _of_messages(enrolment_id: UUID, by: Actor) -> list[Correction]:
    """What corrects the messages that are in the copy."""
    read = message_reads.messages_within(by).filter(thread__with_patient=True)
    return correct.of_messages(read, [enrolment_id], by)


def _judged(rows: Iterator[Row], people: list[UUID]) -> Iterator[tuple[Row, Judgement | None]]:
    while some := list(islice(rows, AT_A_TIME)):
        judged = (
            Judgement.objects.filter(
                enrolment_id__in=people, measurement_id__in=[row.id for row in some]
            )
            .exclude(kind=TOGETHER)
            .order_by("judged_at")
        )
        by_id = {one.measurement_id: one for one in judged}
        yield from ((row, by_id.get(row.id)) for row in some)


def _follow_ups(ids: list[UUID]) -> list[Enrolment]:
    found = Enrolment.objects.filter(id__in=ids).select_related("patient", "team", "municipality")
    return sorted(found, key=lambda one: ids.index(one.id))


def _plans(ids: list[UUID]) -> list[PlanVersion]:
    """Those that have held: a draft is nothing that anybody has decided."""
    return list(
        PlanVersion.objects.filter(enrolment_id__in=ids, approved_at__isnull=False, shadow=False)
        .select_related("approved_by")
        .order_by("valid_from", "number")
    )


def _events(ids: list[UUID]) -> dict[UUID, list[CaseEvent]]:
    found: dict[UUID, list[CaseEvent]] = {}
    for event in CaseEvent.objects.filter(enrolment_id__in=ids).select_related("by").order_by("at"):
        found.setdefault(event.case_id, []).append(event)
    return found
