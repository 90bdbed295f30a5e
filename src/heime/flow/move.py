"""Somebody moves: another municipality goes on with the follow-up, and knows what came before.

Two steps by two people. The old team offers; the new team says yes or no. With yes, in one
statement of the database's own (accept_move), since neither side reaches the other's rows: the old
follow-up ends and keeps its closing window, the new one begins, and a link lets it use the history.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.db import connection
from django.db.models import QuerySet

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotFound
from heime.core.phases import Phase
from heime.core.protection import Protection
from heime.core.roles import Scope
from heime.flow import keeping, protect_address
from heime.flow import phase as began
from heime.flow.protect_address import Where
from heime.records.access.reach import LIVE, enrolment_within
from heime.records.audit.writes import note, note_each
from heime.records.people.changes import Move
from heime.records.people.models import Enrolment, Municipality, Team, TeamMunicipality
from heime.records.planned import planned_once
from heime.records.worklist.notify import changed


def propose(enrolment_id: UUID, to: int, reason: str, *, by: Actor, now: datetime) -> Move:
    """Offer somebody's follow-up to another municipality. By a clinician of the old team.

    Raises NotFound, MissingText, and NotAllowedNow for the same municipality, a follow-up that has
    ended, or an offer that nobody has answered yet.
    """
    words = keeping.said(reason, "Write why the follow-up moves")
    person = keeping.worked_with(by, enrolment_id)
    if not Municipality.objects.filter(number=to, active=True).exists():
        raise NotFound("There is no such municipality here.")
    if to == person.municipality_id or person.phase == Phase.ENDED:
        raise NotAllowedNow("They cannot move there from here.")
    if person.patient.died_on is not None or _unanswered(person.id):
        raise NotAllowedNow("They cannot move now, or they have been offered already.")
    made = Move.objects.create(
        municipality_id=person.municipality_id, enrolment_id=person.id, to_id=to,
        given=person.patient.given, family=person.patient.family, born=person.patient.birth_date,
        reason=words, proposed_by_id=by.account_id, proposed_at=now,
    )  # fmt: skip
    _note("move.proposed", made, by=by, now=now)
    return made


def offered_to(*, by: Actor, now: datetime) -> Sequence[Move]:
    """Who is offered to the municipalities that one's teams serve, the oldest offer first.

    Looking is logged for everybody on the list.
    """
    offers = _waiting(by.team_ids).select_related("municipality", "to", "proposed_by")
    found = list(offers.order_by("proposed_at"))
    note_each(
        "person.listed", [(one.enrolment_id, one.municipality_id) for one in found], by=by, at=now
    )
    return found


def how_many_wait(by: Actor) -> int:
    """How many offers await an answer of one's teams. It names nobody, and so is not logged."""
    teams = by.team_ids if by.profession else frozenset()
    return len(planned_once(*_offers(teams))) if teams else 0


def takers(by: Actor) -> dict[int, list[Team]]:
    """Which of one's teams can take somebody over, by the municipality that they move to."""
    found: dict[int, list[Team]] = {}
    for one in _served(by.team_ids).select_related("team").order_by("team__name"):
        found.setdefault(one.municipality_id, []).append(one.team)
    return found


def _served(teams: Collection[UUID]) -> QuerySet[TeamMunicipality]:
    return TeamMunicipality.objects.filter(LIVE, team_id__in=teams)


def _waiting(teams: Collection[UUID]) -> QuerySet[Move]:
    return Move.objects.filter(answered_at=None, to_id__in=_served(teams).values("municipality_id"))


@lru_cache(maxsize=512)
def _offers(teams: frozenset[UUID]) -> tuple[str, tuple[Any, ...]]:
    """The same as a question to the database: every list asks it, and writing it costs as much."""
    return _waiting(teams).values("id").query.sql_with_params()


