"""Figures for managers and coordinators: the day's release, and nothing that tells of anybody."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from heime.core.figures import ALL
from heime.core.roles import Role
from heime.edges import naming
from heime.edges.access import open_to
from heime.records.figures import reads
from heime.records.figures.models import Figure
from heime.records.people.models import Municipality

NOW = "now"


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """How many are followed up in one place. level: 0 everything, 1 a region, 2 a municipality.

    counts: by column; None where the figure may not be shown.
    """

    place: str
    level: int
    counts: list[int | None]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """Cases of one month, or those that are open now. None where it may not be shown."""

    topic: str
    cases: int | None
    waited: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A place whose cases can be shown."""

    key: str
    name: str
    chosen: bool


@require_GET
@open_to(Role.MANAGER, Role.COORDINATOR)
def figures(request: HttpRequest) -> HttpResponse:
    """The tables of the day. `?sted=` chooses whose cases, among the places that are one's own."""
    released = reads.figures()
    places = _places({figure.place for figure in released})
    wanted = request.GET.get("sted", "")
    chosen = wanted if wanted in dict(places) else (places[0][0] if places else "")
    columns = _columns(released)
    context = {
        "place": "figures",
        "released_on": released[0].released_on if released else None,
        "columns": [_("All") if one == ALL else naming.condition(one) for one in columns],
        "people": people_rows(released, places, columns),
        "choices": [Choice(key, name, key == chosen) for key, name in places],
        "chosen": dict(places).get(chosen, ""),
        "work": work_rows(released, chosen),
    }
    return render(request, "office/figures.html", context)


def _places(known: set[str]) -> list[tuple[str, str]]:
    """The places of the release with their names: everything, then region by region."""
    found = [(ALL, _("The whole programme"))] if ALL in known else []
    region = None
    for one in Municipality.objects.order_by("region", "name"):
        if one.region != region and one.region in known:
            found.append((one.region, one.region))
        region = one.region
        if str(one.number) in known:
            found.append((str(one.number), one.name))
    return found


def _columns(released: list[Figure]) -> list[str]:
    topics = {figure.topic for figure in released if figure.table == "people"}
    return ([ALL] if ALL in topics else []) + sorted(topics - {ALL})


def people_rows(
    released: list[Figure], places: list[tuple[str, str]], columns: list[str]
) -> list[PeopleRow]:
    cells = {(f.place, f.topic): f.people for f in released if f.table == "people"}
    return [
        PeopleRow(name, _level(key), [cells.get((key, topic)) for topic in columns])
        for key, name in places
    ]


def _level(key: str) -> int:
    return 0 if key == ALL else 2 if key.isdecimal() else 1


def work_rows(released: list[Figure], place: str) -> list[WorkRow]:
    """What is open now first, then month by month, the newest first."""
    rows = [f for f in released if f.table == "work" and f.place == place]
    rows.sort(key=lambda f: "9999" if f.topic == NOW else f.topic, reverse=True)
    return [WorkRow(_month(f.topic), f.cases, _waited(f.minutes)) for f in rows]


def _month(topic: str) -> str:
    if topic == NOW:
        return _("Open now")
    year, month = topic.split("-")
    return date_format(date(int(year), int(month), 1), "F Y")


def _waited(minutes: int | None) -> str | None:
    if minutes is None:
        return None
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": max(minutes, 5)}
    hours = round(minutes / 60)
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
