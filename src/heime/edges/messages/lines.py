"""Threads and messages made ready for the page: names, times, and who has read what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.attachments import FileSort
from heime.core.messages import Side, Sort
from heime.edges.clinic import corrected, marks, moments
from heime.edges.clinic.corrected import CorrectionLine
from heime.edges.clinic.marks import Mark
from heime.edges.messages import words
from heime.flow import correct
from heime.records.access.reach import contacts_of
from heime.records.messages import reads
from heime.records.messages.models import File, Message, Receipt, Thread
from heime.records.people.models import Account, Organisation


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One thread on a list. waits: whether somebody waits for the team."""

    id: UUID
    person: str
    place: str
    marks: list[Mark]
    title: str
    beginning: str
    when: str
    at: datetime
    new: str
    waits: bool
    urgent: bool
    call_me: bool
    due: str
    is_overdue: bool
    has_it: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    id: UUID
    kind: str
    size: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message. by_itself: Heime says it, or it was settled. mine: of the reader's own side."""

    id: UUID
    who: str
    side: str
    when: str
    at: datetime
    text: str
    by_itself: bool
    mine: bool
    urgent: bool
    files: list[FileLine]
    corrected: list[CorrectionLine]
    read: str


class Names:
    """What those in a person's threads are called, as far as the reader may know."""

    def __init__(self, thread: Thread, actor: Actor) -> None:
        patient = thread.enrolment.patient
        self.patient = f"{patient.given} {patient.family}"
        self._kin = {one.account_id: one.name for one in contacts_of(thread.enrolment_id, actor)}

    def of(self, side: str, account: Account | None) -> str:
        if side == Side.PATIENT:
            return self.patient
        if account is None:
            return ""
        return account.name or self._kin.get(account.id, "") or words.side(Side.KIN)

    def kin(self, account_id: UUID) -> str:
        return self._kin.get(account_id, "") or words.side(Side.KIN)


def thread_lines(found: Sequence[Thread], actor: Actor, now: datetime) -> list[ThreadLine]:
    """Threads read by `reads.with_news`."""
    return [_thread_line(one, actor, now) for one in found]


def _thread_line(one: Thread, actor: Actor, now: datetime) -> ThreadLine:
    patient = one.enrolment.patient
    new = getattr(one, "new", 0) or 0
    beginning = " ".join((getattr(one, "beginning", "") or "").split())
    if beginning.startswith(one.title.rstrip("…")):  # the first message is the newest
        beginning = "" if one.title.endswith("…") else beginning[len(one.title) :].strip()
    late = one.due_at is not None and now > one.due_at
    return ThreadLine(
        id=one.id,
        person=f"{patient.given} {patient.family}",
        place=one.municipality.name,
        marks=marks.of(patient, now),
        title=title_of(one),
        beginning=beginning,
        when=moments.when(one.newest_at, now),
        at=one.newest_at,
        new=words.new(new) if new else "",
        waits=one.waits_since is not None,
        urgent=one.urgent,
        call_me=one.call_me,
        due=(moments.overdue if late else moments.due)(one.due_at, now) if one.due_at else "",
        is_overdue=late,
        has_it=one.taken_by.name if one.taken_by else "",
        is_mine=one.taken_by_id == actor.account_id,
    )


def title_of(one: Thread) -> str:
    return one.title or words.help_title()


def message_lines(thread: Thread, actor: Actor, now: datetime) -> list[MessageLine]:
    """A thread's messages, the oldest first."""
    names = Names(thread, actor)
    mine = reads.side_of(actor, thread.enrolment_id, thread.enrolment.team_id)
    read: dict[UUID, list[Receipt]] = defaultdict(list)
    for receipt in reads.receipts_of(thread):
        read[receipt.message_id].append(receipt)
    files: dict[UUID, list[File]] = defaultdict(list)
    for file in reads.files_of([thread]):
        files[file.message_id].append(file)
    beside = _beside(thread, actor, now)
    return [
        _message_line(
            one, names, mine, read[one.id], files[one.id], beside.get(str(one.id), []), now
        )
        for one in reads.messages_of(thread)
    ]


def _message_line(
    one: Message, names: Names, mine: Side | None, read: list[Receipt], files: list[File],
    beside: list[CorrectionLine], now: datetime,
) -> MessageLine:  # fmt: skip
    who = names.of(one.side, one.sent_by)
    text = {
        Sort.SAID: one.text,
        Sort.CALL_ME: words.wants_call(who),
        Sort.SETTLED: words.settled(who),
        Sort.CLOSED: words.closed(one.opens_at, now) if one.opens_at else "",
    }[Sort(one.sort)]
    told = [
        f"{names.of(receipt.side, receipt.account)} {moments.stamp(receipt.read_at, now)}"
        for receipt in read
        if receipt.side != one.side
    ]
    by_itself = one.sort in (Sort.CLOSED, Sort.SETTLED)
    return MessageLine(
        id=one.id,
        who=who or words.side(""),
        side=one.office.name if one.office else words.side(one.side),
        when=moments.when(one.sent_at, now),
        at=one.sent_at,
        text=text,
        by_itself=by_itself,
        mine=mine is not None and one.side == mine,
        urgent=one.urgent,
        files=[
            FileLine(
                file.id, words.file_kind(FileSort(file.sort).is_picture), words.size(file.size),
                FileSort(file.sort).is_picture,
            )
            for file in files
        ],
        corrected=beside,
        read="" if by_itself else words.read_by(told),
    )  # fmt: skip


def _beside(thread: Thread, actor: Actor, now: datetime) -> dict[str, list[CorrectionLine]]:
    """What corrects each message, the oldest first; whoever reads the one sees the other."""
    read = reads.messages_within(actor).filter(thread_id=thread.id)
    found = correct.of_messages(read, [thread.enrolment_id], actor)[::-1]
    by_id: dict[str, list[CorrectionLine]] = defaultdict(list)
    for one, line in zip(found, corrected.lines(found, actor, now), strict=True):
        by_id[one.about].append(line)
    return by_id


def company(thread: Thread, actor: Actor) -> list[str]:
    """Who is in a thread, by name; the team goes without saying to itself, so it stands last."""
    names = Names(thread, actor)
    offices = Organisation.objects.filter(id__in=thread.offices).values_list("name", flat=True)
    return [
        *([names.patient] if thread.with_patient else []),
        *(names.kin(account) for account in thread.kin),
        *offices,
        thread.enrolment.team.name,
    ]
