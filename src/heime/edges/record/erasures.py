"""/person/<id>/sletting: proposing that something about a person is erased, and deciding it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from heime.core.actor import Actor
from heime.core.corrections import CAN_BE_ERASED, Sort
from heime.core.errors import NotFound, Refused
from heime.core.roles import Scope
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.record import about, choosing
from heime.flow import erase, see_people
from heime.flow.break_glass import ProveFirst
from heime.flow.erase import Row
from heime.flow.keeping import LONGEST
from heime.records.access import reach
from heime.records.keeping.models import Erasure
from heime.records.keeping.reads import erasures_of


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def erasures(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The page. POST tells what would go (`look`), or proposes it."""
    if request.method == "GET":
        return _shown(request, enrolment_id)
    actor, now = actor_of(request), timezone.now()
    try:
        rows = _chosen(request)
        if "look" in request.POST:
            counts = erase.what_would_go(enrolment_id, rows, by=actor)
            found = about.looks(erase.cases_to_look_at(enrolment_id, rows, by=actor))
            return _shown(request, enrolment_id, counts=counts, looks=found)
        reason = request.POST.get("reason", "")[: LONGEST + 1]
        erase.propose(enrolment_id, rows, reason=reason, by=actor, now=now)
    except ProveFirst:
        return choosing.to_step_up(reverse("erasures", args=[enrolment_id]))
    except Refused as refusal:
        return _shown(request, enrolment_id, error=choosing.why_not(refusal))
    return HttpResponseRedirect(reverse("erasures", args=[enrolment_id]))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def decide(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """Carry out or refuse what somebody else proposed."""
    actor, now = actor_of(request), timezone.now()
    found = Erasure.objects.filter(reach.within_reach(actor, Scope.WORK), id=erasure_id).first()
    if found is None:
        see_people.denied(by=actor, now=now, detail=f"erasure {erasure_id}")
        raise NotFound("There is no such decision to make.")
    page = reverse("erasures", args=[found.enrolment_id])
    try:
        carry_out = request.POST.get("answer") == "carry-out"
        if not carry_out and request.POST.get("answer") != "refuse":
            raise NotFound("Neither of the two answers.")
        erase.decide(erasure_id, carry_out=carry_out, by=actor, now=now)
    except ProveFirst:
        return choosing.to_step_up(page)
    except Refused as refusal:
        return _shown(request, found.enrolment_id, error=choosing.why_not(refusal))
    return HttpResponseRedirect(page)


def _chosen(request: HttpRequest) -> list[Row]:
    rows: list[Row] = []
    for one in request.POST.getlist("about"):
        chosen = choosing.chosen(one)
        try:
            if chosen is None:
                raise ValueError
            rows.append((chosen[0], UUID(chosen[1])))
        except ValueError:
            raise NotFound("What was chosen is nothing of ours.") from None
    return rows


def _shown(
    request: HttpRequest,
    enrolment_id: UUID,
    *,
    error: str = "",
    counts: dict[str, int] | None = None,
    looks: list[about.Look] | None = None,
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    person = reach.enrolment_within(actor, enrolment_id, Scope.WORK)
    if person is None:
        see_people.denied(by=actor, now=now, detail=f"erasures of {enrolment_id}")
        raise NotFound("There is nobody of that id whom you follow up.")
    see_people.opened(person.id, person.municipality_id, by=actor, now=now, resource="values")
    decisions = erasures_of(person.id, actor)
    context = {
        "place": "people",
        "person": person,
        "name": f"{person.patient.given} {person.patient.family}",
        "waiting": [_waiting(one, actor) for one in decisions if one.decided_at is None],
        "decided": [about.erasure(one) for one in decisions if one.decided_at is not None],
        "choices": choosing.choices(person.id, CAN_BE_ERASED, actor, now),
        "chosen": request.POST.getlist("about"),
        "reason": request.POST.get("reason", ""),
        "counts": about.counts(counts) if counts is not None else None,
        "looks": looks,
        "error": error,
        "own_id": actor.account_id,
    }
    status = 422 if error else 200
    return clinical(request, "record/erasures.html", context, actor=actor, now=now, status=status)


def _waiting(one: Erasure, actor: Actor) -> about.Decision:
    """What waits, with everything that whoever decides must know of first."""
    rows = [(Sort(row["sort"]), UUID(row["id"])) for row in one.rows]
    return about.erasure(
        one, erase.left_to_go(one.enrolment_id, rows, by=actor),
        choosing.named(one.enrolment_id, rows, actor),
        erase.cases_to_look_at(one.enrolment_id, rows, by=actor),
    )  # fmt: skip
