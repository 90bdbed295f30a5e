"""The worked cases of the rulebook: each is replayed, and told to a doctor in bokmål.

A case is a scenario file, so `./heime judge` replays it too. What the page shows is what the core
answers now; where that is not what the file expects, it is a fault and not a page.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from heime.core.errors import Refused
from heime.core.sentences import names
from heime.ops import judge
from heime.ops.scenarios import answer, files

ZONE = {"green": "Grønn", "grey": "Grå", "yellow": "Gul", "red": "Rød"}
STATE = {
    "final": "", "pending": "venter på ny måling", "rejected": "blir ikke brukt",
    "historical": "bare i kurven", "invalid": "ugyldig", "blocked": "planen kan ikke tas i bruk",
}  # fmt: skip
PRIORITY = {"high": "haster", "normal": "", "low": "lav prioritet", None: ""}
OUTCOME = {
    "recovered_reliable": "Frisk, sikker endring",
    "recovered_not_reliable": "Frisk, men endringen er ikke sikker",
    "reliable_improvement": "Sikker bedring",
    "no_reliable_change": "Ingen sikker endring",
    "reliable_deterioration": "Sikker forverring",
    "not_a_case": "Under grensen ved start",
}
_PERSON = {
    "home_oxygen": "oksygen hjemme", "atrial_fibrillation_known": "kjent atrieflimmer",
    "dry_weight_kg": "tørrvekt (kg)", "personal_best": "personlig beste",
    "habitual_news2": "vanlig NEWS2", "news2_scale": "NEWS2-skala", "baselines": "sum ved start",
    "critical_drugs": "kritiske medisiner", "standby_course": "reservekur", "pauses": "pauser",
    "started_on": "startet", "k1_at_start": "k1 ved start",
}  # fmt: skip
_EVENTS = {
    "dose_late": "dose", "dose_taken": "dose", "door_open": "ytterdør åpnet", "fall": "fallalarm",
    "bed_exit": "ute av sengen", "baseline_reset": "nytt utgangspunkt",
}  # fmt: skip
_NEWS = {
    "respiratory_rate": "pust", "oxygen_saturation": "oksygenmetning", "on_oxygen": "oksygen",
    "systolic": "overtrykk", "heart_rate": "puls", "consciousness": "bevissthet",
    "body_temperature": "temperatur",
}  # fmt: skip
_YES_NO = {True: "ja", False: "nei"}
MOST_ONE_BY_ONE = 4
_MOMENTS = re.compile(r"T[\d:]+([+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Case:
    """One case: what the file says, what the core answered, and in what it failed."""

    name: str
    raw: Mapping[str, Any]
    said: Mapping[str, Any]
    faults: tuple[str, ...] = ()


def read(folder: Path) -> list[Case]:
    """Every case of a folder, judged, by name."""
    return [_judged(path) for path in sorted(folder.glob("*.json"))]


def _judged(path: Path) -> Case:
    try:
        case = files.read(path.read_bytes())
        said = answer.of(case)
    except (files.Unusable, Refused) as fault:
        return Case(path.stem, {}, {}, (f"{path.name}: {fault}",))
    faults = judge.missed(case, said)
    if case.source != path.stem:
        faults.append(f"{path.name}: source: is {case.source}, not the name of the file")
    if '"expect"' not in path.read_text(encoding="utf-8"):
        faults.append(f"{path.name}: expects nothing")
    return Case(path.stem, json.loads(path.read_bytes()), said, tuple(faults))


@dataclass(frozen=True, slots=True)
class _Clock:
    """Local day and time; with the offset where a case has more than one."""

    offset: bool

    def __call__(self, text: str) -> str:
        at = datetime.fromisoformat(text)
        shown = f"{at.day}.{at.month}. {at:%H.%M}"
        return f"{shown} ({text[-6:]})" if self.offset else shown


def fired(case: Case) -> set[str]:
    """Every rule that is among the reasons at some moment of a case."""
    moments = [case.said, *case.said.get("steps", ())]
    return {reason["rule"] for said in moments for reason in said.get("reasons", ())}


def told(case: Case) -> list[str]:
    """A case as lines of the page: what is known, what came, and what came of it."""
    raw = case.raw
    clock = _Clock(offset=len(set(_MOMENTS.findall(json.dumps(raw)))) > 1)
    lines = [f"### {raw['title']}", "", raw["why"], "", *_known(raw, clock)]
    lines += _steps(case, clock) if "steps" in raw else _moment(case, clock)
    lines += [f"  - `{rule}` {text}" for rule, text in _reasons(case.said)]
    return [*lines, "", f"*Fil: [{case.name}](cases/{case.name}.json)*"]


def _known(raw: Mapping[str, Any], clock: _Clock) -> list[str]:
    """The person, the plans and what was known before."""
    lines = [f"- Personen: {_facts(raw['person'])}"] if raw["person"] else []
    profiles = [limit["profile"] for plan in raw["plans"] for limit in plan["limits"]]
    if profiles:
        lines.append(f"- Grenser: {', '.join(profiles)}")
    for plan in raw["plans"]:
        for window in plan.get("expected", ()):
            lines.append(f"- Avtalt: {_called(window['kind'])} innen {clock(window['to'])}")
    if "outcome" in raw:
        for at, called in (("start", "Ved start"), ("end", "Ved slutt")):
            scores = raw["outcome"][at]
            lines.append(f"- {called}: PHQ-9 {scores['phq9']}, GAD-7 {scores['gad7']}")
    if raw["history"]:
        lines.append(f"- Fra før: {_history(raw['history'], clock)}")
    return lines


def _steps(case: Case, clock: _Clock) -> list[str]:
    lines = ["", "| Når | Det som kom | Vurdering |", "| --- | --- | --- |"]
    for step, said in zip(case.raw["steps"], case.said["steps"], strict=True):
        came = "; ".join(_item(item, clock) for item in step["input"]) or "–"
        lines.append(f"| {clock(step['at'])} | {came} | {_verdict(said)} |")
    return [*lines, "", "- Til slutt:"]


def _moment(case: Case, clock: _Clock) -> list[str]:
    came = "; ".join(_item(item, clock) for item in case.raw["input"])
    lines = [f"- Det som kom: {came}"] if came else []
    return [*lines, f"- Vurdert {clock(case.raw['now'])}: **{_verdict(case.said)}**"]


def _verdict(said: Mapping[str, Any]) -> str:
    if said.get("outcome"):
        return OUTCOME[said["outcome"]]
    words = (ZONE[said["zone"]], STATE[said["state"]], PRIORITY[said["priority"]])
    return ", ".join(word for word in words if word)


def _reasons(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each rule with its sentence, once."""
    found = ((reason["rule"], reason["text"]["nb"]) for reason in said.get("reasons", ()))
    return list(dict.fromkeys(found))


