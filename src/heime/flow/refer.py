"""Step 0: somebody is proposed for follow-up, by whoever sees that they may need it.

Whoever is known by the number is found, and anybody else is made; the one who proposes is told
neither, and reaches nobody by it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import uuid_utils.compat as uuid7
from django.db import connection
from django.db.models import Q

from heime.core import identifiers
from heime.core.actor import Actor
from heime.core.errors import MissingText, NotAllowedNow, NotYours
from heime.core.intake import Proposer
from heime.core.roles import Role
from heime.flow import keeping
from heime.records.access.reach import LIVE
from heime.records.audit.writes import note
from heime.records.people import identity
from heime.records.people.models import OrganisationMunicipality, Team, TeamMunicipality

OUTSIDE = {
    Role.GP: Proposer.GP,
    Role.HOSPITAL: Proposer.HOSPITAL,
    Role.LEGEVAKT: Proposer.LEGEVAKT,
}
"""Who proposes by a sign-in of their own, and as what."""

_REFER = """
SELECT became, about FROM refer(%s::smallint, %s, %s::bytea[], %s, %s::jsonb, %s::jsonb, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is proposed. number: the national identity number, checked here."""

    number: str = field(repr=False)
    given: str = field(repr=False)
    family: str = field(repr=False)
    born: date | None = field(default=None, repr=False)
    sex: str = ""
    language: str = "nb"
    phone: str = field(default="", repr=False)
    gp_office: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where to, by whom, and why. name, phone: of who can be asked about it."""

    municipality: int
    team: UUID
    proposer: Proposer
    name: str = field(repr=False)
    phone: str = field(repr=False)
    why: str = field(repr=False)
    conditions: Sequence[str]
    received_on: date


@dataclass(frozen=True, slots=True)
class Referred:
    """became: `new`, `again` (known here from before), or `known` (followed up already)."""

    became: str
    enrolment: UUID


def places(by: Actor) -> list[tuple[int, str, Team]]:
    """Where one may propose somebody to: municipality, its name, and the team that serves it."""
    served = TeamMunicipality.objects.filter(LIVE, municipality__active=True)
    teams = Q(team_id__in=by.team_ids)
    offices = OrganisationMunicipality.objects.filter(LIVE, organisation_id__in=_offices(by))
    ours = Q(municipality_id__in=offices.values("municipality_id"))
    asked = teams if by.team_ids and by.follows_up else ours
    rows = served.filter(asked).select_related("team", "municipality")
    return [
        (row.municipality_id, row.municipality.name, row.team)
        for row in rows.order_by("municipality__name", "team__name")
    ]


def refer(
    person: Newcomer,
    proposal: Proposal,
    *,
    by: Actor,
    now: datetime,
    synthetic: bool,
    only_new: bool = False,
) -> Referred:
    """Propose somebody. synthetic: whether this installation is for invented people.

    only_new: of a list, whoever is followed up already is left as they are. Raises BadNationalId,
    BadIdentifier, NotTakenHere, MissingText, NotAllowedNow for somebody who is dead, and NotYours
    for whoever may not propose anybody there.
    """
    why = keeping.said(proposal.why, "Write why they are proposed")
    if not person.given.strip() or not person.family.strip():
        raise MissingText("Write the name.")
    identifiers.national(person.number, synthetic=synthetic)
    became, about = _asked(person, proposal, why, by, now, only_new=only_new)
    if became == "dead":
        raise NotAllowedNow("This person is registered as dead.")
    if became == "no" or about is None:
        raise NotYours("You cannot propose anybody there.")
    if became != "known" or not only_new:
        note(
            "referral.made", by=by, at=now, enrolment_id=about,
            municipality_id=proposal.municipality, detail=f"{proposal.proposer} {became}",
        )  # fmt: skip
    return Referred(became, about)


def _asked(
    person: Newcomer, proposal: Proposal, why: str, by: Actor, now: datetime, *, only_new: bool
) -> tuple[str, UUID | None]:
    office = None if by.follows_up else _office_for(proposal.municipality, by)
    who = {
        "given": person.given.strip(), "family": person.family.strip(),
        "born": person.born.isoformat() if person.born else None, "sex": person.sex,
        "language": person.language, "phone": person.phone, "gp_office": person.gp_office,
    }  # fmt: skip
    what = {
        "id": str(uuid7.uuid7()), "enrolment": str(uuid7.uuid7()),
        "organisation": str(office) if office else None, "proposer": proposal.proposer,
        "name": proposal.name, "phone": proposal.phone, "why": why,
        "conditions": list(proposal.conditions),
        "received_on": proposal.received_on.isoformat(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            _REFER,
            [
                proposal.municipality, proposal.team, identity.lookups(person.number),
                identity.seal(person.number, proposal.municipality), json.dumps(who),
                json.dumps(what),
                only_new, now,
            ],
        )  # fmt: skip
        became, about = cursor.fetchone() or ("no", None)
    return became, about


def _offices(by: Actor) -> list[UUID]:
    return [post.organisation for post in by.posts if post.role in OUTSIDE and post.organisation]


def _office_for(municipality: int, by: Actor) -> UUID | None:
    """The asker's own office that works for the municipality."""
    serving = OrganisationMunicipality.objects.filter(
        LIVE, organisation_id__in=_offices(by), municipality_id=municipality
    )
    found: UUID | None = serving.values_list("organisation_id", flat=True).first()
    return found
