"""The life of a plan version, who may move it, and what a copy for somebody else keeps."""

from collections.abc import Mapping
from copy import deepcopy
from enum import StrEnum
from typing import Any

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotYours
from heime.core.plan_agreements import RESPONSE_MINUTES


class Status(StrEnum):
    """Draft and proposed are nobody's plan yet; what is approved or replaced never changes."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REPLACED = "replaced"


class Who(StrEnum):
    """Who may make a move."""

    TEAM = "team"
    DOCTOR = "doctor"
    NOBODY = "nobody"
    """It follows from another move: a version is replaced when its successor is approved."""


# The whole life of a version. Buttons and checks are made from this.
MOVES: dict[tuple[Status, Status], Who] = {
    (Status.DRAFT, Status.PROPOSED): Who.TEAM,
    (Status.PROPOSED, Status.DRAFT): Who.TEAM,
    (Status.PROPOSED, Status.APPROVED): Who.DOCTOR,
    (Status.APPROVED, Status.REPLACED): Who.NOBODY,
}
"""Proposed → draft is giving it back, with a reason. Nothing is approved unseen: no move leads
from draft to approved, for a doctor either, and so not for what a template says."""

MAY_CHANGE = frozenset({Status.DRAFT})
"""Where the content may still be changed: what is proposed is what will be signed."""
HAS_HELD = frozenset({Status.APPROVED, Status.REPLACED})
"""Versions that judgements may point at."""


def may_move(now: Status, to: Status, by: Actor) -> bool:
    """Whether a page offers `by` this move."""
    who = MOVES.get((now, to))
    return (who is Who.TEAM and by.plans) or (who is Who.DOCTOR and by.is_doctor)


def check_move(now: Status, to: Status, by: Actor) -> None:
    """Raises NotAllowedNow for a move there is not, NotYours for one that is somebody else's."""
    who = MOVES.get((now, to))
    if who is None or who is Who.NOBODY:
        raise NotAllowedNow(f"A plan that is {now} cannot become {to}.")
    if who is Who.DOCTOR and not by.is_doctor:
        raise NotYours("Only a doctor may sign a plan.")
    if not may_move(now, to, by):
        raise NotYours("Only somebody who follows up or treats people may do this with a plan.")


_COPIED = (
    "id", "conditions", "rules", "expectations", "missing_data_class", "responders",
    "response_minutes", "calendar", "template",
)  # fmt: skip


def copied(content: Mapping[str, Any], *, version: int) -> dict[str, Any]:
    """What a plan gives to a plan for somebody else: how one is followed, and nothing of whom.

    Limits, dates, facts, texts, goals and signed medicine texts are left behind (hazard 12): they
    were decided for one person. `version`, the one copied from, is shown beside the new draft.
    """
    kept = _kept(content) | {"copied_from": version}
    if content.get("parts"):
        kept["parts"] = [_kept(part) for part in content["parts"]]
    return kept


def _kept(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content[name] for name in _COPIED if name in content}


_TEMPLATED = (
    "conditions", "rules", "expectations", "missing_data_class", "responders",
    "response_minutes", "texts", "limits",
)  # fmt: skip
_EMPTY: dict[str, Any] = {
    "goals": [], "person": {}, "protocols": [], "responders": [], "expectations": [],
    "missing_data_class": "standard", "rules": [], "limits": [], "conditions": [], "texts": {},
}  # fmt: skip


def as_template(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a plan gives to a template: how one is followed up, and nothing of whom.

    Limits come along as start values that nobody has considered; facts, goals, dates, names of
    people and signed medicine texts stay behind.
    """
    kept = deepcopy({name: content[name] for name in _TEMPLATED if name in content})
    for entry in kept.get("limits", []):
        entry["considered"] = False
    kept["response_minutes"] = RESPONSE_MINUTES | kept.get("response_minutes", {})
    return deepcopy(_EMPTY) | kept
