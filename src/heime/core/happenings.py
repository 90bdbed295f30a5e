"""What happens to a person beside what is measured, and what follows from it.

Which of them the baseline starts anew after: RS-1 7.4. Which of them ask for a renewed signature
on the plan, and how soon: clinical reference 8, point 9. Design choices that a doctor must sign.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from heime.core import hours
from heime.core.hours import Hours
from heime.core.kinds import Kind


class Sort(StrEnum):
    """What happened."""

    STAY = "stay"
    """In hospital, from a day until a day; the end may not be known yet."""
    OXYGEN = "oxygen"
    """Another oxygen flow, or oxygen begun or ended."""
    MEDICINE = "medicine"
    DIAGNOSIS = "diagnosis"
    DEVICE = "device"
    """Another model of meter, for one kind of measurement."""


class ToldBy(StrEnum):
    """Where it is known from."""

    PERSON = "person"
    KIN = "kin"
    HOSPITAL = "hospital"
    GP = "gp"
    RECORD = "record"
    """Read in the record of another service."""
    TEAM = "team"
    """Seen or done by the team itself."""


class How(StrEnum):
    """How staff came by what they entered."""

    PHONE = "phone"
    VISIT = "visit"
    OTHER = "other"


WHY_INVALID = ("other-person", "wrong-value", "faulty-meter", "wrong-technique", "other")
"""Why a reading does not count. `other` needs words."""

SIGN_WITHIN = 3
"""Working days (8, point 9)."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The baseline of a kind, or of every kind, starts anew at a moment (RS-1 7.4).

    known_at: when this was told. undone_at: when it turned out to be wrong, None if it did not.
    """

    id: UUID
    at: datetime
    kind: Kind | None
    known_at: datetime
    undone_at: datetime | None = None


def resets(
    id_: UUID,
    sort: Sort,
    kind: Kind | None,
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    known_at: datetime,
    ended_known_at: datetime | None = None,
    undone_at: datetime | None = None,
) -> Iterator[Reset]:
    """What a happening does to baselines.

    A stay starts every baseline anew, at its beginning and at its end. Oxygen does so for the
    saturation it is given for, a new meter for what it measures. A drug and a diagnosis are not
    in 7.4: they ask for a signature, and no more.
    """
    if sort is Sort.STAY:
        yield Reset(id_, starts_at, None, known_at, undone_at)
        if ends_at is not None and ends_at > starts_at:
            yield Reset(id_, ends_at, None, ended_known_at or known_at, undone_at)
    elif sort is Sort.OXYGEN:
        yield Reset(id_, starts_at, Kind.OXYGEN_SATURATION, known_at, undone_at)
    elif sort is Sort.DEVICE and kind is not None:
        yield Reset(id_, starts_at, kind, known_at, undone_at)


def reset_before(found: Sequence[Reset], kind: Kind, moment: datetime) -> datetime | None:
    """The last moment, not after this one, at which the baseline of a kind started anew."""
    moments = [one.at for one in found if one.kind in (None, kind) and one.at <= moment]
    return max(moments, default=None)


def sign_by(told_at: datetime, team: Hours) -> datetime:
    """Until when a doctor should have signed the plan again."""
    return hours.working_days_after(told_at, SIGN_WITHIN, team)


def is_signed(told_at: datetime, approved: Sequence[datetime]) -> bool:
    """Whether a version was approved after it was told."""
    return any(at > told_at for at in approved)
