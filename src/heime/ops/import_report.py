"""What an import tells the one at the terminal: how far it is, and what became of everything.

Never a value and never a name: a place in a file is enough to find it again.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import TextIO

from heime.core.errors import Refused

MOST_PLACES = 5
"""Places named for one text of a refusal; the rest are counted."""
MOST_TEXTS = 4
"""Texts named for one kind of refusal; a foreign file may hold a hundred codes we do not know."""
MOST_KINDS = 8
"""Types of other resources named in the summary."""


@dataclass(slots=True)
class Report:
    """What became of everything that was read."""

    files: int = 0
    people: int = 0
    new: int = 0
    known: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    refused: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def refuse(self, where: str, refusal: Refused) -> None:
        self.refused.setdefault((refusal.code, str(refusal)), []).append(where)

    @property
    def done(self) -> bool:
        """Whether there is anything to show for it, or nothing was asked."""
        return bool(self.people or self.new or self.known) or not self.refused


class Progress:
    """On a terminal a line that grows in place; in a file or a log, a line for each file."""

    def __init__(self, out: TextIO, report: Report) -> None:
        self._out = out
        self._report = report
        self._file = 0

    def grow(self) -> None:
        if self._out.isatty():
            self._out.write(f"\r{self._line()}")
            self._out.flush()

    def end_of_file(self, number: int) -> None:
        self._file = number
        self.grow()
        if not self._out.isatty() or number == self._report.files:
            self._out.write("\n" if self._out.isatty() else f"{self._line()}\n")
            self._out.flush()

    def _line(self) -> str:
        report = self._report
        readings = report.new + report.known
        return f"file {self._file} of {report.files}: {report.people} people, {readings} readings"


def summary(report: Report) -> str:
    """What was done, and every kind of refusal with the first places it was met."""
    lines = [
        f"{report.files} files, {report.people} people, {report.new} new readings, "
        f"{report.known} that were here already."
    ]
    if report.passed_over:
        first = report.passed_over.most_common(MOST_KINDS)
        rest = report.passed_over.total() - sum(count for _, count in first)
        kinds = ", ".join(f"{count} {kind}" for kind, count in first)
        lines.append(f"Passed over: {kinds}{f' and {rest} others' if rest else ''}.")
    if report.refused:
        lines.append(f"Refused: {sum(map(len, report.refused.values()))}.")
        lines += refusals(report)
    return "\n".join(lines)


def refusals(report: Report) -> list[str]:
    """Every reason with its places, the most frequent first."""
    by_code: dict[str, list[tuple[str, list[str]]]] = {}
    for (code, text), places in report.refused.items():
        by_code.setdefault(code, []).append((text, places))
    lines = []
    for code, its in sorted(by_code.items(), key=lambda item: -_count(item[1])):
        its.sort(key=lambda one: -len(one[1]))
        if len(its) > 1:
            lines.append(f"  {_count(its)} × {code}")
        for text, places in its[:MOST_TEXTS]:
            named = (
                f"    {len(places)} × {text}"
                if len(its) > 1
                else f"  {len(places)} × {code}: {text}"
            )
            lines += [named, f"        {_first(places)}"]
        if len(its) > MOST_TEXTS:
            lines.append(f"    {_count(its[MOST_TEXTS:])} × in {len(its) - MOST_TEXTS} other ways")
    return lines


def _count(its: list[tuple[str, list[str]]]) -> int:
    return sum(len(places) for _, places in its)


def _first(places: list[str]) -> str:
    """The first places; a file is named once for those that follow each other in it."""
    named, last = [], ""
    for place in places[:MOST_PLACES]:
        file, entry, number = place.rpartition(" entry ")
        named.append(number if entry and file == last else place)
        last = file
    more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
    return ", ".join(named) + more
