"""The cast: the same few people in every test, and how to put rows about them in the database.

    Astrid Lunde, Lom         has COPD; her daughter Marit is her next of kin
    Ingrid Moe                nurse of the Nord-Gudbrandsdal team: works Astrid's list
    Tor Haugen                nurse beside Ingrid
    Nils Berge                doctor of the same team: approves Astrid's plan
    Kari Vik                  nurse of the Valdres team: must see nothing of Astrid
    Gudbrand Rudi, Vang       is followed up by Kari's team

Rows are made through the alias `arrange`, which no wall stops. Everybody's password is PASSWORD.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.contrib.auth.hashers import make_password

from heime.core.kinds import Kind
from heime.core.quantity import decimals_of, scaled
from heime.core.rights import GROUNDS, Ground
from heime.core.roles import Role, Scope
from heime.core.zone import Priority, State, Zone
from heime.records.access.models import Block, Right, SignIn, Source
from heime.records.measurements.models import Judgement, Measurement
from heime.records.people.models import (
    Account,
    Contact,
    Enrolment,
    Membership,
    Organisation,
    OrganisationMunicipality,
    Patient,
    Team,
    TeamMunicipality,
)
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Awaited, Case, CaseAct, CaseEvent, Loop, Task

DB = "arrange"
PASSWORD = "a quiet morning in Lom"

VAGA, SKJAK, LOM, SEL, DOVRE, LESJA = 3435, 3433, 3434, 3437, 3431, 3432
NORD_AURDAL, SOR_AURDAL, VANG, ETNEDAL, OYSTRE_SLIDRE, VESTRE_SLIDRE = (
    3451, 3449, 3454, 3450, 3453, 3452,
)  # fmt: skip

COPD_PLAN: dict[str, Any] = {
    "limits": [
        {"kind": "oxygen_saturation", "profile": "SPO2_COPD", "considered": True},
        {"kind": "heart_rate", "profile": "PULSE_STD"},
    ],
    "rules": [],
}
"""Her doctor has considered the oxygen limits; the pulse limits are untouched defaults."""


@dataclass
class Cast:
    """Everybody, as rows. `plan` is Astrid's approved plan; `source` sends her readings."""

    north: Team
    valdres: Team
    ingrid: Account
    tor: Account
    nils: Account
    kari: Account
    astrid: Enrolment
    gudbrand: Enrolment
    plan: PlanVersion
    source: Source


def everybody(now: datetime) -> Cast:
    """Both teams with their staff, Astrid with her plan and her daughter, and Gudbrand."""
    north = team("Oppfølgingsteamet Nord-Gudbrandsdal", VAGA, SKJAK, LOM, SEL, DOVRE, LESJA)
    valdres = team(
        "Oppfølgingsteamet Valdres",
        NORD_AURDAL, SOR_AURDAL, VANG, ETNEDAL, OYSTRE_SLIDRE, VESTRE_SLIDRE,
    )  # fmt: skip
    ingrid = account("ingrid", "Ingrid Moe", "SP", member_of=north, now=now)
    tor = account("tor", "Tor Haugen", "SP", member_of=north, now=now)
    nils = account("nils", "Nils Berge", "LE", member_of=north, now=now)
    kari = account("kari", "Kari Vik", "SP", member_of=valdres, now=now)
    astrid = person("Astrid", "Lunde", date(1945, 3, 14), LOM, ["copd"], followed_by=north, now=now)
    contact(astrid, "Marit Lunde", "datter", "00 00 21 07")
    gudbrand = person(
        "Gudbrand", "Rudi", date(1949, 10, 2), VANG, ["heart_failure"], followed_by=valdres, now=now
    )
    return Cast(
        north, valdres, ingrid, tor, nils, kari, astrid, gudbrand,
        plan=plan(astrid, COPD_PLAN, approved_by=nils, now=now),
        source=Source.objects.using(DB).create(name="Porten i stua", sort=Source.Sort.GATEWAY),
    )  # fmt: skip


def team(name: str, *municipalities: int) -> Team:
    made = Team.objects.using(DB).create(name=name, opens=time(8), closes=time(15, 30))
    TeamMunicipality.objects.using(DB).bulk_create(
        [TeamMunicipality(team=made, municipality_id=number) for number in municipalities]
    )
    return made


@cache
def _hashed(password: str) -> str:
    """Hashing is slow on purpose; once per process is enough for the cast."""
    return make_password(password)


def account(
    username: str, name: str, profession: str = "SP", *, member_of: Team | None, now: datetime
) -> Account:
    made = Account.objects.using(DB).create(
        username=username, name=name, profession=profession, password=_hashed(PASSWORD)
    )
    if member_of is not None:
        Membership.objects.using(DB).create(
            account=made, team=member_of, role="nurse", starts_at=now - timedelta(days=100)
        )
    return made


