"""What somebody does from home beside measuring: writes, asks to be called, starts the medicine of
the doctor's text, is away, or says why something is not done today.

The phone's credential stands for whoever bound it, for the length of one transaction and for these
acts alone: a sign-in is made that ends with it, and nobody ever holds its token.
"""

import base64
import binascii
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.db import connection, transaction

from heime.core import care_plan, home_course, home_tasks, home_words, messages
from heime.core.actor import Actor
from heime.core.errors import (
    NotAllowedNow,
    NotFound,
    SameKeyOtherContent,
    UnknownSender,
)
from heime.core.errors import Refused as Refused
from heime.core.home_entry import BadEntry, By, Sort
from heime.core.hours import HOME
from heime.core.phases import LONGEST_PAUSE, WhyPaused
from heime.core.roles import Scope
from heime.core.standby import Medicine, texts_of
from heime.flow import send_message, what_is_known
from heime.flow.receive_home import Answered, Arrived, digest_of
from heime.flow.send_message import Company, Draft
from heime.records.access.models import SignIn
from heime.records.access.reach import enrolment_within
from heime.records.access.reads import hashed, identify
from heime.records.audit.writes import note
from heime.records.home.models import HomeEntry
from heime.records.people.locks import enrolment_lock_key
from heime.records.people.models import Enrolment
from heime.records.people.reads import hours_of_team
from heime.records.plans import reads as plans
from heime.records.worklist.notify import changed

AT_ONCE = timedelta(minutes=1)
"""How long the sign-in of one act would last, if it did not end with it."""
PAUSES = {"admitted": WhyPaused.HOSPITAL, "travelling": WhyPaused.HOLIDAY}


@dataclass(frozen=True, slots=True)
class Done:
    """What an act made. content: of what is kept nowhere else; words: what the person is told."""

    made: UUID | None = None
    content: dict[str, Any] | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """The phone behind the credential, and whom it is for."""

    device: UUID
    own: bool
    person: Enrolment
    actor: Actor


def act(arrived: Arrived, *, now: datetime) -> Answered:
    """Do one thing, keep it, and answer it; one transaction, once for each id.

    Raises UnknownSender, NotFound, SameKeyOtherContent, and what the act is refused for.
    """
    with transaction.atomic():
        phone = _as_its_owner(arrived, now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(arrived.person)])
        before = HomeEntry.objects.filter(enrolment_id=arrived.person, id=arrived.id).first()
        if before is not None:
            if before.digest != digest_of(arrived):
                raise SameKeyOtherContent("This id was used for something else.")
            _leave(phone, now)
            return Answered(before.answer, known=True, changed=set())
        done = _ACTS[arrived.sort](phone, arrived, now)
        told = _told(arrived, done, now)
        HomeEntry.objects.create(
            id=arrived.id, enrolment_id=arrived.person,
            municipality_id=phone.person.municipality_id, device_id=phone.device,
            account_id=phone.actor.account_id, sort=arrived.sort, by=_by(phone, arrived),
            at=arrived.at, phone_at=arrived.phone_at, received_at=now, digest=digest_of(arrived),
            made=done.made, content=done.content, answer=told,
        )  # fmt: skip
        note(
            "home.told", by=phone.actor, at=now, enrolment_id=arrived.person,
            municipality_id=phone.person.municipality_id, detail=arrived.sort.value,
        )  # fmt: skip
        _leave(phone, now)
        return Answered(told, known=False, changed=set())


