"""Somebody writes about a person: to the team, and from the team to those who stand around them.

What comes from outside the team waits on its list until somebody has answered or decided that no
answer is needed; what the team writes ends the waiting. Outside opening hours the thread itself
says so, once, and when somebody reads. Nobody's telephone is told more than that a message came.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import uuid_utils.compat as uuid7
from django.db import transaction
from django.db.models import Sum

from heime.core import attachments, messages
from heime.core.actor import Actor
from heime.core.attachments import Attachment
from heime.core.casework import Act
from heime.core.errors import NotAllowedNow, NotFound, NotYours
from heime.core.hours import HOME, Hours
from heime.core.messages import Side, Sort
from heime.core.phases import Phase
from heime.core.roles import Scope
from heime.flow import act, tell_of_message, write_to
from heime.records.access.reach import enrolment_within
from heime.records.audit.writes import note
from heime.records.messages import reads
from heime.records.messages.models import File, Message, Thread
from heime.records.people.models import Enrolment
from heime.records.people.reads import hours_of_team
from heime.records.worklist.notify import changed

A_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Company:
    """Whom a new thread is with, besides the team. kin: their accounts. office: an organisation."""

    patient: bool = False
    kin: frozenset[UUID] = frozenset()
    office: UUID | None = None

    def sides(self) -> frozenset[Side]:
        found = {Side.PATIENT: self.patient, Side.KIN: bool(self.kin), Side.OFFICE: self.office}
        return frozenset({Side.TEAM, *(side for side, is_in in found.items() if is_in)})


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to send. files: as they came, unchecked.

    id: given by the page when it was opened, so that what is sent twice is there once. case: the
    case from which it is sent.
    """

    text: str
    urgent: bool = False
    files: Sequence[bytes] = ()
    id: UUID = field(default_factory=uuid7.uuid7)
    case: UUID | None = None


def start(
    enrolment_id: UUID, company: Company, draft: Draft, *, by: Actor, now: datetime
) -> Thread:
    """Begin a thread. Whoever begins it is in it, and so is the team.

    Raises NotFound, NotYours for company that one may not choose, NotAllowedNow when the follow-up
    has ended or the case is closed, MissingText, BadFile and TooLarge.
    """
    text = messages.checked_text(draft.text)
    files = checked_files(draft.files)
    with transaction.atomic():
        person, side = writer(enrolment_id, by=by, now=now)
        earlier = _sent_before(draft.id, by)
        if earlier is not None:
            return earlier
        company = _with_oneself(company, side, person, by)
        messages.check_company(side, company.sides())
        _check_present(company, person, by)
        thread = Thread.objects.create(
            municipality_id=person.municipality_id, enrolment_id=person.id, started_at=now,
            started_by_id=by.account_id, title=messages.first_line(text),
            with_patient=company.patient, kin=sorted(company.kin),
            offices=[company.office] if company.office else [], newest_at=now,
        )  # fmt: skip
        thread.enrolment = person
        _add(thread, side, text, draft, files, by=by, now=now)
        return thread


def answer(thread_id: UUID, draft: Draft, *, by: Actor, now: datetime) -> Thread:
    """Write in a thread that one takes part in. Raises what `start` raises."""
    text = messages.checked_text(draft.text)
    files = checked_files(draft.files)
    with transaction.atomic():
        found = read_by(thread_id, by)
        _person, side = writer(found.enrolment_id, by=by, now=now)
        thread = locked(thread_id, by)
        if _sent_before(draft.id, by) is None:
            _add(thread, side, text, draft, files, by=by, now=now)
        return thread


