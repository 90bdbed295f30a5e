"""/personer/like: records that may be of the same person, side by side, for somebody to decide."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.edges import web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import marks, moments
from heime.edges.clinic import words as clinical_words
from heime.edges.clinic.marks import Mark
from heime.edges.clinic.page import clinical
from heime.edges.people import changewords, forms, words
from heime.flow import duplicates
from heime.flow.duplicates import Pair
from heime.records.people.models import Enrolment


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records, by what may tell them apart."""

    id: UUID
    name: str
    born: str
    place: str
    team: str
    since: str
    phase: str
    conditions: str
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class PairLine:
    key: str
    sides: tuple[Side, Side]
    why: str


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def alike(request: HttpRequest) -> HttpResponse:
    """The pairs; POST links two. To leave them as they are is to do nothing."""
    if request.method == "GET":
        return shown(request)
    actor, now, sent = actor_of(request), timezone.now(), request.POST
    one, other = forms.uuid_of(sent.get("one", "")), forms.uuid_of(sent.get("other", ""))
    if one is None or other is None:
        return shown(request, error=words.must_choose(), status=422)
    try:
        duplicates.link(one, other, sent.get("reason", ""), by=actor, now=now)
    except Refused as refusal:
        status = web.STATUS.get(refusal.code, 422)
        said = changewords.why_not("link", refusal)
        return shown(request, tried=_key(one, other), error=said, status=status)
    return HttpResponseRedirect(reverse("duplicates"))


def shown(
    request: HttpRequest, *, tried: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    """The page. tried: the pair whose form did not go; when it is gone, the error stands on top."""
    actor, now = actor_of(request), timezone.now()
    pairs = [_line(one, now) for one in duplicates.found(by=actor, now=now)]
    context = {
        "place": "people",
        "pairs": pairs,
        "tried": tried if tried in {one.key for one in pairs} else "",
        "error": error,
    }
    return clinical(request, "people/duplicates.html", context, actor=actor, now=now, status=status)


def _line(pair: Pair, now: datetime) -> PairLine:
    return PairLine(
        _key(pair.one.id, pair.other.id), (_side(pair.one, now), _side(pair.other, now)),
        changewords.likeness(pair.why),
    )  # fmt: skip


def _key(one: UUID, other: UUID) -> str:
    """Names the pair on the page, whichever of the two is named first."""
    return "-".join(sorted((one.hex, other.hex)))


def _side(person: Enrolment, now: datetime) -> Side:
    patient, today = person.patient, now.astimezone(HOME).date()
    return Side(
        person.id,
        f"{patient.given} {patient.family}",
        moments.on(patient.birth_date, today) if patient.birth_date else "",
        person.municipality.name,
        person.team.name,
        moments.on(person.starts_at.astimezone(HOME).date(), today),
        words.phase(person.phase),
        ", ".join(clinical_words.condition(code) for code in person.conditions),
        marks.of(patient, now),
    )
