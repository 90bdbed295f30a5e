"""How the app looks for a person, as whoever reaches them may know."""

from uuid import UUID

from heime.core.actor import Actor
from heime.core.roles import Scope
from heime.records.access.reach import within_reach
from heime.records.looks.models import AppLook


def look_of(enrolment_id: UUID, actor: Actor) -> AppLook | None:
    """None where nobody has chosen."""
    return AppLook.objects.filter(
        within_reach(actor, Scope.CONTACT), enrolment_id=enrolment_id
    ).first()
