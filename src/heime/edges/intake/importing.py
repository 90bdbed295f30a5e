"""/inntak/liste: a list of people from a file, looked at before anything is kept.

Between the preview and the import the list is with the one who sent it and nowhere else: it comes
back with the second form, and is read and checked anew.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from heime.core import people_list
from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotYours
from heime.core.intake import Proposer
from heime.core.people_list import BadList, Fault
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.intake import words
from heime.flow import import_people, refer
from heime.flow.import_people import Outcome, Where


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def page(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    if request.method == "GET":
        return _shown(request, actor, now)
    where = _where(request, actor)
    if where is None:
        return _shown(
            request, actor, now, error=_("Choose where to, and who proposes."), status=422
        )
    try:
        text = _text(request)
        lines = people_list.read(text)
    except BadList as bad:
        return _shown(request, actor, now, error=_bad(bad), status=422)
    if request.POST.get("keep") != "1":
        found = import_people.preview(
            lines, where, by=actor, now=now, synthetic=settings.HEIME_SYNTHETIC
        )
        return _shown(request, actor, now, found=found, text=text)
    try:
        found = import_people.keep(
            lines, where, by=actor, now=now, synthetic=settings.HEIME_SYNTHETIC
        )
    except NotAllowedNow:
        error = _("A line of the list is faulty now. Nothing is kept. Look at the list again.")
        return _shown(request, actor, now, error=error, status=409)
    return _shown(request, actor, now, found=found, kept=True)


def _shown(
    request: HttpRequest,
    actor: Actor,
    now: datetime,
    *,
    found: list[Outcome] | None = None,
    text: str = "",
    kept: bool = False,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    places = refer.places(actor)
    if not places:
        raise NotYours("You work nowhere that people can be proposed to.")
    rows = [_row(one) for one in found or []]
    count = {"new": 0, "known": 0, "faulty": 0} | {
        kind: sum(row["kind"] == kind for row in rows) for kind in ("new", "known", "faulty")
    }
    context: dict[str, Any] = {
        "place": "intake-list",
        "places": [(f"{number}:{team.id}", f"{name}, {team.name}") for number, name, team in
                   places],
        "proposers": [(one.value, words.proposer(one)) for one in Proposer],
        "columns": [names[0] for names in people_list.COLUMNS.values()],
        "most": people_list.MOST,
        "sent": request.POST,
        "rows": rows,
        "looked": found is not None and not kept,
        "kept": kept,
        "count": count,
        "proposed": ngettext(
            "%(count)s person is proposed.", "%(count)s people are proposed.", count["new"]
        ) % {"count": count["new"]},
        "propose": ngettext(
            "Propose %(count)s person", "Propose %(count)s people", count["new"]
        ) % {"count": count["new"]},
        "text": text,
        "error": error,
    }  # fmt: skip
    return clinical(request, "intake/import.html", context, actor=actor, now=now, status=status)


def _row(one: Outcome) -> dict[str, Any]:
    kind = "faulty" if one.is_faulty else "known" if one.became == "known" else "new"
    line = one.line
    return {
        "at": line.at,
        "kind": kind,
        "name": f"{line.given} {line.family}".strip(),
        "what": {"new": _("New"), "known": _("Followed up already: left as it is")}.get(
            kind, _fault(one.became)
        ),
    }


def _fault(code: str) -> str:
    return {
        Fault.NO_NUMBER: _("The identity number is missing"),
        Fault.NO_NAME: _("The name is missing"),
        Fault.TOO_LONG: _("A name or number is too long"),
        Fault.NO_DATE: _("The birth date is no date"),
        Fault.UNKNOWN_CONDITION: _("A diagnosis is not one that Heime knows"),
        Fault.TWICE: _("The same person stands further up in the list"),
        Fault.NO_PATIENT: _("This is no Patient"),
        Fault.NOT_ONE_LINE: _("The line has another number of columns than the heading"),
        "bad-national-id": _("The identity number has a wrong digit"),
        "bad-identifier": _("The identity number has a wrong digit"),
        "identifier-not-taken": _("This kind of number cannot be used here"),
        "not-allowed-now": _("This person cannot be proposed"),
        "missing-text": _("Why they are proposed is missing"),
    }.get(code, _("This line cannot be used"))


def _bad(bad: BadList) -> str:
    """What is wrong with the file. The place is in the refusal's own words."""
    return _("This file cannot be read as a list of people. %(why)s") % {"why": bad}


def _text(request: HttpRequest) -> str:
    """The list: the file that was chosen, or what came back from the preview. Raises BadList."""
    chosen = request.FILES.get("file")
    if chosen is None or isinstance(chosen, list):
        return str(request.POST.get("list", ""))
    if chosen.size is None or chosen.size > people_list.LARGEST:
        raise BadList("The file is too large. Split it.")
    return people_list.decoded(chosen.read())


def _where(request: HttpRequest, actor: Actor) -> Where | None:
    number, _colon, team = request.POST.get("to", "").partition(":")
    proposer = request.POST.get("proposer", "")
    try:
        place, to_team = int(number), UUID(team)
    except ValueError:
        return None
    if proposer not in set(Proposer) or to_team not in actor.team_ids:
        return None
    why = request.POST.get("why", "").strip()[:2000]
    return Where(place, to_team, Proposer(proposer), actor.name, why)
