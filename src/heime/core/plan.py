"""A person's plan as judging sees it: limits, rules switched on, and facts about the person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from heime.core import limits
from heime.core.errors import BadLimits, UnknownKind, UnknownRule
from heime.core.kinds import BY_LABEL, KINDS, Kind
from heime.core.limits import FIELDS, NO_LIMITS, PROFILES, KindLimits, Limits
from heime.core.quantity import Scaled, scaled
from heime.core.rules import RULES

WEIGHT_RULES = frozenset({"W-1", "W-2", "W-3", "W-4", "W-5"})


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of one person's plan.

    defaults: kinds whose limits are untouched default profiles that no doctor has considered
        for this person; wherever they are shown it must say so.
    dry_weight: ten-thousandths of a kilogram; None when no doctor has set one (W-4 is off).
    """

    limits: Mapping[Kind, KindLimits]
    rules: frozenset[str] = frozenset()
    defaults: frozenset[Kind] = frozenset()
    dry_weight: Scaled | None = None
    atrial_fibrillation_known: bool = False

    def judges(self, kind: Kind) -> bool:
        """Whether anything in this plan says what a reading of `kind` means."""
        return kind in self.limits or (kind is Kind.BODY_WEIGHT and bool(self.rules & WEIGHT_RULES))

    @property
    def cuffs(self) -> int:
        """How many cuff readings make one blood pressure (C-8): two, or three in known AF."""
        return 3 if self.atrial_fibrillation_known else 2


def read(content: Mapping[str, Any]) -> Plan:
    """The plan that stored `content` describes.

    content: {"limits": [{"kind", "profile"?, "override"?, "considered"?}], "rules": [id],
        "person": {"dry_weight_kg"?, "atrial_fibrillation_known"?}}, as in the scenario format;
        `considered` is true once a doctor has looked at these limits for this person.
    Raises BadLimits, UnknownKind or UnknownRule with the place and the reason.
    """
    found: dict[Kind, KindLimits] = {}
    defaults: set[Kind] = set()
    for number, entry in enumerate(content.get("limits", [])):
        where = f"limits[{number}]"
        kind, lines = _read_limits(entry, where)
        if kind in found:
            raise BadLimits(f"{where}: limits for {kind.label} stand twice.")
        found[kind] = lines
        if not entry.get("considered", False) and "override" not in entry:
            defaults.add(kind)
    person = content.get("person", {})
    dry = person.get("dry_weight_kg")
    return Plan(
        limits=found,
        rules=_read_rules(content.get("rules", [])),
        defaults=frozenset(defaults),
        dry_weight=None if dry is None else _number(dry, "person.dry_weight_kg"),
        atrial_fibrillation_known=bool(person.get("atrial_fibrillation_known", False)),
    )


def _read_rules(ids: list[str]) -> frozenset[str]:
    for number, id_ in enumerate(ids):
        rule = RULES.get(id_)
        if rule is None or rule.always:
            raise UnknownRule(f"rules[{number}]: '{str(id_)[:20]}' cannot be switched on here.")
    return frozenset(ids)


def _read_limits(entry: Mapping[str, Any], where: str) -> tuple[Kind, KindLimits]:
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
