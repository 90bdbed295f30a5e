"""Helping others in: a colleague who has lost their key, a patient with a new phone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heime.core.errors import NotFound
from heime.core.roles import Role
from heime.edges.access import Who, actor_of, open_to
from heime.edges.signin.local.factors import after_proof
from heime.flow import device_code, patient_device


def checks() -> list[tuple[str, str]]:
    """How one can know who somebody is, in words."""
    return [
        ("face-to-face", _("I see them and know who they are")),
        ("id-document", _("I have seen an identity document with a photo")),
        ("known-to-me", _("I know their voice and have called them on a number I know")),
    ]


@require_GET
@open_to(Role.LEAD, Role.ADMINISTRATOR)
def colleagues(request: HttpRequest) -> HttpResponse:
    """Those whose sign-in one may put right."""
    found = device_code.whom_one_may_help(by=actor_of(request), now=timezone.now())
    return render(request, "signin/local/colleagues.html", {"colleagues": found})


@require_http_methods(["GET", "POST"])
@open_to(Role.LEAD, Role.ADMINISTRATOR)
@after_proof
def recover(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Say how one knows who it is; then their second factors go and the code is shown, once."""
    actor, now = actor_of(request), timezone.now()
    found = {a.id: a for a in device_code.whom_one_may_help(by=actor, now=now)}
    if account_id not in found:
        raise NotFound("Nobody that this person may help.")
    context: dict[str, object] = {"colleague": found[account_id], "checks": checks()}
    if request.method == "POST" and request.POST.get("checked") in dict(checks()):
        code = device_code.recover(account_id, checked=request.POST["checked"], by=actor, now=now)
        context["code"] = device_code.shown(code)
    return render(request, "signin/local/recover.html", context)


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def patient_code(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Give a patient a code face to face, to bind their phone; shown once."""
    actor, now = actor_of(request), timezone.now()
    person = patient_device.patient(enrolment_id, by=actor, now=now).patient
    face_to_face = checks()[:2]
    context: dict[str, object] = {
        "name": f"{person.given} {person.family}", "checks": face_to_face,
    }  # fmt: skip
    if request.method == "POST" and request.POST.get("checked") in dict(face_to_face):
        code = patient_device.give_code(
            enrolment_id, checked=request.POST["checked"], by=actor, now=now
        )
        context["code"] = device_code.shown(code)
    return render(request, "signin/local/patient_code.html", context)
