"""One's own sign-ins: where they are, and how to end them. And what others did to one's factors."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heime.edges.access import Who, actor_of, open_to
from heime.flow import local_sign_in
from heime.flow import sign_in as door


def ways() -> dict[str, str]:
    """How somebody signed in, in words."""
    return {
        "password": _("user name and password"),
        "passkey": _("passkey"),
        "helseid": "HelseID",
        "idporten": "ID-porten",
    }


@require_GET
@open_to(Who.SIGNED_IN)
def sessions(request: HttpRequest) -> HttpResponse:
    """Every device that one is signed in on now."""
    actor, words = actor_of(request), ways()
    rows = [
        {
            "id": row.id,
            "device": row.device,
            "how": words.get(row.how, row.how),
            "since": row.started_at,
            "seen": row.last_seen_at or row.started_at,
            "ends": row.expires_at,
            "here": row.id == actor.sign_in_id,
        }
        for row in door.sessions_of(actor, now=timezone.now())
    ]
    rows.sort(key=lambda row: not row["here"])
    return render(request, "signin/local/sessions.html", {"rows": rows})


@require_POST
@open_to(Who.SIGNED_IN)
def end(request: HttpRequest, sign_in_id: UUID) -> HttpResponse:
    """End one of them; on somebody else's, or one that is over, nothing happens."""
    door.end_session(sign_in_id, by=actor_of(request), now=timezone.now())
    return HttpResponseRedirect(reverse("sessions"))


@require_POST
@open_to(Who.SIGNED_IN)
def end_others(request: HttpRequest) -> HttpResponse:
    """End all but the one that asks."""
    actor, now = actor_of(request), timezone.now()
    for row in door.sessions_of(actor, now=now):
        if row.id != actor.sign_in_id:
            door.end_session(row.id, by=actor, now=now)
    return HttpResponseRedirect(reverse("sessions"))


@require_http_methods(["GET", "POST"])
@open_to(Who.SIGNED_IN)
def told(request: HttpRequest) -> HttpResponse:
    """Somebody took one's second factors away: shown once, before anything else."""
    actor = actor_of(request)
    if request.method == "POST":
        local_sign_in.told(by=actor, now=timezone.now())
        return HttpResponseRedirect("/")
    news = local_sign_in.untold(by=actor)
    if not news:
        return HttpResponseRedirect("/")
    return render(request, "signin/local/told.html", {"news": news})