def _as_its_owner(arrived: Arrived, now: datetime) -> Phone:
    """Who the phone stands for, with a sign-in that ends with this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('heime.token', %s, true)", [arrived.token])
        cursor.execute("SELECT device, enrolment, account, own FROM ctx_home()")
        row = cursor.fetchone()
    if row is None:
        raise UnknownSender("This phone may not send: it was taken out of use, or its right ended.")
    device, enrolment, account, own = row
    if enrolment != arrived.person:
        raise NotFound("There is nobody of that id that this phone sends for.")
    token = secrets.token_urlsafe(32)
    SignIn.objects.create(
        token_hash=hashed(token), account_id=account, started_at=now, last_seen_at=now,
        expires_at=now + AT_ONCE, how="home", level=2, device="",
    )  # fmt: skip
    actor = identify(token)
    person = enrolment_within(actor, enrolment, Scope.CONTACT) if actor else None
    if actor is None or person is None:
        raise UnknownSender("This phone may not send: whoever bound it is no longer here.")
    if enrolment_within(actor, enrolment, Scope.ENTRY) is None:
        raise UnknownSender("This phone may not send: its right has ended.")
    return Phone(device, own, person, actor)


def _leave(phone: Phone, now: datetime) -> None:
    SignIn.objects.filter(id=phone.actor.sign_in_id).update(ended_at=now)


def _by(phone: Phone, arrived: Arrived) -> By:
    return arrived.by if phone.own else By.CARER


def _told(arrived: Arrived, done: Done, now: datetime) -> dict[str, Any]:
    return {
        "id": str(arrived.id), "code": None, "received_at": now.isoformat(), "zone": None,
        "state": None, "priority": None, "remeasure_after_minutes": None,
        "words": done.words or None, "text": None, "promise": None,
    }  # fmt: skip


def _message(phone: Phone, arrived: Arrived, now: datetime) -> Done:
    """A message to the team, in a thread of its own or one that is there."""
    said: Mapping[str, Any] = arrived.what
    draft = Draft(str(said["text"]), files=_photo(said.get("photo")), id=arrived.id)
    if said.get("thread"):
        thread = send_message.answer(said["thread"], draft, by=phone.actor, now=now)
    else:
        also: Sequence[str] = said.get("also", ())
        kin = frozenset(UUID(one.removeprefix("k:")) for one in also if one != "patient")
        company = Company(patient="patient" in also, kin=kin)
        thread = send_message.start(phone.person.id, company, draft, by=phone.actor, now=now)
    hours = send_message.open_hours(phone.person, now)
    by = messages.answer_by(now, hours, urgent=False)
    return Done(thread.id, None, home_words.answered_by(by, now, phone.actor.language))


def _photo(photo: Mapping[str, Any] | None) -> list[bytes]:
    if photo is None:
        return []
    try:
        return [base64.b64decode(photo["base64"], validate=True)]
    except (binascii.Error, ValueError):
        raise BadEntry("photo: is not base64.") from None


def _call_me(phone: Phone, arrived: Arrived, now: datetime) -> Done:
    thread = send_message.ask_for_call(phone.person.id, by=phone.actor, now=now)
    hours = send_message.open_hours(phone.person, now)
    by = messages.answer_by(now, hours, urgent=True, call_me=True)
    words = home_words.called_by(by, now, hours.is_open(now), phone.actor.language)
    return Done(thread.id, None, words)


def _started(phone: Phone, arrived: Arrived, now: datetime) -> Done:
    """They have started: day 1, a task for the team, and the questions of the days that follow.

    Kept whatever holds the text back just now: that it was taken is a fact.
    """
    version = plans.in_force(phone.person.id, phone.actor)
    medicine = Medicine(arrived.what["medicine"])
    if version is None or not texts_of(care_plan.read(version.content), medicine):
        raise NotAllowedNow("The plan has no such medicine.")
    day = arrived.at.astimezone(HOME).date()
    hours = hours_of_team(phone.person.team, now.astimezone(HOME).date())
    begins, due = home_course.to_call(now, hours)
    id_ = uuid7.uuid7()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT start_course(%s, %s, %s, %s, %s::smallint, %s, %s, %s, %s)",
            [
                id_, phone.person.id, medicine.value, day, arrived.what["k1_at_start"],
                home_words.task_after_start(day, begins, due, phone.person.municipality.language),
                begins, due, now,
            ],
        )  # fmt: skip
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise UnknownSender("This phone may not send: its right has ended.")
    changed(phone.person.team_id, phone.person.id)
    words = home_words.call_after_start(begins, due, now, phone.actor.language)
    return Done(id_, dict(arrived.what), words)


def _not_today(phone: Phone, arrived: Arrived, now: datetime) -> Done:
    """Something is not done, with a reason that the plan allows."""
    known = what_is_known.of(phone.person, phone.actor, now)
    tasks = home_tasks.tasks(phone.person.id, known, now)
    task = next((one for one in tasks if one.id == arrived.what["task"]), None)
    if task is None:
        raise NotFound("There is no such task today.")
    if task.done is not None or arrived.what["reason"] not in task.may_skip:
        raise NotAllowedNow("This is done already, or the plan does not let it be left out.")
    content = {
        "what": task.what, "from": task.start.isoformat(), "to": task.end.isoformat(),
        "reason": arrived.what["reason"],
    }  # fmt: skip
    return Done(None, content)


def _pause(phone: Phone, arrived: Arrived, now: datetime) -> Done:
    first: date = arrived.what["first_day"]
    done = _asked(
        "SELECT pause_from_home(%s, %s, %s, %s)",
        [phone.person.id, first, PAUSES[arrived.what["why"]].value, now],
    )
    if done == "too-long":
        raise NotAllowedNow(f"A pause lasts from 1 to {LONGEST_PAUSE.days} days.")
    if done != "done":
        raise NotAllowedNow("The follow-up cannot be paused now.")
    return _moved(phone, "active paused", now, {"first_day": first.isoformat()})


def _pause_over(phone: Phone, arrived: Arrived, now: datetime) -> Done:
    if _asked("SELECT back_from_home(%s, %s)", [phone.person.id, now]) != "done":
        raise NotAllowedNow("There is no pause of yours to end. The team ends its own.")
    return _moved(phone, "paused active", now, None)


def _moved(phone: Phone, detail: str, now: datetime, content: dict[str, Any] | None) -> Done:
    note(
        "phase.changed", by=phone.actor, at=now, enrolment_id=phone.person.id,
        municipality_id=phone.person.municipality_id, detail=detail,
    )  # fmt: skip
    changed(phone.person.team_id, phone.person.id)
    return Done(None, content)


def _asked(question: str, values: list[Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        row = cursor.fetchone()
    return str(row[0]) if row else "no"


_ACTS: dict[Sort, Callable[[Phone, Arrived, datetime], Done]] = {
    Sort.MESSAGE: _message,
    Sort.CALL_ME: _call_me,
    Sort.STARTED: _started,
    Sort.NOT_TODAY: _not_today,
    Sort.PAUSE: _pause,
    Sort.PAUSE_OVER: _pause_over,
}
ACTS = frozenset(_ACTS)
"""The sorts that are done here; the rest come by the door of all measurements."""
