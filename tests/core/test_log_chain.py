"""The chain over the log: whatever is done to a sealed log is found, and told where."""

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import pytest

from heime.core.log_chain import DAY, MARK, Checked, Entry, Fault, Found, Seal, check, link_hash

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
LOM, VANG = 3434, 3454
T0 = 1_800_000_000_000_000


@dataclass
class Log:
    """Entries and links as the sealer makes them."""

    entries: list[Entry] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)

    def add(self, chain: int, *ids: int, at: int | None = None) -> None:
        for id_ in ids:
            self.entries.append(Entry(id_, chain, at or T0 + id_, f"{id_} opened".encode()))

    def seal(self, day: date, *chains: int, sealed_at: int = T0 + 1000) -> None:
        for chain in chains:
            last = next((s for s in reversed(self.seals) if s.chain == chain), None)
            taken = last.last if last else 0
            own = [e for e in self.entries if e.chain == chain and e.id > taken]
            digests = [sha256(e.line).digest() for e in own]
            n = last.n + 1 if last and last.day == day else 1
            link = Seal(
                chain, day, n, own[0].id, own[-1].id, len(own), sealed_at,
                last.hash if last else b"", b"", b"".join(d[:MARK] for d in digests),
            )  # fmt: skip
            self.seals.append(link._replace(hash=link_hash(link, digests)))
        self.seals.sort(key=lambda s: s.last)

    def change(self, id_: int, **new: object) -> None:
        at = next(i for i, e in enumerate(self.entries) if e.id == id_)
        self.entries[at] = self.entries[at]._replace(**new)  # type: ignore[arg-type]

    def checked(self, **more: object) -> Checked:
        horizon = max((s.last for s in self.seals), default=0)
        entries = sorted(self.entries, key=lambda e: e.id)
        return check(entries, self.seals, **{"horizon": horizon, **more})  # type: ignore[arg-type]


@pytest.fixture
def log() -> Log:
    """Two municipalities, three links each over two days, and two entries not sealed yet."""
    made = Log()
    made.add(LOM, 1, 2, 4)
    made.add(VANG, 3, 5)
    made.seal(MONDAY, LOM, VANG)
    made.add(LOM, 6, 8, 9)
    made.add(VANG, 7, 10)
    made.seal(MONDAY, LOM, VANG, sealed_at=T0 + 2000)
    made.add(LOM, 11, 12)
    made.add(VANG, 13)
    made.seal(TUESDAY, LOM, VANG, sealed_at=T0 + 3000)
    made.add(LOM, 14, 15)
    return made


def test_an_untouched_log_has_no_fault_and_shows_its_tail(log: Log) -> None:
    checked = log.checked()

    assert checked.faults == []
    assert (checked.entries, checked.links, checked.unsealed) == (15, 6, 2)
    assert checked.heads[LOM].last == 12


def test_an_edited_entry_is_named(log: Log) -> None:
    log.change(8, line=b"8 listed")

    assert log.checked().faults == [Fault(Found.EDITED, LOM, MONDAY, 2, 8)]


def test_a_deleted_entry_is_placed_after_the_one_before_it(log: Log) -> None:
    log.entries = [e for e in log.entries if e.id != 8]

    assert log.checked().faults == [Fault(Found.DELETED, LOM, MONDAY, 2, 6)]


def test_an_entry_moved_to_another_municipality_is_missed_in_one_and_too_many_in_the_other(
    log: Log,
) -> None:
    log.change(8, chain=VANG)

    assert set(log.checked().faults) == {
        Fault(Found.DELETED, LOM, MONDAY, 2, 6),
        Fault(Found.PUT_IN, VANG, MONDAY, 2, 8),
    }


def test_entries_that_changed_places_are_told_from_edited_ones(log: Log) -> None:
    log.change(6, line=b"8 opened")
    log.change(8, line=b"6 opened")

    faults = log.checked().faults

    assert {(fault.what, fault.chain, fault.n) for fault in faults} == {(Found.REORDERED, LOM, 2)}


@pytest.mark.parametrize("id_", [6, 7])
def test_an_entry_put_in_below_a_seal_is_named(log: Log, id_: int) -> None:
    log.entries = [e for e in log.entries if e.id != id_]  # an id that a rolled-back one had used
    log.seals = []
    for day, lom, vang, at in ((MONDAY, 4, 5, 1), (MONDAY, 9, 10, 2), (TUESDAY, 12, 13, 3)):
        partly = Log([e for e in log.entries if e.id <= {LOM: lom, VANG: vang}[e.chain]], log.seals)
        partly.seal(day, LOM, VANG, sealed_at=T0 + at * 1000)
        log.seals = partly.seals
    assert log.checked().faults == []

    log.add(LOM, id_)

    assert log.checked().faults == [Fault(Found.PUT_IN, LOM, MONDAY, 2, id_)]


