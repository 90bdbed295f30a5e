"""What must be seen wherever a person stands: that they have died, that nobody may know where
they live. Each is a sign and its words, never a colour alone."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from heime.core.hours import HOME
from heime.core.protection import Protection
from heime.edges.clinic import moments
from heime.records.people.models import Patient


@dataclass(frozen=True, slots=True)
class Mark:
    """sort: `died` or `protected`; the stylesheet draws the sign."""

    sort: str
    words: str


def of(patient: Patient, now: datetime) -> list[Mark]:
    """The marks of a person: most have none."""
    found = []
    if patient.died_on is not None:
        day = moments.on(patient.died_on, now.astimezone(HOME).date())
        found.append(Mark("died", _("Died %(day)s") % {"day": day}))
    if patient.protection:
        found.append(Mark("protected", level(patient.protection)))
    return found


def level(code: str) -> str:
    """How strictly an address is protected; a code that we do not know is one that protects."""
    if code == Protection.STRICTLY:
        return _("Strictly confidential address")
    return _("Confidential address")
