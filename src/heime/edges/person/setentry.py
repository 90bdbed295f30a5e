"""A NEWS2 set that staff took: seven observations with the clock beside them, one score at once.

© Royal College of Physicians 2017 for the score; the chart is not drawn here (reference 2.4).
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from heime.core import news2
from heime.core.actor import Actor
from heime.core.errors import Refused
from heime.core.happenings import How
from heime.core.kinds import KINDS, Kind
from heime.core.news2 import AVPU, LONGEST_SPREAD, SEVEN, Vitals
from heime.core.topics import NEWS2
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import planview, words
from heime.edges.clinic.page import clinical
from heime.edges.person import door, entering, entrywords, typed
from heime.edges.person.typed import Form, Number, Taken
from heime.flow import enter, enter_set, see_people
from heime.flow.enter_set import KeptSet, SentSet
from heime.records.measurements import reads as measurements
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans

KINDS_OF_SET = (
    Kind.RESPIRATORY_RATE, Kind.OXYGEN_SATURATION, Kind.BLOOD_PRESSURE, Kind.HEART_RATE,
    Kind.BODY_TEMPERATURE,
)  # fmt: skip
Values = dict[Kind, tuple[Number, Number | None]]


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def enter_news2(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The form; what lacks one of the seven is refused with which, and nothing typed is lost."""
    actor, now = actor_of(request), timezone.now()
    person = enter.person_for(actor, enrolment_id)
    form = Form(request.POST.dict())
    if request.method != "POST":
        see_people.opened(person.id, person.municipality_id, by=actor, now=now)
        return _shown(request, person, form, actor, now)
    taken = form.taken(now)
    if taken is not None and taken.how is How.PHONE:
        form.errors["how"] = _("Nobody can take a NEWS2 set by phone: it needs trained eyes.")
    values, systolic = _values(form)
    lacking = _lacking(form, values, systolic)
    if lacking:
        form.errors["form"] = entrywords.incomplete() + " " + _("Missing: %(names)s.") % {
            "names": ", ".join(lacking)
        }  # fmt: skip
    minutes = _minutes(form, taken)
    if taken is None or form.errors or systolic is None:
        return _shown(request, person, form, actor, now, status=422)
    return _enter(request, person, form, (values, systolic, minutes), taken, actor, now)


def _values(form: Form) -> tuple[Values, Number | None]:
    """What of the set is a kind of its own; and the upper pressure, which counts alone too."""
    values: Values = {}
    for kind in KINDS_OF_SET:
        if kind is Kind.BLOOD_PRESSURE and not form.text("blood_pressure_low"):
            continue  # the lower is not scored: without it there is no blood pressure to keep
        found = typed.reading_in(form, kind)
        if found is not None:
            values[kind] = found
    spec = KINDS[Kind.BLOOD_PRESSURE]
    name = Kind.BLOOD_PRESSURE.label
    upper = form.within(name, form.number(name), spec.plausible, Kind.BLOOD_PRESSURE)
    return values, upper


def _lacking(form: Form, values: Values, systolic: Number | None) -> list[str]:
    """What of the seven was not written, by name. What was written wrongly says so itself."""
    names = [
        words.kind_name(kind)
        for kind in KINDS_OF_SET
        if kind is not Kind.BLOOD_PRESSURE and not form.text(kind.label)
    ]
    if systolic is None and not form.text(Kind.BLOOD_PRESSURE.label):
        names.append(words.kind_name(Kind.BLOOD_PRESSURE))
    if form.text("on_oxygen") not in ("yes", "no"):
        names.append(_("Air or oxygen"))
    if form.text("consciousness") not in AVPU:
        names.append(_("Consciousness"))
    return names


def _minutes(form: Form, taken: Taken | None) -> int:
    """From the first of the seven to the last."""
    try:
        minutes = int(form.text("minutes") or "0")
    except ValueError:
        minutes = -1
    if not 0 <= minutes <= LONGEST_SPREAD:
        form.errors["minutes"] = _("All seven must be taken within %(most)s minutes.") % {
            "most": LONGEST_SPREAD
        }  # fmt: skip
    return minutes


