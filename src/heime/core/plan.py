"""A person's plan as judging sees it: limits, rules switched on, and facts about the person.

Everything else that a plan holds (goals, texts, responders, standby medicine) is in care_plan.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from heime.core import expectations, limits, run_in
from heime.core.errors import BadLimits, BadPlan, UnknownKind, UnknownRule
from heime.core.expectations import Expectation
from heime.core.kinds import BY_LABEL, KINDS, Kind
from heime.core.limits import FIELDS, NO_LIMITS, PROFILES, KindLimits, Limits
from heime.core.person import NOBODY, Course, Pause, Person
from heime.core.quantity import Scaled, scaled
from heime.core.rules import RULES
from heime.core.run_in import RunIn

WEIGHT_RULES = frozenset({"W-1", "W-2", "W-3", "W-4", "W-5", "N-1", "N-2"})
# Which measured kinds a rule judges by itself, with or without limits.
JUDGED_BY: dict[Kind, frozenset[str]] = {
    Kind.OXYGEN_SATURATION: frozenset({"D-1", "T-1"}),
    Kind.HEART_RATE: frozenset({"P-D1", "T-1", "AF-1"}),
    Kind.BLOOD_PRESSURE: frozenset({"AF-1"}),
    Kind.BODY_WEIGHT: WEIGHT_RULES | {"T-1"},
    Kind.BODY_TEMPERATURE: frozenset({"T-1"}),
    Kind.FEV1: frozenset({"F-1"}),
    Kind.PEF: frozenset({"F-1"}),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of one person's plan, or what several plans of one person say together.

    defaults: kinds whose limits are untouched default profiles that no doctor has considered
        for this person; wherever they are shown it must say so.
    high_class: whether missing data is missed sooner (RS-1 7.7 class HIGH).
    agreed: what was agreed to come, as each part of the content writes it, with its place and
        class; read by `expectations`, since judging a reading never asks for it.
    weeks: first days of home blood-pressure weeks.
    """

    limits: Mapping[Kind, KindLimits]
    rules: frozenset[str] = frozenset()
    defaults: frozenset[Kind] = frozenset()
    person: Person = NOBODY
    high_class: bool = False
    agreed: tuple[tuple[Any, str, bool], ...] = ()
    weeks: tuple[date, ...] = ()
    run_in: RunIn | None = None
    judged: frozenset[Kind] = field(init=False)

    def __post_init__(self) -> None:
        by_rule = {kind for kind, ids in JUDGED_BY.items() if ids & self.rules}
        object.__setattr__(self, "judged", frozenset(self.limits) | by_rule)

    def judges(self, kind: Kind) -> bool:
        """Whether anything in this plan says what a reading of `kind` means."""
        return kind in self.judged

    @property
    def cuffs(self) -> int:
        """How many cuff readings make one blood pressure (C-8): two, or three in known AF."""
        return 3 if self.person.atrial_fibrillation_known else 2

    @property
    def expectations(self) -> tuple[Expectation, ...]:
        """What was agreed to come, and when. Raises BadPlan with the place."""
        return tuple(
            one
            for raw, where, high in self.agreed
            for one in expectations.read(raw, where, otherwise_high=high, run_in=self.run_in)
        )

    @property
    def dry_weight(self) -> Scaled | None:
        return self.person.dry_weight


def together(plans: Sequence[Plan]) -> Plan | None:
    """What several plans of one person say as one: every rule, and of each line the strictest.

    That is the worst zone of them all (G-4, clinical reference 8.1). Plans that differ are not
    activated without a doctor's merge (U-1); where they are judged all the same, nothing is
    overlooked. None for no plan at all.
    """
    if len(plans) < 2:
        return plans[0] if plans else None
    lines: dict[Kind, KindLimits] = {}
    for plan in plans:
        for kind, own in plan.limits.items():
            lines[kind] = _strictest(lines[kind], own) if kind in lines else own
    return Plan(
        limits=lines,
        rules=frozenset().union(*(plan.rules for plan in plans)),
        defaults=frozenset().union(*(plan.defaults for plan in plans)),
        person=plans[0].person,
        high_class=any(plan.high_class for plan in plans),
        agreed=tuple(one for plan in plans for one in plan.agreed),
        weeks=tuple(week for plan in plans for week in plan.weeks),
        run_in=plans[0].run_in,
    )


