"""What is known of a demo person, and what a meter in their home sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from heime.core.kinds import Kind
from heime.core.reading import Quality

OSLO = ZoneInfo("Europe/Oslo")
"""The time zone that people live, measure and are judged in."""


class Condition(StrEnum):
    HEART_FAILURE = "heart_failure"
    HYPERTENSION = "hypertension"
    ATRIAL_FIBRILLATION = "atrial_fibrillation"
    AFTER_INFARCTION = "after_infarction"
    COPD = "copd"
    DEMENTIA = "dementia"
    DEPRESSION = "depression"


class Sex(StrEnum):
    """Valued as FHIR's administrative gender."""

    FEMALE = "female"
    MALE = "male"


class Signal(StrEnum):
    """One number of the body. A blood pressure shows two of them."""

    SPO2 = "spo2"
    PULSE = "pulse"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    WEIGHT = "weight"
    TEMPERATURE = "temperature"
    BREATHING = "breathing"
    GLUCOSE = "glucose"


class Instrument(StrEnum):
    """What is lent out. Breathing is counted by a person with a watch."""

    OXIMETER = "oximeter"
    CUFF = "cuff"
    SCALE = "scale"
    THERMOMETER = "thermometer"
    WATCH = "watch"
    GLUCOSE_METER = "glucose-meter"


SHOWS: dict[Instrument, tuple[Kind, ...]] = {
    Instrument.OXIMETER: (Kind.OXYGEN_SATURATION, Kind.HEART_RATE),
    Instrument.CUFF: (Kind.BLOOD_PRESSURE, Kind.HEART_RATE),
    Instrument.SCALE: (Kind.BODY_WEIGHT,),
    Instrument.THERMOMETER: (Kind.BODY_TEMPERATURE,),
    Instrument.WATCH: (Kind.RESPIRATORY_RATE,),
    Instrument.GLUCOSE_METER: (Kind.BLOOD_GLUCOSE,),
}
"""An oximeter and a cuff tell the pulse as well."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One measuring that the person has agreed to do.

    at: local time of day. weekdays: Monday is 0.
    """

    instrument: Instrument
    at: time
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True)
class AgreedForm:
    """One questionnaire that the person has agreed to answer.

    at: local time of day. weekdays: Monday is 0. every_weeks: as in core.expectations.
    """

    questionnaire: str
    at: time
    weekdays: frozenset[int]
    every_weeks: int = 1


@dataclass(frozen=True, slots=True)
class PlanSeed:
    """What the person is judged by.

    content: the plan as heime.core.plan reads it.
    lapsed_days: None when a doctor has approved the plan. Else how many days before now the
        approved plan was withdrawn; `content` is then both what it said and what its successor,
        not yet approved, says.
    """

    content: Mapping[str, Any]
    lapsed_days: int | None

    @property
    def approved(self) -> bool:
        return self.lapsed_days is None


@dataclass(frozen=True, slots=True)
class Home:
    """Facts that decide how a person is measured and judged. Weight in kg, as a doctor wrote it."""

    home_oxygen: bool = False
    atrial_fibrillation_known: bool = False
    diabetes: bool = False
    dry_weight: str | None = None


@dataclass(frozen=True, slots=True)
class NextOfKin:
    """relation: spouse, daughter, son, sister, brother, friend."""

    given: str
    family: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """One demo person.

    key: stable text such as 'valdres-03'; all that is drawn for this person is drawn from it.
    municipality: its number. language: 'nb' or 'nn'.
    phone: begins with 01, which nobody has, so that nobody can be called.
    what_matters: the person's own answer to "what matters to you?", in their language.
    usual: where each number of the body lies on an ordinary day.
    """

    key: str
    national_id: str
    given: str
    family: str
    born: date
    sex: Sex
    municipality: int
    language: str
    conditions: tuple[Condition, ...]
    phone: str
    address: str
    gp_office: str
    next_of_kin: NextOfKin
    what_matters: str
    home: Home
    schedule: tuple[Agreed, ...]
    forms: tuple[AgreedForm, ...]
    plan: PlanSeed
    usual: Mapping[Signal, float]


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing a home sent.

    value, second: decimal text as the meter writes it; second is the diastolic.
    measured_at: by the meter's own clock; UTC when handed out.
    device: the meter's own name; empty when somebody typed the value.
    slip: the value is a deliberate mistake that no body can show. Known here, not sent.
    """

    person_key: str
    kind: Kind
    value: str
    second: str | None
    measured_at: datetime
    manual: bool
    device: str
    quality: Quality
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """One questionnaire as somebody at home answered it.

    items: by link id. by: `patient` or `carer`. answered_at: UTC when handed out.
    """

    person_key: str
    questionnaire: str
    items: Mapping[str, int]
    safe_now: str | None
    by: str
    answered_at: datetime