def ask_for_call(enrolment_id: UUID, *, by: Actor, now: datetime) -> Thread:
    """ "I need help now": the person, or next of kin, wants to be called by the team.

    One row on the list, first among the red; pressing again while it waits adds nothing.
    Raises NotFound, NotYours for staff, and NotAllowedNow when the follow-up has ended.
    """
    with transaction.atomic():
        person, side = writer(enrolment_id, by=by, now=now)
        if side not in (Side.PATIENT, Side.KIN):
            raise NotYours("Staff call; they do not ask to be called.")
        own = reads.of_person(person.id, by).filter(started_by_id=by.account_id)
        waiting = own.filter(call_me=True).first()
        if waiting is not None:
            return waiting
        company = _with_oneself(Company(), side, person, by)
        thread = Thread.objects.create(
            municipality_id=person.municipality_id, enrolment_id=person.id, started_at=now,
            started_by_id=by.account_id, title="", with_patient=company.patient,
            kin=sorted(company.kin), newest_at=now,
        )  # fmt: skip
        thread.enrolment = person
        message, hours = Message(sort=Sort.CALL_ME, side=side, urgent=True), open_hours(person, now)
        _keep(thread, message, by=by, now=now)
        _waits(thread, hours, now, urgent=True, call_me=True)
        _say_closed(thread, hours, now)
        tell_of_message.tell(thread, message, hours, by=by, now=now)
        return thread


def writer(enrolment_id: UUID, *, by: Actor, now: datetime) -> tuple[Enrolment, Side]:
    """The person, and as what the actor writes about them.

    Raises NotFound, NotYours for somebody who only reads, NotAllowedNow after the end.
    """
    person = enrolment_within(by, enrolment_id, Scope.MESSAGES)
    if person is None:
        raise NotFound("There is nobody of that id whose messages you reach.")
    side = reads.side_of(by, person.id, person.team_id)
    if side is None:
        raise NotYours("Whoever reads in an emergency does not write.")
    if not is_open(person, now):
        raise NotAllowedNow("The follow-up has ended: messages are read, and no longer sent.")
    return person, side


def is_open(person: Enrolment, now: datetime) -> bool:
    """Whether messages are sent about this person: followed up, and alive."""
    over = person.ends_at is not None and person.ends_at <= now
    return Phase(person.phase) in messages.WRITING and not over and not person.patient.died_on


def read_by(thread_id: UUID, by: Actor) -> Thread:
    """A thread that one may read, with the person. Raises NotFound for any other."""
    thread = reads.thread_within(by, thread_id)
    if thread is None:
        raise NotFound("There is no such thread, or it is not yours to read.")
    return thread


def locked(thread_id: UUID, by: Actor) -> Thread:
    """A thread that one takes part in, while nobody else changes it. Raises NotFound."""
    thread = read_by(thread_id, by)
    if not Thread.objects.select_for_update().filter(id=thread.id).first():
        raise NotFound("There is no such thread that is yours to write in.")
    thread.refresh_from_db(fields=["waits_since", "due_at", "urgent", "call_me", "taken_by"])
    return thread


def open_hours(person: Enrolment, now: datetime) -> Hours:
    return hours_of_team(person.team, now.astimezone(HOME).date())


def checked_files(files: Sequence[bytes]) -> list[Attachment]:
    attachments.check_together([len(one) for one in files], sent_today=0)
    return [attachments.checked(one) for one in files]


def _sent_before(message_id: UUID, by: Actor) -> Thread | None:
    """The thread that already has this message of theirs: the same was sent twice."""
    sent = Message.objects.filter(id=message_id, sent_by_id=by.account_id)
    found = reads.threads(by).filter(id__in=sent.values("thread_id"))
    return found.select_related("enrolment__patient", "enrolment__team").first()


def _with_oneself(company: Company, side: Side, person: Enrolment, by: Actor) -> Company:
    mine = {
        Side.TEAM: company,
        Side.PATIENT: Company(True, company.kin, company.office),
        Side.KIN: Company(company.patient, company.kin | {by.account_id}, company.office),
        Side.OFFICE: Company(company.patient, company.kin, reads.office_of(by, person.id)),
    }[side]
    if side is Side.KIN and mine.kin != {by.account_id}:
        raise NotYours("Next of kin write for themselves, not for other next of kin.")
    return mine


