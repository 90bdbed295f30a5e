"""What an import tells the one at the terminal: how far it is, and what became of everything.

Never a value and never a name: a place in a file is enough to find it again.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import TextIO

from heime.core.errors import Refused

MOST_PLACES = 5
"""Places named for one kind of refusal; the rest are counted."""

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
    total = sum(map(len, report.refused.values()))
    if total:
        lines.append(f"Refused: {total}.")
    for (code, text), places in sorted(report.refused.items(), key=lambda item: -len(item[1])):
        more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
        lines.append(f"  {len(places)} × {code}: {text}")
        lines.append(f"      {', '.join(places[:MOST_PLACES])}{more}")
    return "\n".join(lines)
