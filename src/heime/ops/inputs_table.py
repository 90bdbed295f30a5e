"""docs/inputs.md: what becomes of every file of the shared inputs, made by running them.

`./heime fix` writes it anew where the inputs are at hand; a test compares it with what they give.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from heime.core import identifiers
from heime.edges.fhir import observation, wire
from heime.edges.fhir.observation import Incoming
from heime.edges.fhir.outcome import Unusable
from heime.ops import fhir_files, inputs_series
from heime.ops.import_bundles import import_files
from heime.ops.import_report import summary
from heime.ops.imported_files import is_valid
from heime.ops.imported_people import Person

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "inputs.md"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""The moment at which the files are read, so that the table does not change with the day."""
SOMEBODY = UUID("01920000-0000-7000-8000-000000000001")
"""One of ours, in the place of every patient of the files."""

FOLDERS = (
    "fhir-r4-official-examples",
    "norwegian-no-basis",
    "pghd-observations",
    "phd-ig-examples",
    "server-bundles-and-invalids",
    "synthea-r4-bundles",
    "validator-cases-with-expected-outcome",
)
PRIMITIVES = "fhir-primitives-valid-invalid"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one resource. kind: the label it is accepted as, "" when it is refused."""

    file: str
    place: str
    kind: str
    status: int
    text: str

    @property
    def accepted(self) -> bool:
        return self.kind != ""


def folder() -> Path | None:
    """The shared inputs: HEIME_SHARED, else `shared` beside the checkout; None without them."""
    named = os.environ.get("HEIME_SHARED")
    shared = Path(named) if named else ROOT.parent / "shared"
    return shared / "inputs" if (shared / "inputs").is_dir() else None


def verdicts(inputs: Path) -> Iterator[Verdict]:
    """One for every Observation in the files, and one for every file that is not FHIR JSON."""
    for name in FOLDERS:
        for path in sorted((inputs / name).iterdir()):
            file = f"{name}/{path.name}"
            if path.suffix not in (".json", ".ndjson"):
                yield Verdict(file, "", "", 0, f"not JSON ({path.suffix}): not read")
                continue
            try:
                for found in fhir_files.resources(path):
                    if found.type == "Observation":
                        yield verdict(file, found.place, found.body)
            except Unusable as refusal:
                yield Verdict(file, "", "", refusal.status, f"{refusal.text}")


def verdict(file: str, place: str, body: bytes) -> Verdict:
    """What becomes of one Observation, were its patient one of ours."""
    try:
        resource = wire.observation(body)
        if resource.subject is not None:
            ours = wire.Reference(reference=f"Patient/{SOMEBODY}")
            resource = msgspec.structs.replace(resource, subject=ours)
        seen = observation.read(resource, NOW)
    except Unusable as refusal:
        where = f" (`{refusal.path}`)" if refusal.path else ""
        return Verdict(file, place, "", refusal.status, f"{refusal.text}{where}")
    note = "no value: kept as rejected" if seen.value is None else ""
    return Verdict(file, place, seen.kind.label, 201, note)


def primitives(inputs: Path) -> Iterator[Verdict]:
    """The same for single numbers and times, each put into an Observation that is else good."""
    time = b'"2026-11-21T08:15:00+01:00"'
    for name, what, good in (("decimal", "value", b"61"), ("date_time", "time", time)):
        for state in ("valid", "invalid"):
            path = inputs / PRIMITIVES / f"{name}.{state}.ndjson"
            for line in path.read_bytes().splitlines():
                body = _GOOD.replace(good, line, 1)
                yield verdict(f"{PRIMITIVES}/{path.name}", f"{what} {line.decode()}", body)


_GOOD = (
    b'{"resourceType":"Observation","status":"final",'
    b'"code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"subject":{},'
    b'"effectiveDateTime":"2026-11-21T08:15:00+01:00","valueQuantity":{"value":61,'
    b'"system":"http://unitsofmeasure.org","code":"/min"}}'
)

# --- The page -----------------------------------------------------------------------------------

HEAD = """# What becomes of real input

Made by `./heime fix` (`src/heime/ops/inputs_table.py`) from the files in `../shared/inputs`, which
nobody here made. A test keeps it true. What each choice is, and why, stands in [fhir.md](fhir.md).

The files speak of patients that are not followed up here, so each patient is first replaced by one
of ours: otherwise nearly all would end as 404, and the table would say nothing. Everything else is
as it is in the file. Numbers in front are how many Observations of the file share the verdict.

A second test (`tests/inputs`) sends every one of them through the real door into a database, and
looks that it answers as it stands here, and that what was accepted is kept and judged. A third
sends each file as it is, with its own patients and whatever else is in it: nothing of it is kept.

