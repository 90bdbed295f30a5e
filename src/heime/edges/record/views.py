"""/person/<id>/uttrekk: a copy of everything about a person, to read or for a program."""

import tempfile
from collections.abc import Iterable
from typing import IO
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from heime.core.hours import HOME
from heime.core.roles import Role
from heime.edges.access import actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.record import bundle, choosing, content, pdf
from heime.flow import export, keeping, see_people
from heime.flow.break_glass import ProveFirst

IN_MEMORY = 4 * 1024 * 1024
"""Bytes of a copy that are held in memory; more is written to a file that has no name."""
KINDS = {"pdf": ("application/pdf", "pdf"), "fhir": ("application/fhir+json", "json")}


@require_http_methods(["GET", "POST"])
@open_to(Role.LEAD, Role.PATIENT)
def extract(request: HttpRequest, enrolment_id: UUID) -> HttpResponseBase:
    """What a copy holds, and the buttons; asked for with POST, since taking one is an act."""
    actor, now = actor_of(request), timezone.now()
    form = request.POST.get("form", "")
    if request.method == "GET" or form not in KINDS:
        person = export.whose(enrolment_id, by=actor)
        see_people.opened(person.id, person.municipality_id, by=actor, now=now, resource="contact")
        status = 200 if request.method == "GET" else 422
        own = keeping.is_self(actor, person.id)
        context = {"person": person, "patient": person.patient, "own": own, "place": "people"}
        return clinical(
            request, "record/extract.html", context, actor=actor, now=now, status=status
        )
    try:
        found = export.everything_about(
            enrolment_id, form=form, by=actor, now=now, language=get_language() or "nb"
        )
    except ProveFirst:
        return choosing.to_step_up(reverse("extract", args=[enrolment_id]))
    day = f"{now.astimezone(HOME):%Y-%m-%d}"
    if form == "pdf":
        return _file(form, [pdf.written(content.copy_of(found, now))], day)
    base = request.build_absolute_uri("/fhir")
    return _file(form, bundle.written(found, base=base, now=now), day)


def _file(form: str, pieces: Iterable[bytes], day: str) -> HttpResponse | FileResponse:
    """The copy as a download. Its name says when, and nothing of whom it is about."""
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  sent later
    for piece in pieces:
        kept.write(piece)
    kept.seek(0)
    kind, ending = KINDS[form]
    return FileResponse(
        kept,
        as_attachment=True,
        filename=f"heime-{day}.{ending}",
        content_type=kind,
        headers={"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox"},
    )
