"""Reads the part of the shared scenario files that this version's rules can answer."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid5

from heime.core import judging, plan, validity
from heime.core.judging import Around
from heime.core.kinds import BY_LABEL, KINDS, Kind
from heime.core.quantity import decimals_of, scaled
from heime.core.reading import Quality, Reading
from heime.core.session import Verdict
from heime.core.zone import Priority, State, Zone

SHARED = Path(os.environ.get("HEIME_SHARED", Path(__file__).parents[3] / "shared"))
KNOWN_RULES = {"W-1", "W-2", "W-3", "W-4", "W-5"}
_IDS = UUID("00000000-0000-7000-8000-000000000000")


def files() -> list[Path]:
    """The open scenarios that hold measurements only, and no rule of a later part of RS-1."""
    folder = SHARED / "scenarios" / "open"
    return [
        path for path in sorted(folder.glob("*.json")) if _is_ours(json.loads(path.read_text()))
    ]


def _is_ours(case: dict) -> bool:
    steps = case.get("steps") or [case]
    items = case["history"] + [item for step in steps for item in step["input"]]
    rules = {rule for one in case["plans"] for rule in one["rules"]}
    return (
        case["ask"] == "judgement"
        and len(case["plans"]) == 1
        and all(item["kind"] in BY_LABEL for item in items)
        and len({item["kind"] for item in items}) == 1
        and rules <= KNOWN_RULES | {"HF-S1", "HF-S2", "HF-S3", "HF-S4"}
        and not case["plans"][0].get("expected")
    )


def moments(case: dict) -> Iterator[tuple[datetime, list[Reading], dict]]:
    """Each moment of a case: when, all that is known by then in order of time, what is expected."""
    known: list[Reading] = [_reading(item, n, None) for n, item in enumerate(case["history"])]
    for step in case.get("steps") or [case]:
        at = datetime.fromisoformat(step.get("at") or step["now"])
        known += [_reading(item, len(known) + n, at) for n, item in enumerate(step["input"])]
        known.sort(key=lambda r: r.measured_at)
        if "expect" in step:
            yield at, list(known), step["expect"]


def _reading(item: dict, number: int, arrived: datetime | None) -> Reading:
    kind = BY_LABEL[item["kind"]]
    text = item["systolic"] if kind is Kind.BLOOD_PRESSURE else item["value"]
    measured = datetime.fromisoformat(item["measured_at"])
    received = item.get("received_at")
    device = item.get("device", {})
    return Reading(
        id=uuid5(_IDS, str(number)),
        kind=kind,
        value=scaled(Decimal(text)),
        second=scaled(Decimal(item["diastolic"])) if "diastolic" in item else None,
        decimals=decimals_of(Decimal(text)),
        measured_at=measured,
        received_at=datetime.fromisoformat(received) if received else (arrived or measured),
        quality=Quality(sum(Quality[name.upper()] for name in item.get("quality", []))),
        device=device.get("id", ""),
        sequence=device.get("sequence"),
        pair=item.get("pair", ""),
        manual=item.get("source") == "manual",
    )


def latest_verdict(case: dict, at: datetime, known: list[Reading]) -> Verdict:
    """The verdict of the newest reading's session at `at`, as the server would reach it."""
    person = {k: v for k, v in case["person"].items() if k != "home_oxygen"}
    rules = [rule for rule in case["plans"][0]["rules"] if rule in KNOWN_RULES]
    agreed = plan.read({"limits": case["plans"][0]["limits"], "rules": rules, "person": person})
    arrived = [r for r in known if r.received_at == max(r.received_at for r in known)]
    reading = arrived[-1]
    newer = any(
        r.measured_at - reading.measured_at > judging.LENGTH and validity.rejected_by(r) is None
        for r in known
    )
    around = Around(
        same_kind=[
            r for r in known if abs(r.measured_at - reading.measured_at).total_seconds() <= 3600
        ],
        newer=newer,
        weights=judging.daily_weights(known) if reading.kind is Kind.BODY_WEIGHT else None,
    )
    return judging.judge(reading, agreed, around, now=at)


def words(verdict: Verdict) -> dict:
    """The verdict as the scenario format writes it."""
    live = verdict.state in (State.FINAL, State.PENDING)
    return {
        "zone": Zone(verdict.zone).name.lower() if live else "grey",
        "state": State(verdict.state).name.lower(),
        "priority": Priority(verdict.priority).name.lower() if verdict.priority else None,
    }


assert KINDS  # the table is what makes an item ours
