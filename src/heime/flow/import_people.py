"""A list of people, proposed all together: looked at first, then kept as a whole or not at all.

The preview does what the import will do, and undoes it: what it says is what will happen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, Refused
from heime.core.hours import HOME
from heime.core.intake import Proposer
from heime.core.people_list import Line
from heime.flow import refer
from heime.flow.refer import Newcomer, Proposal
from heime.records.audit.writes import note


@dataclass(frozen=True, slots=True)
class Where:
    """Where the list comes from, and where to. why: for those lines that do not say."""

    municipality: int
    team: UUID
    proposer: Proposer
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one line: `new`, `again`, `known`, or the code of what is wrong."""

    line: Line
    became: str

    @property
    def is_faulty(self) -> bool:
        return self.became not in ("new", "again", "known")


class _LookedAt(Exception):
    """Undoes what a preview did."""


def preview(
    lines: Sequence[Line], where: Where, *, by: Actor, now: datetime, synthetic: bool
) -> list[Outcome]:
    """What would become of each line. Nothing of it is kept."""
    found: list[Outcome] = []
    try:
        with transaction.atomic():
            found = _each(lines, where, by, now, synthetic=synthetic)
            raise _LookedAt
    except _LookedAt:
        pass
    note(
        "people.list-read", by=by, at=now, municipality_id=where.municipality,
        detail=f"{len(found)}",
    )  # fmt: skip
    return found


def keep(
    lines: Sequence[Line], where: Where, *, by: Actor, now: datetime, synthetic: bool
) -> list[Outcome]:
    """Propose everybody in the list who is not followed up already. Again changes nothing.

    Raises NotAllowedNow when any line is faulty: then nothing is kept.
    """
    with transaction.atomic():
        found = _each(lines, where, by, now, synthetic=synthetic)
        if any(one.is_faulty for one in found):
            raise NotAllowedNow("A line of the list is faulty. Nothing is kept.")
    return found


def _each(
    lines: Sequence[Line], where: Where, by: Actor, now: datetime, *, synthetic: bool
) -> list[Outcome]:
    return [Outcome(line, _one(line, where, by, now, synthetic=synthetic)) for line in lines]


def _one(line: Line, where: Where, by: Actor, now: datetime, *, synthetic: bool) -> str:
    if line.fault is not None:
        return line.fault
    person = Newcomer(
        line.number, line.given, line.family, line.born, line.sex, phone=line.phone,
        gp_office=line.gp_office,
    )  # fmt: skip
    proposal = Proposal(
        where.municipality, where.team, where.proposer, where.name, "", line.why or where.why,
        line.conditions, now.astimezone(HOME).date(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            return refer.refer(
                person, proposal, by=by, now=now, synthetic=synthetic, only_new=True
            ).became
    except Refused as refusal:
        return refusal.code
