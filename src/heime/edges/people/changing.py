"""The forms of /person/<id>/endringer: each does one thing, or says beside itself why not."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from heime.core.errors import NotFound, Refused
from heime.core.identifiers import OF_A_PERSON, Kind
from heime.core.protection import Protection
from heime.edges import web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.people import changewords, forms, words
from heime.edges.people.changespage import shown
from heime.flow import duplicates, move, number, protect_address, record_death
from heime.flow.protect_address import Where

LONGEST_ADDRESS, LONGEST_PHONE, LONGEST_NAME, LONGEST_NUMBER = 200, 20, 120, 40


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def died(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    try:
        day = date.fromisoformat(request.POST.get("died_on", ""))
    except ValueError:
        return _again(request, enrolment_id, "death", words.must_choose_day())

    def do() -> object:
        return record_death.record(enrolment_id, day, by=actor, now=now)

    return _attempt(request, enrolment_id, "death", do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def did_not_die(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    actor, now, reason = actor_of(request), timezone.now(), request.POST.get("reason", "")

    def do() -> object:
        return record_death.correct(enrolment_id, reason, by=actor, now=now)

    return _attempt(request, enrolment_id, "not-dead", do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def offer(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Offer the follow-up to another municipality, by its number."""
    actor, now = actor_of(request), timezone.now()
    reason, to = request.POST.get("reason", ""), request.POST.get("to", "")
    if not (to.isascii() and to.isdecimal() and len(to) == 4):
        return _again(request, enrolment_id, "offer", words.must_choose())

    def do() -> object:
        return move.propose(enrolment_id, int(to), reason, by=actor, now=now)

    return _attempt(request, enrolment_id, "offer", do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def withdraw(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Take back the offer that nobody has answered."""
    actor, now = actor_of(request), timezone.now()

    def do() -> None:
        waiting = move.open_offer(enrolment_id, by=actor)
        if waiting is None:
            raise NotFound("There is no such offer of your team's.")
        move.withdraw(waiting.id, by=actor, now=now)

    return _attempt(request, enrolment_id, "offer", do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def replace_number(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Another national number counts from now on."""
    actor, now, sent = actor_of(request), timezone.now(), _number(request)

    def do() -> object:
        return number.replace(
            enrolment_id, sent, by=actor, now=now, synthetic=settings.HEIME_SYNTHETIC
        )

    return _attempt(request, enrolment_id, "number", do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def add_number(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """A number beside the one that counts, such as a hospital's own."""
    actor, now, sent = actor_of(request), timezone.now(), _number(request)
    kind, assigner = request.POST.get("kind", ""), request.POST.get("assigner", "")[:LONGEST_NAME]
    if kind not in OF_A_PERSON:
        return _again(request, enrolment_id, "other-number", words.must_choose())

    def do() -> object:
        return number.add(
            enrolment_id, Kind(kind), sent, assigner=assigner, by=actor, now=now,
            synthetic=settings.HEIME_SYNTHETIC,
        )  # fmt: skip

    return _attempt(request, enrolment_id, "other-number", do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def protect(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """From now on the address is protected, or protected otherwise."""
    actor, now, level = actor_of(request), timezone.now(), request.POST.get("level", "")
    where = Where(
        request.POST.get("address", "")[:LONGEST_ADDRESS],
        request.POST.get("phone", "")[:LONGEST_PHONE],
    )
    if not level or level not in set(Protection):
        return _again(request, enrolment_id, "address", words.must_choose())

    def do() -> None:
        protect_address.protect(enrolment_id, Protection(level), where, by=actor, now=now)

    return _attempt(request, enrolment_id, "address", do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def open_address(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Show the protected address, on this answer alone: it is in no address line and no cache."""
    actor, now, reason = actor_of(request), timezone.now(), request.POST.get("reason", "")
    try:
        where = protect_address.open_for(enrolment_id, reason, by=actor, now=now)
    except Refused as refusal:
        return _refused(request, enrolment_id, "open", refusal)
    answer = shown(request, enrolment_id, where=where)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def lift(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()

    def do() -> None:
        protect_address.lift(enrolment_id, by=actor, now=now)

    return _attempt(request, enrolment_id, "lift", do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def link(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Link with another record: one that was chosen, or one whose number was written."""
    actor, now, reason = actor_of(request), timezone.now(), request.POST.get("reason", "")
    other, written = forms.uuid_of(request.POST.get("other", "")), _number(request)
    if written:
        found = duplicates.other_by_number(enrolment_id, written, by=actor, now=now)
        if found is None:
            return _again(request, enrolment_id, "link", words.nobody_of_ours(), status=404)
        other = found.id
    if other is None:
        return _again(request, enrolment_id, "link", words.must_choose())
    chosen = other

    def do() -> object:
        return duplicates.link(enrolment_id, chosen, reason, by=actor, now=now)

    return _attempt(request, enrolment_id, "link", do)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def part(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    other = forms.uuid_of(request.POST.get("other", ""))
    if other is None:
        return _again(request, enrolment_id, "part", words.must_choose())

    def do() -> None:
        duplicates.part(enrolment_id, other, by=actor, now=now)

    return _attempt(request, enrolment_id, "part", do)


def _number(request: HttpRequest) -> str:
    """What was written as a number, without the spaces that people write in it."""
    return "".join(request.POST.get("number", "")[:LONGEST_NUMBER].split())


def _attempt(
    request: HttpRequest, enrolment_id: UUID, form: str, do: Callable[[], object]
) -> HttpResponse:
    try:
        do()
    except Refused as refusal:
        return _refused(request, enrolment_id, form, refusal)
    return HttpResponseRedirect(reverse("what-changed", args=[enrolment_id]))


def _refused(request: HttpRequest, enrolment_id: UUID, form: str, refusal: Refused) -> HttpResponse:
    status = web.STATUS.get(refusal.code, 422)
    return _again(request, enrolment_id, form, changewords.why_not(form, refusal), status=status)


def _again(
    request: HttpRequest, enrolment_id: UUID, form: str, error: str, status: int = 422
) -> HttpResponse:
    """The page with the form open, and what is wrong beside it. Whoever does not see the person is
    told here that there is none."""
    return shown(request, enrolment_id, tried=form, error=error, status=status)
