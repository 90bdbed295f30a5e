"""FHIR files on disk: bundles, single resources and NDJSON, taken apart without being understood.

A resource keeps its own bytes, since the decimals of a number are lost once JSON is parsed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from heime.edges.fhir import wire
from heime.edges.fhir.outcome import Unusable


@dataclass(frozen=True, slots=True)
class Found:
    """One resource in a file.

    place: where in it, for a person to find it again: "entry 7", "line 3", "" for the whole file.
    full_url: what other resources of its bundle call it.
    type: its resourceType; "" when it has none.
    """

    file: Path
    place: str
    full_url: str
    type: str
    body: bytes = field(repr=False)

    @property
    def where(self) -> str:
        """The file's name and the place in it."""
        return f"{self.file.name} {self.place}".strip()


class _Loose(wire.Wire, frozen=True):
    """A bundle of any type and any size: files may be larger than what the door takes."""

    entry: tuple[wire.Entry, ...] = ()


_LOOSE = msgspec.json.Decoder(_Loose)


def resources(path: Path) -> Iterator[Found]:
    """Every resource of a file, bundles opened. Raises Unusable for what is not FHIR JSON.

    Of NDJSON the lines before a bad one have then been given out already.
    """
    if path.suffix == ".ndjson":
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield from _opened(path, f"line {number}", line.strip())
    else:
        yield from _opened(path, "", path.read_bytes())


def _opened(path: Path, place: str, body: bytes) -> Iterator[Found]:
    kind = wire.type_of(body)
    if kind != "Bundle":
        yield Found(path, place, "", kind, body)
        return
    try:
        entries = _LOOSE.decode(body.removeprefix(b"\xef\xbb\xbf")).entry
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Unusable(
            400, "structure", "Bundle.entry", "The bundle has no list of entries."
        ) from None
    for index, entry in enumerate(entries):
        resource = bytes(entry.resource)
        if resource:
            inside = f"{place} entry {index}".strip()
            yield Found(path, inside, entry.fullUrl, _type(resource), resource)


def _type(resource: bytes) -> str:
    """The type of a resource in a bundle; "" for one that is no resource at all."""
    try:
        return wire.type_of(resource)
    except Unusable:
        return ""
