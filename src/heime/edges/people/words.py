"""Rights in words: by what right, to what, and why something cannot be done."""

from datetime import datetime

from django.utils.translation import gettext as _

from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.core.phases import Phase
from heime.core.rights import Ground
from heime.core.roles import Role, Scope
from heime.edges import naming
from heime.edges.clinic import moments
from heime.records.access.grounds import CARE, Because

GIVEN_TO_PEOPLE = (Scope.VALUES, Scope.PLAN, Scope.CASES, Scope.MESSAGES)
"""What a person chooses among, in the order it is shown; name and contact go with all of it."""


def ground(code: str) -> str:
    """By what right somebody sees a person, in few words."""
    return _("Follow-up team") if code == CARE else naming.ground(Ground(code))


def because(why: Because, now: datetime) -> str:
    """ "You see this because …": the sentence on top of a person's page."""
    until = day(why.until, now)
    said = {
        CARE: _("You see this because your team follows this person up."),
        Ground.SELF: _("This is your own record."),
        Ground.CONSENT: _("You see this because the person has agreed to it, until %(day)s."),
        Ground.INCAPACITY: _(
            "You see this because a clinician decided that the nearest of kin is kept informed,"
            " until %(day)s."
        ),
        Ground.GUARDIAN: _("You see this as guardian or parent, until %(day)s."),
        Ground.GP: _("You see this because yours is the person's GP office, until %(day)s."),
        Ground.REFERRAL: _(
            "You see this because the person has been referred to you, until %(day)s."
        ),
        Ground.EMERGENCY: _(
            "You opened this in an emergency. It closes by itself %(day)s. The person and their"
            " team have been told, and a lead will review it."
        ),
    }[why.ground]
    if "%(day)s" not in said:
        return said
    # A short month ends in a full stop already, and no sentence ends in two.
    return (said % {"day": until}).replace("..", ".")


def day(at: datetime | None, now: datetime) -> str:
    """A date, and the clock with it when it is within a day and a half; empty for none."""
    if at is None:
        return ""
    if abs((at - now).total_seconds()) < 36 * 3600:
        return moments.stamp(at, now)
    return moments.on(at.astimezone(HOME).date(), now.astimezone(HOME).date())


def scope(code: str) -> str:
    """A part of what is kept."""
    return naming.scope(Scope(code))


def scopes(codes: list[str]) -> str:
    """What a right covers; contact goes with all of it, and is named only where it stands alone."""
    wanted = [one for one in Scope if one in codes and one is not Scope.CONTACT]
    return ", ".join(scope(one) for one in wanted) or scope(Scope.CONTACT)


def refused(codes: list[str]) -> str:
    """What a block is about: parts, or everything."""
    return ", ".join(scope(one) for one in Scope if one in codes) or _("Everything")


def phase(code: str) -> str:
    return naming.phase(Phase(code))


def step(to: Phase, before: Phase) -> str:
    """The button that takes a follow-up one step on."""
    return {
        Phase.INTAKE: _("Take in"),
        Phase.ACTIVE: _("Resume") if before is Phase.PAUSED else _("Start the follow-up"),
        Phase.PAUSED: _("Pause"),
        Phase.ENDED: _("End the follow-up"),
        Phase.REFERRED: "",
    }[to]


def means(to: Phase) -> str:
    """What a step brings, said before it is taken."""
    return {
        Phase.INTAKE: _("The team sees everything, and meters can be tried out."),
        Phase.ACTIVE: _("Readings that do not come are missed from now on."),
        Phase.PAUSED: _("What comes is judged as always; what does not come is not missed."),
        Phase.ENDED: _(
            "Next of kin and others lose access now, meters are no longer received, and the team"
            " can read and finish its notes for 30 days. This cannot be undone."
        ),
        Phase.REFERRED: "",
    }[to]


def emergency_reason(code: str) -> str:
    return {
        "unconscious": _("Unconscious or cannot answer"),
        "acute": _("Acutely ill"),
        "called-113": _("113 has been called"),
        "other": _("Something else"),
    }.get(code, code)


def finding(code: str) -> str:
    return {
        "needed": _("It was needed"),
        "not-needed": _("It was not needed"),
        "follow-up": _("It must be followed up"),
    }.get(code, code)


def role(code: str) -> str:
    return naming.role(Role(code))


def why_not(refusal: Refused) -> str:
    """What a refusal means here, and what to do about it."""
    return {
        "bad-right": _(
            "This cannot be given like that. Check what it covers, how long it lasts, and that a"
            " reason and a review date are written where they are asked for."
        ),
        "missing-text": _("Something that must be filled in is missing."),
        "not-allowed-now": _(
            "This has been done already, or somebody else changed it just now. Look at the page"
            " again."
        ),
        "own-team": _(
            "The whole team that follows somebody up cannot be blocked. End the follow-up instead."
        ),
        "too-many-emergencies": _(
            "You have opened as many in a day as you may. Ask the lead of the person's team."
        ),
        "reached-already": _("You can open this person without an emergency: see People."),
        "bad-national-id": _("This is not a national identity number. Check the eleven digits."),
        "bad-role": _(
            "This person cannot have this role there. Check their profession, and that the place"
            " fits the role."
        ),
        "not-found": _("We cannot find this. It may have been moved, or it is not yours to see."),
        "forbidden": _("Somebody else must do this."),
    }.get(refusal.code, _("This cannot be done."))


def must_choose() -> str:
    """What is said when a form came without what it is about."""
    return _("Choose whom and what it is about, and try again.")


def must_choose_day() -> str:
    return _("Write the day, and try again.")


def kin() -> str:
    """A next of kin whom no contact names."""
    return _("Next of kin")


def nobody_of_ours() -> str:
    """Nothing came of looking for another record by its number."""
    return _(
        "Nobody else whom your team follows up in this municipality has that number. Check the"
        " eleven digits."
    )


def nobody_found() -> str:
    return _(
        "Nobody with this number is followed up where you work. Check the number; if it is right,"
        " there is nothing about them here."
    )


def no_account() -> str:
    return _(
        "Nobody has this user name. Check how it is written. Those who run Heime make new accounts."
    )
