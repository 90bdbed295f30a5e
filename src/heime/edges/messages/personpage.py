"""What has been written about one person, a search in it, and beginning something new."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.messages import Side
from heime.core.roles import Scope
from heime.edges.access import actor_of, open_to
from heime.edges.clinic import marks
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rows import person_words
from heime.edges.messages import lines, writing
from heime.edges.messages.staff import STAFF
from heime.flow import see_people, send_message, write_to
from heime.flow.send_message import Company
from heime.records.access.reach import enrolment_within
from heime.records.messages import reads
from heime.records.people.models import Enrolment

LONGEST_SEARCH = 80


@require_http_methods(["GET", "POST"])
@open_to(*STAFF)
def page(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """A person's threads; a search is posted, so that no word of it stands in an address."""
    actor, now = actor_of(request), timezone.now()
    person = _whose(enrolment_id, actor)
    see_people.opened(person.id, person.municipality_id, by=actor, now=now, resource="messages")
    sought = request.POST.get("sok", "").strip()[:LONGEST_SEARCH]
    found = reads.of_person(person.id, actor)
    if sought:
        found = reads.containing(found, sought)
    threads = list(reads.with_news(found, actor)[: reads.MOST])
    context = {
        **_about(person, actor),
        "threads": lines.thread_lines(threads, actor, now),
        "sought": sought,
        "writes": writing.form_for(person, actor, now, request)["writes"],
    }
    return clinical(request, "messages/person.html", context, actor=actor, now=now)


@require_http_methods(["GET", "POST"])
@open_to(*STAFF)
def new(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Write something new: to whom, and what. `?sak=ID` when it is done in a case."""
    actor, now = actor_of(request), timezone.now()
    person = _whose(enrolment_id, actor)
    begun: list[UUID] = []

    def again(*, error: str = "", status: int = 200) -> HttpResponse:
        context = {
            **_about(person, actor),
            **writing.form_for(person, actor, now, request),
            "others": write_to.who_may_be_written_to(person, actor),
            "chosen_to": request.POST.getlist("til") or ["patient"],
            "error": error,
        }
        return clinical(request, "messages/new.html", context, actor=actor, now=now, status=status)

    if request.method == "GET" or writing.wants_template(request):
        see_people.opened(person.id, person.municipality_id, by=actor, now=now, resource="messages")
        return again()

    def send() -> None:
        company = company_of(request, reads.side_of(actor, person.id, person.team_id))
        draft = writing.draft_of(request)
        begun.append(send_message.start(person.id, company, draft, by=actor, now=now).id)

    return writing.attempt(send, again, then=lambda: reverse("thread", args=begun))


def company_of(request: HttpRequest, side: Side | None) -> Company:
    """Whom the form names. An office writes to the team, and names nobody."""
    if side is Side.OFFICE:
        return Company()
    named = request.POST.getlist("til")
    kin = [writing.uuid_of(one[2:]) for one in named if one.startswith("k:")]
    office = next((one[2:] for one in named if one.startswith("o:")), None)
    return Company(
        patient="patient" in named,
        kin=frozenset(one for one in kin if one),
        office=writing.uuid_of(office),
    )


def _whose(enrolment_id: UUID, actor: Actor) -> Enrolment:
    person = enrolment_within(actor, enrolment_id, Scope.MESSAGES)
    if person is None:
        raise NotFound("There is nobody of that id whose messages you reach.")
    return person


def _about(person: Enrolment, actor: Actor) -> dict[str, object]:
    now = timezone.now()
    name, age, conditions = person_words(person, now)
    return {
        "place": "messages",
        "person": person,
        "marks": marks.of(person.patient, now),
        "row": {"name": name, "age": age, "place": person.municipality.name,
                "conditions": conditions},
    }  # fmt: skip
