"""The chain that the log is sealed with, and how everything that may be done to it is found.

Each link closes over the entries since the one before: the hash of a link covers who it is, the
hash before it, and the hash of each entry. A chain is one municipality's; its links are numbered
anew each day, and a day's first link carries the last hash of the day before.

Four bytes of each entry's hash are kept in the link as its mark. They protect nothing, the hash
does that; they tell which entry it was.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256
from itertools import chain as chained
from typing import NamedTuple

NOBODY = 0
"""The chain of what belongs to no municipality."""
MARK = 4
DAY = 86_400_000_000
"""How much older than what was sealed before it an entry may say it is: work that took long."""


class Entry(NamedTuple):
    """An entry as it is hashed. at: microseconds since 1970."""

    id: int
    chain: int
    at: int
    line: bytes


class Seal(NamedTuple):
    """A link. first, last: ids of its entries; sealed_at: microseconds since 1970."""

    chain: int
    day: date
    n: int
    first: int
    last: int
    entries: int
    sealed_at: int
    previous: bytes
    hash: bytes
    marks: bytes


class Found(StrEnum):
    """What somebody has done to the log."""

    EDITED = "edited"
    DELETED = "deleted"
    PUT_IN = "put-in-later"
    REORDERED = "reordered"
    BACK_DATED = "back-dated"
    SEAL_EDITED = "seal-edited"
    CHAIN_BROKEN = "chain-broken"
    CHAIN_GONE = "chain-gone"
    TAIL_CUT = "tail-cut"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was sealed.

    entry: the entry's id; of one that is gone, the id that it stood after (0: it was the first).
    """

    what: Found
    chain: int
    day: date | None = None
    n: int | None = None
    entry: int | None = None


@dataclass(slots=True)
class Checked:
    """What a check came to. heads: the last link of each chain; unsealed: entries in the tail."""

    entries: int = 0
    links: int = 0
    unsealed: int = 0
    faults: list[Fault] = field(default_factory=list)
    heads: dict[int, Seal] = field(default_factory=dict)


Place = tuple[int, date, int]
"""Where a link stands: chain, day, number."""


def link_hash(seal: Seal, digests: Iterable[bytes]) -> bytes:
    """The hash of a link over its entries' hashes; the database makes the same (seal_log)."""
    head = (
        f"heime-seal-1 {seal.chain} {seal.day.isoformat()} {seal.n} {seal.first} {seal.last}"
        f" {seal.entries} {seal.sealed_at}\n"
    )
    return sha256(b"".join((head.encode(), seal.previous, *digests))).digest()


def check(
    entries: Iterable[Entry],
    seals: Iterable[Seal],
    *,
    before: Mapping[int, Seal] | None = None,
    horizon: int | None = None,
    anchored: Mapping[Place, bytes] | None = None,
) -> Checked:
    """Recompute everything, in one pass over entries by id and seals by their last entry's id.

    before: for a part of the log, the link before that part in each chain.
    horizon: up to this entry everything must be sealed; None where that cannot be told.
    anchored: hashes of links that an anchor elsewhere remembers.
    """
    checked = Checked(heads=dict(before or {}))
    sealed_earlier = {chain: seal.last for chain, seal in checked.heads.items()}
    waiting: dict[int, list[tuple[Entry, bytes]]] = {}
    coming = iter(entries)
    ahead = next(coming, None)
    remembered = dict(anchored or {})
    sealed_at = min((seal.sealed_at for seal in checked.heads.values()), default=0)
    for seal in seals:
        while ahead is not None and ahead.id <= seal.last:
            if ahead.id > sealed_earlier.get(ahead.chain, 0):
                waiting.setdefault(ahead.chain, []).append((ahead, sha256(ahead.line).digest()))
                checked.entries += 1
            ahead = next(coming, None)
        own = waiting.pop(seal.chain, [])
        checked.faults += _of_link(seal, checked.heads.get(seal.chain), own, before is not None)
        checked.faults += _too_old(seal, own, sealed_at)
        if remembered.pop((seal.chain, seal.day, seal.n), seal.hash) != seal.hash:
            checked.faults.append(Fault(Found.REWRITTEN, seal.chain, seal.day, seal.n))
        checked.heads[seal.chain] = seal
        checked.links += 1
        sealed_at = max(sealed_at, seal.sealed_at)
    _tail(checked, [entry for own in waiting.values() for entry, _ in own], horizon)
    if ahead is not None:
        checked.entries += _tail(checked, chained([ahead], coming), horizon)
    checked.faults += [Fault(Found.TAIL_CUT, *place) for place in sorted(remembered)]
    return checked