"""


def page(inputs: Path) -> str:
    """The whole of docs/inputs.md."""
    found = list(verdicts(inputs))
    taken = sum(one.accepted for one in found)
    tested = [one for one in found if one.status]
    counts = f"{len(tested)} Observations and unreadable files: {taken} accepted, "
    parts = [HEAD + counts + f"{len(tested) - taken} refused.\n"]
    for name in FOLDERS:
        parts.append(f"\n## {name}\n\n| File | Verdict |\n|---|---|\n")
        parts += _rows([one for one in found if one.file.startswith(f"{name}/")])
        parts.append(_without(inputs / name, {one.file for one in found}))
    parts.append(f"\n## {PRIMITIVES}\n\n| File | Put in | Verdict |\n|---|---|---|\n")
    for one in primitives(inputs):
        put = one.place.replace("|", "\\|")
        parts.append(f"| {one.file.partition('/')[2]} | {put} | {_said(one)} |\n")
    return "".join([*parts, series(inputs), imported(inputs)])


def _rows(found: list[Verdict]) -> Iterator[str]:
    by_file: dict[str, list[Verdict]] = {}
    for one in found:
        by_file.setdefault(one.file.partition("/")[2], []).append(one)
    for file, its in by_file.items():
        if len(its) == 1:
            yield f"| {file} | {_said(its[0])} |\n"
            continue
        # In a bundle the codes that nobody follows up count together: they may be hundreds.
        said = Counter(_UNKNOWN.sub("a code we do not know", _said(one)) for one in its)
        told = "; ".join(f"{count} × {text}" for text, count in said.most_common())
        yield f"| {file} | {told} |\n"


_UNKNOWN = re.compile(r"We do not know the code: .*\(`Observation\.code`\)")


def _said(one: Verdict) -> str:
    if one.accepted:
        return f"**accepted as {one.kind}**" + (f", {one.text}" if one.text else "")
    return f"refused {one.status}: {one.text}" if one.status else one.text


def _without(where: Path, mentioned: set[str]) -> str:
    files = [p.name for p in sorted(where.iterdir()) if f"{where.name}/{p.name}" not in mentioned]
    if not files:
        return ""
    return f"\nNot an Observation ({len(files)}): {', '.join(files)}.\n"


# --- Series, and the import ---------------------------------------------------------------------

SERIES = """
## Series that are no FHIR

Each row is made into the Observation it would be (`src/heime/ops/inputs_series.py` says how), and
sent. What is kept as rejected is outside the plausible range, or a pulse pressure below 10.

| Files | Rows | No reading | Accepted as valid | Accepted, kept as rejected | Refused |
|---|---|---|---|---|---|
"""


def series(inputs: Path) -> str:
    """What becomes of the series: one line for each table, one for all the diaries."""
    counts: dict[str, Counter[str]] = {}
    for row in inputs_series.rows(inputs):
        diary = row.file.startswith(inputs_series.GLUCOSE)
        name = f"{inputs_series.GLUCOSE}/*.tsv" if diary else row.file
        counts.setdefault(name, Counter())[fate(row.body)] += 1
    lines = [SERIES]
    for name, its in counts.items():
        numbers = [its.total(), *(its[what] for what in ("none", "valid", "rejected", "refused"))]
        lines.append(f"| {name} | {' | '.join(map(str, numbers))} |\n")
    return "".join(lines)


def fate(body: bytes | None) -> str:
    """What becomes of a row of a series: none, valid, rejected or refused."""
    if body is None:
        return "none"
    try:
        reading = observation.read(wire.observation(about(body, SOMEBODY)), NOW)
    except Unusable:
        return "refused"
    return "valid" if is_valid(reading, NOW) else "rejected"


def about(body: bytes, who: UUID) -> bytes:
    """An Observation with its patient replaced by one of ours, everything else byte by byte."""
    try:
        members = msgspec.json.decode(
            body.removeprefix(b"\xef\xbb\xbf"), type=dict[str, msgspec.Raw]
        )
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return body
    if "subject" in members:
        members["subject"] = msgspec.Raw(b'{"reference":"Patient/%s"}' % str(who).encode())
    return msgspec.json.encode(members)


IMPORTED = ("norwegian-no-basis", "phd-ig-examples", "pghd-observations", "synthea-r4-bundles")
IMPORT = """
## The same files by `./heime import`

Printed by `./heime import FILE… --municipality 3434 --create-people --lenient-ids --round`, with
all JSON files of these folders: {folders}.

Nobody is replaced here: people come from the files, and a reading counts when a file says who it is
about. The two switches are for public examples and are refused in real use: `--lenient-ids` invents
a synthetic number for people who have no valid one, and `--round` keeps one decimal of values with
more than four.

```text
{summary}
```
"""


class _Once:
    """A town in memory, to which people and readings are new the first time."""

    def __init__(self) -> None:
        self._seen: set[tuple[UUID | None, str, bytes]] = set()

    def person(self, person: Person) -> UUID:
        identifiers.national(person.national_id, synthetic=True)
        return uuid5(SOMEBODY, person.national_id)

    def receive(self, readings: list[Incoming]) -> list["_Taken"]:
        return [self._one(reading) for reading in readings]

    def _one(self, reading: Incoming) -> "_Taken":
        who = reading.subject.enrolment
        place = (who, reading.key, b"" if reading.key else reading.content)
        new = place not in self._seen
        self._seen.add(place)
        return _Taken(new)


@dataclass(frozen=True, slots=True)
class _Taken:
    new: bool


def imported(inputs: Path) -> str:
    """The summary that an import of IMPORTED prints."""
    files = [path for name in IMPORTED for path in sorted((inputs / name).glob("*.json"))]
    report = import_files(files, _Once(), NOW, lenient_ids=True, rounded=True, progress=StringIO())
    return IMPORT.format(
        folders=", ".join(f"`{name}`" for name in IMPORTED), summary=summary(report)
    )


def write(inputs: Path) -> None:
    """Write docs/inputs.md anew."""
    PAGE.write_text(page(inputs), encoding="utf-8")
