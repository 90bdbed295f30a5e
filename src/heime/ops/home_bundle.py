"""What the home app weighs, and what each kilobyte is for: docs/home_bundle.md.

The build tells, in report.json beside what it made. `./heime fix` writes the page when that is a
build of the sources; tests/story/test_home_bundle.py notices when it is out of date or too heavy.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from heime.ops import frontend

ROOT = Path(__file__).resolve().parents[3]
PAGE = "docs/home_bundle.md"
MOST = 100_000
"""Bytes of the first load, compressed: what must come before somebody sees their day."""
NEAR = 1_500
"""So much may a piece grow or shrink before the page must be written anew."""

PIECES = {
    r"index\.html": "The shell: a title, the icon, and whom to call where no script runs",
    r"index-.*\.js": "Today, measuring, after, waiting, start, help; the outbox and its keys",
    r"index-.*\.css": "How it looks: Designsystemet's tokens and buttons, and our own",
    r"words\.nb-.*\.js": "The words in bokmål",
    r"words\.nn-.*\.js": "The words in nynorsk",
    r"(?:parts|api|store|words|measure|state)-.*\.js": "Shared: Preact, the look, the clock",
    r"judge-.*\.js": "The phone judges, before the first thing is saved",
    r"answer-.*\.js": "Questions, and the safety screen of PHQ-9",
    r"family-.*": "Messages, curves, plan, rights, log, equipment",
    r"page-.*": "Measuring with the meter itself, over Bluetooth",
    r"help-.*": "Help for each type of meter, with drawings",
    r"reminding-.*": "How one is reminded",
    r"sw\.js": "The worker that keeps all of it on the phone, and sends when it is woken",
    r"manifest\.webmanifest": "What it is called on a home screen",
}
INSIDE = {
    r"^preact/": "Preact, which draws the pages",
    r"^idb/": "idb, which reads and writes the phone's store",
    r"^generated/": "The rules: kinds, limits, profiles",
    r"^home/": "Our own",
}


class Piece(NamedTuple):
    """One file, what it weighs compressed, and what it is for."""

    name: str
    bytes: int
    what: str
    first: bool


def pieces() -> list[Piece]:
    """What the build made, the first load first."""
    found, told = [], _told()
    for file, size in told["sizes"].items():
        what = next((what for known, what in PIECES.items() if re.fullmatch(known, file)), "")
        named = what or "Fetched when it is asked for"
        found.append(Piece(_plain(file), size, named, file in told["first"]))
    return sorted(found, key=lambda one: (not one.first, one.name))


def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((frontend.built() / "home" / "report.json").read_bytes())
    return told


def _plain(file: str) -> str:
    """A name without the mark of its content."""
    return re.sub(r"-[\w-]{8}\.(js|css)$", r".\1", file)


def text() -> str:
    """The page."""
    found = pieces()
    first = sum(one.bytes for one in found if one.first)
    return "\n".join([
        "# What the home app weighs",
        "",
        "Made by the build; do not edit. Sizes are compressed (gzip), in kB of 1,000 bytes, rounded"
        " up to half a kB. Type is the phone's own: no font is sent.",
        "",
        f"The first load is **{_kb(first)} kB** of at most {MOST // 1000}; everything that the"
        f" worker then keeps for days without coverage is {_kb(sum(p.bytes for p in found))} kB.",
        "",
        "| Piece | kB | First load | What it is for |",
        "|---|---:|---|---|",
        *(f"| `{p.name}` | {_kb(p.bytes)} | {'yes' if p.first else ''} | {p.what} |"
          for p in found),
        "",
        "What is in the scripts of the first load, by share of the code before it is made small:",
        "",
        *(f"- {what}: {share} %" for what, share in _inside()),
        "",
    ])  # fmt: skip


def _kb(size: int) -> str:
    halves = -(-size // 500)
    return f"{halves // 2}.{5 * (halves % 2)}"


def _inside() -> Iterator[tuple[str, int]]:
    told = _told()
    sizes = dict.fromkeys(INSIDE.values(), 0)
    for piece in told["pieces"]:
        for module, size in piece["modules"].items() if piece["file"] in told["first"] else ():
            what = next((what for known, what in INSIDE.items() if re.search(known, module)), None)
            if what is not None:
                sizes[what] += size
    whole = sum(sizes.values()) or 1
    yield from ((what, round(100 * size / whole)) for what, size in sizes.items())


def faults(root: Path = ROOT) -> list[str]:
    """What is too heavy, and what the page no longer says."""
    found = pieces()
    first = sum(one.bytes for one in found if one.first)
    wrong = []
    if first > MOST:
        wrong.append(f"The first load of the home app is {first} bytes, over {MOST}.")
    page = root / PAGE
    said = _said(page.read_text(encoding="utf-8")) if page.exists() else []
    if [one._replace(bytes=0) for one in said] != [one._replace(bytes=0) for one in found]:
        return [*wrong, f"{PAGE} names other pieces than there are: ./heime fix"]
    return wrong + [
        f"{PAGE}: {one.name} weighs {one.bytes} bytes: ./heime fix"
        for told, one in zip(said, found, strict=True)
        if abs(told.bytes - one.bytes) > NEAR
    ]


def _said(page: str) -> list[Piece]:
    rows = re.findall(r"^\| `(.+)` \| ([\d.]+) \| (yes)? ?\| (.+) \|$", page, re.MULTILINE)
    return [Piece(name, int(float(kb) * 1000), what, bool(yes)) for name, kb, yes, what in rows]


def write(root: Path = ROOT) -> None:
    """Write the page anew, if it is out of date and the build is that of the sources."""
    if frontend.is_current() and faults(root):
        (root / PAGE).write_text(text(), encoding="utf-8")
