"""Which senders of measurements a person has at home, as the team and the person see it."""

from uuid import UUID

from heime.core.actor import Actor
from heime.core.roles import Scope
from heime.core.sight import Reader
from heime.records.access.models import Binding
from heime.records.access.reach import LIVE, within_reach


def bound_to(enrolment_id: UUID, actor: Reader) -> list[Binding]:
    """What may send for a person now, for whoever works with them; the oldest first."""
    return list(
        Binding.objects.filter(LIVE, within_reach(actor, Scope.WORK), enrolment_id=enrolment_id)
        .select_related("source")
        .order_by("starts_at")
    )


def sending_for(enrolment_id: UUID, actor: Actor) -> list[Binding]:
    """The same, for the person themselves; their phones with the app are told of elsewhere."""
    return list(
        Binding.objects.filter(LIVE, within_reach(actor, Scope.RIGHTS), enrolment_id=enrolment_id)
        .exclude(source__sort="home")
        .select_related("source")
        .order_by("starts_at")
    )
