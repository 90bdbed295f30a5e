"""A hand-over on paper: what its page says, for the team that sent it and for whoever has it."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heime.core.errors import NotFound
from heime.core.hours import HOME
from heime.core.roles import Role
from heime.edges import paper
from heime.edges.access import Who, actor_of, open_to
from heime.edges.handover import words
from heime.flow import hand_over as verbs
from heime.records.duty import handovers
from heime.records.duty.models import HandOver

PARTS = ("identify", "situation", "background", "assessment", "recommendation")
_TEMPLATE = Path(__file__).with_name("sheet.typ")
_SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def sent(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """The sheet, for the team: for a receiver without a sign-in, too."""
    return _file(request, handovers.sent_one(actor_of(request), hand_over_id))


@require_GET
@open_to(Role.GP, Role.HOSPITAL, Role.LEGEVAKT)
def received(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """The sheet, for whoever it was handed over to, as long as they see it."""
    return _file(request, handovers.received_one(actor_of(request), hand_over_id))


def _file(request: HttpRequest, one: HandOver | None) -> HttpResponse:
    """A download whose name says when, and nothing of whom it is about; the log says of it."""
    if one is None:
        raise NotFound("There is no such hand-over, or it is not yours to see.")
    now = timezone.now()
    verbs.opened(one, by=actor_of(request), now=now, printed=True)
    answer = HttpResponse(sheet_of(one, now), content_type="application/pdf")
    name = f"isbar-{one.sent_at.astimezone(HOME):%Y-%m-%d}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = _SANDBOX
    return answer


def sheet_of(one: HandOver, now: datetime) -> bytes:
    """The PDF, all of it in the language that the five parts are written in."""
    with translation.override(one.language):
        facts = [
            (_("From"), f"{one.team.name}, {one.sent_by.name}"),
            (_("To"), one.organisation.name),
            (_("Handed over"), _moment(one.sent_at)),
            (_("How soon"), words.urgency(one.urgency)),
            (_("Stands"), words.state(one.state)),
            (_("Printed"), _moment(now)),
        ]
        said = {
            "title": "ISBAR: " + one.identify.split("\n")[0],
            "lang": one.language,
            "page": _("Page"),
            "facts": facts,
            "parts": [(words.part(name), getattr(one, name)) for name in PARTS],
            "after": _("What has happened"),
            "acts": [_act(act.at, words.happened(act.what), act.by.name if act.by else "Heime",
                          act.text) for act in handovers.acts_of(one)],
            "ends": _("Life in danger: call 113 first. This is not a phone call, and until they"
                      " have said yes the person is still the team's."),
        }  # fmt: skip
    return paper.typeset(_TEMPLATE, said)


def _act(at: datetime, what: str, who: str, text: str) -> tuple[str, str]:
    """When, and what whoever did."""
    return _moment(at), f"{what}, {who}" + (f": {text}" if text else "")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(HOME):%d.%m.%Y %H:%M}"
