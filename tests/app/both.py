"""The phone's judge and the server's, asked the same; and how their answers differ.

The phone may decline ("not judged yet"); then its zone is grey and there is nothing to compare.
What it does judge must be the server's answer. A red beside which it names doubts must be red on
the server too, as settled or more, as urgent or more.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from heime.core.errors import Refused
from heime.core.record import Record
from heime.ops.scenarios import answer, files, items
from heime.ops.scenarios.files import Unusable
from heime.ops.scenarios.items import Taken
from tests.app import node

Case = dict[str, Any]
SCRIPT = Path(__file__).with_name("judge_lines.ts")
ASKED_FOR = ("rule_set", "person", "plans", "history", "input", "now", "merge")
COMPARED = ("zone", "state", "priority", "remeasure_after_minutes", "rules", "changes_at")
URGENT = (None, "low", "normal", "high")


def phone(cases: Sequence[Case], *, seconds: float = 60) -> list[dict[str, Any]]:
    """What the phone says of each, from one process."""
    asked = [{name: case[name] for name in ASKED_FOR if name in case} for case in cases]
    lines = "\n".join(json.dumps(one) for one in asked)
    ended = node.run(SCRIPT, stdin=lines, seconds=seconds)
    assert ended.returncode == 0, ended.stderr
    said = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(said) == len(cases)
    return said


def server(case: Case) -> dict[str, Any] | None:
    """What the server's core says of one moment; None when it refuses the input."""
    try:
        asked = files.read(msgspec.json.encode(case))
        record, taken = Record(items.agreed(asked), items.windows(asked)), Taken()
        ((now, prefix, given),) = answer._moments(asked)
        for item in sorted(answer._history(asked, taken, now), key=answer._when):
            record.add(item)
        came = [taken.read(raw, f"{prefix}input/{n}", now) for n, raw in enumerate(given)]
        for item in sorted(came, key=answer._when):
            record.add(item)
    except (Unusable, Refused):
        return None
    picture = record.picture(now, [item.id for item in came])
    said = answer._answer(picture, record, taken, now)
    changes = picture.changes_at
    return {
        "changes_at": None if changes is None else int(changes.timestamp()) * 1000,
        "zone": said["zone"],
        "state": said["state"],
        "priority": said["priority"],
        "remeasure_after_minutes": said["remeasure_after_minutes"],
        "rules": sorted({reason["rule"] for reason in said["reasons"]}),
        "sessions": said["sessions"],
    }


def moments(case: Case) -> Iterator[Case]:
    """A case of several steps as so many cases of one moment, all before it being history."""
    if "steps" not in case:
        yield case
        return
    known = {id_of(item, f"h{n}"): item for n, item in enumerate(case["history"])}
    for number, step in enumerate(case["steps"]):
        named = {id_of(item, f"s{number}/{n}"): item for n, item in enumerate(step["input"])}
        one = {name: value for name, value in case.items() if name != "steps"}
        one |= {"expect": step["expect"]} if "expect" in step else {}
        given = [{**item, "id": id_} for id_, item in named.items()]
        yield {**one, "history": list(known.values()), "input": given, "now": step["at"]}
        for id_, item in named.items():
            known.setdefault(id_, {"received_at": step["at"], **item, "id": id_})


def id_of(item: dict[str, Any], place: str) -> str:
    return item.get("id", place)


def difference(said: dict[str, Any], wanted: dict[str, Any] | None) -> str:
    """How the phone's word differs from the server's; empty when it does not, or is none."""
    if not said["judged"]:
        clear = said["zone"] == "grey" and said["priority"] is None and said["because"]
        return "" if clear else f"not judged, and yet {said}"
    if wanted is None:
        return "" if said["zone"] == "red" else f"the server refuses it, the phone says {said}"
    if said["because"]:
        return "" if _stands(said, wanted) else f"a doubtful red: {said} against {wanted}"
    told = {**said, "rules": sorted(set(said["rules"]))}
    unlike = [
        f"{name}: {told[name]} against {wanted[name]}"
        for name in COMPARED
        if told[name] != wanted[name]
    ]
    return "; ".join([*unlike, *filter(None, (_part(one, wanted) for one in said["parts"]))])


def _part(part: dict[str, Any], wanted: dict[str, Any]) -> str:
    """How one session or form differs from the server's own that holds the same things."""
    if not part["inputs"]:
        return ""  # what is missing has no session
    for one in wanted["sessions"]:
        if one["kind"] == part["what"] and set(part["inputs"]) <= set(one["inputs"]):
            alike = (part["zone"], part["state"]) == (one["zone"], one["state"])
            same = sorted(set(part["rules"])) == sorted(one["rules"])
            return "" if alike and same else f"{part} against {one}"
    return f"no session of the server holds {part}"


def _stands(said: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return (
        said["zone"] == wanted["zone"] == "red"
        and (said["state"] == wanted["state"] or wanted["state"] == "final")
        and URGENT.index(said["priority"]) <= URGENT.index(wanted["priority"])
        and said["remeasure_after_minutes"] in (None, wanted["remeasure_after_minutes"])
    )
