"""A case is handed over to a GP, a hospital department or legevakt, and answered there.

Until they have said yes the team answers for it. What is declined, or not answered in time, is the
team's again: `take_back` for the due loop, and the row on the list.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from heime.core import hand_over as rules
from heime.core.actor import Actor
from heime.core.casework import Act
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.hand_over import Receiver, State, Urgency
from heime.core.hours import HOME
from heime.core.isbar import LONGEST, Isbar
from heime.core.roles import ROLES, Place, Scope
from heime.flow import act, work_case
from heime.records.access.models import Block
from heime.records.access.reach import LIVE, enrolment_within
from heime.records.audit.writes import note, note_each
from heime.records.duty import handovers
from heime.records.duty.models import HandOver, HandOverAct
from heime.records.exchange.notices import tell
from heime.records.people import reads as people
from heime.records.people.models import Enrolment, Membership, Organisation
from heime.records.worklist.notify import changed
from heime.records.worklist.reads import case_seen_by

GROUND = "hand-over"
_WORKS_FOR = Q(organisationmunicipality__ends_at=None)
_CLINICAL = [role for role, terms in ROLES.items() if terms.place is Place.ORGANISATION]


def receivers_for(person: Enrolment) -> list[Organisation]:
    """Whom a case can go to: those who work for the person's municipality and are not refused."""
    refused = Block.objects.filter(LIVE, enrolment_id=person.id)
    if refused.filter(account=None, team=None, organisation=None).exists():
        return []
    barred = refused.exclude(organisation=None).values("organisation_id")
    return list(
        Organisation.objects.filter(
            _WORKS_FOR, organisationmunicipality__municipality_id=person.municipality_id
        )
        .exclude(id__in=barred)
        .exclude(parent_id__in=barred)
        .distinct()
        .order_by("sort", "name")
    )


def people_there(organisation_id: UUID) -> list[UUID]:
    """The accounts of those who can answer there; empty where nobody has a sign-in."""
    posts = Membership.objects.filter(
        LIVE, organisation_id=organisation_id, role__in=_CLINICAL, account__is_active=True
    ).filter(Q(given_by=None) | Q(confirmed_by__isnull=False))
    return list(posts.exclude(account__profession="").values_list("account_id", flat=True))


def send(
    case_id: UUID, organisation_id: UUID, urgency: Urgency, text: Isbar, *, language: str,
    by: Actor, now: datetime,
) -> HandOver:  # fmt: skip
    """Hand a case over, as its holder. Raises NotFound; MissingText for a part that is empty or too
    long; NotAllowedNow unless one has the case, or when it has been handed over already."""
    if any(not said.strip() or len(said) > LONGEST for _name, said in text.parts):
        raise MissingText("Each of the five parts has a text.")
    case = case_seen_by(by, case_id, Scope.WORK)
    person = enrolment_within(by, case.enrolment_id, Scope.WORK) if case else None
    if case is None or person is None:
        raise NotFound("There is no such case, or it is not yours to see.")
    to = next((one for one in receivers_for(person) if one.id == organisation_id), None)
    if to is None:
        raise NotFound("This receiver does not work for the person's municipality.")
    hours = people.hours_of_team(person.team, now.astimezone(HOME).date())
    due_at = rules.due_at(Receiver(to.sort), urgency, now, hours)
    with transaction.atomic():
        work_case.hand_over(case_id, to=to.sort, until=due_at, by=by, now=now)
        if handovers.live_of_case(case_id, by) is not None:
            raise NotAllowedNow("This case has been handed over already.")
        made = HandOver(
            municipality_id=case.municipality_id, enrolment_id=case.enrolment_id, case_id=case_id,
            team_id=person.team_id, organisation=to, urgency=urgency.value, state=State.SENT.value,
            language=language, sent_by_id=by.account_id, sent_at=now, due_at=due_at,
            **{name: said.strip() for name, said in text.parts},
        )  # fmt: skip
        made.save(force_insert=True)
        act.did(case_id, Act.HAND_OVER, by=by, now=now, text=to.name, ref=made.id)
        _happened(made, "sent", by=by, now=now)
        for account in people_there(to.id):
            _tell(made, "hand-over", account, now)
        return made


def accept(id_: UUID, *, by: Actor, now: datetime) -> HandOver:
    """Say yes: from now on it is theirs. Raises NotFound, NotAllowedNow."""
    one = _received(id_, by)
    return _answer(one, State.ACCEPTED, "accepted", "hand-over-accepted", "", by=by, now=now)


def decline(id_: UUID, *, reason: str, by: Actor, now: datetime) -> HandOver:
    """Say no, or give it back, with why: from then on the receiver sees it no more."""
    one = _received(id_, by)
    return _answer(
        one, State.DECLINED, "declined", "hand-over-declined", _said(reason), by=by, now=now
    )


