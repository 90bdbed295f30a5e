"""The shape of a scenario file. Anything that is not exactly this is refused with its place."""

import re
from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from heime.core.kinds import BY_LABEL, KINDS, Kind

Text = Annotated[str, Meta(min_length=1)]
Number = Annotated[str, Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Time = Annotated[
    str,
    Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$"),
]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Answer = Annotated[int, Meta(ge=0, le=14)] | None
By = Literal["patient", "carer", "trained_carer", "health_personnel"]


class Unusable(Exception):
    """Input that cannot be judged; the text names the field and the reason."""


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
    version: int
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
    quality: list[Text] = []
    flags: list[Literal["irregular_pulse"]] = []
    oxygen: Oxygen | UnsetType = UNSET


class Measurement(_Measured, kw_only=True):
    value: Number


class BloodPressure(_Measured, kw_only=True):
    systolic: Number
    diastolic: Number
    pair: Text = ""


class AnswersFile(_Item, kw_only=True):
    questionnaire: Text
    answered_at: Time
    items: dict[str, Answer] | UnsetType = UNSET
    total: Annotated[int, Meta(ge=0, le=63)] | UnsetType = UNSET
    safe_now: Literal["yes", "no", "unsure"] | UnsetType = UNSET


class Dose(_Item, kw_only=True):
    scheduled_at: Time
    taken_at: Time | None
    drug: Text


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
    measured_at: Time
    respiratory_rate: Number | UnsetType = UNSET
    oxygen_saturation: Number | UnsetType = UNSET
    on_oxygen: bool | UnsetType = UNSET
    systolic: Number | UnsetType = UNSET
    heart_rate: Number | UnsetType = UNSET
    consciousness: Literal["A", "C", "V", "P", "U"] | UnsetType = UNSET
    body_temperature: Number | UnsetType = UNSET
    spread_minutes: Annotated[int, Meta(ge=0)] = 0


Item = Measurement | BloodPressure | AnswersFile | Dose | Away | Fall | Reset | Set

_SHAPES: dict[str, type[Item]] = {
    **{kind.label: Measurement for kind in Kind},
    Kind.BLOOD_PRESSURE.label: BloodPressure,
    "answers": AnswersFile,
    "dose_late": Dose,
    "dose_taken": Dose,
    "door_open": Away,
    "bed_exit": Away,
    "fall": Fall,
    "baseline_reset": Reset,
    "news2": Set,
}


class Session(_Strict, kw_only=True):
    input: Text
    zone: Literal["green", "yellow", "red", "grey"] | UnsetType = UNSET
    state: Literal["final", "pending", "rejected", "historical", "invalid"] | UnsetType = UNSET


class Expect(_Strict, kw_only=True):
    zone: Literal["green", "yellow", "red", "grey"] | UnsetType | None = UNSET
    state: (
        Literal["final", "pending", "rejected", "historical", "invalid", "blocked"]
        | UnsetType
        | None
    ) = UNSET
    priority: Literal["high", "normal", "low"] | UnsetType | None = UNSET
    rules: list[Text] = []
    rules_absent: list[Text] = []
    remeasure_after_minutes: int | UnsetType | None = UNSET
    sessions: list[Session] = []
    values: dict[str, Number] = {}
    outcome: Text | UnsetType = UNSET


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


def read(text: bytes) -> Scenario:
    """Raises Unusable, naming the field, for anything that is not a scenario."""
    try:
        case = msgspec.json.decode(text, type=Scenario)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise Unusable(_plain(str(fault))) from None
    _check_moments(case)
    _check_ask(case)
    return case


def _check_moments(case: Scenario) -> None:
    if case.steps is not UNSET:
        for name in ("now", "input", "expect"):
            if getattr(case, name) is not UNSET:
                raise Unusable(f"{name}: cannot stand beside steps")
        moments = [time(step.at, f"steps[{n}].at") for n, step in enumerate(case.steps)]
        for number, (earlier, later) in enumerate(pairwise(moments)):
            if later < earlier:
                raise Unusable(f"steps[{number + 1}].at: is before the step before it")
    elif case.now is UNSET:
        raise Unusable("now: is missing")


def _check_ask(case: Scenario) -> None:
    for name in ("protocol", "outcome"):
        given = getattr(case, name) is not UNSET
        if given != (case.ask == name):
            raise Unusable(f"{name}: {'only' if given else 'required'} with ask {name}")
    if case.ask != "judgement" and case.now is UNSET:
        raise Unusable(f"now: required with ask {case.ask}")


def item(raw: dict[str, Any], where: str) -> Item:
    """One item of history or input. Raises Unusable with `where` in it."""
    kind = raw.get("kind")
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise Unusable(f"{where}.kind: we do not know '{str(kind)[:30]}'")
    try:
        found = msgspec.convert(raw, shape, strict=True)
    except msgspec.ValidationError as fault:
        raise Unusable(f"{where}: {_plain(str(fault))}") from None
    if isinstance(found, Measurement | BloodPressure):
        unit = KINDS[BY_LABEL[found.kind]].unit.value
        if found.unit != unit:
            raise Unusable(f"{where}.unit: {found.kind} is in {unit}, not '{found.unit[:20]}'")
    if isinstance(found, AnswersFile):
        _check_answers(found, where)
    return found


_ITEMS = {
    "copd_daily": [f"k{n}" for n in range(1, 10)],
    "heart_failure_daily": [f"h{n}" for n in range(1, 11)],
    "phq9": [str(n) for n in range(1, 10)],
    "gad7": [str(n) for n in range(1, 8)],
    "who5": [str(n) for n in range(1, 6)],
    "rss": [str(n) for n in range(1, 16)],
}


def _check_answers(found: AnswersFile, where: str) -> None:
    if found.questionnaire not in _ITEMS:
        raise Unusable(f"{where}.questionnaire: we do not know '{found.questionnaire[:30]}'")
    if (found.items is UNSET) == (found.total is UNSET):
        raise Unusable(f"{where}: give either items or total")
    if found.items is not UNSET:
        if not found.items:
            raise Unusable(f"{where}.items: is empty")
        unknown = set(found.items) - set(_ITEMS[found.questionnaire])
        if unknown:
            raise Unusable(f"{where}.items: there is no '{min(unknown)[:20]}'")


def time(text: str, where: str) -> datetime:
    """Raises Unusable for a date that does not exist."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{where}: '{text[:30]}' is no moment") from None


def day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{where}: '{text[:30]}' is no day") from None


def _plain(fault: str) -> str:
    """`Expected str, got int - at `$.a.b[0]`` as `a.b[0]: expected str, got int`."""
    found = re.match(r"(.*) - at `\$\.?(.*)`$", fault)
    if not found:
        return fault[:200]
    return f"{found[2] or 'file'}: {found[1][0].lower()}{found[1][1:]}"[:200]
