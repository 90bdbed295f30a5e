"""The lines and the rules of a plan, read strictly before plan.py reads them for judging.

Raises BadPlan, BadLimits, UnknownKind, UnknownRule or UnknownUnit with where and why.
"""

from typing import Any

from heime.core import plan
from heime.core.errors import BadLimits, OutOfRange, TooPrecise, UnknownRule, UnknownUnit
from heime.core.kinds import BY_LABEL, KINDS, Kind
from heime.core.limits import FIELDS, KindLimits
from heime.core.plan_content import entries, fields, flag, once, place, refused, text
from heime.core.quantity import unit_from_ucum
from heime.core.rules import RULES


def limits(value: Any, where: str) -> tuple[dict[Kind, KindLimits], frozenset[Kind]]:
    found: dict[Kind, KindLimits] = {}
    defaults = set()
    for number, entry in enumerate(entries(value, where)):
        here = f"{where}[{number}]"
        kind, lines = _limit(entry, here)
        if kind in found:
            raise BadLimits(f"{here}: limits for {kind.label} stand twice.")
        found[kind] = lines
        if not entry.get("considered", "override" in entry):
            defaults.add(kind)
    return found, frozenset(defaults)


def _limit(value: Any, where: str) -> tuple[Kind, KindLimits]:
    entry = fields(value, where, ("kind", "profile", "override", "considered", "unit"))
    flag(entry.get("considered", False), place(where, "considered"))
    for name in ("kind", "profile"):
        if not isinstance(entry.get(name, ""), str):
            raise refused(place(where, name), "must be a name.")
    _override(entry.get("override", {}), place(where, "override"), entry.get("kind", ""))
    try:
        kind, lines = plan.read_limits(entry, where)
    except (OutOfRange, TooPrecise) as fault:
        raise BadLimits(f"{where}.override: {fault}") from None
    if "unit" in entry:
        _unit(entry["unit"], kind, place(where, "unit"))
    return kind, lines


def _override(value: Any, where: str, kind: str) -> None:
    """The shape only; the lines themselves are read and checked by plan.py."""
    two = kind in BY_LABEL and KINDS[BY_LABEL[kind]].has_two
    given = fields(value, where, ("systolic", "diastolic") if two else FIELDS)
    for name, lines in given.items() if two else ():
        fields(lines, place(where, name), FIELDS)


def _unit(value: Any, kind: Kind, where: str) -> None:
    try:
        known = unit_from_ucum(text(value, where))
    except UnknownUnit as fault:
        raise UnknownUnit(f"{where}: {fault}") from None
    if known is not KINDS[kind].unit:
        raise BadLimits(f"{where}: {kind.label} is kept in {KINDS[kind].unit}, not in {known}.")


def rules(value: Any, where: str) -> frozenset[str]:
    ids = []
    for number, id_ in enumerate(entries(value, where)):
        rule = RULES.get(id_) if isinstance(id_, str) else None
        if rule is None or rule.always:
            raise UnknownRule(f"{where}[{number}]: '{str(id_)[:20]}' cannot be switched on here.")
        ids.append(id_)
    return frozenset(once(ids, where))
