"""Doses, doors, falls and beds at night (RS-1 7.5 DEM-1 to DEM-4, CL-22).

Fall, door and bed alarms need somebody awake day and night; a plan that has nobody named for them
cannot enable these rules (care_plan.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from heime.core.kinds import Kind
from heime.core.plan import Plan
from heime.core.verdict import Verdict, found
from heime.core.zone import Zone

HOME = ZoneInfo("Europe/Oslo")
MISSED_AFTER = timedelta(minutes=60)
BACK_WITHIN = timedelta(minutes=10)
STILL_FOR = timedelta(minutes=30)
NIGHT_FROM, NIGHT_TO = 23, 6
"""Hours; the night is 23:00 to 05:59, told by the moment of going (CL-22)."""


class EventKind(StrEnum):
    DOSE_LATE = "dose_late"
    DOSE_TAKEN = "dose_taken"
    DOOR_OPEN = "door_open"
    BED_EXIT = "bed_exit"
    FALL = "fall"
    BASELINE_RESET = "baseline_reset"


DOSES = (EventKind.DOSE_LATE, EventKind.DOSE_TAKEN)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at home.

    at: when; of a dose, when it was due. ended_at: taken, back, or moving again; None when not yet.
    drug: of a dose. measure: what a baseline reset concerns, None for everything.
    """

    id: UUID
    kind: EventKind
    at: datetime
    received_at: datetime
    ended_at: datetime | None = None
    drug: str = ""
    measure: Kind | None = None


def is_night(moment: datetime) -> bool:
    hour = moment.astimezone(HOME).hour
    return hour >= NIGHT_FROM or hour < NIGHT_TO


def is_missed(dose: Event, now: datetime) -> bool:
    """Whether an hour passed before it was taken, also if it was taken later."""
    return (dose.ended_at or now) - dose.at >= MISSED_AFTER


def dose(
    event: Event, before: Event | None, *, critical_drugs: frozenset[str], now: datetime
) -> Zone:
    """DEM-1. before: the previous dose of the same drug or dispenser, None when none is known."""
    if not is_missed(event, now):
        return Zone.GREEN
    if event.drug in critical_drugs or (before is not None and is_missed(before, now)):
        return Zone.RED
    return Zone.YELLOW


def door(event: Event, now: datetime) -> bool:
    """DEM-2: back at exactly ten minutes is in time; not back by then is not."""
    if not is_night(event.at):
        return False
    if event.ended_at is None:
        return now - event.at >= BACK_WITHIN
    return event.ended_at - event.at > BACK_WITHIN


def bed(event: Event, now: datetime) -> bool:
    """DEM-4."""
    return is_night(event.at) and (event.ended_at or now) - event.at >= STILL_FOR


def doses_as_known(events: Sequence[Event]) -> list[Event]:
    """One event for each dose, oldest first: late and taken are one story."""
    known: dict[tuple[datetime, str], Event] = {}
    for event in events:
        if event.kind in DOSES:
            place = (event.at, event.drug)
            earlier = known.get(place)
            if earlier is None or event.ended_at is not None:
                known[place] = event
    return sorted(known.values(), key=lambda one: one.at)


def whole(event: Event, doses: Sequence[Event]) -> Event:
    """What is known of a dose by now; any other event is whole by itself."""
    if event.kind not in DOSES:
        return event
    return next(one for one in doses if (one.at, one.drug) == (event.at, event.drug))


def judge(event: Event, doses: Sequence[Event], plan: Plan, *, now: datetime) -> Verdict:
    """What something that happened means now; events never become history (CL-31)."""
    minutes = ("minutes", _minutes((event.ended_at or now) - event.at))
    if event.kind in DOSES:
        before = [one for one in doses if one.drug == event.drug and one.at < event.at]
        zone = dose(
            event,
            before[-1] if before else None,
            critical_drugs=plan.person.critical_drugs,
            now=now,
        )
        fired = [] if zone is Zone.GREEN else [("DEM-1", zone)]
        inputs = (event.id, *(one.id for one in before[-1:]))
        waits = event.at + MISSED_AFTER if event.ended_at is None and not fired else None
        facts = (("drug", event.drug), minutes)
        return found(event.at, fired, inputs, facts=facts, changes_at=waits)
    if event.kind is EventKind.FALL:
        return found(event.at, [("DEM-3", Zone.RED)], (event.id,))
    if event.kind is EventKind.DOOR_OPEN:
        out, wait, name, zone = door(event, now), BACK_WITHIN, "DEM-2", Zone.RED
    else:
        out, wait, name, zone = bed(event, now), STILL_FOR, "DEM-4", Zone.YELLOW
    pending = event.ended_at is None and not out and is_night(event.at)
    changes_at = event.at + wait if pending else None
    rows = [(name, zone)] if out else []
    return found(event.at, rows, (event.id,), facts=(minutes,), changes_at=changes_at)


def _minutes(length: timedelta) -> str:
    """Whole minutes, for the sentence."""
    return str(int(length.total_seconds() // 60))
