"""Away, longer away, and back."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from heime.core.errors import NotAllowedNow
from heime.core.phases import Phase
from heime.edges.access import Who, actor_of, open_to
from heime.edges.intake.stepping import attempt
from heime.flow import phase

HERE = "pause"


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def pause(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Nothing is waited for until somebody says that they are back."""
    actor, why = actor_of(request), request.POST.get("why", "")

    def do() -> object:
        return phase.move(
            enrolment_id, Phase.PAUSED, by=actor, now=timezone.now(), why=why,
            first_day=_first_day(request),
        )  # fmt: skip

    return attempt(request, enrolment_id, HERE, do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def extend(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Somebody has asked, and the pause goes on."""
    actor = actor_of(request)

    def do() -> object:
        return phase.extend(enrolment_id, _first_day(request), by=actor, now=timezone.now())

    return attempt(request, enrolment_id, HERE, do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def resume(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Back: from now on what does not come is missed again."""
    actor = actor_of(request)

    def do() -> object:
        if phase.of(enrolment_id, by=actor) is not Phase.PAUSED:
            raise NotAllowedNow("This follow-up is not paused.")
        return phase.move(enrolment_id, Phase.ACTIVE, by=actor, now=timezone.now())

    return attempt(request, enrolment_id, HERE, do)


def _first_day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("first_day", ""))
    except ValueError:
        raise NotAllowedNow("Name the first day after the pause.") from None