def conflicts(plans: Sequence[tuple[str, Plan]]) -> list[tuple[Kind, str, tuple[str, ...]]]:
    """Kinds for which plans of one person have different lines (U-1, CL-33).

    plans: (name, plan). Returns (kind, the first line that differs, whose plans).
    """
    found = []
    for kind in Kind:
        having = [(name, plan.limits[kind]) for name, plan in plans if kind in plan.limits]
        if len({lines for _, lines in having}) > 1:
            names = tuple(name for name, _ in having)
            found.append((kind, _differs([lines for _, lines in having]), names))
    return found


def _differs(lines: Sequence[KindLimits]) -> str:
    for which in ("first", "second"):
        for name in FIELDS:
            if len({getattr(getattr(one, which), name) for one in lines}) > 1:
                return name
    return ""


def _strictest(one: KindLimits, other: KindLimits) -> KindLimits:
    return KindLimits(_tighter(one.first, other.first), _tighter(one.second, other.second))


def _tighter(one: Limits, other: Limits) -> Limits:
    lines = {}
    for name in FIELDS:
        both = [v for v in (getattr(one, name), getattr(other, name)) if v is not None]
        lines[name] = (max if name.endswith("low") else min)(both) if both else None
    return Limits(**lines)


def read(content: Mapping[str, Any]) -> Plan:
    """The plan that stored `content` describes.

    content: {"limits": [{"kind", "profile"?, "override"?, "considered"?}], "rules": [id],
        "person": {...}, "missing_data_class"?, "parts"?: [content], "merge"?: {"limits"}}, as in
        the scenario format; `considered` is true once a doctor has looked at these limits for
        this person, and lines that were changed are, unless it says no (a proposal's do). Of
        several parts the rules add up, and a signed merge replaces their limits.
        What judging does not use (goals, texts, responders) is not read here.
    Raises BadLimits, BadPlan, UnknownKind or UnknownRule with the place and the reason.
    """
    person = read_person(content.get("person", {}))
    own = replace(
        _read_part(content, person, ""), run_in=run_in.read(content.get("run_in"), "run_in")
    )
    parts = [
        _read_part(part, person, f"parts[{number}].")
        for number, part in enumerate(content.get("parts", []))
    ]
    if not parts:
        return own
    whole = together([own, *parts])
    assert whole is not None  # noqa: S101  there is at least one
    merged, defaults = _read_lines(content.get("merge", {}).get("limits", []), "merge.")
    return replace(
        whole, limits={**whole.limits, **merged}, defaults=(whole.defaults - set(merged)) | defaults
    )


def _read_part(content: Mapping[str, Any], person: Person, where: str) -> Plan:
    found, defaults = _read_lines(content.get("limits", []), where)
    high = content.get("missing_data_class", "standard") == "high"
    return Plan(
        limits=found,
        rules=_read_rules(content.get("rules", []), where),
        defaults=defaults,
        person=person,
        high_class=high,
        agreed=((content["expectations"], f"{where}expectations", high),)
        if content.get("expectations")
        else (),
        weeks=tuple(
            date.fromisoformat(one["start_date"])
            for one in content.get("protocols", [])
            if one["name"] == "hbpm"
        ),
    )


def _read_lines(
    entries: Sequence[Mapping[str, Any]], where: str
) -> tuple[dict[Kind, KindLimits], frozenset[Kind]]:
    found: dict[Kind, KindLimits] = {}
    defaults: set[Kind] = set()
    for number, entry in enumerate(entries):
        place = f"{where}limits[{number}]"
        kind, lines = read_limits(entry, place)
        if kind in found:
            raise BadLimits(f"{place}: limits for {kind.label} stand twice.")
        found[kind] = lines
        if not entry.get("considered", "override" in entry):
            defaults.add(kind)
    return found, frozenset(defaults)