def person(
    given: str,
    family: str,
    born: date,
    municipality: int,
    conditions: list[str],
    *,
    followed_by: Team,
    now: datetime,
    **more: str,
) -> Enrolment:
    """Somebody who is followed up, as their enrolment. `more` goes into the Patient row."""
    about = {
        "sex": "female",
        "phone": "00 00 19 45",
        "address": "Kvernhuslia 4",
        "gp_office": "Breelvi legekontor",
        "matters": "Jeg vil klare å gå til postkassa og hjem uten å stoppe.",
    } | more
    patient = Patient.objects.using(DB).create(
        municipality_id=municipality, given=given, family=family, birth_date=born, **about
    )
    return Enrolment.objects.using(DB).create(
        municipality_id=municipality,
        patient=patient,
        team=followed_by,
        conditions=conditions,
        starts_at=now - timedelta(days=90),
    )


def organisation(name: str, sort: str, *municipalities: int) -> Organisation:
    made = Organisation.objects.using(DB).create(name=name, sort=sort)
    OrganisationMunicipality.objects.using(DB).bulk_create(
        [OrganisationMunicipality(organisation=made, municipality_id=m) for m in municipalities]
    )
    return made


def post(
    account: Account,
    role: Role,
    *,
    now: datetime,
    team: Team | None = None,
    organisation: Organisation | None = None,
    municipality: int | None = None,
) -> Membership:
    """A role in one place, from a hundred days ago on."""
    return Membership.objects.using(DB).create(
        account=account, role=role, team=team, organisation=organisation,
        municipality_id=municipality, starts_at=now - timedelta(days=100),
    )  # fmt: skip


def right(
    enrolment: Enrolment,
    ground: Ground,
    *,
    given_by: Account,
    now: datetime,
    account: Account | None = None,
    organisation: Organisation | None = None,
    scopes: Collection[Scope] | None = None,
    lasts: timedelta = timedelta(hours=8),
    reason: str = "",
) -> Right:
    """A right that began an hour ago and lasts `lasts` from now; with all its ground may give."""
    given = frozenset(GROUNDS[ground].scopes if scopes is None else scopes) | {Scope.CONTACT}
    began = now if ground is Ground.EMERGENCY else now - timedelta(hours=1)
    return Right.objects.using(DB).create(
        municipality_id=enrolment.municipality_id, enrolment=enrolment, ground=ground,
        account=account, organisation=organisation, scopes=sorted(given), starts_at=began,
        ends_at=None if ground is Ground.SELF else now + lasts, given_by=given_by, given_at=now,
        reason=reason,
    )  # fmt: skip


def block(
    enrolment: Enrolment,
    *,
    made_by: Account,
    now: datetime,
    account: Account | None = None,
    organisation: Organisation | None = None,
    team: Team | None = None,
    scopes: Collection[Scope] = (),
    reason: str = "",
) -> Block:
    return Block.objects.using(DB).create(
        municipality_id=enrolment.municipality_id, enrolment=enrolment, account=account,
        organisation=organisation, team=team, scopes=sorted(scopes),
        starts_at=now - timedelta(hours=1), made_by=made_by, reason=reason,
    )  # fmt: skip


def contact(enrolment: Enrolment, name: str, relation: str, phone: str, rank: int = 1) -> Contact:
    return Contact.objects.using(DB).create(
        municipality_id=enrolment.municipality_id,
        enrolment=enrolment, name=name, relation=relation, phone=phone, rank=rank,
    )  # fmt: skip


def plan(
    enrolment: Enrolment,
    content: dict[str, Any],
    *,
    approved_by: Account,
    now: datetime,
    number: int = 1,
    valid_from: datetime | None = None,
) -> PlanVersion:
    start = valid_from or now - timedelta(days=80)
    return PlanVersion.objects.using(DB).create(
        municipality_id=enrolment.municipality_id,
        enrolment=enrolment,
        number=number,
        status=PlanVersion.Status.APPROVED,
        content=content,
        valid_from=start,
        approved_by=approved_by,
        approved_at=start,
    )


def measured(
    enrolment: Enrolment,
    kind: Kind,
    value: str | None,
    at: datetime,
    *,
    source: Source,
    second: str | None = None,
    rejected: bool = False,
    quality: int = 0,
) -> Measurement:
    """One reading, as it would be stored, with no judgement."""
    return Measurement.objects.using(DB).create(
        enrolment_id=enrolment.id,
        kind=kind,
        measured_at=at,
        id=uuid7.uuid7(),
        received_at=at + timedelta(seconds=4),
        value=None if value is None else scaled(Decimal(value)),
        second=None if second is None else scaled(Decimal(second)),
        source_id=source.id,
        quality=quality,
        municipality_id=enrolment.municipality_id,
        decimals=0 if value is None else decimals_of(Decimal(value)),
        rejected=rejected,
    )