def accept(
    move_id: UUID, team: UUID, *, by: Actor, now: datetime, phase: Phase = Phase.INTAKE
) -> Enrolment:
    """Take somebody over: a new follow-up here, with the history of the old one linked.

    team: one's own, which serves the new municipality. Raises NotFound, and NotAllowedNow when
    somebody answered just now.
    """
    offer = Move.objects.filter(id=move_id).first()
    if offer is None or team not in by.team_ids:
        raise NotFound("There is no such offer to your team.")
    enrolment = uuid7.uuid7()
    with connection.cursor() as cursor:
        cursor.execute(
            # Begun by the database's clock, which stands still in a transaction: else the new
            # follow-up would begin a moment after it is looked at, below.
            "SELECT accept_move(%s, %s, %s, %s, %s, least(%s, now()))",
            [offer.id, team, uuid7.uuid7(), enrolment, phase, now],
        )
        (made,) = cursor.fetchone() or (None,)
    if made is None:
        raise NotAllowedNow("This offer is answered, or it is not to your team.")
    _note("person.moved", offer, by=by, now=now)
    note(
        "person.enrolled", by=by, at=now, enrolment_id=enrolment, municipality_id=offer.to_id,
        detail="moved",
    )  # fmt: skip
    found = enrolment_within(by, enrolment, Scope.WORK)
    if found is None:
        raise NotFound("The new follow-up is not yours to see.")
    began.remember(found, None, by=by, now=now)
    _hide_as_before(found, offer, by=by, now=now)
    changed(found.team_id, found.id)
    return found


def _hide_as_before(new: Enrolment, offer: Move, *, by: Actor, now: datetime) -> None:
    """An address that was protected there is protected here, also where the municipality had a
    record of the person from before, with an open address in it."""
    before = Enrolment.objects.filter(id=offer.enrolment_id).values_list("patient__protection")
    level = before.first()
    if level is None or not level[0] or new.patient.protection:
        return
    where = Where(new.patient.address, new.patient.phone)
    protect_address.protect(new.id, Protection(level[0]), where, by=by, now=now)


def refuse(move_id: UUID, *, by: Actor, now: datetime) -> None:
    """The new municipality does not take them over; the old one goes on. Raises as `accept`."""
    to_us = Move.objects.filter(
        id=move_id, to_id__in=_served(by.team_ids).values("municipality_id")
    )
    if not by.profession or not to_us.exists():
        raise NotFound("There is no such offer to your team.")
    _answer(move_id, "refused", by=by, now=now)


def withdraw(move_id: UUID, *, by: Actor, now: datetime) -> None:
    """The old team takes its offer back. Raises as `accept`."""
    offer = Move.objects.filter(id=move_id).first()
    if offer is None or not keeping.works_with(by, offer.enrolment_id):
        raise NotFound("There is no such offer of your team's.")
    _answer(move_id, "withdrawn", by=by, now=now)


def open_offer(enrolment_id: UUID, *, by: Actor) -> Move | None:
    """The offer of somebody whom one follows up that nobody has answered yet."""
    if not keeping.works_with(by, enrolment_id):
        return None
    offers = Move.objects.filter(enrolment_id=enrolment_id, answered_at=None)
    return offers.select_related("to", "proposed_by").first()


def _answer(move_id: UUID, answer: str, *, by: Actor, now: datetime) -> None:
    offer = Move.objects.filter(id=move_id).first()
    if offer is None:
        raise NotFound("There is no such offer to your team.")
    if not Move.objects.filter(id=move_id, answered_at=None).update(
        answered_by_id=by.account_id, answered_at=now, answer=answer
    ):
        raise NotAllowedNow("This offer is answered already.")
    _note(f"move.{answer}", offer, by=by, now=now)


def _unanswered(enrolment: UUID) -> bool:
    return Move.objects.filter(enrolment_id=enrolment, answered_at=None).exists()


def _note(what: str, of: Move, *, by: Actor, now: datetime) -> None:
    note(
        what, by=by, at=now, enrolment_id=of.enrolment_id, municipality_id=of.municipality_id,
        detail=f"{of.municipality_id} {of.to_id}",
    )  # fmt: skip
