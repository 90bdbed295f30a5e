"""What differs between two versions of a plan, or between a plan and the template it began as.

A difference is found on the stored documents, field by field. Limits are compared as they hold,
after profile and override, so that the same line said in another way is no difference. The words
for it are in plan_words.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heime.core import plan
from heime.core.errors import Refused
from heime.core.kinds import KINDS, Kind
from heime.core.limits import FIELDS, Limits
from heime.core.plan_agreements import RESPONSE_MINUTES
from heime.core.quantity import plain
from heime.core.templates import TEMPLATES, joined

Value = str | int | bool | None
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise in the later plan.

    path: ("limits", "oxygen_saturation", "yellow_low"), ("rules", "D-1"),
        ("parts", "copd", "rules", "D-1").
    before, after: None where it was not or is no more.
    """

    path: Path
    before: Value
    after: Value


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every change from one content to another, in the order of the fields.

    Both must be contents that care_plan.read accepts.
    """
    old, new = dict(_flat(before)), dict(_flat(after))
    return [
        Change(path, old.get(path), new.get(path))
        for path in [*old, *(path for path in new if path not in old)]
        if old.get(path) != new.get(path)
    ]


def from_template(content: Mapping[str, Any]) -> list[Change] | None:
    """What differs from the template as it is today; None for a plan made from none."""
    names = [
        part["template"]["name"]
        for part in (content, *content.get("parts", []))
        if part.get("template")
    ]
    if not names or not set(names) <= set(TEMPLATES):
        return None
    return [one for one in differences(joined(names), content) if one.path[-2:-1] != ("template",)]


def _flat(content: Mapping[str, Any], prefix: Path = ()) -> Iterator[tuple[Path, Value]]:
    yield from _named(content, "conditions", prefix)
    yield from _listed(content, "goals", prefix)
    yield from _limits(content.get("limits", []), (*prefix, "limits"))
    yield from _named(content, "rules", prefix)
    yield from _leaves(content.get("person", {}), (*prefix, "person"))
    yield from _expectations(content, prefix)
    for field in ("missing_data_class", "calendar", "review_on", "shadow", "copied_from"):
        if content.get(field):
            yield (*prefix, field), content[field]
    for protocol in content.get("protocols", []):
        yield (*prefix, "protocols", protocol["name"]), protocol["start_date"]
    for responder in content.get("responders", []):
        yield (*prefix, "responders", responder["for"], responder["name"]), responder["staffed"]
    answer = RESPONSE_MINUTES | content.get("response_minutes", {})
    if not prefix:
        yield from _leaves(answer, ("response_minutes",))
    for field in ("standby", "diuretic", "texts", "template", "run_in"):
        yield from _leaves(content.get(field) or {}, (*prefix, field))
    for part in content.get("parts", []):
        yield from _flat(part, ("parts", part["id"]))
    yield from _limits(content.get("merge", {}).get("limits", []), ("merge",))


def _named(content: Mapping[str, Any], field: str, prefix: Path) -> Iterator[tuple[Path, Value]]:
    for name in content.get(field, []):
        yield (*prefix, field, name), True


def _listed(content: Mapping[str, Any], field: str, prefix: Path) -> Iterator[tuple[Path, Value]]:
    for number, text in enumerate(content.get(field, []), start=1):
        yield (*prefix, field, str(number)), text


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Value]]:
    if isinstance(value, Mapping):
        for name in value:
            yield from _leaves(value[name], (*path, str(name)))
    elif isinstance(value, list | tuple):
        if any(isinstance(one, Mapping) for one in value):
            yield from _leaves({str(n): one for n, one in enumerate(value, start=1)}, path)
        elif value:
            yield path, ", ".join(str(one) for one in value)
    elif value is not None and value is not False:
        yield path, value


def _limits(entries: Sequence[Mapping[str, Any]], path: Path) -> Iterator[tuple[Path, Value]]:
    for entry in entries:
        kind, lines = plan.read_limits(entry, ".".join(path))
        here = (*path, kind.label)
        if entry.get("profile"):
            yield (*here, "profile"), entry["profile"]
        yield (*here, "considered"), entry.get("considered", "override" in entry)
        if KINDS[kind].has_two:
            yield from _lines(lines.first, kind, (*here, "systolic"))
            yield from _lines(lines.second, kind, (*here, "diastolic"))
        else:
            yield from _lines(lines.first, kind, here)


def _lines(limits: Limits, kind: Kind, path: Path) -> Iterator[tuple[Path, Value]]:
    for name in FIELDS:
        line = getattr(limits, name)
        if line is not None:
            yield (*path, name), plain(line, KINDS[kind].decimals)


def _expectations(content: Mapping[str, Any], prefix: Path) -> Iterator[tuple[Path, Value]]:
    seen: dict[str, int] = {}
    for one in content.get("expectations", []):
        seen[one["what"]] = seen.get(one["what"], 0) + 1
        again = () if seen[one["what"]] == 1 else (str(seen[one["what"]]),)
        yield from _leaves(
            {name: one[name] for name in one if name != "what"},
            (*prefix, "expectations", one["what"], *again),
        )


def readable(content: Mapping[str, Any]) -> bool:
    """Whether a content can be compared at all: one from before the rules grew may not be."""
    try:
        dict(_flat(content))
    except (Refused, KeyError, TypeError):
        return False
    return True
