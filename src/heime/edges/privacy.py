"""/personvern/<number>: what a municipality tells people about their data. Open to anybody."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from heime.edges.access import Who, open_to
from heime.flow import privacy_notice


@require_GET
@open_to(Who.ANYONE)
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """The municipality's own text, or the draft that says it is one."""
    shown = privacy_notice.shown(number, get_language() or "nb", now=datetime.now(UTC))
    return render(request, "privacy.html", {"notice": shown})
