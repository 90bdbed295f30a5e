"""The demo's phone: what would have been sent, to whom and when. Never outside the demo."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heime.edges.access import Who, open_to
from heime.edges.clinic import moments
from heime.edges.office.who_sees_what import only_in_demo
from heime.records.exchange.models import DemoMessage

MOST = 60


@dataclass(frozen=True, slots=True)
class Message:
    """One message. to: a name, where the receiver is staff; link: a path in Heime."""

    to: str
    number: str
    at: str
    text: str
    link: str


@require_GET
@open_to(Who.ANYONE)
def demo_phone(request: HttpRequest) -> HttpResponse:
    only_in_demo()
    now = timezone.now()
    rows = DemoMessage.objects.select_related("account", "team").order_by("-at")[:MOST]
    messages = [
        Message(_to(row), row.sent_to, moments.when(row.at, now), row.text, row.link)
        for row in rows
    ]
    context = {"place": "demo-phone", "messages": messages}
    return render(request, "duty/demo_phone.html", context)


def _to(row: DemoMessage) -> str:
    if row.account is None:
        return _("The phone of %(team)s") % {"team": row.team.name}
    return row.account.name or row.account.username