def test_an_entry_put_in_after_a_quiet_chains_last_link_is_no_tail(log: Log) -> None:
    log.seals = [s for s in log.seals if (s.chain, s.day) != (LOM, TUESDAY)]

    faults = log.checked().faults

    assert faults == [Fault(Found.PUT_IN, LOM, entry=11), Fault(Found.PUT_IN, LOM, entry=12)]


def test_an_entry_that_says_it_is_much_older_is_named(log: Log) -> None:
    log.add(LOM, 16, at=T0 - 2 * DAY)
    log.seal(TUESDAY, LOM, sealed_at=T0 + 4000)

    assert log.checked().faults == [Fault(Found.BACK_DATED, LOM, TUESDAY, 2, 16)]


@pytest.mark.parametrize("name", ["entries", "first", "sealed_at", "marks", "hash"])
def test_an_edited_link_is_found(log: Log, name: str) -> None:
    at = next(i for i, s in enumerate(log.seals) if (s.chain, s.day, s.n) == (VANG, MONDAY, 1))
    old = getattr(log.seals[at], name)
    new = old[:-1] + b"\x00" if isinstance(old, bytes) else old + 1
    log.seals[at] = log.seals[at]._replace(**{name: new})

    found = {(fault.chain, fault.what) for fault in log.checked().faults}

    assert found & {(VANG, Found.SEAL_EDITED), (VANG, Found.EDITED)}
    assert {chain for chain, _ in found} == {VANG}


def test_a_link_made_anew_over_an_edited_entry_breaks_the_chain_after_it(log: Log) -> None:
    log.change(8, line=b"8 listed")
    at = next(i for i, s in enumerate(log.seals) if (s.chain, s.n, s.day) == (LOM, 2, MONDAY))
    digests = [sha256(e.line).digest() for e in log.entries if e.id in (6, 8, 9)]
    forged = log.seals[at]._replace(marks=b"".join(d[:MARK] for d in digests))
    log.seals[at] = forged._replace(hash=link_hash(forged, digests))

    assert log.checked().faults == [Fault(Found.CHAIN_BROKEN, LOM, TUESDAY, 1)]


def test_a_link_that_is_gone_breaks_the_chain_and_its_entries_are_not_called_new(log: Log) -> None:
    log.seals = [s for s in log.seals if (s.chain, s.day, s.n) != (LOM, MONDAY, 2)]

    assert log.checked().faults == [Fault(Found.CHAIN_BROKEN, LOM, TUESDAY, 1)]


def test_a_chain_that_is_gone_is_told_once(log: Log) -> None:
    log.seals = [s for s in log.seals if s.chain != VANG]

    assert log.checked().faults == [Fault(Found.CHAIN_GONE, VANG, entry=3)]


def test_only_an_anchor_knows_of_a_tail_that_was_cut(log: Log) -> None:
    anchored = {(s.chain, s.day, s.n): s.hash for s in log.seals if s.day == TUESDAY}
    log.entries = [e for e in log.entries if not (e.chain == LOM and e.id >= 11)]
    log.seals = [s for s in log.seals if not (s.chain == LOM and s.day == TUESDAY)]

    assert log.checked().faults == []
    assert log.checked(anchored=anchored).faults == [Fault(Found.TAIL_CUT, LOM, TUESDAY, 1)]


def test_only_an_anchor_knows_of_a_chain_made_anew(log: Log) -> None:
    anchored = {(s.chain, s.day, s.n): s.hash for s in log.seals if s.day == TUESDAY}
    log.change(8, line=b"8 listed")
    log.seals = []
    for day, lom, vang, at in ((MONDAY, 4, 5, 1), (MONDAY, 9, 10, 2), (TUESDAY, 12, 13, 3)):
        partly = Log([e for e in log.entries if e.id <= {LOM: lom, VANG: vang}[e.chain]], log.seals)
        partly.seal(day, LOM, VANG, sealed_at=T0 + at * 1000)
        log.seals = partly.seals

    assert log.checked().faults == []
    assert log.checked(anchored=anchored).faults == [Fault(Found.REWRITTEN, LOM, TUESDAY, 1)]


def test_a_day_can_be_checked_by_itself(log: Log) -> None:
    before = {LOM: log.seals[2], VANG: log.seals[3]}
    assert {s.n for s in before.values()} == {2}
    part = [e for e in log.entries if 9 < e.id <= 13]

    of_tuesday = check(part, log.seals[4:], before=before)

    assert of_tuesday.faults == []
    assert of_tuesday.links == 2
