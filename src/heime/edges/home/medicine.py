"""The doctor's own text for standby medicine or a diuretic: shown whole, or why it is not."""

from typing import TYPE_CHECKING, Any

from heime.core.home_course import DAYS
from heime.core.hours import HOME
from heime.core.standby import HeldBack, Medicine, standby_shown
from heime.edges.clinic.planview import held_back
from heime.records.home import reads as home

if TYPE_CHECKING:
    from heime.edges.home.day import Seen


def standby(seen: "Seen") -> dict[str, Any] | None:
    return _of(seen, Medicine.STANDBY)


def diuretic(seen: "Seen") -> dict[str, Any] | None:
    return _of(seen, Medicine.DIURETIC)


def _of(seen: "Seen", medicine: Medicine) -> dict[str, Any] | None:
    if seen.plan is None or seen.version is None:
        return None
    today = seen.now.astimezone(HOME).date()
    approved = seen.version.approved_at
    courses = [
        one for one in home.courses_of(seen.person.id, seen.actor) if one.medicine == medicine.value
    ]
    found = standby_shown(
        seen.plan, medicine, today=today,
        approved_on=approved.astimezone(HOME).date() if approved else None,
        starts=[one.started_on for one in courses],
    )  # fmt: skip
    if found is None:
        return None
    going_on = [one for one in courses if 0 <= (today - one.started_on).days < DAYS]
    started = going_on[0].started_on if going_on else None
    shown, held = None, []
    if isinstance(found, HeldBack):
        held = [{"code": one.value, "words": held_back(one)} for one in found.reasons]
    else:
        shown = {
            "text": found.text, "start_criteria": found.start_criteria,
            "review_on": found.review_on.isoformat(),
        }  # fmt: skip
    return {
        "shown": shown,
        "held_back": held,
        "started_on": started.isoformat() if started else None,
        "day": (today - started).days + 1 if started else None,
    }
