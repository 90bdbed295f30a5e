"""Which figures may be shown to those who see no people, and how.

A table counts people by place and topic. Shown is a count of at least five people, rounded to whole
fives, and only where no other shown count gives away what is hidden (reliability.md 4.3): less than
five, a total that one municipality makes up, and whatever would let either be worked out. Nor is it
shown what nearly everybody in a place has.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
"""Fewer people than this are never shown. Source: reliability.md 4.3; needs legal sign-off."""
DOMINATES = 0.8
"""More than this of a total from one of its parts: the total tells about that part."""
ALL = "all"
"""The place that is every place, and the topic that is every topic."""

Cell = tuple[str, str]
"""Place and topic."""
_PRIME = 2_147_483_647
"""Arithmetic on remainders, so that adding and subtracting tables stays in whole numbers."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell that is the sum of others."""

    total: Cell
    parts: tuple[Cell, ...]


def sums_of(
    regions: Mapping[str, Sequence[str]], topics: Sequence[str], *, with_total: bool
) -> list[Sum]:
    """Every sum in a table. regions: region → its municipalities.

    with_total: whether the topics part people, so that ALL is the sum of them.
    """
    found = []
    for topic in (*topics, *([ALL] if with_total else [])):
        found.append(Sum((ALL, topic), tuple((region, topic) for region in regions)))
        for region, municipalities in regions.items():
            found.append(Sum((region, topic), tuple((one, topic) for one in municipalities)))
    if with_total:
        places = [ALL, *regions, *(one for part in regions.values() for one in part)]
        found += [Sum((one, ALL), tuple((one, topic) for topic in topics)) for one in places]
    return found


def summed(atoms: Mapping[Cell, int], sums: Sequence[Sum]) -> dict[Cell, int]:
    """The counts of every cell, from those of the smallest; what is not among them is nobody."""
    below = _atoms(sums)
    return {cell: sum(atoms.get(atom, 0) for atom in parts) for cell, parts in below.items()}


def hidden(
    counts: Mapping[Cell, int], sums: Sequence[Sum], dominated: Sequence[Cell] = ()
) -> frozenset[Cell]:
    """The cells that may not be shown. Where nobody is counts as few: that too tells something.

    counts: people in every cell that stands in a sum. dominated: cells that one contributor
    makes up, where the counts do not show it.
    """
    away = {cell for cell, count in counts.items() if count < LEAST} | set(dominated)
    secret = {cell for cell in away if counts[cell]}
    while True:
        _complement(counts, sums, away)
        more = set(_made_up_by_one(counts, sums, away)) - away
        secret |= more
        if not more:
            told = _told(counts, sums, sorted(secret), away)
            if told is None:
                return frozenset(away | set(_what_nearly_all_have(counts, sums)))
            more = {told}
        away |= more


def shown(count: int) -> int:
    """The count as it is shown: a whole five, and never less than five."""
    return max(LEAST, 5 * ((count + 2) // 5))


def _made_up_by_one(
    counts: Mapping[Cell, int], sums: Sequence[Sum], away: Collection[Cell]
) -> Iterator[Cell]:
    """Totals over places that come close to telling what one hidden place has."""
    for one in sums:
        over_places = bool(one.parts) and one.total[0] != one.parts[0][0]
        gone = [counts[part] for part in one.parts if part in away]
        if over_places and gone and max(gone) > DOMINATES * counts[one.total]:
            yield one.total


def _what_nearly_all_have(counts: Mapping[Cell, int], sums: Sequence[Sum]) -> Iterator[Cell]:
    """A topic that nearly everybody in a place shares: who is known to be there is known to have
    it. How many they are may stand."""
    for one in sums:
        place, topic = one.total
        if topic == ALL and place != ALL and one.parts[0][0] == place:
            yield from (part for part in one.parts if counts[part] > DOMINATES * counts[one.total])


def _complement(counts: Mapping[Cell, int], sums: Sequence[Sum], away: set[Cell]) -> None:
    """Hide more until no sum gives away, by subtraction, what is hidden among its parts."""
    changed = True
    while changed:
        changed = False
        for one in sums:
            if one.total in away:
                continue
            gone = [part for part in one.parts if part in away]
            rest = sum(counts[part] for part in gone)
            if rest == 0 or (rest >= LEAST and len([c for c in gone if counts[c]]) > 1):
                continue
            left = [part for part in one.parts if part not in away]
            away.add(min(left, key=lambda c: (counts[c], c)) if left else one.total)
            changed = True


def _told(
    counts: Mapping[Cell, int], sums: Sequence[Sum], secret: Sequence[Cell], away: set[Cell]
) -> Cell | None:
    """A shown cell to hide because several sums together give a secret away; None when none do.

    Whatever can be worked out by adding and subtracting is a combination of the shown rows; who
    works it out is believed to know where nobody is.
    """
    atoms = _atoms(sums)
    basis: dict[Cell, dict[Cell, int]] = {}
    for cell in counts:
        if cell not in away:
            _reduce(_row(cell, atoms, counts), basis, keep=True)
    for cell in secret:
        if not _reduce(_row(cell, atoms, counts), basis, keep=False):
            near = [c for one in sums if cell in (one.total, *one.parts)
                    for c in (one.total, *one.parts) if c not in away]  # fmt: skip
            others = near or [c for c in counts if c not in away]
            return min(others, key=lambda c: (counts[c], c))
    return None


def _atoms(sums: Sequence[Sum]) -> dict[Cell, list[Cell]]:
    """Cell → the smallest cells that it is made of."""
    parts: dict[Cell, tuple[Cell, ...]] = {}
    for one in sums:
        parts.setdefault(one.total, one.parts)

    def below(cell: Cell) -> list[Cell]:
        return [atom for part in parts[cell] for atom in below(part)] if cell in parts else [cell]

    return {cell: below(cell) for one in sums for cell in (one.total, *one.parts)}


def _row(
    cell: Cell, atoms: Mapping[Cell, Sequence[Cell]], counts: Mapping[Cell, int]
) -> dict[Cell, int]:
    return {atom: 1 for atom in atoms[cell] if counts[atom]}


def _reduce(
    row: dict[Cell, int], basis: dict[Cell, dict[Cell, int]], *, keep: bool
) -> dict[Cell, int]:
    """What is left of a row when all that the basis gives is taken away; kept if asked to."""
    while row:
        lead = min(row)
        known = basis.get(lead)
        if known is None:
            if keep:
                inverse = pow(row[lead], -1, _PRIME)
                basis[lead] = {atom: value * inverse % _PRIME for atom, value in row.items()}
            return row
        times = row[lead]
        for atom, value in known.items():
            left = (row.get(atom, 0) - times * value) % _PRIME
            if left:
                row[atom] = left
            else:
                row.pop(atom, None)
    return row
