"""What open pages are sent when something has changed, made for all of them together.

Mostly they are shown the same (flow/read_once.py): then it is read and made once. Whoever is not
known to be shown the same reads alone, as if there were no others.
"""

from collections.abc import Hashable, Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override

from heime.core.narrowing import Narrowing
from heime.edges.clinic import keeping, moments, narrow, sources
from heime.edges.clinic.listing import Listing, listing
from heime.edges.clinic.page import Judging, judged_until, judging
from heime.edges.clinic.rendered import TOKEN
from heime.edges.clinic.worklist import FIRST, address_of, on_page, sections_of
from heime.edges.signin.context import Page, for_page, for_pages
from heime.flow.read_once import Stands, stands_for_each
from heime.flow.see_people import Person, listed, listed_to_each
from heime.records.access.reads import become
from heime.records.access.sight import among
from heime.records.access.standing import Near


def rows_for_each(requests: Sequence[HttpRequest], people: list[UUID]) -> list[str | None]:
    """The rows of these people as each of these pages shows them now, as HTML. None for a page
    whose reader is not known to be shown the same as others, and for one that shows nothing any
    more."""
    now = timezone.now()
    made: dict[HttpRequest, str] = {}
    with for_pages(requests) as pages:
        there = [page for page in pages if page is not None]
        stands = stands_for_each(
            people, [one.asker for one in there], now=now,
            read=lambda actor, near: sources.everything(actor, now, near),
        )  # fmt: skip
        alike: dict[Hashable, list[tuple[Page, Stands]]] = {}
        for page, stand in zip(there, stands, strict=True):
            if stand is not None:
                alike.setdefault(_shown(page, stand, now), []).append((page, stand))
        once: keeping.Once = {}
        for same in alike.values():
            first, stand = same[0]
            become(first.asker, people)
            html, seen = _made(first, stand, None, now, once)
            made |= {page.request: for_reader(html, page.request) for page, _ in same}
            listed_to_each(seen, [(page.asker, page.asking) for page, _ in same], now=now)
    return [made.get(request) for request in requests]


def rows_for_one(request: HttpRequest, people: list[UUID]) -> str | None:
    """The rows as a page shows them whose reader reads alone; None when it shows nothing any
    more."""
    now = timezone.now()
    with for_page(request, people) as page:
        if page is None:
            return None
        html, seen = _made(page, None, among(people, page.asker.actor), now)
        listed(seen, by=page.asker.actor, now=now)
    return for_reader(html, request)


def for_reader(html: str, request: HttpRequest) -> str:
    """What was made for several, with one reader's own token in its forms."""
    return html.replace(TOKEN, get_token(request))


def _shown(page: Page, stands: Stands, now: datetime) -> Hashable:
    """All that a page says of these people: whoever is told the same is sent the same."""
    actor, asked = page.asker.actor, _asked(page)
    with _in_language_of(page):
        says = keeping.says([one.item for one in stands.placed], stands.told, actor, now=now)
        # Without rows there is still what is said around them.
        return get_language(), asked.choices, asked.whose and asked.me, frozenset(says.items())


def _made(
    page: Page,
    stands: Stands | None,
    near: Near | None,
    now: datetime,
    once: keeping.Once | None = None,
) -> tuple[str, list[Person]]:
    """The rows as HTML, made as this page's reader reads them; and whom they are about."""
    actor = page.asker.actor
    with _in_language_of(page):
        found = listing(
            actor, _asked(page), now=now, most=FIRST, near=near, stands=stands, once=once
        )
        judged = judging(now) if stands is None else judged_until(stands.judged_at, now)
        return _html(found, judged, now), on_page(found)


def _html(found: Listing, judged: Judging, now: datetime) -> str:
    context = {
        "sections": sections_of(found, TOKEN), "csrf_token": TOKEN, "judging": judged,
        "read_at": moments.clock(now), "is_all": True, "waiting_reds": found.reds_nobody_has,
    }  # fmt: skip
    return render_to_string("clinic/_list.html", context)


def _asked(page: Page) -> Narrowing:
    return narrow.asked_by(address_of(page.request), page.asker.actor)


def _in_language_of(page: Page) -> override:
    return override(getattr(page.request, "LANGUAGE_CODE", None))
