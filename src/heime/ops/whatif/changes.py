"""A stored plan with something changed in it, as somebody wrote the change on the command line."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from heime.core import templates
from heime.core.errors import BadPlan
from heime.core.kinds import BY_LABEL, KINDS
from heime.core.limits import FIELDS

Content = dict[str, Any]
ON, OFF = "on", "off"


def from_template(content: Mapping[str, Any], names: Sequence[str]) -> Content:
    """The plan that these templates would give this person: own facts, everything else theirs.

    Raises BadPlan for a template there is not.
    """
    made = templates.joined(names)
    return made | {"person": made["person"] | dict(content.get("person", {}))}


def from_file(content: Mapping[str, Any], given: Mapping[str, Any]) -> Content:
    """The plan that was written down; a person's own facts where it says none."""
    return {"person": content.get("person", {})} | dict(given)


def with_lines(content: Mapping[str, Any], lines: Sequence[str]) -> Content:
    """With limits set: `oxygen_saturation.yellow_low=90`, `blood_pressure.systolic.red_high=170`;
    `=none` takes a line away. Raises BadPlan naming the text that is wrong.

    Where a plan has several parts the line is moved in each that has limits for the kind.
    """
    changed: Content = deepcopy(dict(content))
    for text in lines:
        kind, path, value = _read(text)
        entries = [
            entry
            for holder in _holders(changed)
            for entry in holder.get("limits", [])
            if entry.get("kind") == kind
        ]
        if not entries:
            entries = [{"kind": kind}]
            changed.setdefault("limits", []).append(entries[0])
        for entry in entries:
            place = entry.setdefault("override", {})
            for name in path[:-1]:
                place = place.setdefault(name, {})
            place[path[-1]] = value
    return changed


def with_rules(content: Mapping[str, Any], rules: Sequence[str]) -> Content:
    """With rules switched: `D-1=on`, `T-1=off`. Raises BadPlan naming the text that is wrong."""
    changed: Content = deepcopy(dict(content))
    for text in rules:
        rule, _, how = text.partition("=")
        if how not in (ON, OFF):
            raise BadPlan(f"'{text[:40]}' must be RULE=on or RULE=off.")
        for holder in _holders(changed):
            holder["rules"] = [one for one in holder.get("rules", []) if one != rule]
        if how == ON:
            changed["rules"] = [*changed.get("rules", []), rule]
    return changed


def _holders(content: Content) -> list[Content]:
    """Everything in a plan that holds limits and rules: itself, its parts, and a doctor's merge."""
    merge = content.get("merge")
    return [content, *content.get("parts", []), *([merge] if merge else [])]


def _read(text: str) -> tuple[str, list[str], str | None]:
    place, _, value = text.partition("=")
    kind, *path = place.split(".")
    if kind not in BY_LABEL:
        raise BadPlan(f"'{text[:40]}': we do not know the kind '{kind[:30]}'.")
    wanted = 2 if KINDS[BY_LABEL[kind]].has_two else 1
    if len(path) != wanted or path[-1] not in FIELDS or not value:
        parts = "systolic or diastolic, then " if wanted == 2 else ""
        raise BadPlan(
            f"'{text[:40]}' must be {kind}.{parts}one of {', '.join(FIELDS)}, =, a value."
        )
    return kind, path, None if value == "none" else value
