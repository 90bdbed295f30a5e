"""What is agreed with the person for a day to come, as far as Heime knows of it.

Heime books nothing: there is a call that the team has promised, and the day on which the plan is
looked at anew. What is agreed on the telephone stands nowhere here, and nothing is made up.
"""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from heime.core.hours import HOME
from heime.core.roles import Scope
from heime.records.home import reads as home
from heime.records.worklist import reads as worklist

if TYPE_CHECKING:
    from heime.edges.home.day import Seen

LATE_FOR = timedelta(days=7)
"""So long a call that has not come is shown; by then the task has been the team's for a week."""


def of(seen: "Seen") -> list[dict[str, Any]]:
    """The nearest first. `until` where it is a span of time; `day` where the hour is not agreed."""
    found = [*_calls(seen), *_review(seen)]
    return sorted(found, key=lambda one: str(one["at"]))


def _calls(seen: "Seen") -> list[dict[str, Any]]:
    """Calls that follow when standby medicine was started, until the team has called."""
    if Scope.VALUES not in seen.may:
        return []
    courses = home.courses_of(seen.person.id, seen.actor)
    near = [one for one in courses if one.call_by > seen.now - LATE_FOR]
    waited = worklist.undone_among([one.id for one in near], seen.person.id, seen.actor)
    return [
        {
            "at": _utc(one.call_from), "until": _utc(one.call_by), "day": False,
            "what": _("The team calls you, because you started the standby medicine."),
            "who": seen.person.team.name,
        }
        for one in near if one.id in waited
    ]  # fmt: skip


def _review(seen: "Seen") -> list[dict[str, Any]]:
    """The day that the doctor set for going through the plan; one that is past is the team's."""
    on = seen.plan.review_on if seen.plan and Scope.PLAN in seen.may else None
    if on is None or on < seen.now.astimezone(HOME).date():
        return []
    return [
        {
            "at": _utc(datetime.combine(on, time(0), HOME)),
            "until": None,
            "day": True,
            "what": _("Your plan is gone through. The team says how."),
            "who": seen.person.team.name,
        }
    ]


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