def _of_link(
    seal: Seal, last: Seal | None, own: list[tuple[Entry, bytes]], partly: bool
) -> Iterator[Fault]:
    """What is wrong with one link and with its entries."""
    place = (seal.chain, seal.day, seal.n)
    unbroken = _follows(seal, last) or (last is None and partly)
    if not unbroken:
        yield Fault(Found.CHAIN_BROKEN, *place)
        # What the missing links had closed over stands before this one's first entry.
        own = [(entry, digest) for entry, digest in own if entry.id >= seal.first]
    digests = [digest for _, digest in own]
    marks = b"".join(digest[:MARK] for digest in digests)
    if link_hash(seal, digests) == seal.hash and marks == seal.marks:
        return
    if marks == seal.marks:
        yield Fault(Found.SEAL_EDITED, *place)
        return
    found = list(_differences(seal, [entry.id for entry, _ in own], marks))
    if not found or link_hash(seal, digests) == seal.hash:
        yield Fault(Found.SEAL_EDITED, *place)
        return
    yield from found


def _follows(seal: Seal, last: Seal | None) -> bool:
    """Whether a link is the very next one after the last of its chain."""
    if last is None:
        return seal.n == 1 and seal.previous == b""
    number = last.n + 1 if seal.day == last.day else 1
    return (
        seal.n == number
        and seal.day >= last.day
        and seal.previous == last.hash
        and seal.sealed_at >= last.sealed_at
    )


def _differences(seal: Seal, ids: list[int], marks: bytes) -> Iterator[Fault]:
    """Which entries are not as they were, told by their marks."""
    place = (seal.chain, seal.day, seal.n)
    then, now = _cut(seal.marks), _cut(marks)
    moved = (set(then) & set(now)) if sorted(then) == sorted(now) else set()
    matcher = SequenceMatcher(None, then, now, autojunk=False)
    for how, was, was_end, is_, is_end in matcher.get_opcodes():
        if how == "equal":
            continue
        changed = min(was_end - was, is_end - is_)
        for index in range(is_, is_ + changed):
            what = Found.REORDERED if now[index] in moved else Found.EDITED
            yield Fault(what, *place, entry=ids[index])
        for index in range(is_ + changed, is_end):
            what = Found.REORDERED if now[index] in moved else Found.PUT_IN
            yield Fault(what, *place, entry=ids[index])
        at = is_ + changed - 1
        after = ids[at] if at >= 0 else 0
        for index in range(was + changed, was_end):
            if then[index] not in moved:
                yield Fault(Found.DELETED, *place, entry=after)


def _cut(marks: bytes) -> list[bytes]:
    return [marks[at : at + MARK] for at in range(0, len(marks), MARK)]


def _too_old(seal: Seal, own: list[tuple[Entry, bytes]], sealed_before: int) -> Iterator[Fault]:
    """Entries that say they are older than what had been sealed long before they were written."""
    if sealed_before:
        for entry, _ in own:
            if entry.at < sealed_before - DAY:
                yield Fault(Found.BACK_DATED, seal.chain, seal.day, seal.n, entry.id)


def _tail(checked: Checked, left: Iterable[Entry], horizon: int | None) -> int:
    """What no link has closed over: new, or put in below what was sealed. Returns how many."""
    gone = {fault.chain for fault in checked.faults if fault.what is Found.CHAIN_GONE}
    count = 0
    for entry in left:
        count += 1
        if horizon is None:
            continue
        if entry.id > horizon:
            checked.unsealed += 1
        elif entry.chain in checked.heads:
            checked.faults.append(Fault(Found.PUT_IN, entry.chain, entry=entry.id))
        elif entry.chain not in gone:
            gone.add(entry.chain)
            checked.faults.append(Fault(Found.CHAIN_GONE, entry.chain, entry=entry.id))
    return count
