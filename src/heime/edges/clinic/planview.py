"""A person's plan as a page shows it: every line, and what nobody has considered yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from heime.core import care_plan
from heime.core.care_plan import CarePlan
from heime.core.errors import Refused
from heime.core.expectations import Expectation
from heime.core.hours import HOME
from heime.core.kinds import KINDS, Kind
from heime.core.limits import Limits
from heime.core.plan import Plan
from heime.core.plan_agreements import Responder
from heime.core.quantity import Scaled
from heime.core.standby import HeldBack, Medicine, Shown, Why, standby_shown
from heime.core.zone import Zone
from heime.edges.clinic import moments, why, words
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion

COLOURS = {"red": Zone.RED, "yellow": Zone.YELLOW, "green": Zone.GREEN}


@dataclass(frozen=True, slots=True)
class LimitRow:
    """The lines of one number. Empty text means no such line."""

    name: str
    unit: str
    is_default: bool
    crit_low: str
    red_low: str
    yellow_low: str
    yellow_high: str
    red_high: str
    crit_high: str


@dataclass(frozen=True, slots=True)
class OwnText:
    """What the person reads at one colour, and whom it is for when the plan is of several parts."""

    zone: int
    word: str
    text: str
    lang: str
    about: str


@dataclass(frozen=True, slots=True)
class MedicineText:
    """A doctor's signed text as it stands, or every reason why the person is not shown it."""

    title: str
    text: str
    start_criteria: str
    review_on: str
    held_back: list[str]


@dataclass(frozen=True, slots=True)
class PlanView:
    """The version in force, in words. is_whole: False when only limits and rules can be read."""

    number: int
    approved_by: str
    approved_at: str
    limits: list[LimitRow]
    rules: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    expected: list[tuple[str, str]]
    texts: list[OwnText]
    medicines: list[MedicineText]
    responders: list[tuple[str, str]]
    goals: list[str]
    review_on: str
    review_passed: bool
    is_whole: bool


def in_force(versions: Sequence[PlanVersion], now: datetime) -> PlanVersion | None:
    """The newest version that has begun."""
    begun = [version for version in versions if version.valid_from <= now]
    return begun[-1] if begun else None


def whole(version: PlanVersion | None) -> CarePlan | None:
    """All that a version says; None for one from before plans held more than limits and rules."""
    try:
        return care_plan.read(version.content) if version else None
    except Refused:
        return None


def view(version: PlanVersion, now: datetime) -> PlanView:
    judged, said = plans.read(version), whole(version)
    full, today = said or CarePlan(), now.astimezone(HOME).date()
    approver, approved = version.approved_by, version.approved_at
    signed_on = approved.astimezone(HOME).date() if approved else None
    return PlanView(
        number=version.number,
        approved_by=approver.name if approver else "",
        approved_at=moments.stamp(approved, now) if approved else "",
        limits=list(_limits(judged)),
        rules=why.plan_rules(sorted(judged.rules)),
        facts=list(_facts(judged)),
        expected=[(words.what_name(one.what), expected(one)) for one in full.all_expectations],
        texts=list(_texts(full)),
        medicines=list(_medicines(full, today, signed_on)),
        responders=list(
            dict.fromkeys(_responder(one) for part in full.all_parts for one in part.responders)
        ),
        goals=[goal for part in full.all_parts for goal in part.goals],
        review_on=moments.on(full.review_on, today) if full.review_on else "",
        review_passed=full.review_on is not None and full.review_on < today,
        is_whole=said is not None,
    )


def of_nobody(content: Mapping[str, Any], now: datetime) -> PlanView:
    """What a template says: a plan that holds for nobody."""
    return view(PlanVersion(number=1, content=dict(content), valid_from=now), now)


def _limits(plan: Plan) -> Iterator[LimitRow]:
    for kind in sorted(plan.limits):
        lines, name = plan.limits[kind], words.kind_name(kind)
        is_default = kind in plan.defaults
        if KINDS[kind].has_two:
            upper, lower = words.pressure_names()
            yield _row(kind, f"{name}, {upper}", lines.first, is_default)
            yield _row(kind, f"{name}, {lower}", lines.second, is_default)
        else:
            yield _row(kind, name, lines.first, is_default)


