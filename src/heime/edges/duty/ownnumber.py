"""Where one is told that something waits: one's own number and e-mail address."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.flow import own_number as address


@require_http_methods(["GET", "POST"])
@open_to(Who.SIGNED_IN)
def own_number(request: HttpRequest) -> HttpResponse:
    actor, now, sent = actor_of(request), timezone.now(), request.POST
    kept = address.own(actor)
    context: dict[str, object] = {"phone": kept.phone, "email": kept.email}
    status = 200
    if request.method == "POST":
        phone, email = sent.get("phone", "")[:40], sent.get("email", "")[:200]
        try:
            address.keep(phone, email, by=actor, now=now)
        except address.BadAddress:
            said = _("This is no phone number or e-mail address. Look at it again.")
            context, status = {"phone": phone, "email": email, "error": said}, 422
        else:
            return HttpResponseRedirect(f"{reverse('own-number')}?lagret=1")
    context["saved"] = "lagret" in request.GET and status == 200
    return clinical(request, "duty/own_number.html", context, actor=actor, now=now, status=status)
