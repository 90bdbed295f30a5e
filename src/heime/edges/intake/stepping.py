"""The forms of the steps: each writes one step, or says beside itself why not."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from heime.core.actor import Actor
from heime.core.errors import NotFound, Refused
from heime.core.hours import HOME
from heime.core.intake import EQUIPMENT, TRAINING, Step
from heime.core.intake_words import BadIntake
from heime.core.start_figures import Figure, Source, who5_of
from heime.edges import web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.intake import words
from heime.edges.intake.steppage import shown
from heime.flow import note_figures, take_in


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def write(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Write a step: which one stands in the form."""
    actor, now, sent = actor_of(request), timezone.now(), request.POST
    step = sent.get("step", "")

    def do() -> object:
        if step == Step.ASSESSMENT:
            return take_in.assess(enrolment_id, sent.dict(), by=actor, now=now)
        if step == Step.DECISION:
            return take_in.decide(enrolment_id, sent.dict(), by=actor, now=now)
        if step == Step.BASIS:
            return take_in.give_ground(enrolment_id, sent.dict(), by=actor, now=now)
        if step == Step.EQUIPMENT:
            return take_in.note_equipment(enrolment_id, _equipment(sent), by=actor, now=now)
        if step == Step.TRAINING:
            return take_in.note_training(enrolment_id, _training(sent), by=actor, now=now)
        if step == Step.FIGURES:
            return _figures(enrolment_id, sent, actor)
        raise NotFound("There is no such step.")

    return attempt(request, enrolment_id, step, do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def leave_out(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Do without a step, with the reason."""
    actor, step = actor_of(request), request.POST.get("step", "")

    def do() -> object:
        if step not in set(Step):
            raise NotFound("There is no such step.")
        return take_in.leave_out(
            enrolment_id, Step(step), request.POST.get("reason", ""), by=actor, now=timezone.now()
        )

    return attempt(request, enrolment_id, step, do, form=f"without-{step}")


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def correct(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Put another number beside a figure that was frozen."""
    actor, sent = actor_of(request), request.POST

    def do() -> object:
        try:
            figure = UUID(sent.get("figure", ""))
        except ValueError:
            raise NotFound("There is no such figure.") from None
        return note_figures.correct(
            figure, sent.get("value", ""), sent.get("source", ""), sent.get("reason", ""),
            by=actor, now=timezone.now(),
        )  # fmt: skip

    return attempt(request, enrolment_id, Step.FIGURES, do, form="correct")


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def start(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    return attempt(
        request, enrolment_id, Step.START, lambda: take_in.start(enrolment_id, by=actor, now=now)
    )


def attempt(
    request: HttpRequest, enrolment_id: UUID, anchor: str, do: Callable[[], object], form: str = ""
) -> HttpResponse:
    """Do it and come back to the place on the page; or show the form with what is wrong."""
    try:
        do()
    except Refused as refusal:
        status = 422 if isinstance(refusal, BadIntake) else web.STATUS.get(refusal.code, 422)
        why = words.why_not(refusal)
        return shown(request, enrolment_id, tried=form or anchor, error=why, status=status)
    return HttpResponseRedirect(f"{reverse('intake', args=[enrolment_id])}#{anchor}")


def _equipment(sent: QueryDict) -> list[dict[str, str]]:
    """What is needed: of each thing, whose it is. What is one's own is there."""
    rows: list[dict[str, str]] = []
    for code in EQUIPMENT:
        whose = sent.get(f"whose-{code}", "")
        if whose:
            state = "delivered" if whose == "own" else sent.get(f"state-{code}", "")
            rows.append({"thing": code, "whose": whose, "state": state})
    return rows


def _training(sent: QueryDict) -> list[dict[str, str]]:
    """What was taught: of each thing, when, and who learned it."""
    rows: list[dict[str, str]] = []
    for code in TRAINING:
        on = sent.get(f"on-{code}", "")
        if on:
            rows.append({"thing": code, "on": on, "who": sent.get(f"who-{code}", "")})
    return rows


def _figures(enrolment_id: UUID, sent: QueryDict, actor: Actor) -> object:
    now = timezone.now()
    today = now.astimezone(HOME).date()
    noted = {one: (sent.get(f"value-{one}", ""), sent.get(f"source-{one}", "")) for one in Figure}
    items = _who5(enrolment_id, sent, actor)
    if items is not None:
        source = noted[Figure.WHO5][1] or Source.OWN_WORD
        noted[Figure.WHO5] = (str(who5_of(items)), source)
    try:
        on = date.fromisoformat(sent.get("on", "") or today.isoformat())
    except ValueError:
        raise BadIntake("on", "This is no date.") from None
    return note_figures.note_all(enrolment_id, noted, items, on, by=actor, now=now)


def _who5(enrolment_id: UUID, sent: QueryDict, actor: Actor) -> list[int] | None:
    """The five answers: the person's own, or those read out to them now; None for none."""
    if sent.get("who5-from") == "answered":
        answered = note_figures.answered_who5(enrolment_id, by=actor)
        return note_figures.items_of(answered) if answered else None
    given = [sent.get(f"who5-{number}", "") for number in range(1, 6)]
    if not any(given):
        return None
    if not all(one in ("0", "1", "2", "3", "4", "5") for one in given):
        raise BadIntake("who5", "WHO-5 has five answers.")
    return [int(one) for one in given]
