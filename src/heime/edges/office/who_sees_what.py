"""Who may see what, drawn from the tables that decide it; and a way to try it. Demo only."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from heime.core.phases import PHASES
from heime.core.rights import EMERGENCY_ROLES, GROUNDS, Giver, Ground, Holder, Terms
from heime.core.roles import ROLES, Place, Role, Scope
from heime.edges import frame, naming
from heime.edges.access import Who, open_to
from heime.edges.signin import demo
from heime.edges.signin.context import cookie_name, device_of
from heime.flow import sign_in as door


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One role. cells: for each scope `care`, `right` or `none`: how it is reached, if at all."""

    name: str
    place: str
    needs: str
    cells: list[str]
    glass: bool


@dataclass(frozen=True, slots=True)
class GroundRow:
    """One ground, on which terms."""

    name: str
    holder: str
    giver: str
    scopes: list[str]
    lasts: str
    more: list[str]


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """One phase. The last three: whether it is so."""

    name: str
    team: list[str]
    others: bool
    sends: bool
    watched: bool


@require_GET
@open_to(Who.ANYONE)
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """The tables, and a form with the demo's sign-ins and people."""
    only_in_demo()
    return page(request)


@require_POST
@open_to(Who.ANYONE)
def try_out(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people, and open somebody: as what they may see, or as no."""
    only_in_demo()
    account = demo.account_named(request.POST.get("user", ""))
    person = next((p for p in people() if p["id"] == request.POST.get("person")), None)
    if account is None or person is None:
        return page(request, error=_("Choose both who you are and whom you want to see."))
    before = getattr(request, "actor", None)
    if before is not None:
        door.sign_out(by=before, now=timezone.now())
    found = door.sign_in(
        account["user"], account["password"], now=timezone.now(), device=device_of(request)
    )
    if found is None:
        return page(request, error=_("This sign-in does not work. Start the demo again."))
    token, actor = found
    # Who is at home has one page, about themselves or theirs; whom they chose makes no difference.
    at_home = not actor.posts and frame.begins_at(actor)
    response = HttpResponseRedirect(at_home or f"/person/{person['id']}/")
    response.set_cookie(
        cookie_name(request), token, secure=request.is_secure(), httponly=True, samesite="Strict"
    )
    return response


def only_in_demo() -> None:
    if settings.HEIME_MODE != "demo":
        raise Http404


def people() -> list[dict[str, str]]:
    """The demo's people: id of the enrolment, and name."""
    found = demo.told().get("patients", [])
    return [
        {
            "id": one["id"],
            "name": one["name"],
            "about": ", ".join(naming.condition(code) for code in one["conditions"]),
        }
        for one in sorted(found, key=lambda one: str(one["name"]))
    ]


def page(request: HttpRequest, error: str = "") -> HttpResponse:
    context = {
        "place": "who-sees-what",
        "scopes": [naming.scope(one) for one in Scope],
        "roles": [role_row(role) for role in Role],
        "grounds": [ground_row(ground, terms) for ground, terms in GROUNDS.items()],
        "phases": phase_rows(),
        "groups": demo.groups(),
        "people": people(),
        "user": request.POST.get("user", ""),
        "person": request.POST.get("person", ""),
        "error": error,
    }
    status = 422 if error else 200
    return render(request, "office/who_sees_what.html", context, status=status)


def role_row(role: Role) -> RoleRow:
    terms = ROLES[role]
    how = "care" if terms.place is Place.TEAM or role is Role.PATIENT else "right"
    needs = ""
    if terms.clinical:
        needs = _("only a doctor") if terms.signs == {"LE"} else _("only health personnel")
    return RoleRow(
        naming.role(role), naming.place(terms.place), needs,
        [how if scope in terms.reach else "none" for scope in Scope], role in EMERGENCY_ROLES,
    )  # fmt: skip


def ground_row(ground: Ground, terms: Terms) -> GroundRow:
    more = []
    if terms.reason:
        more.append(_("with a written reason"))
    if terms.second:
        more.append(_("a second clinician confirms"))
    if terms.review:
        more.append(_("looked at again within %(time)s") % {"time": _length(terms.review)})
    return GroundRow(
        naming.ground(ground), _holder(terms.holder), _giver(terms.giver),
        [naming.scope(scope) for scope in Scope if scope in terms.scopes],
        _length(terms.lasts) if terms.lasts else _("as long as the follow-up is kept"), more,
    )  # fmt: skip


def _holder(holder: Holder) -> str:
    return {Holder.PERSON: _("one person"), Holder.ORGANISATION: _("an organisation")}[holder]


def _giver(giver: Giver) -> str:
    return {
        Giver.ENROLLED: _("the person, or a clinician who notes what they said"),
        Giver.CLINICIAN: _("a clinician of the team"),
        Giver.HOLDER: _("whoever takes it, and answers for it"),
    }[giver]


def _length(time: timedelta) -> str:
    hours, days = int(time.total_seconds() // 3600), time.days
    if hours < 24:
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    if days < 60:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    months = round(days / 30.5)
    return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}


def phase_rows() -> list[PhaseRow]:
    return [
        PhaseRow(
            naming.phase(phase), [naming.scope(scope) for scope in Scope if scope in means.team],
            means.others, means.sends, means.watched,
        )
        for phase, means in PHASES.items()
    ]  # fmt: skip
