"""How the app looks, as the person chose it on one phone and finds it on another."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from heime.core.errors import MissingText
from heime.core.home_entry import BadEntry
from heime.core.roles import Role
from heime.edges.access import actor_of, open_to
from heime.edges.home.answering import answers_json, json_answer
from heime.edges.home.api import body_of
from heime.flow import choose_look
from heime.flow.lend_tablet import Look


@require_POST
@answers_json
@open_to(Role.PATIENT, Role.KIN)
def look(request: HttpRequest, person: UUID) -> HttpResponse:
    """`{mode, text_size, contrast}`, kept with the person; answered with the same."""
    asked = body_of(request)
    mode, size, contrast = asked.get("mode"), asked.get("text_size"), asked.get("contrast", False)
    if not isinstance(mode, str) or type(size) is not int or not isinstance(contrast, bool):
        raise BadEntry("mode: must be text; text_size: a number; contrast: true or false.")
    chosen, by = Look(mode, size), actor_of(request)
    try:
        choose_look.choose(person, chosen, contrast=contrast, by=by, now=timezone.now())
    except MissingText:
        raise BadEntry("mode: normal or simple; text_size: 1 to 4.") from None
    return json_answer({"mode": mode, "text_size": size, "contrast": contrast})
