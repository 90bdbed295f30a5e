"""What an identity provider vouches for about somebody, once every check has passed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Provider = Literal["helseid", "idporten"]


@dataclass(frozen=True, slots=True)
class Identity:
    """One person as HelseID or ID-porten knows them.

    subject: the provider's own name for the person, to this installation only.
    national_id: never shown, logged or stored as it is; it is here to be looked up by.
    hpr_number: None for somebody without a licence as health personnel.
    organisation: number of the organisation that the person works for, where it is told.
    level: how sure the provider is who it is, 2 to 4; 0 when it did not say.
    session: issuer and the provider's session with a space between, so that signing out there
        ends the sign-in here; None where the provider has no sessions.
    authenticated_at: when the person last proved who they are; None when it was not told.
    """

    provider: Provider
    subject: str
    national_id: str | None = field(repr=False)
    hpr_number: str | None
    organisation: str | None
    level: int
    session: str | None
    name: str = field(repr=False)
    authenticated_at: datetime | None
