"""By what right somebody outside the follow-up team reaches a person, and on which terms.

The team's own right is care: the enrolment names the team. Everything else is a row with a ground,
a scope, a start, an end and a giver, looked at when it is used and never copied.

Sources: reliability.md 4.1-4.2, norway.md 5.4 (rules 1-5), issue 4 part 2. The lengths are
"design, needs legal sign-off" unless a paragraph is named.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from heime.core.errors import Refused
from heime.core.roles import READING, Role, Scope


class BadRight(Refused):
    """A right that may not be given like this; the text says which of its terms is broken."""

    code = "bad-right"


class Ground(StrEnum):
    SELF = "self"
    """One's own record (pasient- og brukerrettighetsloven § 5-1)."""
    CONSENT = "consent"
    """The person lets their next of kin see (§ 3-3 first paragraph)."""
    INCAPACITY = "incapacity"
    """The person cannot consent, and the nearest of kin is kept informed (§ 3-3, § 4-3)."""
    GUARDIAN = "guardian"
    """A guardian or parent, as far as the decision goes."""
    GP = "gp"
    """The person's own GP office, by the register or by referral."""
    REFERRAL = "referral"
    """A hospital department or other unit that treats the person now."""
    EMERGENCY = "emergency"
    """Opened without any other right, because life or health could not wait."""


class Holder(StrEnum):
    """Who a right is given to."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Giver(StrEnum):
    """Who may give it."""

    ENROLLED = "the person themselves, or a team that notes what the person said"
    CLINICIAN = "somebody of the team with a profession"
    HOLDER = "the one who takes it, on their own responsibility"


@dataclass(frozen=True, slots=True)
class Terms:
    """What goes with a ground.

    scopes: the most that may be given. lasts: the longest; None where nothing limits it.
    second: whether another clinician must confirm. reason: whether one must be written.
    review: the latest that somebody must look again, from the start.
    """

    holder: Holder
    giver: Giver
    scopes: frozenset[Scope]
    lasts: timedelta | None = None
    second: bool = False
    reason: bool = False
    review: timedelta | None = None


GROUNDS: dict[Ground, Terms] = {
    Ground.SELF: Terms(
        Holder.PERSON, Giver.CLINICIAN, READING | {Scope.ENTRY, Scope.LOG, Scope.RIGHTS}
    ),
    Ground.CONSENT: Terms(
        Holder.PERSON, Giver.ENROLLED, READING | {Scope.ENTRY}, lasts=timedelta(days=366)
    ),
    Ground.INCAPACITY: Terms(
        Holder.PERSON, Giver.CLINICIAN, READING | {Scope.ENTRY}, lasts=timedelta(days=183),
        second=True, reason=True, review=timedelta(days=183),
    ),
    Ground.GUARDIAN: Terms(
        Holder.PERSON, Giver.CLINICIAN, READING | {Scope.ENTRY, Scope.LOG, Scope.RIGHTS},
        lasts=timedelta(days=366), second=True, reason=True, review=timedelta(days=366),
    ),
    Ground.GP: Terms(
        Holder.ORGANISATION, Giver.CLINICIAN, READING | {Scope.PLANNING, Scope.APPROVAL},
        lasts=timedelta(days=731),
    ),
    Ground.REFERRAL: Terms(
        Holder.ORGANISATION, Giver.CLINICIAN, READING | {Scope.PLANNING},
        lasts=timedelta(days=183), reason=True,
    ),
    Ground.EMERGENCY: Terms(
        Holder.PERSON, Giver.HOLDER, READING, lasts=timedelta(hours=8), reason=True,
        review=timedelta(days=5),
    ),
}  # fmt: skip

EMERGENCY_ROLES = frozenset({Role.LEGEVAKT, Role.HOSPITAL, Role.DOCTOR, Role.NURSE, Role.LEAD})
"""Who may break the glass: clinicians on duty, and nobody else."""
EMERGENCIES_A_DAY = 5
"""How many one person may open in 24 hours before somebody must be asked."""
EMERGENCY_REASONS = ("unconscious", "acute", "called-113", "other")
"""Why it could not wait; `other` too is explained in words, as all are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A right that somebody wants to give.

    starts, ends: aware. second_by_other: whether a second clinician, not the giver, confirmed.
    by_clinician: whether the giver has a profession; by_enrolled: whether the giver is the person.
    """

    ground: Ground
    holder: Holder
    scopes: Collection[Scope]
    starts: datetime
    ends: datetime | None
    reason: str = ""
    review: datetime | None = None
    by_clinician: bool = False
    by_enrolled: bool = False
    second_by_other: bool = False


def checked(asked: Asked) -> frozenset[Scope]:
    """The scopes that the right gives, contact always among them. Raises BadRight.

    Whoever holds a right knows whom it is to; so a right to anything names the person too.
    """
    terms = GROUNDS[asked.ground]
    wanted = frozenset(asked.scopes)
    if asked.holder is not terms.holder:
        raise BadRight(f"The ground {asked.ground} is not for a holder of this kind.")
    if not wanted:
        raise BadRight("A right to nothing is no right. Choose at least one part.")
    if not wanted <= terms.scopes:
        beyond = ", ".join(sorted(wanted - terms.scopes))
        raise BadRight(f"The ground {asked.ground} does not give {beyond}.")
    _in_time(asked, terms)
    _by_somebody_who_may(asked, terms)
    return wanted | {Scope.CONTACT}


def _in_time(asked: Asked, terms: Terms) -> None:
    if asked.ends is not None and asked.ends <= asked.starts:
        raise BadRight("The right ends before it begins.")
    if terms.lasts is not None and (asked.ends is None or asked.ends - asked.starts > terms.lasts):
        raise BadRight(f"The ground {asked.ground} may not last this long.")
    if terms.review is not None and (
        asked.review is None or asked.review - asked.starts > terms.review
    ):
        raise BadRight("Somebody must look at this again: name a date that is soon enough.")


def _by_somebody_who_may(asked: Asked, terms: Terms) -> None:
    if terms.reason and not asked.reason.strip():
        raise BadRight("Write why.")
    if terms.second and not asked.second_by_other:
        raise BadRight("A second clinician must confirm this.")
    if terms.giver is Giver.CLINICIAN and not asked.by_clinician:
        raise BadRight("Only a clinician may give this right.")
    if terms.giver is Giver.ENROLLED and not (asked.by_enrolled or asked.by_clinician):
        raise BadRight("Only the person, or a clinician who notes what they said, may give this.")
