"""Hand-overs as the pages show them: to the team that sent them, and to those who received them.

The application's wall for a receiver: live hand-overs to an organisation where they have a
clinical role, unless the person refuses it. The database asks the same (migrations/0002_walls.py).
"""

from uuid import UUID

from django.db.models import QuerySet

from heime.core.actor import Actor
from heime.core.hand_over import LIVE, WAITS
from heime.core.roles import Scope
from heime.records.access.reach import refused_to, within_reach
from heime.records.duty.models import HandOver, HandOverAct

_WITH = ("organisation", "municipality", "sent_by", "answered_by", "team")


def received(actor: Actor) -> QuerySet[HandOver]:
    """What was handed over to where the actor works, and has not ended."""
    return (
        HandOver.objects.filter(
            organisation_id__in=actor.organisations_with(Scope.CASES), ended_at=None
        )
        .exclude(enrolment_id__in=refused_to(actor, Scope.CASES))
        .select_related(*_WITH)
        .order_by("due_at")
    )


def received_one(actor: Actor, id_: UUID) -> HandOver | None:
    return received(actor).filter(id=id_).first()


def sent(actor: Actor, scope: Scope = Scope.CASES) -> QuerySet[HandOver]:
    """What the actor's teams have handed over."""
    return HandOver.objects.filter(within_reach(actor, scope)).select_related(*_WITH)


def sent_one(actor: Actor, id_: UUID, scope: Scope = Scope.CASES) -> HandOver | None:
    return sent(actor, scope).filter(id=id_).first()


def to_be_seen(actor: Actor) -> list[HandOver]:
    """Those that wait for an answer, and those back that nobody of the team has seen."""
    waiting = sent(actor).filter(state__in=[one.value for one in WAITS])
    back = sent(actor).filter(state__in=("declined", "late", "done"), seen_back_at=None)
    return [*waiting, *back]


def live_of_case(case_id: UUID, actor: Actor) -> HandOver | None:
    states = [one.value for one in LIVE]
    return sent(actor).filter(case_id=case_id, state__in=states).first()


def of_case(case_id: UUID, actor: Actor) -> list[HandOver]:
    """Every hand-over of a case, the newest first."""
    return list(sent(actor).filter(case_id=case_id).order_by("-sent_at"))


def acts_of(one: HandOver) -> list[HandOverAct]:
    """What happened in a hand-over that the actor has been let in to, in order."""
    acts = HandOverAct.objects.filter(hand_over_id=one.id, municipality_id=one.municipality_id)
    return list(acts.select_related("by").order_by("at", "id"))