def _read_rules(ids: list[str], where: str) -> frozenset[str]:
    for number, id_ in enumerate(ids):
        rule = RULES.get(id_) if isinstance(id_, str) else None
        if rule is None or rule.always:
            raise UnknownRule(
                f"{where}rules[{number}]: '{str(id_)[:20]}' cannot be switched on here."
            )
    return frozenset(ids)


def read_limits(entry: Mapping[str, Any], where: str) -> tuple[Kind, KindLimits]:
    """The kind and the lines of one entry: a profile with what was changed in it.

    Raises BadLimits or UnknownKind, naming `where`.
    """
    kind = BY_LABEL.get(entry.get("kind", ""))
    if kind is None:
        raise UnknownKind(f"{where}.kind: we do not know '{str(entry.get('kind'))[:30]}'.")
    lines = KindLimits(NO_LIMITS, NO_LIMITS)
    profile = entry.get("profile")
    if profile is not None:
        if profile not in PROFILES or PROFILES[profile][0] is not kind:
            raise BadLimits(f"{where}.profile: '{str(profile)[:30]}' is no profile of this kind.")
        lines = PROFILES[profile][1]
    override = entry.get("override", {})
    if KINDS[kind].has_two:
        unknown = set(override) - {"systolic", "diastolic"}
        if unknown:
            raise BadLimits(f"{where}.override: '{min(unknown)[:20]}' is not part of this kind.")
        lines = KindLimits(
            _override(lines.first, override.get("systolic", {}), f"{where}.override.systolic"),
            _override(lines.second, override.get("diastolic", {}), f"{where}.override.diastolic"),
        )
    else:
        lines = KindLimits(_override(lines.first, override, f"{where}.override"))
    limits.check(lines, kind, where=where)
    return kind, lines


def _override(lines: Limits, changes: Mapping[str, str | None], where: str) -> Limits:
    for name in changes:
        if name not in FIELDS:
            raise BadLimits(f"{where}: there is no line called '{str(name)[:20]}'.")
    return replace(
        lines,
        **{
            name: None if text is None else _number(text, f"{where}.{name}")
            for name, text in changes.items()
        },
    )


def _number(text: object, where: str) -> Scaled:
    """Numbers in plans are decimal strings, so that no binary float ever comes near a limit."""
    if not isinstance(text, str):
        raise BadLimits(f"{where}: must be a number written as text.")
    try:
        return scaled(Decimal(text))
    except InvalidOperation:
        raise BadLimits(f"{where}: is not a number.") from None


def read_person(content: Mapping[str, Any]) -> Person:
    """The facts about a person (scenario format 2). Raises BadPlan or BadLimits with the place."""
    best = content.get("personal_best") or {}
    dry = content.get("dry_weight_kg")
    course = content.get("standby_course")
    try:
        return Person(
            home_oxygen=bool(content.get("home_oxygen", False)),
            atrial_fibrillation_known=bool(content.get("atrial_fibrillation_known", False)),
            dry_weight=None if dry is None else _number(dry, "person.dry_weight_kg"),
            personal_best={
                BY_LABEL[name]: _number(text, f"person.personal_best.{name}")
                for name, text in best.items()
            },
            habitual_news2=int(content.get("habitual_news2") or 0),
            scale_2=content.get("news2_scale", 1) == 2,
            baselines=dict(content.get("baselines") or {}),
            critical_drugs=frozenset(content.get("critical_drugs") or ()),
            course=course and Course(date.fromisoformat(course["started_on"]), _at_start(course)),
            pauses=tuple(
                Pause(datetime.fromisoformat(one["from"]), datetime.fromisoformat(one["to"]))
                for one in content.get("pauses") or ()
            ),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise BadPlan(f"person: {str(fault)[:60]}") from None


def _at_start(course: Mapping[str, Any]) -> int:
    return int(course.get("k1_at_start") or 0)
