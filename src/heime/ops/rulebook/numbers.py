"""The default numbers of the rulebook: profiles, ranges, and what a template expects when.

All of them are read from the core, so that a page cannot say anything but what is judged by.
"""

from collections.abc import Iterator, Mapping

from heime.core import templates
from heime.core.kinds import KINDS, Range
from heime.core.limits import FIELDS, PROFILES, Limits
from heime.core.quantity import plain
from heime.core.sentences import names

LINES = ("rød ned", "gul ned", "gul opp", "rød opp", "kritisk ned", "kritisk opp")
DAYS = {
    "mon": "man", "tue": "tir", "wed": "ons", "thu": "tor", "fri": "fre", "sat": "lør",
    "sun": "søn",
}  # fmt: skip


def expected(one: Mapping[str, object]) -> str:
    what = {**names.KINDS, **names.FORMS}[str(one["what"])].nb
    days, at, weeks = one["days"], one["at"], one.get("every_weeks", 1)
    when = "hver dag" if days == "every_day" else ", ".join(DAYS[day] for day in _texts(days))
    every = "" if weeks == 1 else f" hver {weeks}. uke"
    span = f"fra {one['before_minutes']} minutter før til {one['after_minutes']} minutter etter"
    return f"- Ventes: {what} {when}{every} kl. {' og '.join(_texts(at))}, {span}"


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def profiles(wanted: list[str]) -> Iterator[str]:
    """Default numbers; the printed number itself belongs to the worse zone."""
    yield f"*{templates.START_VALUE['nb']}.* Tallet selv hører til den verste sonen."
    yield ""
    yield f"| Profil | Måling | {' | '.join(LINES)} |"
    yield f"| --- | --- |{' ---: |' * len(LINES)}"
    for name in wanted:
        kind, limits = PROFILES[name]
        parts = [("", limits.first)]
        if limits.second is not None and KINDS[kind].has_two:
            parts = [(", overtrykk", limits.first), (", undertrykk", limits.second)]
        for part, lines in parts:
            called = f"{names.KINDS[kind.label].nb}{part}"
            yield f"| {name} | {called} | {' | '.join(_numbers(lines, KINDS[kind].decimals))} |"


def _numbers(limits: Limits, decimals: int) -> Iterator[str]:
    for field in FIELDS:
        line = getattr(limits, field)
        yield "–" if line is None else plain(line, decimals).replace(".", ",")


def ranges() -> Iterator[str]:
    yield "| Måling | Enhet | Mulig | Troverdig | Bekreftes innen |"
    yield "| --- | --- | --- | --- | --- |"
    for kind, spec in KINDS.items():
        called = names.KINDS[kind.label].nb
        tolerance = (
            "–"
            if spec.tolerance is None
            else plain(spec.tolerance, spec.decimals).replace(".", ",")
        )
        unit = names.UNITS[kind.label].nb if kind.label in names.UNITS else "–"
        possible = [_range(part, spec.decimals) for part in (spec.plausible, spec.second_plausible)]
        credible = [_range(part, spec.decimals) for part in (spec.credible, spec.second_credible)]
        shown = (" / ".join(filter(None, parts)) for parts in (possible, credible))
        yield f"| {called} | {unit} | {' | '.join(shown)} | {tolerance} |"


def _range(part: Range | None, decimals: int) -> str:
    if part is None:
        return ""
    return f"{plain(part.low, decimals)}–{plain(part.high, decimals)}".replace(".", ",")