def _row(kind: Kind, name: str, limits: Limits, is_default: bool) -> LimitRow:
    def text(line: Scaled | None) -> str:
        return "" if line is None else words.line(kind, line)

    return LimitRow(
        name, words.unit(kind), is_default,
        crit_low=text(limits.crit_low), red_low=text(limits.red_low),
        yellow_low=text(limits.yellow_low), yellow_high=text(limits.yellow_high),
        red_high=text(limits.red_high), crit_high=text(limits.crit_high),
    )  # fmt: skip


def _facts(plan: Plan) -> Iterator[tuple[str, str]]:
    """What the plan says of the person that the rules ask for."""
    person = plan.person
    if person.dry_weight is not None:
        yield _("Dry weight"), words.amount(Kind.BODY_WEIGHT, person.dry_weight)
    for kind, best in person.personal_best.items():
        name = words.kind_name(kind)
        yield _("Personal best, %(kind)s") % {"kind": name}, words.amount(kind, best)
    if person.home_oxygen:
        yield _("Oxygen at home"), _("yes")
    if person.atrial_fibrillation_known:
        yield _("Known atrial fibrillation"), _("yes")
    if person.habitual_news2:
        yield _("Usual NEWS2"), str(person.habitual_news2)
    if person.scale_2:
        yield _("NEWS2 scale"), "2"


def expected(one: Expectation) -> str:
    """When something is expected: "hver dag 09:00 (06:00–12:00)"."""
    times = [f"{at:%H:%M} ({_clock(at, -one.before)}–{_clock(at, one.after)})" for at in one.at]
    said = f"{_days(one)} {', '.join(times)}"
    if one.every_weeks > 1:
        said = _("%(days)s, every %(count)s weeks") % {"days": said, "count": one.every_weeks}
    return said


def _days(one: Expectation) -> str:
    if len(one.days) == len(WEEKDAYS):
        return _("every day")
    named = [str(WEEKDAYS[day]) for day in sorted(one.days)]
    return ", ".join(named if words.language() == "en" else [day.lower() for day in named])


def _clock(at: time, apart: timedelta) -> str:
    return f"{datetime.combine(date.min + timedelta(days=2), at) + apart:%H:%M}"


def _texts(plan: CarePlan) -> Iterator[OwnText]:
    for part in plan.all_parts:
        about = ", ".join(words.condition(code) for code in part.conditions) if plan.parts else ""
        for colour, zone in COLOURS.items():
            said = part.texts.get(colour)
            if said:
                # What the person themselves reads: never the machine's translation of it.
                lang = words.language() if words.language() in said else "nb"
                yield OwnText(int(zone), words.zone_words(zone, None), said[lang], lang, about)


def _medicines(plan: CarePlan, today: date, signed_on: date | None) -> Iterator[MedicineText]:
    titles = {Medicine.STANDBY: _("Standby medicine"), Medicine.DIURETIC: _("Flexible diuretic")}
    for medicine, title in titles.items():
        match standby_shown(plan, medicine, today=today, approved_on=signed_on):
            case Shown(text, criteria, review_on):
                yield MedicineText(title, text, criteria, moments.on(review_on, today), [])
            case HeldBack(reasons):
                yield MedicineText(title, "", "", "", [held_back(one) for one in reasons])


def held_back(reason: Why) -> str:
    """Why a person is not shown the doctor's text; staff call instead."""
    return {
        Why.NOT_SIGNED: _("no doctor has signed this version"),
        Why.TWO_TEXTS: _("two plans have a text each, and none is signed for both"),
        Why.REVIEW_PASSED: _("the review date has passed"),
        Why.ALLERGY_CONFLICT: _("it may conflict with an allergy"),
        Why.USED_UP: _("it has been started twice in six months without a review"),
        Why.NO_SELF_TREATMENT: _("the plan says no self-treatment"),
    }[reason]


def _responder(one: Responder) -> tuple[str, str]:
    duty = {
        "office": _("In opening hours"),
        "night": _("At night"),
        "DEM-2": _("Door at night"),
        "DEM-3": _("Fall alarm"),
        "DEM-4": _("Bed at night"),
    }[one.duty]
    staffed = _("staffed day and night") if one.always_staffed else _("staffed in opening hours")
    return duty, f"{one.name} ({staffed})"
