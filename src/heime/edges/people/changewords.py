"""What becomes of a person, in words: what happened, what a form brings, why one did not go."""

from datetime import datetime

from django.utils.translation import gettext as _

from heime.core.duplicates import Why
from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.core.identifiers import Kind
from heime.core.protection import Opening, Protection
from heime.edges.clinic import moments
from heime.edges.people import words
from heime.flow.what_changed import Change, What

OF_A_PERSON = (Kind.HNR, Kind.FHN, Kind.DNR, Kind.FNR)
"""Numbers that are kept beside the one that counts, the most usual first."""


def happened(change: Change, now: datetime) -> str:
    """One line of the history. No number is in it, only what kind it was."""
    said = {
        What.BEGAN: _("The follow-up began"),
        What.CAME: _("Came from %(place)s, and the history with them"),
        What.ENDED: _("The follow-up ended"),
        What.OFFERED: _("Offered to %(place)s"),
        What.ACCEPTED: _("%(place)s has taken over"),
        What.REFUSED: _("%(place)s said no"),
        What.WITHDRAWN: _("The offer to %(place)s was withdrawn"),
        What.NUMBER_ADDED: _("%(number)s added"),
        What.NUMBER_REPLACED: _("%(number)s replaced by another number"),
        What.LINKED: _("Linked with another record of the same person"),
        What.PARTED: _("Parted from the other record again"),
        What.DIED: _("Recorded that the person died %(day)s"),
        What.DIED_BY_MISTAKE: _("The recorded death was a mistake, and is corrected"),
        What.PROTECTED: _("Address protected"),
    }[change.what]
    today = now.astimezone(HOME).date()
    filled = said % {
        "place": change.about,
        "number": number(change.about, change.given_by) if "number" in change.what else "",
        "day": moments.on(change.day, today) if change.day else "",
    }
    if change.what in (What.LINKED, What.PARTED) and change.about:
        return f"{filled}: {change.about}"
    return filled


def number(kind: str, given_by: str = "") -> str:
    """What kind of number it is, with who gave it out where that belongs to it."""
    said = {
        Kind.FNR: _("Birth number"),
        Kind.DNR: _("D-number"),
        Kind.FHN: _("Common help number"),
        Kind.HNR: _("A hospital's help number"),
    }.get(Kind(kind), kind)
    return f"{said} ({given_by})" if given_by else said


def protection(level: Protection) -> str:
    """How strictly, in words that help to choose."""
    return {
        Protection.CONFIDENTIAL: _(
            "Confidential (code 7): nobody outside the public services is to know it"
        ),
        Protection.STRICTLY: _(
            "Strictly confidential (code 6): life or health is in danger if it is found"
        ),
    }[level]


def opening(why: Opening) -> str:
    return {
        Opening.VISIT: _("Somebody is to go there"),
        Opening.EQUIPMENT: _("Equipment is brought, fetched or repaired"),
        Opening.CALL: _("The person must be reached by phone"),
        Opening.EMERGENCY: _("An ambulance or the doctor on call is sent"),
    }[why]


def likeness(why: Why) -> str:
    """Why two records stand beside each other."""
    return {
        Why.NUMBER: _("They have had the same number."),
        Why.HELP_NUMBER: _(
            "The names are alike, and one of them has only a help number: somebody who could not"
            " say who they were gets one."
        ),
        Why.NAME_AND_BIRTH: _("The names are alike, and they were born on the same day."),
    }[why]


def why_not(form: str, refusal: Refused) -> str:
    """Why a form did not go, and what to do about it; without its own words, as everywhere."""
    return {
        ("death", "not-allowed-now"): _(
            "Check the day: it cannot be after today or before the person was born. If the death"
            " has been recorded already, it stands on top of the page."
        ),
        ("offer", "not-allowed-now"): _(
            "They cannot be offered there now: somebody offered them just now, or the follow-up"
            " has ended."
        ),
        ("number", "not-allowed-now"): _(
            "Another record in the municipality has this number. If it is the same person, link"
            " the two records."
        ),
        ("link", "not-allowed-now"): _(
            "These two cannot be linked: they are linked already, or they are not of the same"
            " municipality."
        ),
    }.get((form, refusal.code)) or {
        "bad-identifier": _(
            "The number does not fit its kind. Check the digits; a hospital's help number also"
            " needs the name of the hospital."
        ),
        "identifier-not-taken": _(
            "This number is not taken here. Heime is set up either for real people or for invented"
            " ones, and the number belongs to the others."
        ),
        "bad-opening": _("Choose why the address is needed now."),
    }.get(refusal.code, words.why_not(refusal))
