"""What came in the last days, and how it was judged by itself."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from heime.core import off_scale
from heime.core.actor import Actor
from heime.core.kinds import KINDS, Kind
from heime.core.quantity import plain
from heime.core.topics import label
from heime.core.zone import State, Zone
from heime.edges.clinic import words
from heime.records.happenings import reads as happenings
from heime.records.happenings.models import Entered
from heime.records.home import reads as home
from heime.records.home.models import HomeEntry
from heime.records.measurements import reads as measurements
from heime.records.measurements.models import Judgement, Measurement, Response
from heime.records.people.models import Enrolment

SHOWN = timedelta(days=3)


def of(person: Enrolment, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The newest first."""
    since = now - SHOWN
    readings = measurements.readings_since(person.id, since, actor)
    forms = measurements.responses_since(person.id, since, actor)
    ids = [*(one.id for one in readings), *(one.id for one in forms)]
    judged = measurements.zones_since(person.id, since, actor)
    entries = home.by_made(ids, person.id, actor)
    entered = happenings.entered(ids, actor)
    marked = set(home.marks_of(ids, person.id, actor))
    marked |= set(happenings.invalid_since(person.id, since, actor))
    found = []
    both: list[Measurement | Response] = [*readings, *forms]
    for one in both:
        said = _reading(one) if isinstance(one, Measurement) else _form(one)
        found.append({
            **said, **_zone(judged.get(one.id)),
            "id": str(one.id),
            "entry": str(entries[one.id].id) if one.id in entries else None,
            "by": _by(one, entries, entered),
            "marked_wrong": one.id in marked,
        })  # fmt: skip
    return sorted(found, key=lambda one: (one["at"], one["id"]), reverse=True)


def _reading(one: Measurement) -> dict[str, Any]:
    spec = KINDS[Kind(one.kind)]
    said: dict[str, Any] = {
        "kind": Kind(one.kind).label,
        "unit": spec.unit.value,
        "at": one.measured_at.isoformat(),
    }
    if one.value is None:
        off = off_scale.side_of(measurements.reading_of(one))
        return said if off is None else said | {"off_scale": off}
    if one.second is not None:
        return said | {
            "systolic": plain(one.value, one.decimals),
            "diastolic": plain(one.second, one.decimals),
        }
    return said | {"value": plain(one.value, one.decimals)}


def _form(one: Response) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": label(one.questionnaire), "at": one.answered_at.isoformat()}
    return said if one.total is None else said | {"total": one.total}


def _zone(judged: Judgement | None) -> dict[str, str]:
    """How it was judged; what was not judged yet is grey, never green."""
    zone = Zone.GREY if judged is None else Zone(judged.zone)
    state = State.FINAL if judged is None else State(judged.state)
    priority = None if judged is None else judged.priority
    return {
        "zone": zone.name.lower(), "state": state.name.lower(),
        "words": words.zone_words(zone, priority, state),
    }  # fmt: skip


def _by(
    one: Measurement | Response, entries: dict[UUID, HomeEntry], entered: dict[UUID, Entered]
) -> str:
    if one.id in entered:
        return "staff"
    entry = entries.get(one.id)
    if entry is not None:
        return "kin" if entry.by == "carer" else "patient"
    if isinstance(one, Response):
        return "patient" if one.by == "patient" else "kin" if "carer" in one.by else "staff"
    return "patient" if one.manual else "device"
