"""The shape of a scenario file, field by field (format heime-scenario/1)."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from heime.core.kinds import Kind
from heime.core.rules import RULES

Text = Annotated[str, Meta(min_length=1)]
Number = Annotated[str, Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?\Z")]
Time = Annotated[
    str,
    Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}\Z"),
]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
Answer = Annotated[int, Meta(ge=0, le=14)] | None
By = Literal["patient", "carer", "trained_carer", "health_personnel"]
Quality = Literal[
    "demo", "testing", "invalid", "unavailable", "calibrating", "sensor_disconnected",
    "sensor_off_user", "sensor_malfunction", "questionable", "early_estimate", "poor_signal",
    "inadequate_signal", "erratic_signal", "low_perfusion", "movement", "cuff_loose",
    "bad_position", "above_range", "below_range",
]  # fmt: skip
Value = Literal[
    "baseline_median", "robust_z", "weight_gain_kg", "weight_loss_percent", "percent_of_best",
    "phq9_total", "gad7_total", "who5_percent", "news2_total", "hbpm_mean_systolic",
    "hbpm_mean_diastolic",
]  # fmt: skip
RuleId = Annotated[str, Meta(pattern=rf"^(?:{'|'.join(RULES)})\Z")]


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    pass


class Lines(_Strict, kw_only=True):
    red_low: Number | UnsetType | None = UNSET
    yellow_low: Number | UnsetType | None = UNSET
    yellow_high: Number | UnsetType | None = UNSET
    red_high: Number | UnsetType | None = UNSET
    crit_low: Number | UnsetType | None = UNSET
    crit_high: Number | UnsetType | None = UNSET


class PairLines(_Strict, kw_only=True):
    systolic: Lines | UnsetType = UNSET
    diastolic: Lines | UnsetType = UNSET


class Limit(_Strict, kw_only=True):
    kind: Text
    profile: Text | UnsetType = UNSET
    override: dict[str, Any] | UnsetType = UNSET


class Expected(_Strict, kw_only=True):
    kind: Text
    from_: Time = msgspec.field(name="from")
    to: Time


class PlanFile(_Strict, kw_only=True):
    id: Text
    version: Annotated[int, Meta(ge=1)]
    signed: bool
    limits: list[Limit]
    rules: list[Text]
    valid_from: Time | UnsetType = UNSET
    missing_data_class: Literal["standard", "high"] = "standard"
    expected: list[Expected] = []


class Best(_Strict, kw_only=True):
    fev1: Number | UnsetType = UNSET
    pef: Number | UnsetType = UNSET


class Scores(_Strict, kw_only=True):
    phq9: Annotated[int, Meta(ge=0, le=27)]
    gad7: Annotated[int, Meta(ge=0, le=21)]


class Baselines(_Strict, kw_only=True):
    phq9: Annotated[int, Meta(ge=0, le=27)] | UnsetType = UNSET
    gad7: Annotated[int, Meta(ge=0, le=21)] | UnsetType = UNSET
    who5: Annotated[int, Meta(ge=0, le=25)] | UnsetType = UNSET


class StandbyCourse(_Strict, kw_only=True):
    started_on: Day
    k1_at_start: Annotated[int, Meta(ge=0, le=3)]


class PauseFile(_Strict, kw_only=True):
    from_: Time = msgspec.field(name="from")
    to: Time


class PersonFile(_Strict, kw_only=True):
    home_oxygen: bool | UnsetType = UNSET
    atrial_fibrillation_known: bool | UnsetType = UNSET
    dry_weight_kg: Number | UnsetType = UNSET
    personal_best: Best | UnsetType = UNSET
    habitual_news2: Annotated[int, Meta(ge=0, le=20)] | UnsetType = UNSET
    news2_scale: Literal[1, 2] | UnsetType = UNSET
    baselines: Baselines | UnsetType = UNSET
    critical_drugs: list[Text] | UnsetType = UNSET
    standby_course: StandbyCourse | UnsetType = UNSET
    pauses: list[PauseFile] | UnsetType = UNSET


class Device(_Strict, kw_only=True):
    id: Text
    sequence: int | UnsetType = UNSET
    model: Text | UnsetType = UNSET


class Oxygen(_Strict, kw_only=True):
    on: bool
    flow_l_min: Number | UnsetType = UNSET


class _Item(_Strict, kw_only=True):
    kind: Text
    id: Text | UnsetType = UNSET
    received_at: Time | UnsetType = UNSET
    by: By | UnsetType = UNSET
    source: Literal["device", "manual"] = "device"
    subject: Literal["patient", "carer"] = "patient"
    note: Text | UnsetType = UNSET


class _Measured(_Item, kw_only=True):
    unit: Text
    measured_at: Time
    device: Device | UnsetType = UNSET
    quality: list[Quality] = []
    flags: list[Literal["irregular_pulse"]] = []
    oxygen: Oxygen | UnsetType = UNSET


class Measurement(_Measured, kw_only=True):
    value: Number | UnsetType = UNSET


class BloodPressure(_Measured, kw_only=True):
    systolic: Number | UnsetType = UNSET
    diastolic: Number | UnsetType = UNSET
    pair: str = ""


class AnswersFile(_Item, kw_only=True):
    questionnaire: Text
    answered_at: Time
    items: dict[str, Answer] | UnsetType = UNSET
    total: Annotated[int, Meta(ge=0)] | UnsetType = UNSET
    safe_now: Literal["yes", "no", "unsure"] | UnsetType = UNSET


class DoseLate(_Item, kw_only=True):
    scheduled_at: Time
    taken_at: Time | None
    drug: str = ""


class DoseTaken(_Item, kw_only=True):
    scheduled_at: Time
    taken_at: Time
    drug: str = ""


class Away(_Item, kw_only=True):
    at: Time
    back_at: Time | None


class Fall(_Item, kw_only=True):
    at: Time


class Reset(_Item, kw_only=True):
    at: Time
    reason: Literal["oxygen_flow", "hospital_stay", "device_model", "plan_change"]
    measure: Text | UnsetType = UNSET


class Set(_Item, kw_only=True):
    by: By
    measured_at: Time
    respiratory_rate: Number | UnsetType = UNSET
    oxygen_saturation: Number | UnsetType = UNSET
    on_oxygen: bool | UnsetType = UNSET
    systolic: Number | UnsetType = UNSET
    heart_rate: Number | UnsetType = UNSET
    consciousness: Literal["A", "C", "V", "P", "U"] | UnsetType = UNSET
    body_temperature: Number | UnsetType = UNSET
    spread_minutes: Annotated[int, Meta(ge=0)] = 0


Item = Measurement | BloodPressure | AnswersFile | DoseLate | DoseTaken | Away | Fall | Reset | Set

SHAPES: dict[str, type[Item]] = {
    **{kind.label: Measurement for kind in Kind},
    Kind.BLOOD_PRESSURE.label: BloodPressure,
    "answers": AnswersFile,
    "dose_late": DoseLate,
    "dose_taken": DoseTaken,
    "door_open": Away,
    "bed_exit": Away,
    "fall": Fall,
    "baseline_reset": Reset,
    "news2": Set,
}


class Session(_Strict, kw_only=True):
    input: Text
    zone: Literal["green", "yellow", "red", "grey"] | UnsetType = UNSET
    state: (
        Literal["final", "pending", "rejected", "historical", "invalid", "blocked"] | UnsetType
    ) = UNSET


class Expect(_Strict, kw_only=True):
    zone: Literal["green", "yellow", "red", "grey"] | UnsetType | None = UNSET
    state: (
        Literal["final", "pending", "rejected", "historical", "invalid", "blocked"]
        | UnsetType
        | None
    ) = UNSET
    priority: Literal["high", "normal", "low"] | UnsetType | None = UNSET
    rules: list[RuleId] = []
    rules_absent: list[RuleId] = []
    remeasure_after_minutes: int | UnsetType | None = UNSET
    sessions: list[Session] = []
    values: dict[Value, Number] = {}
    outcome: (
        Literal[
            "recovered_reliable", "recovered_not_reliable", "reliable_improvement",
            "no_reliable_change", "reliable_deterioration", "not_a_case",
        ] | UnsetType
    ) = UNSET  # fmt: skip


class Step(_Strict, kw_only=True):
    at: Time
    input: list[dict[str, Any]]
    note: Text | UnsetType = UNSET
    expect: Expect | UnsetType = UNSET


class Merge(_Strict, kw_only=True):
    signed: bool
    limits: list[Limit] = []


class Protocol(_Strict, kw_only=True):
    name: Literal["hbpm"]
    start_date: Day


class Outcome(_Strict, kw_only=True):
    programme: Literal["rph"]
    start: Scores
    end: Scores


class Scenario(_Strict, kw_only=True):
    format: Literal["heime-scenario/1"]
    source: Text
    title: Text
    why: Text
    rule_set: Literal["RS-1"]
    time_zone: Literal["Europe/Oslo"]
    ask: Literal["judgement", "activation", "protocol", "outcome"]
    person: PersonFile
    plans: Annotated[list[PlanFile], Meta(min_length=1)]
    history: list[dict[str, Any]]
    now: Time | UnsetType = UNSET
    input: list[dict[str, Any]] | UnsetType = UNSET
    expect: Expect | UnsetType = UNSET
    steps: Annotated[list[Step], Meta(min_length=1)] | UnsetType = UNSET
    merge: Merge | UnsetType = UNSET
    protocol: Protocol | UnsetType = UNSET
    outcome: Outcome | UnsetType = UNSET
