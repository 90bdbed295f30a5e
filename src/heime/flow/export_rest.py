"""The rest of what is kept about a person: what came from home as such, what happened, what was
promised and done, equipment and reminders. Each row of each table, for the copy of everything.

Every table about a person stands in REST, in TOLD_ELSEWHERE or in LEFT_OUT; a test holds them
against the register of processing, so that a new table cannot be forgotten.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import models

from heime.core.actor import Actor
from heime.core.roles import Scope
from heime.records.access.reach import histories_of
from heime.records.desk.models import Acknowledged
from heime.records.duty.models import Climb, HandOver, HandOverAct
from heime.records.exchange.models import Notice
from heime.records.happenings.models import Entered, Happening, Invalidation, VitalSet
from heime.records.home.models import HomeCourse, HomeDevice, HomeEntry, HomeMark, HomePromise
from heime.records.intake.models import Closing, IntakeStep, PhaseChange, Referral, StartFigure
from heime.records.keeping.models import Erasure
from heime.records.kiosk.models import KioskDevice
from heime.records.looks.models import AppLook
from heime.records.people.changes import Death
from heime.records.people.models import Transfer
from heime.records.reminders.models import Reminder, ReminderLater, ReminderWish
from heime.records.worklist.models import CaseAct, Task

AT_A_TIME = 500
_KEPT_BACK = frozenset({
    "pk", "municipality_id", "source_id", "digest", "record", "device_id", "organisation_id",
    "team_id", "third", "notice", "endpoint",
})  # fmt: skip
"""Columns that tell nobody anything: hashes and our own numbers. Accounts are left out as well: who
did what stands in the log, in words, and other people's ids are theirs."""

REST: tuple[tuple[type[models.Model], Scope, str], ...] = (
    (HomeEntry, Scope.VALUES, "at"),
    (HomeMark, Scope.VALUES, "made_at"),
    (HomeCourse, Scope.VALUES, "made_at"),
    (HomePromise, Scope.CASES, "made_at"),
    (HomeDevice, Scope.CONTACT, "made_at"),
    (KioskDevice, Scope.WORK, "lent_at"),
    (Happening, Scope.VALUES, "starts_at"),
    (VitalSet, Scope.VALUES, "measured_at"),
    (Invalidation, Scope.VALUES, "made_at"),
    (Entered, Scope.VALUES, "entered_at"),
    (Acknowledged, Scope.VALUES, "at"),
    (CaseAct, Scope.CASES, "at"),
    (Task, Scope.CASES, "made_at"),
    (HandOver, Scope.CASES, "sent_at"),
    (HandOverAct, Scope.CASES, "at"),
    (Climb, Scope.CASES, "at"),
    (PhaseChange, Scope.CONTACT, "at"),
    (Death, Scope.CONTACT, "recorded_at"),
    (Transfer, Scope.VALUES, "linked_at"),
    (AppLook, Scope.CONTACT, "changed_at"),
    (ReminderWish, Scope.CONTACT, "changed_at"),
    (ReminderLater, Scope.CONTACT, "made_at"),
    (Reminder, Scope.CONTACT, "at"),
    (Referral, Scope.WORK, "made_at"),
    (IntakeStep, Scope.WORK, "made_at"),
    (StartFigure, Scope.WORK, "made_at"),
    (Closing, Scope.WORK, "made_at"),
    (Erasure, Scope.WORK, "proposed_at"),
    (Notice, Scope.WORK, "created_at"),
)
"""Table → what one must see to read it, and what it is ordered by. What is read with WORK alone
is in the copy that a lead takes for somebody."""

TOLD_ELSEWHERE = frozenset({
    "patient", "enrolment", "contact", "measurement", "response", "judgement", "plan_version",
    "case_", "case_event", "message_thread", "message", "message_file", "correction",
    "access_right", "access_block", "objection", "audit_entry",
})  # fmt: skip
"""What the copy has in a form of its own (flow/export.py)."""

LEFT_OUT: Mapping[str, str] = {
    "identifier": "sealed: the number itself is in no copy that may be mislaid",
    "patient_link": "the follow-ups that it joins stand under the person",
    "move": "names the municipality's staff; the follow-ups on both sides are there",
    "protected_address": "an address that is protected is in no copy",
    "carer_response": "what next of kin answered about themselves is theirs",
    "course": "worked out from the readings, which are there",
    "awaited": "gone within the hour",
    "watch": "when a loop looks next",
    "reminder_look": "when a loop looks next",
    "kiosk_code": "a hash of a code; the tablet it bound is there",
    "message_receipt": "who has read what is about whoever read it",
    "binding": "which gateway may send; what it sent is there",
    "seen": "about staff at work; who has looked stands in the log",
    "looking": "gone within the hour",
    "on_screen": "about staff at work; who has looked stands in the log",
    "signal": "about staff whose looks are reviewed",
    "reveal": "about staff who review looks",
    "push_subscription": "of an account: the keys that seal what is sent to a browser",
    "account_address": "of an account, which shows it to its owner",
    "device_code": "a hash of a code that was given by hand",
    "account": "the sign-in itself, which shows its owner what it is",
    "sign_in": "the sign-in itself, which shows its owner where it is open",
    "shift": "the team's notes to itself, ordered by day and not by person",
    "demo_message": "invented people alone",
}
"""Tables that tell of a person, or may, and are not in the copy; and why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One row. table: as in the register of processing. columns: name → text; no empty ones."""

    table: str
    id: str
    enrolment: UUID
    at: datetime
    columns: dict[str, str]


def rest(enrolment_id: UUID, *, by: Actor) -> Iterator[Kept]:
    """Every row of REST that whoever asks may see, table by table, the oldest first."""
    reached = {scope: histories_of(by, enrolment_id, scope) for _, scope, _ in REST}
    for model, scope, order in REST:
        rows = model._default_manager.filter(enrolment_id__in=reached[scope]).order_by(order)
        for row in rows.values().iterator(chunk_size=AT_A_TIME):
            yield _kept(model._meta.db_table, row, order)


def _kept(table: str, row: dict[str, Any], order: str) -> Kept:
    columns = {
        name: _text(value)
        for name, value in row.items()
        if name not in _KEPT_BACK and not _is_somebody(name) and value not in (None, "", [], {})
    }
    own = row.get("id") or row.get("about") or row.get("measurement_id") or row.get("device_id")
    return Kept(table, f"{table}-{own}".replace("_", "-"), row["enrolment_id"], row[order], columns)


def _is_somebody(column: str) -> bool:
    """Whether a column names an account."""
    return column in ("account_id", "by_id") or column.endswith("_by_id")


def _text(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(one)}" for key, one in value.items() if one is not None)
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    return str(value)
