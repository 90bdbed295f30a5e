"""Whom a signal is about: a reviewer asks with a reason, and somebody else says yes or no.

The one who answers is another reviewer of the municipality, or its manager. The name is told to the
one who asked alone, for a week. Each step, and each time the name is shown, is in the person's log.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.db import connection

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotFound, NotYours
from heime.core.roles import Role
from heime.flow import keeping, review_log
from heime.flow.break_glass import ProveFirst
from heime.records.audit import reviewing
from heime.records.audit.models import Reveal, Signal
from heime.records.audit.writes import note
from heime.records.people.models import Account


@dataclass(frozen=True, slots=True)
class Named:
    """Who it is, as long as one may know."""

    name: str
    birth_date: date | None
    until: datetime


def ask(signal_id: UUID, *, reason: str, by: Actor, now: datetime) -> None:
    """Ask to know whom a signal is about.

    Raises MissingText, NotFound, NotYours for what is about oneself, NotAllowedNow when one has
    asked already, and ProveFirst when the proof of who asks is too old.
    """
    words = keeping.said(reason, "Say why you must know the name")
    found = review_log.within(signal_id, by=by, now=now)
    if not by.is_sure(now):
        raise ProveFirst("Prove who you are first.")
    _do("SELECT ask_name(%s, %s, %s, %s)", [found.id, uuid7.uuid7(), words, now])
    _noted("name.asked", found, by=by, now=now)


def answer(reveal_id: UUID, *, agreed: bool, by: Actor, now: datetime) -> None:
    """Say yes or no to what another has asked.

    Raises NotFound, NotYours for what one asked oneself or is about oneself, NotAllowedNow when it
    is answered, and ProveFirst when the proof of who answers is too old.
    """
    found = next((one for one in asked(by=by) if one.id == reveal_id), None)
    if found is None:
        note("denied", by=by, at=now, detail="name", denied=True)
        raise NotFound("Nobody has asked for that name where you may answer.")
    if not by.is_sure(now):
        raise ProveFirst("Prove who you are first.")
    _do("SELECT answer_name(%s, %s, %s)", [found.id, agreed, now])
    _noted("name.confirmed" if agreed else "name.refused", found, by=by, now=now)


def _do(call: str, given: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(call, given)
        ((came_of_it,),) = cursor.fetchall()
    if came_of_it == "no":
        raise NotFound("There is nothing of that id where you review the log.")
    if came_of_it == "own":
        raise NotYours("Somebody else must do this.")
    if came_of_it != "done":
        raise NotAllowedNow("This has been asked, or answered, already.")


def asked(*, by: Actor) -> list[Reveal]:
    """What was asked where one reviews the log or is the manager; what waits comes first."""
    places = by.municipalities_as(Role.AUDITOR) | by.municipalities_as(Role.MANAGER)
    return reviewing.reveals(places)


def names_of(accounts: set[UUID]) -> dict[UUID, str]:
    """What staff are called; patients and kin have no name here."""
    known = Account.objects.filter(id__in=accounts).exclude(name="")
    return dict(known.values_list("id", "name"))


def told(of: Signal, *, by: Actor, now: datetime) -> Named | None:
    """The name, for the one who was told it and as long as that lasts. Showing it is logged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT given, family, birth_date, until FROM revealed_name(%s)", [of.id])
        rows = cursor.fetchall()
    if not rows:
        return None
    given, family, birth_date, until = rows[0]
    _noted("name.revealed", of, by=by, now=now)
    return Named(f"{given} {family}", birth_date, until)


def _noted(what: str, of: Signal | Reveal, *, by: Actor, now: datetime) -> None:
    note(
        what, by=by, at=now, enrolment_id=of.enrolment_id, municipality_id=of.municipality_id,
        resource="name", ground="review",
    )  # fmt: skip