def _enter(
    request: HttpRequest,
    person: Enrolment,
    form: Form,
    typed_: tuple[Values, Number, int],
    taken: Taken,
    actor: Actor,
    now: datetime,
) -> HttpResponse:
    sent = _sent(request, person, form, typed_, taken)
    try:
        kept: KeptSet = door.let_in(
            lambda conn: enter_set.enter_set(conn, sent, how=taken.how, by=actor)
        )
    except enter.NotWhole as refused:
        why = next(one for one in refused.answers if isinstance(one, Refused))
        form.errors["form"] = entrywords.why_not(why)
    except Refused as refusal:
        form.errors["form"] = entrywords.why_not(refusal)
    else:
        said = _said(person, kept, sent.vitals, actor, taken)
        ids = [one.id for one in kept.readings]
        return entering.done(request, person, ids, taken, actor, now, **said)
    return _shown(request, person, form, actor, now, status=409)


def _sent(
    request: HttpRequest,
    person: Enrolment,
    form: Form,
    typed_: tuple[Values, Number, int],
    taken: Taken,
) -> SentSet:
    values, systolic, minutes = typed_
    token = door.token_of(request)
    seven: dict[str, Any] = {
        kind.label: values[kind][0].value for kind in KINDS_OF_SET if kind.label in SEVEN
    }
    vitals = Vitals(
        person.id, taken.at, taken.at, "health_personnel", systolic=systolic.value,
        on_oxygen=form.text("on_oxygen") == "yes", consciousness=form.text("consciousness"),
        spread_minutes=minutes, **seven,
    )  # fmt: skip
    content = repr([(name, getattr(vitals, name)) for name in SEVEN] + [minutes, taken.at])
    return SentSet(
        person.id, f"{taken.key}:set", content.encode(), vitals,
        [
            typed.sent_of(kind, *value, taken, token=token, enrolment=person.id)
            for kind, value in values.items()
        ],
    )  # fmt: skip


def _said(
    person: Enrolment, kept: KeptSet, vitals: Vitals, actor: Actor, taken: Taken
) -> dict[str, Any]:
    """The score with its points, or why there is none; by the judgement that was kept."""
    found = measurements.zones_since(person.id, taken.at - timedelta(seconds=1), actor)
    judged = found.get(kept.id)
    if judged is None or judged.kind != NEWS2:
        return {}
    total = (judged.facts or {}).get("news2_total")
    if total is None:
        return {"scored": _("NEWS2 is kept and not judged: the plan does not ask for it.")}
    each = news2.points(vitals, scale_2=_scale_2(person, actor, taken.at))
    return {
        "scored": f"NEWS2 {words.out_of(total, '20')} · "
        + words.zone_words(judged.zone, judged.priority, judged.state),
        "zone": judged.zone,
        "points": [(_name(name), "", points) for name, points in each.items()],
    }


def _scale_2(person: Enrolment, actor: Actor, at: datetime) -> bool:
    version = planview.in_force(plans.approved_versions(person.id, actor), at)
    return version is not None and plans.read(version).person.scale_2


def _name(observation: str) -> str:
    return {
        "respiratory_rate": words.kind_name(Kind.RESPIRATORY_RATE),
        "oxygen_saturation": words.kind_name(Kind.OXYGEN_SATURATION),
        "oxygen": _("Air or oxygen"),
        "systolic": words.kind_name(Kind.BLOOD_PRESSURE),
        "heart_rate": words.kind_name(Kind.HEART_RATE),
        "consciousness": _("Consciousness"),
        "body_temperature": words.kind_name(Kind.BODY_TEMPERATURE),
    }[observation]


def awake(code: str) -> str:
    """How awake somebody is, as the chart asks it."""
    return {
        "A": pgettext("consciousness", "Alert"),
        "C": pgettext("consciousness", "New confusion"),
        "V": pgettext("consciousness", "Answers when spoken to"),
        "P": pgettext("consciousness", "Answers only to pain"),
        "U": pgettext("consciousness", "Does not respond"),
    }[code]


def _shown(
    request: HttpRequest,
    person: Enrolment,
    form: Form,
    actor: Actor,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    around = entering.around(form, now)
    context = {
        "place": "people",
        "person": person,
        "row": entering.person_row(person, now),
        "fields": [entering.field_of(form, kind) for kind in KINDS_OF_SET],
        "awake": [(code, awake(code)) for code in AVPU],
        "on_oxygen": form.text("on_oxygen"),
        "consciousness": form.text("consciousness"),
        "minutes": form.text("minutes") or "5",
        "most_minutes": LONGEST_SPREAD,
        "scale": 2 if _scale_2(person, actor, now) else 1,
        **around,
        "hows": [one for one in around["hows"] if one[0] != How.PHONE],
        "how": form.text("how") or How.VISIT.value,
    }
    return clinical(request, "person/set.html", context, actor=actor, now=now, status=status)
