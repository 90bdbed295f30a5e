"""/inntak/henvis: propose somebody for follow-up, by a sign-in of one's own or for somebody else.

The number is posted and never shown again; who was known and who was made new is not told to
those who reach nobody here.
"""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heime.core.actor import Actor
from heime.core.care_plan import CONDITIONS
from heime.core.errors import NotYours, Refused
from heime.core.hours import HOME
from heime.core.intake import Proposer
from heime.core.roles import Role
from heime.edges import naming, web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.intake import words
from heime.flow import refer
from heime.flow.refer import OUTSIDE, Newcomer, Proposal
from heime.records.intake import reads
from heime.records.people.models import Team

SEXES = ("female", "male", "other", "unknown")
LONGEST_NAME, LONGEST_PHONE, LONGEST_OFFICE = 80, 20, 120


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM, Role.GP, Role.HOSPITAL, Role.LEGEVAKT)
def page(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    if request.method == "GET":
        return _shown(request, actor, now, sent=request.GET.get("sendt") == "1")
    try:
        person, proposal = _read(request, actor, now)
        found = refer.refer(person, proposal, by=actor, now=now, synthetic=settings.HEIME_SYNTHETIC)
    except Refused as refusal:
        status = web.STATUS.get(refusal.code, 422)
        return _shown(request, actor, now, error=words.why_not(refusal), status=status)
    except _Missing as missing:
        return _shown(request, actor, now, error=str(missing), status=422)
    if actor.follows_up and _reaches(actor, found.enrolment):
        return HttpResponseRedirect(reverse("intake", args=[found.enrolment]))
    return HttpResponseRedirect(f"{reverse('refer')}?sendt=1")


class _Missing(Exception):
    """Something in the form is not there; the text says what."""


def _shown(
    request: HttpRequest,
    actor: Actor,
    now: datetime,
    *,
    error: str = "",
    sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    places = refer.places(actor)
    if not places:
        raise NotYours("You work nowhere that people can be proposed to.")
    outside = not actor.follows_up
    context = {
        "place": "intake-list",
        "error": error,
        "sent": sent,
        "written": request.POST,
        "ticked": request.POST.getlist("condition"),
        "outside": outside,
        "places": [(f"{number}:{team.id}", _place(name, team, places)) for number, name, team in
                   places],
        "proposers": [(one.value, words.proposer(one)) for one in Proposer],
        "conditions": [(one, naming.condition(one)) for one in CONDITIONS],
        "sexes": [(one, _sex(one)) for one in SEXES],
        "today": now.astimezone(HOME).date().isoformat(),
        "ours": [
            {"at": words.on(at.astimezone(HOME).date(), now), "name": f"{given} {family}",
             "answer": words.became(answer)}
            for at, given, family, answer in (reads.referred_by_us() if outside else [])
        ],
    }  # fmt: skip
    return clinical(request, "intake/refer.html", context, actor=actor, now=now, status=status)


def _place(name: str, team: Team, places: list[tuple[int, str, Team]]) -> str:
    several = sum(1 for _number, other, _team in places if other == name) > 1
    return f"{name} ({team.name})" if several else name


def _read(request: HttpRequest, actor: Actor, now: datetime) -> tuple[Newcomer, Proposal]:
    sent = request.POST
    number, _colon, team = sent.get("to", "").partition(":")
    try:
        place, to_team = int(number), UUID(team)
    except ValueError:
        raise _Missing(_("Choose the municipality.")) from None
    proposer = _proposer(actor, sent.get("proposer", ""))
    if proposer is None:
        raise _Missing(_("Choose who proposes this."))
    name = sent.get("name", "").strip()[:120] or (actor.name if not actor.follows_up else "")
    if not name and proposer is not Proposer.PATIENT:
        raise _Missing(_("Write who can be asked about it."))
    sex = sent.get("sex", "")
    person = Newcomer(
        number="".join(sent.get("number", "")[:40].split()),
        given=sent.get("given", "").strip()[:LONGEST_NAME],
        family=sent.get("family", "").strip()[:LONGEST_NAME],
        born=_day(sent.get("born", ""), now),
        sex=sex if sex in SEXES else "",
        language=get_language() if get_language() in ("nb", "nn") else "nb",
        phone=sent.get("their_phone", "").strip()[:LONGEST_PHONE],
        gp_office=sent.get("gp_office", "").strip()[:LONGEST_OFFICE],
    )
    if not person.given or not person.family:
        raise _Missing(_("Write the person's name."))
    proposal = Proposal(
        municipality=place, team=to_team, proposer=proposer, name=name,
        phone=sent.get("phone", "").strip()[:LONGEST_PHONE], why=sent.get("why", ""),
        conditions=[one for one in CONDITIONS if one in sent.getlist("condition")],
        received_on=_day(sent.get("received_on", ""), now) or now.astimezone(HOME).date(),
    )  # fmt: skip
    return person, proposal


def _proposer(actor: Actor, chosen: str) -> Proposer | None:
    """Who signs in proposes as what they are; a team writes down who asked."""
    if not actor.follows_up:
        return next((what for role, what in OUTSIDE.items() if role in actor.roles), None)
    return Proposer(chosen) if chosen in set(Proposer) else None


def _day(text: str, now: datetime) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found <= now.astimezone(HOME).date() else None


def _sex(code: str) -> str:
    return {"female": _("Woman"), "male": _("Man"), "other": _("Other")}.get(code, _("Not known"))


def _reaches(actor: Actor, enrolment: UUID) -> bool:
    """Somebody whom another team follows up is theirs: the proposal is with them."""
    return any(one.id == enrolment for one in reads.coming(actor).filter(id=enrolment))
