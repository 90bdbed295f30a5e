"""Who is acting: a person who has signed in, with the teams they are in right now."""

from dataclasses import dataclass
from uuid import UUID

DOCTOR = "LE"
"""A doctor, by national code list 9060."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One signed-in person, for the length of one request.

    profession: category of health personnel by national code list 9060, empty when unknown.
    team_ids: of the memberships that are live at this moment; what the person may reach.
    """

    account_id: UUID
    name: str
    profession: str
    sign_in_id: UUID
    team_ids: frozenset[UUID]
    language: str

    @property
    def follows_up(self) -> bool:
        """Whether this person works on any team's list."""
        return bool(self.team_ids)

    @property
    def is_doctor(self) -> bool:
        """Whether this person may sign a plan. By profession, whatever their role in a team is."""
        return self.profession == DOCTOR
