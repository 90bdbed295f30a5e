"""Cases about more than a measurement, as rows: a form, a silence, a week, several together."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7

from heime.core.kinds import Kind
from heime.core.topics import ASKED, HBPM_WEEK, TOGETHER, missing
from heime.core.zone import Priority, State, Zone
from heime.records.measurements.models import Judgement, Response
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Case
from tests import people
from tests.people import DB, Cast

WHOLE_PLAN: dict[str, Any] = {
    "conditions": ["copd"],
    "goals": ["Gå til postkassa hver dag"],
    "limits": [
        {"kind": "oxygen_saturation", "profile": "SPO2_COPD", "considered": True},
        {"kind": "heart_rate", "profile": "PULSE_STD"},
    ],
    "rules": ["D-1", "S-R1", "S-Y1", "P-0", "P-1", "P-2", "P-6", "M-1", "C2", "HBPM"],
    "person": {"personal_best": {"fev1": "2.18"}},
    "expectations": [
        {"what": "oxygen_saturation", "days": "every_day", "at": ["09:00"],
         "before_minutes": 180, "after_minutes": 180},
        {"what": "phq9", "days": ["mon"], "at": ["10:00"], "every_weeks": 4},
    ],
    "responders": [{"for": "office", "name": "Oppfølgingsteamet", "staffed": "hours"}],
    "texts": {
        "green": {"nb": "Gjør som vanlig."},
        "yellow": {"nb": "Hvil, og mål en gang til."},
        "red": {"nb": "Ring teamet."},
    },
    "review_on": "2031-03-01",
}  # fmt: skip


def whole_plan(cast: Cast, now: datetime, **changed: Any) -> PlanVersion:
    """A second version of Astrid's plan, with all that a plan can hold."""
    return people.plan(
        cast.astrid, WHOLE_PLAN | changed, approved_by=cast.nils, now=now, number=2,
        valid_from=now - timedelta(days=40),
    )  # fmt: skip


def response(
    cast: Cast,
    name: str,
    at: datetime,
    items: dict[str, int | None] | None,
    *,
    safe_now: str | None = None,
    total: int | None = None,
    by: str = "patient",
) -> Response:
    return Response.objects.using(DB).create(
        id=uuid7.uuid7(), municipality_id=cast.astrid.municipality_id,
        enrolment_id=cast.astrid.id, questionnaire=ASKED[name], version="1.0", answered_at=at,
        received_at=at + timedelta(seconds=4), by=by, items=items, total=total, safe_now=safe_now,
        source=cast.source,
    )  # fmt: skip


def judgement(
    cast: Cast,
    topic: int,
    at: datetime,
    zone: Zone,
    *rules: str,
    about: UUID | None = None,
    priority: Priority | None = Priority.NORMAL,
    by_plan: PlanVersion | None = None,
    inputs: list[UUID] | None = None,
    **facts: str,
) -> Judgement:
    """A judgement of Astrid. about: the response; a fresh id for what nobody sent."""
    return Judgement.objects.using(DB).create(
        enrolment_id=cast.astrid.id, municipality_id=cast.astrid.municipality_id, kind=topic,
        measurement_id=about or uuid7.uuid7(), measured_at=at, session_at=at,
        judged_at=at + timedelta(seconds=5), plan_version_id=by_plan.id if by_plan else None,
        zone=zone, state=State.FINAL, priority=priority, rules=list(rules), inputs=inputs,
        facts=facts or None,
    )  # fmt: skip


def _case(judged: Judgement, now: datetime) -> Case:
    return people.case(judged, due_at=now + timedelta(minutes=50), opened_at=now)


def bad_breath(cast: Cast, now: datetime, plan: PlanVersion | None = None) -> Case:
    """Breathless at rest, with coloured phlegm and a cough."""
    at = now - timedelta(minutes=9)
    items = {"k1": 3, "k2": 0, "k3": 1, "k4": 1, "k5": None, "k6": 0, "k7": 0, "k9": 0}
    answers = response(cast, "copd_daily", at, items, by="carer")
    judged = judgement(
        cast, ASKED["copd_daily"], at, Zone.RED, "S-R1", "S-Y1", about=answers.id,
        priority=Priority.HIGH, by_plan=plan, symptoms="k1,k3,k4",
    )  # fmt: skip
    return _case(judged, now)