def ask(id_: UUID, *, text: str, by: Actor, now: datetime) -> HandOver:
    """Ask the team something before answering. The deadline runs on."""
    one = _received(id_, by)
    return _answer(one, State.ASKED, "asked", "hand-over-asked", _said(text), by=by, now=now)


def done(id_: UUID, *, text: str, by: Actor, now: datetime) -> HandOver:
    """Close it with a word back to the team."""
    one = _received(id_, by)
    return _answer(one, State.DONE, "done", "hand-over-done", _said(text), by=by, now=now)


def answer_question(id_: UUID, *, text: str, by: Actor, now: datetime) -> HandOver:
    """The team answers what was asked."""
    one, said = _ours(id_, by), _said(text)
    with transaction.atomic():
        _move(one, State.SENT, now=now)
        _happened(one, "answered", by=by, now=now, text=said)
        for account in people_there(one.organisation_id):
            _tell(one, "hand-over-answered", account, now)
    return one


def withdraw(id_: UUID, *, reason: str, by: Actor, now: datetime) -> HandOver:
    """The team takes it back before anybody has said yes."""
    one, said = _ours(id_, by), _said(reason)
    with transaction.atomic():
        _move(one, State.WITHDRAWN, now=now, reason=said, seen_back_at=now)
        _happened(one, "withdrawn", by=by, now=now, text=said)
    return one


def seen(id_: UUID, *, by: Actor, now: datetime) -> None:
    """Somebody of the team has seen that it came back, or what the receiver closed it with."""
    one = _ours(id_, by)
    if one.state in ("declined", "late", "done"):
        HandOver.objects.filter(id=one.id, seen_back_at=None).update(seen_back_at=now)
        changed(one.team_id, one.enrolment_id)


def _answer(
    one: HandOver, to: State, what: str, news: str, text: str, *, by: Actor, now: datetime
) -> HandOver:
    with transaction.atomic():
        # Told before it is moved: what has ended is no longer the receiver's to write about.
        _happened(one, what, by=by, now=now, text=text)
        _tell(one, news, None, now)
        _tell(one, news, one.sent_by_id, now)
        reason = text if to is State.DECLINED else ""
        _move(one, to, now=now, answered_by_id=by.account_id, answered_at=now, reason=reason)
    return one


def _move(one: HandOver, to: State, *, now: datetime, **columns: object) -> None:
    """Change a hand-over if it still is as it was read. Raises NotAllowedNow."""
    rules.check_move(State(one.state), to)
    ended = None if to in rules.LIVE else now
    found = HandOver.objects.filter(id=one.id, state=one.state)
    if not found.update(state=to.value, ended_at=ended, **columns):
        raise NotAllowedNow("Somebody else answered this just now.")
    one.state = to.value
    changed(one.team_id, one.enrolment_id)


def _happened(one: HandOver, what: str, *, by: Actor, now: datetime, text: str = "") -> None:
    HandOverAct(
        municipality_id=one.municipality_id, enrolment_id=one.enrolment_id, hand_over_id=one.id,
        at=now, by_id=by.account_id, what=what, text=text,
    ).save(force_insert=True)  # fmt: skip
    _logged(one, what, by=by, now=now)


def _logged(one: HandOver, what: str, *, by: Actor, now: datetime) -> None:
    ours = enrolment_within(by, one.enrolment_id, Scope.CASES) is not None
    note(
        f"hand-over.{what}", by=by, at=now, enrolment_id=one.enrolment_id,
        municipality_id=one.municipality_id, ground=None if ours else GROUND,
    )  # fmt: skip


def _tell(one: HandOver, what: str, account: UUID | None, now: datetime) -> None:
    tell(
        what, about=one.id, enrolment_id=one.enrolment_id, municipality_id=one.municipality_id,
        team_id=one.team_id, now=now, account_id=account,
    )  # fmt: skip


def opened(one: HandOver, *, by: Actor, now: datetime, printed: bool = False) -> None:
    """Somebody looked at a hand-over, or printed it: in the log, on the ground that let them."""
    _logged(one, "printed" if printed else "opened", by=by, now=now)


def listed(found: Sequence[HandOver], *, by: Actor, now: datetime) -> None:
    """Hand-overs stood on a receiver's list: each is a look at somebody, on that ground alone."""
    people_on_it = sorted({(one.enrolment_id, one.municipality_id) for one in found})
    note_each("person.listed", people_on_it, by=by, at=now, ground=GROUND)


def _received(id_: UUID, by: Actor) -> HandOver:
    one = handovers.received_one(by, id_)
    if one is None:
        raise NotFound("There is no such hand-over, or it is no longer yours.")
    return one


def _ours(id_: UUID, by: Actor) -> HandOver:
    one = handovers.sent_one(by, id_, Scope.WORK)
    if one is None:
        raise NotFound("There is no such hand-over, or it is not yours to see.")
    return one


def _said(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise MissingText(f"Write it, in 1 to {LONGEST} characters.")
    return said
