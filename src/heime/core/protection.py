"""People whose address must not be known: how strictly, and why somebody may open it.

By adressebeskyttelse in Folkeregisteret (codes 6 and 7; norway.md 1.9). The reasons are "design,
needs legal sign-off".
"""

from enum import StrEnum

from heime.core.errors import Refused


class Protection(StrEnum):
    NONE = ""
    CONFIDENTIAL = "fortrol"
    STRICTLY = "strengt"


class Opening(StrEnum):
    """Why somebody of the team needs the address now."""

    VISIT = "visit"
    """Somebody goes there."""
    EQUIPMENT = "equipment"
    """Meters are brought, fetched or repaired."""
    CALL = "call"
    """The person must be reached by phone."""
    EMERGENCY = "emergency"
    """An ambulance or the doctor on call is sent."""


class BadOpening(Refused):
    """A protected address is opened for one of the known reasons, and for no other."""

    code = "bad-opening"


def reason(text: str) -> Opening:
    """Raises BadOpening."""
    try:
        return Opening(text)
    except ValueError:
        raise BadOpening("Say why the protected address is needed.") from None