def judged(
    measurement: Measurement,
    zone: Zone,
    *rules: str,
    state: State = State.FINAL,
    priority: Priority | None = Priority.NORMAL,
    by_plan: PlanVersion | None = None,
    inputs: list[UUID] | None = None,
    computed: list[int] | None = None,
) -> Judgement:
    return Judgement.objects.using(DB).create(
        enrolment_id=measurement.enrolment_id,
        kind=measurement.kind,
        measured_at=measurement.measured_at,
        measurement_id=measurement.id,
        judged_at=measurement.received_at,
        session_at=measurement.measured_at,
        plan_version_id=by_plan.id if by_plan else None,
        municipality_id=measurement.municipality_id,
        zone=zone,
        state=state,
        priority=priority,
        rules=list(rules),
        inputs=inputs,
        computed=computed,
    )


def case(judgement: Judgement, *, due_at: datetime, opened_at: datetime | None = None) -> Case:
    """An open case that this judgement opened."""
    opened = opened_at or judgement.judged_at
    keys = {
        "municipality_id": judgement.municipality_id,
        "enrolment_id": judgement.enrolment_id,
        "zone": judgement.zone,
        "priority": judgement.priority or Priority.NORMAL,
        "kind": judgement.kind,
        "measured_at": judgement.measured_at,
        "measurement_id": judgement.measurement_id,
        "judged_at": judgement.judged_at,
    }
    made = Case.objects.using(DB).create(**keys, opened_at=opened, changed_at=opened, due_at=due_at)
    CaseEvent.objects.using(DB).create(
        case=made, at=opened, what="opened", session_at=judgement.session_at, **keys
    )
    return made


def red_case(
    cast: Cast, now: datetime, enrolment: Enrolment | None = None, value: str = "86"
) -> Case:
    """Astrid (or another) with two low oxygen readings five minutes apart: red by C-3."""
    who = enrolment or cast.astrid
    first = measured(
        who, Kind.OXYGEN_SATURATION, value, now - timedelta(minutes=12), source=cast.source
    )
    second = measured(
        who, Kind.OXYGEN_SATURATION, value, now - timedelta(minutes=7), source=cast.source
    )
    verdict = judged(
        second, Zone.RED, "G-2", "C-3", by_plan=cast.plan, inputs=[first.id, second.id]
    )
    return case(verdict, due_at=now + timedelta(minutes=50))


def act(case: Case, *, by: Account, at: datetime, what: str = "call", text: str = "") -> CaseAct:
    """Something that was done in a case."""
    return CaseAct.objects.using(DB).create(
        municipality_id=case.municipality_id, enrolment_id=case.enrolment_id, case=case,
        what=what, at=at, by=by, text=text,
    )  # fmt: skip


def task(
    case: Case, *, made_by: Account, at: datetime, what: str, account: Account | None = None
) -> Task:
    """Something that the team, or a named colleague, is asked to do within the day."""
    return Task.objects.using(DB).create(
        municipality_id=case.municipality_id, enrolment_id=case.enrolment_id, case=case,
        what=what, account=account, due_at=at + timedelta(hours=8), made_by=made_by, made_at=at,
    )  # fmt: skip


def awaited(judgement: Judgement, *, due_at: datetime, why: str = "confirmation") -> Awaited:
    """Another reading is waited for after this judgement."""
    return Awaited.objects.using(DB).create(
        enrolment_id=judgement.enrolment_id,
        kind=judgement.kind,
        municipality_id=judgement.municipality_id,
        why=why,
        zone=judgement.zone,
        since=judgement.judged_at,
        due_at=due_at,
        measured_at=judgement.measured_at,
        measurement_id=judgement.measurement_id,
        judged_at=judgement.judged_at,
    )


def loop_done(at: datetime) -> None:
    """The due loop got through its work at this moment."""
    Loop.objects.using(DB).update_or_create(name="due", defaults={"done_at": at})


def signed_in(who: Account, now: datetime) -> tuple[str, SignIn]:
    """A live sign-in: its token, as the browser's cookie holds it, and its row."""
    token = secrets.token_urlsafe(32)
    row = SignIn.objects.using(DB).create(
        token_hash=hashlib.sha256(token.encode()).digest(),
        account=who,
        started_at=now,
        expires_at=now + timedelta(hours=10),
    )
    return token, row
