"""/person/<id>/inntak/slutt: end a follow-up, with a summary that is made from what was done."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.core.phases import Phase, WhyEnded
from heime.edges import naming, web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import words as clinic_words
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rows import person_words
from heime.edges.intake import words
from heime.edges.paper import typeset
from heime.flow import end_follow_up, see_people
from heime.flow.end_follow_up import Facts
from heime.records.access import grounds

CHOSEN_HERE = tuple(one for one in WhyEnded if one not in (WhyEnded.DIED, WhyEnded.DECLINED))
_PAPER = Path(__file__).with_name("closing.typ")


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def page(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """GET: what ending means, and a draft of the summary. POST: end, or write it again."""
    actor, now, sent = actor_of(request), timezone.now(), request.POST
    found = end_follow_up.facts(enrolment_id, by=actor)
    if request.method == "GET":
        return _shown(request, found, now)
    is_over = found.person.phase == Phase.ENDED
    try:
        if is_over:
            end_follow_up.write_again(enrolment_id, sent.get("text", ""), by=actor, now=now)
        else:
            end_follow_up.end(
                enrolment_id, sent.get("why", ""), sent.get("text", ""), by=actor, now=now
            )
    except Refused as refusal:
        status = web.STATUS.get(refusal.code, 422)
        return _shown(request, found, now, error=words.why_not(refusal), status=status)
    return HttpResponseRedirect(reverse("end-follow-up", args=[enrolment_id]))


def _shown(
    request: HttpRequest, found: Facts, now: datetime, *, error: str = "", status: int = 200
) -> HttpResponse:
    actor, person = actor_of(request), found.person
    see_people.opened(
        person.id, person.municipality_id, by=actor, now=now, resource="person",
        ground=grounds.CARE,
    )  # fmt: skip
    kept = end_follow_up.newest(person.id, by=actor)
    name, age, _conditions = person_words(person, now)
    context = {
        "place": "people",
        "person": person,
        "row": {"name": name, "age": age},
        "is_over": person.phase == Phase.ENDED,
        "kept": kept,
        "kept_on": words.on(kept.made_at.astimezone(HOME).date(), now) if kept else "",
        "text": request.POST.get("text") or (kept.text if kept else draft(found, now)),
        "whys": [(one.value, words.why_ended(one)) for one in CHOSEN_HERE],
        "chosen": request.POST.get("why", ""),
        "error": error,
    }
    return clinical(request, "intake/end.html", context, actor=actor, now=now, status=status)


def draft(found: Facts, now: datetime) -> str:
    """The summary as the machine can make it: period, plan, what came, what was done."""
    until = found.until or now
    days = (until.astimezone(HOME).date() - found.since.astimezone(HOME).date()).days
    lines = [
        _("Digital follow-up from %(since)s to %(until)s (%(days)s days).") % {
            "since": words.on(found.since.astimezone(HOME).date(), now),
            "until": words.on(until.astimezone(HOME).date(), now),
            "days": days,
        }
    ]  # fmt: skip
    if found.person.conditions:
        named = ", ".join(naming.condition(one) for one in found.person.conditions)
        lines.append(_("Followed up for: %(conditions)s.") % {"conditions": named})
    lines.append(_plans(found, now))
    if found.pauses:
        lines.append(
            ngettext("Paused %(count)s time.", "Paused %(count)s times.", found.pauses)
            % {"count": found.pauses}
        )
    lines += ["", _("Measured and answered:"), *_came(found), "", *_cases(found)]
    return "\n".join([*lines, "", _("Assessment and advice for further follow-up:"), ""])


def _plans(found: Facts, now: datetime) -> str:
    if not found.versions:
        return _("No plan was approved.")
    days = ", ".join(words.on(one.astimezone(HOME).date(), now) for one in found.versions)
    count = len(found.versions)
    said = ngettext(
        "%(count)s approved plan version: %(days)s.",
        "%(count)s approved plan versions: %(days)s.",
        count,
    ) % {"count": count, "days": days}
    return said.replace("..", ".")  # a short month ends in a full stop already


def _came(found: Facts) -> list[str]:
    rows = [*found.readings, *found.answers]
    return [f"- {clinic_words.kind_name(kind)}: {count}" for kind, count in rows] or [
        f"- {_('nothing')}"
    ]


def _cases(found: Facts) -> list[str]:
    if not found.outcomes and not found.open:
        return [_("No cases.")]
    rows = [f"- {clinic_words.outcome(code)}: {n}" for code, n in sorted(found.outcomes.items())]
    if found.open:
        rows.append(f"- {_('still open')}: {found.open}")
    return [_("Cases by what they came to:"), *rows]


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def paper(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The summary as a PDF. Its name says when, and nothing of whom it is about."""
    actor, now = actor_of(request), timezone.now()
    person, kept = end_follow_up.printed(enrolment_id, by=actor, now=now)
    name, _age, _conditions = person_words(person, now)
    born = person.patient.birth_date
    day = words.on(kept.made_at.astimezone(HOME).date(), now)
    said = {
        "title": _("Summary of digital follow-up"),
        "lang": get_language() or "nb",
        "who": [name, _("Born %(day)s") % {"day": words.on(born, now)} if born else "",
                person.municipality.name],
        "why": f"{_('Ended')}: {words.why_ended(kept.why)}",
        "text": kept.text,
        "by": f"{kept.made_by.name}, {day}",
        "page": _("Page"),
    }  # fmt: skip
    answer = HttpResponse(typeset(_PAPER, said), content_type="application/pdf")
    named = f"sammendrag-{kept.made_at.astimezone(HOME):%Y-%m-%d}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    return answer
