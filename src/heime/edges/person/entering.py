"""Measurements that staff enter: told on the phone, read on a visit. Judged as any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heime.core.actor import Actor
from heime.core.arrival import Kept
from heime.core.errors import Refused
from heime.core.happenings import How
from heime.core.kinds import KINDS, Kind
from heime.core.topics import is_measured
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import about, rows, words
from heime.edges.clinic.about import ResultLine
from heime.edges.clinic.page import clinical
from heime.edges.person import door, entrywords, typed
from heime.edges.person.typed import Form, Number, Taken
from heime.flow import enter, see_people
from heime.records.measurements import reads as measurements
from heime.records.people.models import Enrolment

FIRST = (
    Kind.OXYGEN_SATURATION, Kind.HEART_RATE, Kind.BLOOD_PRESSURE, Kind.BODY_TEMPERATURE,
    Kind.RESPIRATORY_RATE, Kind.BODY_WEIGHT, Kind.BLOOD_GLUCOSE,
)  # fmt: skip
"""What is asked for at once; the rest stands folded away."""
REST = tuple(kind for kind in Kind if kind not in FIRST)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form, with what was typed and what is wrong with it."""

    name: str
    label: str
    unit: str
    value: str
    error: str
    second: str = ""
    second_value: str = ""
    second_error: str = ""


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def enter_values(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The form; sent, it keeps and judges what was typed, and shows at once what it came to."""
    actor, now = actor_of(request), timezone.now()
    person = enter.person_for(actor, enrolment_id)
    form = Form(request.POST.dict())
    if request.method != "POST":
        see_people.opened(person.id, person.municipality_id, by=actor, now=now)
        return _shown(request, person, form, actor, now)
    taken = form.taken(now)
    found = {kind: typed.reading_in(form, kind) for kind in Kind}
    values = {kind: value for kind, value in found.items() if value is not None}
    if not values and not form.errors:
        form.errors["form"] = _("Write at least one value.")
    if taken is None or form.errors:
        return _shown(request, person, form, actor, now, status=422)
    doubtful = [
        words.kind_name(kind) + " " + _read_back(kind, value)
        for kind, value in values.items()
        if not typed.is_credible(kind, *value, taken)
    ]
    if doubtful and not form.text("sure"):
        return _shown(request, person, form, actor, now, doubtful=doubtful, status=422)
    return _enter(request, person, form, values, taken, actor, now)


def _enter(
    request: HttpRequest,
    person: Enrolment,
    form: Form,
    values: dict[Kind, tuple[Number, Number | None]],
    taken: Taken,
    actor: Actor,
    now: datetime,
) -> HttpResponse:
    token = door.token_of(request)
    sent = [
        typed.sent_of(kind, *value, taken, token=token, enrolment=person.id)
        for kind, value in values.items()
    ]
    try:
        kept: list[Kept] = door.let_in(
            lambda conn: enter.enter_readings(conn, sent, how=taken.how, by=actor)
        )
    except enter.NotWhole as refused:
        why = next(one for one in refused.answers if isinstance(one, Refused))
        form.errors["form"] = entrywords.why_not(why)
        return _shown(request, person, form, actor, now, status=409)
    return done(request, person, [one.id for one in kept], taken, actor, now)


def done(
    request: HttpRequest,
    person: Enrolment,
    readings: Sequence[UUID],
    taken: Taken,
    actor: Actor,
    now: datetime,
    *,
    scored: str = "",
    zone: int | None = None,
    points: Sequence[tuple[str, str, int]] = (),
) -> HttpResponse:
    """What was kept, and how it was judged, at once."""
    context = {
        "place": "people",
        "person": person,
        "row": person_row(person, now),
        "results": judged(person, readings, actor, now),
        "how": entrywords.how(taken.how),
        "scored": scored,
        "zone": zone,
        "points": points,
    }
    return clinical(request, "person/entered.html", context, actor=actor, now=now)


def judged(person: Enrolment, ids: Sequence[UUID], actor: Actor, now: datetime) -> list[ResultLine]:
    """Readings as they stand: value, time and judgement."""
    found = measurements.measurements(ids, [person.id], actor)
    since = min((one.measured_at for one in found.values()), default=now)
    zones = measurements.zones_since(person.id, since, actor)
    kept = about.Kept(list(found.values()), [], zones)
    return [about.reading_line(found[id_], kept, now) for id_ in ids if id_ in found]


def person_row(person: Enrolment, now: datetime) -> dict[str, Any]:
    name, age, conditions = rows.person_words(person, now)
    return {
        "name": name, "age": age, "place": person.municipality.name, "conditions": conditions,
    }  # fmt: skip


def around(form: Form, now: datetime) -> dict[str, Any]:
    """What every form of this kind has: when, how, its own key, and what is wrong."""
    return {
        "at": form.text("at") or typed.local(now),
        "hows": [(one.value, entrywords.how(one)) for one in How],
        "how": form.text("how") or How.PHONE.value,
        "key": form.text("key") or str(uuid7.uuid7()),
        "errors": form.errors,
        "max_at": typed.local(now),
    }


def _shown(
    request: HttpRequest,
    person: Enrolment,
    form: Form,
    actor: Actor,
    now: datetime,
    *,
    doubtful: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    rest = [field_of(form, kind) for kind in REST]
    context = {
        "place": "people",
        "person": person,
        "row": person_row(person, now),
        "fields": [field_of(form, kind) for kind in FIRST],
        "rest": rest,
        "rest_open": any(one.value or one.error for one in rest),
        "doubtful": doubtful,
        **around(form, now),
    }
    page = "person/enter.html"
    return clinical(request, page, context, actor=actor, now=now, status=status)


def field_of(form: Form, kind: Kind) -> Field:
    assert is_measured(kind)  # noqa: S101  only what has a unit is typed here
    name, low = kind.label, f"{kind.label}_low"
    label = words.kind_name(kind)
    if not KINDS[kind].has_two:
        return Field(name, label, words.unit(kind), form.text(name), form.errors.get(name, ""))
    upper, lower = words.pressure_names()
    return Field(
        name, f"{label}, {upper} / {lower}", words.unit(kind), form.text(name),
        form.errors.get(name, ""), low, form.text(low), form.errors.get(low, ""),
    )  # fmt: skip


def _read_back(kind: Kind, value: tuple[Number, Number | None]) -> str:
    first, second = value
    return words.amount(kind, first.value, None if second is None else second.value, first.decimals)
