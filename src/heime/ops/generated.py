"""What the home app must know of the rules, made from the rules: app/src/generated/rules.json.

The app shows units, asks again for what is not credible, and judges by itself while nobody can be
reached (ops/generated_judging.py). `./heime fix` writes the file, `./heime check` notices when it
is out of date.
"""

import json
from pathlib import Path
from typing import Any

from heime.core import asked, news2, rules, takes, validity
from heime.core.kinds import KINDS, LEAST_PULSE_PRESSURE, Kind, Range, Spec
from heime.core.limits import FIELDS, PROFILES, KindLimits, Limits
from heime.core.quantity import Scaled, plain
from heime.core.questionnaires.scales import SCALES, Scale
from heime.core.verdict import REMEASURE_AFTER
from heime.ops import generated_judging

ROOT = Path(__file__).resolve().parents[3]
FILE = "app/src/generated/rules.json"


def faults(root: Path = ROOT) -> list[str]:
    """What differs between the file and the rules."""
    path = root / FILE
    if not path.exists():
        return [f"{FILE} is missing: ./heime fix"]
    if path.read_text(encoding="utf-8") != text():
        return [f"{FILE} does not say what the rules say: ./heime fix"]
    return []


def write(root: Path = ROOT) -> None:
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(), encoding="utf-8")


def text() -> str:
    """The file. Numbers are decimal text, so that no binary float comes near a limit (G-3)."""
    return json.dumps(content(), ensure_ascii=False, indent=2) + "\n"


def content() -> dict[str, Any]:
    return {
        "rule_set": rules.RULE_SET,
        "session_minutes": _minutes(takes.LENGTH.total_seconds()),
        "remeasure_after_minutes": REMEASURE_AFTER,
        "duplicate_within_minutes": _minutes(validity.DUPLICATE_WITHIN.total_seconds()),
        "kinds": {kind.label: _kind(kind) for kind in Kind},
        "profiles": {name: _profile(*PROFILES[name]) for name in sorted(PROFILES)},
        "rules": {id_: _rule(rule) for id_, rule in rules.RULES.items()},
        "questionnaires": list(asked.QUESTIONNAIRES),
        "scores": {name: _scale(scale) for name, scale in sorted(SCALES.items())},
        "phq9_most_blanks": SCALES["phq9"].blanks_made_up_for,
        "news2_longest_spread_minutes": news2.LONGEST_SPREAD,
        "least_pulse_pressure": plain(LEAST_PULSE_PRESSURE, 0),
        "judging": generated_judging.content(),
    }


def _minutes(seconds: float) -> int:
    return int(seconds // 60)


def _kind(kind: Kind) -> dict[str, Any]:
    spec = KINDS[kind]
    known: dict[str, Any] = {
        "unit": spec.unit.value,
        "decimals": spec.decimals,
        "plausible": _range(spec.plausible, spec),
        "credible": _range(spec.credible, spec),
        "tolerance": None if spec.tolerance is None else plain(spec.tolerance, spec.decimals),
    }
    if spec.second_plausible is not None and spec.second_credible is not None:
        known["second_plausible"] = _range(spec.second_plausible, spec)
        known["second_credible"] = _range(spec.second_credible, spec)
    return known


def _range(ends: Range, spec: Spec) -> list[str]:
    return [plain(ends.low, spec.decimals), plain(ends.high, spec.decimals)]


def _profile(kind: Kind, lines: KindLimits) -> dict[str, Any]:
    decimals = KINDS[kind].decimals
    if not KINDS[kind].has_two:
        return {"kind": kind.label, "lines": _lines(lines.first, decimals)}
    return {
        "kind": kind.label,
        "systolic": _lines(lines.first, decimals),
        "diastolic": _lines(lines.second, decimals),
    }


def _lines(lines: Limits, decimals: int) -> dict[str, str | None]:
    known: dict[str, Scaled | None] = {name: getattr(lines, name) for name in FIELDS}
    return {name: None if line is None else plain(line, decimals) for name, line in known.items()}


def _rule(rule: rules.Rule) -> dict[str, Any]:
    return {
        "zone": None if rule.zone is None else rule.zone.name.lower(),
        "priority": None if rule.priority is None else rule.priority.name.lower(),
        "concerns": rule.concerns,
        "always": rule.always,
        "source": rule.source,
        "basis": rule.basis,
    }


def _scale(scale: Scale) -> dict[str, Any]:
    return {
        "highest": scale.highest,
        "factor": scale.factor,
        "blanks_made_up_for": scale.blanks_made_up_for,
        "source": scale.source,
        "bands": [
            {"from": band.low, "name": band.name, "words": dict(band.words)} for band in scale.bands
        ],
    }