def not_safe(cast: Cast, now: datetime, plan: PlanVersion | None = None) -> Case:
    """PHQ-9 with item 9 answered, and unsure of being safe."""
    at = now - timedelta(minutes=4)
    items: dict[str, int | None] = dict.fromkeys("12345678", 2) | {"3": None, "9": 1}
    answers = response(cast, "phq9", at, items, safe_now="unsure")
    judged = judgement(
        cast, ASKED["phq9"], at, Zone.RED, "P-0", "P-2", "P-6", about=answers.id,
        priority=Priority.HIGH, by_plan=plan, phq9_total="17", blanks="1",
    )  # fmt: skip
    return _case(judged, now)


def silent(cast: Cast, now: datetime, plan: PlanVersion | None = None) -> Case:
    """Two days without the oxygen that was agreed; the last that came was 93."""
    last = people.measured(
        cast.astrid, Kind.OXYGEN_SATURATION, "93", now - timedelta(days=3), source=cast.source
    )
    people.judged(last, Zone.GREEN, priority=None)
    judged = judgement(
        cast, missing("oxygen_saturation"), now - timedelta(days=2), Zone.YELLOW, "M-1",
        by_plan=plan, what="oxygen_saturation", hours="48",
    )  # fmt: skip
    return _case(judged, now)


def three_areas(cast: Cast, now: datetime, plan: PlanVersion | None = None) -> Case:
    """Oxygen, pulse and answers, each yellow on one day: red together."""
    at = now - timedelta(minutes=20)
    oxygen = people.measured(cast.astrid, Kind.OXYGEN_SATURATION, "90", at, source=cast.source)
    pulse = people.measured(cast.astrid, Kind.HEART_RATE, "114", at, source=cast.source)
    for reading in (oxygen, pulse):
        people.judged(reading, Zone.YELLOW, "G-2", "C-3", by_plan=plan)
    answers = response(cast, "copd_daily", at + timedelta(minutes=5), {"k1": 1})
    judgement(
        cast, ASKED["copd_daily"], at + timedelta(minutes=5), Zone.YELLOW, "S-Y1",
        about=answers.id, by_plan=plan, symptoms="k1",
    )  # fmt: skip
    judged = judgement(
        cast, TOGETHER, at + timedelta(minutes=6), Zone.RED, "C2", "PR-1", about=answers.id,
        priority=Priority.HIGH, by_plan=plan, inputs=[oxygen.id, pulse.id, answers.id],
        domains="spo2,pulse,symptoms",
    )  # fmt: skip
    return _case(judged, now)


def home_week(cast: Cast, now: datetime, plan: PlanVersion | None = None, *, days: int = 6) -> Case:
    """The week at home is over: two readings each morning and evening, on some of its days."""
    from heime.core.hours import HOME

    end = now.astimezone(HOME).replace(hour=0, minute=0, second=0, microsecond=0)
    used = []
    for day in range(days + 1):
        for hour in (8, 8, 20, 20):
            at = end - timedelta(days=7 - day) + timedelta(hours=hour, minutes=len(used) % 2)
            reading = people.measured(
                cast.astrid, Kind.BLOOD_PRESSURE, "142", at, source=cast.source, second="88"
            )
            if day:
                used.append(reading.id)
    is_whole = len(used) >= 12
    facts = {"systolic": "142", "diastolic": "88.5"} if is_whole else {"state": "invalid"}
    judged = judgement(
        cast, HBPM_WEEK, end, Zone.YELLOW if is_whole else Zone.GREY, "HBPM", inputs=used,
        priority=Priority.LOW, by_plan=plan, days=str(days), readings=str(len(used)), **facts,
    )  # fmt: skip
    return _case(judged, now)
