"""Who has looked at a person, for the app: the same words as on the page."""

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from heime.core.roles import Scope
from heime.edges.access import open_to
from heime.edges.home.family_seen import AT_HOME, at_home
from heime.edges.log import personlog
from heime.flow import read_log

MOST_DAYS = 60
"""Days with something in them that are shown; the page of the log and the copy have the year."""


@require_GET
@open_to(*AT_HOME)
def log(request: HttpRequest, enrolment_id: UUID) -> JsonResponse:
    """Day by day who looked, at what, when and why. Asking is in the log too."""
    seen = at_home(request, enrolment_id, Scope.LOG)
    found = read_log.log_of(
        seen.person.id, by=seen.actor, now=seen.now, language=get_language() or "nb"
    )
    days = personlog.days(found, seen.now)
    return JsonResponse({
        "more": len(days) > MOST_DAYS,
        "days": [
            {
                "title": day.title,
                "lines": [
                    {"sentence": one.sentence, "times": one.times, "mark": one.mark,
                     "sort": one.sort, "acts": one.acts, "details": one.details}
                    for one in day.lines
                ],
            }
            for day in days[:MOST_DAYS]
        ],
    })  # fmt: skip