def _facts(person: Mapping[str, Any]) -> str:
    """The person's own facts, by their Norwegian names."""
    return ", ".join(
        _fact(_PERSON.get(name) or _called(name), value) for name, value in person.items()
    )


def _fact(called: str, value: Any) -> str:
    if value is True:
        return called
    if isinstance(value, Mapping):
        return f"{called} ({_facts(value)})"
    shown = ", ".join(value) if isinstance(value, list) else str(value).replace(".", ",")
    return f"{called} {shown}"


def _history(items: Sequence[Mapping[str, Any]], clock: _Clock) -> str:
    """A few items one by one; many of them as values with how often, and the first and last day."""
    if len(items) <= MOST_ONE_BY_ONE:
        return "; ".join(_item(item, clock) for item in items)
    values = ", ".join(
        f"{value} × {count}" if (count := len(list(same))) > 1 else value
        for value, same in groupby(_value(item) for item in items)
    )
    first, last = (clock(_when(item)).split()[0] for item in (items[0], items[-1]))
    return f"{_called(items[0]['kind'])} {values} ({first}–{last})"


def _item(item: Mapping[str, Any], clock: _Clock) -> str:
    """One thing that came, and when it was taken."""
    what = item.get("questionnaire", item["kind"])
    flags = " med ujevn puls" if item.get("flags") else ""
    return f"{_called(what)} {_value(item)}{flags}".strip() + f" ({clock(_when(item))})"


def _when(item: Mapping[str, Any]) -> str:
    for name in ("measured_at", "answered_at", "scheduled_at", "at"):
        if name in item:
            return str(item[name])
    raise ValueError("An item of a scenario has a time.")


def _called(what: str) -> str:
    known = names.KINDS.get(what) or names.FORMS.get(what)
    return known.nb if known else _EVENTS.get(what, what)


def _value(item: Mapping[str, Any]) -> str:
    kind = item["kind"]
    if kind == "blood_pressure":
        return f"{item['systolic']}/{item['diastolic']}"
    if kind == "answers":
        return _answers(item)
    if kind == "news2":
        return ", ".join(f"{_NEWS[name]} {_plain(item[name])}" for name in _NEWS if name in item)
    if kind.startswith("dose"):
        return f"({item['drug']})" + ("" if item["taken_at"] else ", ikke tatt")
    if "back_at" in item:
        back = item["back_at"]
        return f"– tilbake {datetime.fromisoformat(back):%H.%M}" if back else "– ikke tilbake"
    return _plain(item.get("value", ""))


def _answers(item: Mapping[str, Any]) -> str:
    """Answers that are not zero; of the scored forms all of them, a blank as a dash."""
    if "total" in item:
        return f"sum {item['total']}"
    answers = item["items"]
    if all(name.isdigit() for name in answers):
        said = " ".join("–" if value is None else str(value) for value in answers.values())
    else:
        said = ", ".join(f"{name} = {value}" for name, value in answers.items() if value)
    safe = names.ANSWERS.get(item.get("safe_now", ""))
    return f"{said or 'bare 0'}{f'; trygg nå: {safe.nb}' if safe else ''}"


def _plain(value: Any) -> str:
    return _YES_NO[value] if isinstance(value, bool) else str(value).replace(".", ",")
