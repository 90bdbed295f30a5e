"""The worklist: everything the team must look at, worst first, each with its reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from heime.core.actor import Actor
from heime.core.narrowing import Narrowing
from heime.core.worklist import Group
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import casepage, desk, narrow
from heime.edges.clinic.listing import Listing, listing
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rendered import rendered
from heime.edges.clinic.row import Row
from heime.flow import at_the_desk, move, review, see_people

FIRST = 60
"""Rows that are made at once, five screens of a laptop; "show more" makes as many again."""
MOST = 1500


@dataclass(frozen=True, slots=True)
class Section:
    """One group of the list as it is shown, with what it is called."""

    group: Group
    title: str
    count: int
    rows: list[Row]
    html: SafeString

    @property
    def place(self) -> int:
        """Where the group stands among the groups."""
        return list(Group).index(self.group)


def title_of(group: Group) -> str:
    return {
        Group.RED: _("Red now"),
        Group.YELLOW_HIGH: _("Yellow, urgent"),
        Group.YELLOW: _("Yellow"),
        Group.GREY: _("Not judged / fault"),
        Group.AWAITED: _("Waiting for a new measurement"),
        Group.TO_DO: _("Messages, plans and tasks"),
        Group.ELSEWHERE: _("Waiting for others"),
        Group.ANSWERS: _("Answers to acknowledge"),
    }[group]


def told(emergencies: int) -> str:
    """That somebody opened the team's people in an emergency, until it has been reviewed."""
    if not emergencies:
        return ""
    return ngettext(
        "%(count)s emergency access waits for a review.",
        "%(count)s emergency accesses wait for a review.",
        emergencies,
    ) % {"count": emergencies}


def offered(count: int) -> str:
    """That other municipalities offer follow-ups, until somebody has answered."""
    if not count:
        return ""
    return ngettext(
        "%(count)s follow-up is offered to your team.",
        "%(count)s follow-ups are offered to your team.",
        count,
    ) % {"count": count}


def outside(count: int) -> str:
    """That the narrowing leaves out reds: never in silence."""
    if not count:
        return ""
    return ngettext(
        "%(count)s red is outside this view – show",
        "%(count)s reds are outside this view – show",
        count,
    ) % {"count": count}


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def worklist(request: HttpRequest) -> HttpResponse:
    """The list; `?del=liste` answers with the list alone, `?sak=ID` opens a case beside it.

    `hvem`, `lag`, `kommune`, `tilstand`, `sone` and `slag` narrow it; `alle` takes no view of
    one's own; `vis` shows more rows.
    """
    actor, now = actor_of(request), timezone.now()
    context = shown(request, actor, now=now)
    if request.GET.get("del") == "liste":
        return clinical(request, "clinic/_list.html", context, actor=actor, now=now)
    chosen = casepage.context_of(request.GET.get("sak"), actor=actor, now=now)
    return clinical(request, "clinic/worklist.html", context | chosen, actor=actor, now=now)


def address_of(request: HttpRequest) -> dict[str, str]:
    """What an address says of the list."""
    said = {
        "hvem": request.GET.get("hvem"),
        "lag": request.GET.get("lag"),
        "kommune": request.GET.get("kommune"),
        "tilstand": request.GET.get("tilstand"),
        "sone": request.GET.get("sone"),
        "slag": request.GET.get("slag"),
        "alle": request.GET.get("alle"),
        "vis": request.GET.get("vis"),
    }
    return {name: value for name, value in said.items() if value is not None}


def shown(request: HttpRequest, actor: Actor, *, now: datetime) -> dict[str, Any]:
    """What the templates of the list show for an address. Those on it are logged as listed."""
    address, views = address_of(request), at_the_desk.views_of(actor)
    if not narrow.is_asked(address):
        address |= narrow.pairs(next((view.query for view in views if view.is_default), ""))
    asked = narrow.asked_by(address, actor)
    most = _rows_wanted(address.get("vis", ""))
    found = listing(actor, asked, now=now, most=most)
    see_people.listed(on_page(found), by=actor, now=now)
    here = narrow.in_address(asked)
    return {
        "sections": sections_of(found, get_token(request)),
        "waiting_reds": found.reds_nobody_has,
        "place": "worklist",
        "facets": SimpleLazyObject(lambda: narrow.facets(asked, found.counts, found.names)),
        "is_all": asked.is_all,
        "query": here,
        "views": desk.numbered(views, here),
        "room_for_views": len(views) < at_the_desk.MOST_VIEWS,
        "outside": outside(found.hidden_reds),
        "more": _more(found, asked, most),
        "told": told(review.emergencies_told(actor, now=now)),
        "offers": offered(move.how_many_wait(actor)),
    } | _counted(found)


def sections_of(found: Listing, token: str) -> list[Section]:
    """The groups with their rows as HTML. token: the reader's own, for the forms in them."""
    return [
        Section(p.group, title_of(p.group), p.count, p.rows, rendered(p.rows, token))
        for p in found.parts
    ]


def on_page(found: Listing) -> list[tuple[UUID, int]]:
    """Whom the rows are about, and where they live: they are looked at now."""
    return [(r.enrolment_id, r.municipality_id) for part in found.parts for r in part.rows]


def _counted(found: Listing) -> dict[str, Any]:
    return {"total": found.total, "everything": found.everything, "shown": found.shown}


def _more(found: Listing, asked: Narrowing, most: int) -> str:
    """The address of the list with more rows; empty when all are there."""
    if found.shown >= found.total or most >= MOST:
        return ""
    return f"{reverse('worklist')}?{narrow.in_address(asked, vis=most + FIRST, alle=1)}"


def _rows_wanted(text: str) -> int:
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else FIRST
    return min(max(wanted, FIRST), MOST)
