"""A person's whole plan: what is followed, when it is expected, what it means, and who answers.

The same stored document is read by plan.py for judging, which needs only limits, rules and facts.
Here it is read whole and strictly, before anybody signs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heime.core import expectations, plan_agreements, plan_facts, plan_lines, run_in
from heime.core.errors import Refused
from heime.core.expectations import Expectation
from heime.core.kinds import Kind
from heime.core.limits import KindLimits
from heime.core.plan_agreements import (
    RESPONSE_MINUTES,
    Protocol,
    Responder,
    SignedText,
    Template,
)
from heime.core.plan_content import (
    choice,
    day,
    entries,
    fields,
    flag,
    once,
    place,
    refused,
    text,
    whole,
)
from heime.core.plan_facts import NO_FACTS, Facts
from heime.core.run_in import RunIn

CONDITIONS = (
    "copd", "heart_failure", "hypertension", "atrial_fibrillation", "after_infarction",
    "dementia", "depression",
)  # fmt: skip
_SHARED = (
    "id", "conditions", "goals", "limits", "rules", "expectations", "missing_data_class",
    "protocols", "standby", "diuretic", "responders", "response_minutes", "calendar", "texts",
    "review_on", "template",
)  # fmt: skip
_WHOLE = (*_SHARED, "person", "parts", "merge", "shadow", "copied_from", "run_in")
"""What stands only in a whole plan: the person is one, however many plans they have."""


@dataclass(frozen=True, slots=True)
class CarePlan:
    """One version of one person's plan, or one part of it when it is made of several.

    high_class: whether what is missing is missed sooner (7.7 class HIGH), where an expectation
        does not say so itself.
    defaults: kinds whose limits are untouched start values that no doctor has considered.
    merge: the limits a doctor decided on where the parts differ; signed with the version.
    copied_from: the plan version of somebody else that this one began as.
    """

    id: str = ""
    conditions: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    limits: Mapping[Kind, KindLimits] = field(default_factory=dict)
    defaults: frozenset[Kind] = frozenset()
    rules: frozenset[str] = frozenset()
    facts: Facts = NO_FACTS
    expectations: tuple[Expectation, ...] = ()
    high_class: bool = False
    protocols: tuple[Protocol, ...] = ()
    standby: SignedText | None = None
    diuretic: SignedText | None = None
    responders: tuple[Responder, ...] = ()
    response_minutes: Mapping[str, int] = field(default_factory=lambda: RESPONSE_MINUTES)
    calendar: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    review_on: date | None = None
    parts: tuple["CarePlan", ...] = ()
    merge: Mapping[Kind, KindLimits] = field(default_factory=dict)
    template: Template | None = None
    shadow: bool = False
    copied_from: int | None = None
    run_in: RunIn | None = None

    @property
    def all_parts(self) -> tuple["CarePlan", ...]:
        """The plan itself and its parts."""
        return (self, *self.parts)

    @property
    def all_rules(self) -> frozenset[str]:
        return frozenset().union(*(part.rules for part in self.all_parts))

    @property
    def all_expectations(self) -> tuple[Expectation, ...]:
        return tuple(one for part in self.all_parts for one in part.expectations)


def read(content: Mapping[str, Any]) -> CarePlan:
    """The plan that stored `content` describes, every field of it (docs/adr/0013-plans.md).

    Raises BadPlan, BadLimits, UnknownKind, UnknownRule or UnknownUnit with where and why.
    """
    fields(content, "", _WHOLE)
    daily = run_in.read(content.get("run_in"), "run_in")
    parts = tuple(
        _read_part(part, f"parts[{number}]", daily)
        for number, part in enumerate(entries(content.get("parts", []), "parts"))
    )
    once([part.id for part in parts], "parts")
    merge = fields(content.get("merge") or {}, "merge", ("limits",))
    copied = content.get("copied_from")
    return CarePlan(
        **_shared(content, "", daily),
        run_in=daily,
        facts=plan_facts.read(content.get("person", {}), "person"),
        parts=parts,
        merge=plan_lines.limits(merge.get("limits", []), "merge.limits")[0],
        shadow=flag(content.get("shadow", False), "shadow"),
        copied_from=None if copied is None else whole(copied, "copied_from", 1, 2**31 - 1),
    )


def _read_part(content: Any, where: str, daily: RunIn | None) -> CarePlan:
    misplaced = isinstance(content, Mapping) and sorted(set(content) & (set(_WHOLE) - set(_SHARED)))
    if misplaced:
        raise refused(where, f"'{misplaced[0]}' belongs to the whole plan, not to a part.")
    fields(content, where, _SHARED)
    text(content.get("id"), place(where, "id"))
    return CarePlan(**_shared(content, where, daily))


def _shared(content: Mapping[str, Any], where: str, daily: RunIn | None) -> dict[str, Any]:
    def at(name: str) -> str:
        return place(where, name)

    limits, defaults = plan_lines.limits(content.get("limits", []), at("limits"))
    class_ = content.get("missing_data_class", "standard")
    high = choice(class_, at("missing_data_class"), expectations.CLASSES) == "high"
    return {
        "id": text(content["id"], at("id")) if "id" in content else "",
        "conditions": plan_facts.conditions(
            content.get("conditions", []), at("conditions"), CONDITIONS
        ),
        "goals": tuple(
            text(goal, f"{at('goals')}[{number}]")
            for number, goal in enumerate(entries(content.get("goals", []), at("goals")))
        ),
        "limits": limits,
        "defaults": defaults,
        "rules": plan_lines.rules(content.get("rules", []), at("rules")),
        "expectations": expectations.read(
            content.get("expectations", []),
            at("expectations"),
            otherwise_high=high,
            run_in=daily,
        ),
        "high_class": high,
        "protocols": plan_agreements.protocols(content.get("protocols", []), at("protocols")),
        "standby": plan_agreements.signed_text(content.get("standby"), at("standby")),
        "diuretic": plan_agreements.signed_text(content.get("diuretic"), at("diuretic")),
        "responders": plan_agreements.responders(content.get("responders", []), at("responders")),
        "response_minutes": plan_agreements.response(
            content.get("response_minutes", {}), at("response_minutes")
        ),
        "calendar": text(content["calendar"], at("calendar")) if "calendar" in content else "",
        "texts": plan_agreements.texts(content.get("texts", {}), at("texts")),
        "review_on": day(content["review_on"], at("review_on")) if "review_on" in content else None,
        "template": plan_agreements.template(content.get("template"), at("template")),
    }


def fault(content: Mapping[str, Any]) -> Refused | None:
    """Why `content` cannot be read, for a page that shows it beside the form; None if it can."""
    try:
        read(content)
    except Refused as found:
        return found
    return None
