"""Reviewing the log of one's municipality: how it is, what to ask about, and what came of asking.

Whom an entry is about stands there as a number (core/pseudonym); names are another story
(flow/reveal_name.py). Reading is logged first, in the transaction of the request.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotAllowedNow, NotFound, NotYours
from heime.core.hours import HOME
from heime.core.log_chain import Place
from heime.core.roles import Role
from heime.core.snooping import Finding
from heime.flow import keeping
from heime.records.audit import reviewing
from heime.records.audit.models import Entry, Signal
from heime.records.audit.reviewing import DayCount, Sealed
from heime.records.audit.writes import note
from heime.records.people.models import Account, Municipality

BACK = timedelta(days=30)
SEALS_BACK = timedelta(days=14)
BESIDE = timedelta(minutes=30)
"""How far around the look the reviewer sees what else was done."""
MOST_ENTRIES, MOST_SIGNALS = 300, 200


@dataclass(frozen=True, slots=True)
class Overview:
    sealed: Sealed
    counts: list[DayCount]


@dataclass(frozen=True, slots=True)
class Opened:
    """A signal with what its reviewer sees. staff: who looked; None when their account is gone.

    own: it is about the reader, who may not settle it. open_case, acted: what work there was.
    entries: of that person, that day about the one who was looked at, and around the look.
    """

    signal: Signal
    staff: Account | None
    own: bool
    open_case: bool
    acted: bool
    entries: list[Entry]


def places_of(by: Actor) -> list[Municipality]:
    """The municipalities whose log one reviews."""
    numbers = by.municipalities_as(Role.AUDITOR)
    return list(Municipality.objects.filter(number__in=numbers).order_by("name"))


def overview(place: int, anchored: list[Place], *, by: Actor, now: datetime) -> Overview:
    """How the log of a municipality is. anchored: places whose hash should be compared.

    Raises NotFound for a municipality that one does not review.
    """
    if place not in by.municipalities_as(Role.AUDITOR):
        raise NotFound("There is no such municipality whose log you review.")
    note("log.read", by=by, at=now, municipality_id=place, resource="log", ground="review")
    today = now.astimezone(HOME).date()
    since = datetime.combine(today - BACK + timedelta(days=1), time(), HOME)
    return Overview(
        reviewing.sealed(place, since=today - SEALS_BACK + timedelta(days=1), anchored=anchored),
        reviewing.by_day(place, since=since),
    )


def signals(*, by: Actor, now: datetime) -> list[Signal]:
    """Everything to ask about in one's municipalities. Those that wait come first."""
    places = by.municipalities_as(Role.AUDITOR)
    for place in sorted(places):
        note(
            "log.read", by=by, at=now, municipality_id=place, resource="log", ground="review",
            detail="signals",
        )  # fmt: skip
    return reviewing.signals(places, most=MOST_SIGNALS)


def opened(signal_id: UUID, *, by: Actor, now: datetime) -> Opened:
    """One signal, and what the log has around it.

    Raises NotFound, and NotYours for one that is about oneself.
    """
    found = within(signal_id, by=by, now=now)
    own, open_case, acted = _facts(found)
    if own:
        note("denied", by=by, at=now, municipality_id=found.municipality_id, denied=True,
             detail="signal about oneself")  # fmt: skip
        raise NotYours("Somebody else reviews what is about you.")
    note(
        "log.read", by=by, at=now, enrolment_id=found.enrolment_id,
        municipality_id=found.municipality_id, resource="log", ground="review", detail="signal",
    )  # fmt: skip
    staff = Account.objects.filter(id=found.account_id).first()
    return Opened(found, staff, own, open_case, acted, _entries(found))


def within(signal_id: UUID, *, by: Actor, now: datetime) -> Signal:
    """A signal of one's municipalities. Asking for another is logged. Raises NotFound."""
    found = reviewing.signal(signal_id, by.municipalities_as(Role.AUDITOR))
    if found is None:
        note("denied", by=by, at=now, detail="signal", denied=True)
        raise NotFound("There is no such signal where you review the log.")
    return found


def _facts(of: Signal) -> tuple[bool, bool, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM signal_facts(%s)", [of.id])
        rows = cursor.fetchall()
    if not rows:  # the database knows of no such signal of theirs, whatever we think
        raise NotFound("There is no such signal where you review the log.")
    own, open_case, acted = rows[0]
    return bool(own), bool(open_case), bool(acted)


def _entries(of: Signal) -> list[Entry]:
    """The day's, when it is about how many; else about the person, and half an hour around."""
    starts = datetime.combine(of.day, time(), HOME)
    ends = datetime.combine(of.day + timedelta(days=1), time(), HOME)
    day = reviewing.around(of, starts, ends, most=MOST_ENTRIES)
    looked_at = reviewing.entry_at(of)
    if of.enrolment_id is None or looked_at is None:
        return day
    return [
        one
        for one in day
        if one.enrolment_id == of.enrolment_id or abs(one.at - looked_at) <= BESIDE
    ]


def settle(signal_id: UUID, *, finding: str, text: str, by: Actor, now: datetime) -> None:
    """Say what came of asking about a signal; once.

    Raises MissingText, NotFound, NotYours for one about oneself, and NotAllowedNow when somebody
    has settled it.
    """
    words = keeping.said(text, "Write what you found")
    if finding not in set(Finding):
        raise MissingText("Choose what you found.")
    found = within(signal_id, by=by, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT settle_signal(%s, %s, %s, %s)", [found.id, finding, words, now])
        ((came_of_it,),) = cursor.fetchall()
    _must_be_done(came_of_it)
    note(
        "signal.settled", by=by, at=now, enrolment_id=found.enrolment_id,
        municipality_id=found.municipality_id, detail=finding, resource="log", ground="review",
    )  # fmt: skip


def _must_be_done(came_of_it: str) -> None:
    if came_of_it == "no":
        raise NotFound("There is no such signal where you review the log.")
    if came_of_it == "own":
        raise NotYours("Somebody else reviews what is about you.")
    if came_of_it != "done":
        raise NotAllowedNow("Somebody has settled this already.")
