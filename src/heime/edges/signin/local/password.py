"""One's own password: chosen, or changed. It opens nothing without a second factor."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heime.edges.access import Who, actor_of, open_to
from heime.edges.signin.local.factors import after_proof
from heime.edges.signin.local.proving import password_error
from heime.flow import own_factors
from heime.records.credentials.reads import own_account
from heime.records.people.models import Account

LONGEST = 128
"""Of a password. Longer ones only cost whoever hashes them."""


class NotOurName:
    """Refuses a password with the name of this service in it (ASVS 6.1.2)."""

    def validate(self, password: str, user: Account | None = None) -> None:
        del user
        if "heime" in password.casefold():
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("The password has the name of this service in it.")


@require_http_methods(["GET", "POST"])
@open_to(Who.SIGNED_IN)
@after_proof
def own_password(request: HttpRequest) -> HttpResponse:
    """Choose it, or change it by the one that counts now. Ends one's sign-ins everywhere else."""
    actor = actor_of(request)
    user = own_account(actor)
    error = ""
    if request.method == "POST":
        if user.has_usable_password():
            error = password_error(request, user)
        error = error or new_error(request, user)
        if not error:
            new = request.POST.get("new", "")
            own_factors.set_password(user, new, by=actor, now=timezone.now())
            return HttpResponseRedirect(reverse("factors"))
    return render(
        request, "signin/local/password.html", {"error": error, **to_choose(user)},
        status=422 if error else 200,
    )  # fmt: skip


def new_error(request: HttpRequest, user: Account) -> str:
    """What is wrong with the new password that was typed twice; empty when it may be used."""
    new = request.POST.get("new", "")
    if new != request.POST.get("again", ""):
        return _("The two are not the same. Type the new password again, both times.")
    if len(new) > LONGEST:
        return _("The password is too long: at most %(most)s characters.") % {"most": LONGEST}
    try:
        validate_password(new, user)
    except ValidationError as wrong:
        said = words()
        return " ".join(said.get(one.code, one.messages[0]) for one in wrong.error_list)
    return ""


def words() -> dict[str | None, str]:
    """What Django finds wrong with a password, in our words: it has none in nynorsk."""
    return {
        "password_too_short": _("The password is too short: at least twelve characters."),
        "password_too_common": _("Many others use this password, so it is tried first."),
        "password_too_similar": _("The password is too like your name or user name."),
    }


def to_choose(user: Account) -> dict[str, Any]:
    """What the form needs to know."""
    return {"has_one": user.has_usable_password(), "longest": LONGEST, "username": user.username}
