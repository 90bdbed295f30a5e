"""Whom somebody reaches, and with what: the application's own wall.

The database has another (migrations/0007_walls_by_right.py), which asks the same of the same rows
in its own words. Each must hold alone, so neither calls the other.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from heime.core.actor import Actor
from heime.core.phases import CLOSING, PHASES, Phase
from heime.core.rights import EMERGENCY_ROLES, GROUNDS, Ground
from heime.core.roles import Scope
from heime.core.sight import Reader, Sight
from heime.records.access.models import Block, Right
from heime.records.people.changes import PatientLink
from heime.records.people.models import (
    Contact,
    Enrolment,
    Organisation,
    TeamMunicipality,
    Transfer,
)

LIVE = Q(starts_at__lte=Now()) & (Q(ends_at=None) | Q(ends_at__gt=Now()))
"""Begun, and not ended: of a right, a block or an agreement."""
CONFIRMED = ~Q(ground__in=[ground for ground, terms in GROUNDS.items() if terms.second]) | Q(
    second_by__isnull=False
)
"""Of rights: a ground that asks for a second clinician gives nothing until there is one."""
_NOBODY = Q(pk__in=[])
"""Django knows that this finds nothing, and does not ask."""
_OTHERS = [phase for phase, means in PHASES.items() if means.others]


def within_reach(reader: Reader, scope: Scope) -> Q:
    """Rows about people whom the reader reaches with a scope, for every table with an enrolment.

    Of sights: of those people, or of nobody.
    """
    if isinstance(reader, Actor):
        return Q(enrolment_id__in=_reached(reader, scope))
    return Q(enrolment_id__in=reader.people) if scope in reader.scopes else _NOBODY


def enrolments_within(actor: Actor, scope: Scope) -> QuerySet[Enrolment]:
    """Everybody whom the actor reaches with a scope: by care, by a right, and not blocked."""
    return Enrolment.objects.filter(id__in=_reached(actor, scope))


def reached_among(people: Collection[UUID], reader: Reader, scope: Scope) -> set[UUID]:
    """Those of these people whom the reader reaches with a scope."""
    if isinstance(reader, Actor):
        found = enrolments_within(reader, scope).filter(id__in=people)
        return set(found.values_list("id", flat=True))
    return set(reader.people) & set(people) if scope in reader.scopes else set()


@lru_cache(maxsize=2048)
def _reached(actor: Actor, scope: Scope) -> RawSQL:
    """The question to the database, in its words. Writing it costs six milliseconds, and a page
    asks it twenty times; whom it finds is asked anew each time, with the clock of the moment.
    """
    found = Enrolment.objects.filter(
        _in_care(actor, scope) | Q(id__in=_by_right(actor, scope).values("enrolment_id"))
    ).exclude(id__in=_refused(actor, scope).values("enrolment_id"))
    return RawSQL(*found.values("id").query.sql_with_params())  # noqa: S611  no text of a user's


def reached(
    actor: Actor, scopes: Iterable[Scope], *, only: str = "true"
) -> tuple[list[str], dict[str, Any]]:
    """The same question for long statements, which name whom it finds several times: parts of a
    WITH, of which `reach_SCOPE` is for each scope; and what they ask with.

    Whom care leads to is most of it, and is asked once for all scopes with which it leads to the
    same people. Written as a union, so that care is looked up by team and rights by their holder;
    in a filter, where one person is asked about, the form of `_reached` is the quicker. only: a
    condition on r.id, of those who matter.
    """
    cares: dict[tuple[str, tuple[Any, ...]], str] = {}
    asked: list[str] = []
    known: dict[str, Any] = {}

    def named(query: tuple[str, tuple[Any, ...]]) -> str:
        names = [f"reach_{len(known) + number}" for number in range(len(query[1]))]
        known.update(zip(names, query[1], strict=True))
        return query[0] % tuple(f"%({name})s" for name in names)

    for scope in scopes:
        care, right, refused = _reached_as_text(actor, scope)
        if care not in cares:
            cares[care] = f"care_{len(cares)}"
            asked.append(_CARE.format(cares[care], named(care), only))
        asked.append(_REACH.format(scope, cares[care], named(right), named(refused), only))
    return asked, known


_CARE = "{} AS MATERIALIZED (SELECT r.id FROM ({}) AS r(id) WHERE {})"
_REACH = """reach_{} AS MATERIALIZED (
    SELECT r.id FROM (SELECT id FROM {} UNION {}) AS r(id) WHERE r.id NOT IN ({}) AND {})"""


@lru_cache(maxsize=2048)
def _reached_as_text(actor: Actor, scope: Scope) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """Whom care leads to, whom rights do, and who refuses it."""
    care = Enrolment.objects.filter(_in_care(actor, scope)).values("id")
    right = _by_right(actor, scope).values("enrolment_id")
    refused = _refused(actor, scope).values("enrolment_id")
    asked: list[tuple[str, tuple[Any, ...]]] = []
    for part in (care, right, refused):
        try:
            sql, with_ = part.query.sql_with_params()
        except EmptyResultSet:  # no team, no office: this way leads to nobody
            sql, with_ = "SELECT NULL::uuid WHERE false", ()
        asked.append((sql, tuple(with_)))
    return tuple(asked)


def enrolment_within(actor: Actor, enrolment_id: UUID, scope: Scope) -> Enrolment | None:
    """One of them; None when it does not exist or is not reached with this scope."""
    found = enrolments_within(actor, scope).filter(id=enrolment_id)
    return found.select_related("patient", "team", "municipality").first()


def histories_of(reader: Reader, enrolment_id: UUID, scope: Scope) -> list[UUID]:
    """This follow-up, and those that are linked with it: of a transfer, or of a twin record.

    For reading only: what is linked is history, and no list of people names it. Empty when the
    follow-up itself is not reached; a block on any of them takes that one out.
    """
    actor = reader if isinstance(reader, Actor) else reader.actor
    if not reached_among([enrolment_id], reader, scope):
        return []
    alone = isinstance(reader, Sight) and not reader.linked
    if alone or scope not in (Scope.CONTACT, Scope.VALUES, Scope.PLAN, Scope.CASES):
        return [enrolment_id]
    patient = Enrolment.objects.filter(id=enrolment_id).values("patient_id")
    links = PatientLink.objects.filter(Q(patient__in=patient) | Q(twin__in=patient), ended_at=None)
    earlier = Transfer.objects.filter(enrolment_id=enrolment_id).values("earlier_id")
    further = (
        Enrolment.objects.filter(
            Q(id__in=earlier)
            | Q(patient_id__in=links.values("patient_id"))
            | Q(patient_id__in=links.values("twin_id"))
        )
        .exclude(id__in=_refused(actor, scope).values("enrolment_id"))
        .exclude(id=enrolment_id)
    )
    return [enrolment_id, *further.order_by("-starts_at").values_list("id", flat=True)]


def _in_care(actor: Actor, scope: Scope) -> Q:
    teams = actor.teams_with(scope)
    served = TeamMunicipality.objects.filter(LIVE, team_id__in=teams)
    phases = [phase for phase, means in PHASES.items() if scope in means.team]
    going_on = Q(ends_at=None) | Q(ends_at__gt=Now())
    # Whatever the phase says, a follow-up whose end is past has ended.
    closing = Q(ends_at__lte=Now(), ends_at__gt=Now() - CLOSING)
    in_phase = Q(phase__in=phases) & (
        going_on | closing if scope in PHASES[Phase.ENDED].team else going_on
    )
    return (
        Q(team_id__in=teams, starts_at__lte=Now())
        & Q(municipality_id__in=served.values("municipality_id"))
        & in_phase
    )


def _by_right(actor: Actor, scope: Scope) -> QuerySet[Right]:
    going_on = Q(enrolment__ends_at=None) | Q(enrolment__ends_at__gt=Now())
    follows = Q(enrolment__phase__in=_OTHERS) & going_on
    own = Q(account_id=actor.account_id)
    mine = own & (Q(ground=Ground.SELF) | follows & ~Q(ground=Ground.EMERGENCY))
    if actor.profession and actor.roles & EMERGENCY_ROLES:
        mine |= own & Q(ground=Ground.EMERGENCY)
    ours = Q(organisation_id__in=actor.organisations_with(scope)) & follows
    return Right.objects.filter(LIVE, CONFIRMED, mine | ours, scopes__contains=[scope])


def _refused(actor: Actor, scope: Scope) -> QuerySet[Block]:
    teams = {post.team for post in actor.posts if post.team}
    offices = {post.organisation for post in actor.posts if post.organisation}
    above = Organisation.objects.filter(id__in=offices, parent__isnull=False).values("parent_id")
    own = Right.objects.filter(account_id=actor.account_id)
    me = (
        Q(account_id=actor.account_id)
        | Q(team_id__in=teams)
        | Q(organisation_id__in=offices)
        | Q(organisation_id__in=above)
        | Q(account=None, team=None, organisation=None)
        & ~Q(enrolment__team_id__in=teams)
        & ~Q(enrolment_id__in=own.filter(ground=Ground.SELF).values("enrolment_id"))
    )
    glass = own.filter(LIVE, ground=Ground.EMERGENCY).values("enrolment_id")
    return Block.objects.filter(LIVE, me, Q(scopes=[]) | Q(scopes__contains=[scope])).exclude(
        enrolment_id__in=glass
    )


def refused_to(actor: Actor, scope: Scope) -> QuerySet[Block, Any]:
    """People who refuse that this actor sees this: for what is reached by no right of theirs."""
    return _refused(actor, scope).values("enrolment_id")


def contacts_of(enrolment_id: UUID, actor: Reader) -> Sequence[Contact]:
    """Next of kin, in the order the person wants them called."""
    return list(
        Contact.objects.filter(
            within_reach(actor, Scope.CONTACT), enrolment_id=enrolment_id
        ).order_by("rank")
    )


def rights_to(enrolment_id: UUID, actor: Reader) -> QuerySet[Right]:
    """Every right there has been to a person, for whoever keeps their rights; newest first."""
    return (
        Right.objects.filter(within_reach(actor, Scope.RIGHTS), enrolment_id=enrolment_id)
        .select_related("account", "organisation", "given_by", "second_by")
        .order_by(F("ends_at").desc(nulls_first=True), "-starts_at")
    )


def blocks_of(enrolment_id: UUID, actor: Actor) -> QuerySet[Block]:
    """Every refusal of a person's, for whoever keeps their rights."""
    return (
        Block.objects.filter(within_reach(actor, Scope.RIGHTS), enrolment_id=enrolment_id)
        .select_related("account", "organisation", "team")
        .order_by("-starts_at")
    )