def _check_present(company: Company, person: Enrolment, by: Actor) -> None:
    """Raises NotYours when somebody in it has no live right to the person's messages."""
    known = write_to.who_may_be_written_to(person, by)
    if not company.kin <= known.kin.keys() | {by.account_id}:
        raise NotYours("This next of kin has no access to messages.")
    if company.office is not None and company.office not in known.offices:
        raise NotYours("This office has no access to messages.")


def _add(
    thread: Thread,
    side: Side,
    text: str,
    draft: Draft,
    files: Sequence[Attachment],
    *,
    by: Actor,
    now: datetime,
) -> None:
    message = Message(id=draft.id, side=side, text=text, urgent=draft.urgent, case_id=draft.case)
    if side is Side.OFFICE:
        message.office_id = reads.office_of(by, thread.enrolment_id)
    _keep(thread, message, by=by, now=now)
    _attach(message, files, by=by, now=now)
    hours = open_hours(thread.enrolment, now)
    if side is Side.TEAM:
        answered(thread)
        if draft.case is not None:
            act.did(draft.case, Act.MESSAGE, by=by, now=now, ref=message.id)
    else:
        _waits(thread, hours, now, urgent=draft.urgent)
        if side is not Side.OFFICE:
            _say_closed(thread, hours, now)
    tell_of_message.tell(thread, message, hours, by=by, now=now)


def _keep(thread: Thread, message: Message, *, by: Actor, now: datetime) -> None:
    message.municipality_id, message.enrolment_id = thread.municipality_id, thread.enrolment_id
    message.thread, message.sent_by_id, message.sent_at = thread, by.account_id, now
    message.save(force_insert=True)
    note(
        "message.sent", by=by, at=now, enrolment_id=thread.enrolment_id,
        municipality_id=thread.municipality_id, detail=str(thread.id), resource="messages",
    )  # fmt: skip
    Thread.objects.filter(id=thread.id).update(newest_at=now)
    changed(thread.enrolment.team_id, thread.enrolment_id)


def _attach(message: Message, files: Sequence[Attachment], *, by: Actor, now: datetime) -> None:
    if not files:
        return
    today = File.objects.filter(
        enrolment_id=message.enrolment_id, sent_by_id=by.account_id, sent_at__gt=now - A_DAY
    )
    sent = today.aggregate(sum=Sum("size"))["sum"] or 0
    attachments.check_together([len(one.content) for one in files], sent_today=sent)
    for one in files:
        File.objects.create(
            municipality_id=message.municipality_id, enrolment_id=message.enrolment_id,
            thread_id=message.thread_id, message=message, sort=one.sort.value,
            size=len(one.content), content=one.content, sent_by_id=by.account_id, sent_at=now,
        )  # fmt: skip


def _waits(
    thread: Thread, hours: Hours, now: datetime, *, urgent: bool, call_me: bool = False
) -> None:
    """Somebody waits for the team: since their first unanswered message, until the nearest time."""
    due = messages.answer_by(now, hours, urgent=urgent, call_me=call_me)
    Thread.objects.filter(id=thread.id).update(
        waits_since=thread.waits_since or now,
        due_at=min(due, thread.due_at) if thread.due_at else due,
        urgent=thread.urgent or urgent,
        call_me=thread.call_me or call_me,
    )


def answered(thread: Thread) -> None:
    """Nobody waits in this thread any more."""
    Thread.objects.filter(id=thread.id).update(
        waits_since=None, due_at=None, urgent=False, call_me=False, taken_by=None, taken_at=None
    )


def _say_closed(thread: Thread, hours: Hours, now: datetime) -> None:
    """Once for each time that the team is closed: nobody reads now, and when somebody does."""
    if hours.is_open(now):
        return
    opens = hours.next_open(now)
    said = Message.objects.filter(thread_id=thread.id, sort=Sort.CLOSED, opens_at=opens)
    if not said.exists():
        Message.objects.create(
            municipality_id=thread.municipality_id, enrolment_id=thread.enrolment_id,
            thread=thread, sort=Sort.CLOSED, sent_at=now, opens_at=opens,
        )  # fmt: skip
