"""Everybody who could ask about one person: each role in each relation that it can have to her.

Astrid of Lom is followed up by the northern team. Around her stand, for every role of
core/roles.py, somebody with a live right to her, and the same somebody whose right ended, has not
begun, was refused by a block, whose account was closed, or who has the role somewhere else. What
each may see is written down here by hand (`MAY_SEE`), from reliability.md 4.2 and issue 4: the
code's own tables are what is tested.

What is kept about her carries a mark for each scope, so that an answer tells what it gave away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from heime.core.kinds import Kind
from heime.core.rights import Ground
from heime.core.roles import Place, Role, Scope
from heime.core.zone import Zone
from heime.records.access.models import Right, SignIn
from heime.records.audit.models import Reveal, Signal
from heime.records.messages.models import File, Message, Thread
from heime.records.people.models import Account, Enrolment, Membership, Organisation, Team
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Case
from tests import people
from tests.people import DB, LESJA, LOM, VANG, Cast

MARKS = {
    Scope.CONTACT: "Skarvheim",
    Scope.VALUES: ("113,7", "113.7"),
    Scope.PLAN: "Planmerket",
    Scope.CASES: "Saksmerket",
    Scope.MESSAGES: "Meldingsmerket",
}
"""Scope → what stands in an answer that gave it away. No page says any of it by itself."""

PLACES = {
    Role.NURSE: Place.TEAM, Role.DOCTOR: Place.TEAM, Role.THERAPIST: Place.TEAM,
    Role.LEAD: Place.TEAM, Role.ASSISTANT: Place.TEAM, Role.GP: Place.ORGANISATION,
    Role.HOSPITAL: Place.ORGANISATION, Role.LEGEVAKT: Place.ORGANISATION,
    Role.MANAGER: Place.MUNICIPALITY, Role.AUDITOR: Place.MUNICIPALITY,
    Role.ADMINISTRATOR: Place.MUNICIPALITY, Role.COORDINATOR: Place.PROGRAMME,
    Role.SUPPORT: Place.PROGRAMME, Role.PATIENT: Place.PERSON, Role.KIN: Place.PERSON,
}  # fmt: skip
READS = {Scope.CONTACT, Scope.VALUES, Scope.PLAN, Scope.CASES}
ALL = READS | {Scope.MESSAGES}
MAY_SEE: dict[Role, set[Scope]] = {
    Role.NURSE: ALL, Role.DOCTOR: ALL, Role.THERAPIST: ALL, Role.LEAD: ALL,
    Role.ASSISTANT: {Scope.CONTACT, Scope.MESSAGES}, Role.GP: READS, Role.HOSPITAL: READS,
    Role.LEGEVAKT: ALL, Role.PATIENT: ALL, Role.KIN: {Scope.CONTACT, Scope.CASES},
    Role.MANAGER: set(), Role.AUDITOR: set(), Role.ADMINISTRATOR: set(),
    Role.COORDINATOR: set(), Role.SUPPORT: set(),
}  # fmt: skip
"""What a live relation gives. Her messages are between herself and the team. Kin here has a consent
to be told of alarms, and to nothing else; legevakt has opened an emergency access."""
MAY_WORK = {Role.NURSE, Role.DOCTOR, Role.THERAPIST, Role.LEAD}
"""Whose acts may change what is kept about her."""

RELATIONS = (
    "live", "ended", "not-begun", "closed", "locked", "idle", "signed-out", "blocked",
    "partly-blocked", "elsewhere", "next-door", "followed-up-before", "without-profession",
)  # fmt: skip
SHE_IS_NOT_BLOCKED_FROM_HERSELF = {(Role.PATIENT, "blocked"), (Role.PATIENT, "partly-blocked")}


@dataclass(frozen=True)
class Asker:
    """Somebody in one relation to her, and what that lets them see."""

    role: Role
    relation: str
    token: str
    may_see: frozenset[Scope]
    may_work: bool

    def __str__(self) -> str:
        return f"{self.role} {self.relation}"


@dataclass(frozen=True)
class About:
    """Her, and the ids of what is kept about her."""

    astrid: Enrolment
    ids: dict[str, UUID]
    of_log: dict[str, UUID]
    """What reviewers of the log have about her: theirs to know of, and nobody else's."""


def her(cast: Cast, now: datetime) -> About:
    """Astrid with something of every scope, each with its mark."""
    astrid = people.person(
        "Astrid", "Skarvheim", date(1945, 3, 14), LOM, ["copd"], followed_by=cast.north, now=now
    )
    content = people.COPD_PLAN | {"goals": ["Planmerket: gå til postkassa"]}
    held = people.plan(astrid, content, approved_by=cast.nils, now=now)
    waiting = {
        status: PlanVersion.objects.using(DB).create(
            municipality_id=LOM, enrolment=astrid, number=number, status=status, content=content,
            why="Planmerket", valid_from=now, proposed_by=cast.ingrid, proposed_at=now,
        )
        for number, status in ((2, "draft"), (3, "proposed"))
    }  # fmt: skip
    weight = people.measured(
        astrid, Kind.BODY_WEIGHT, "113.7", now - timedelta(minutes=9), source=cast.source,
        second=None,
    )  # fmt: skip
    people.judged(weight, Zone.GREEN, "G-2")
    closed = people.red_case(cast, now - timedelta(hours=3), astrid)
    Case.objects.using(DB).filter(id=closed.id).update(
        state="closed", closed_at=now, closed_by=cast.nils, outcome="advice", note="Saksmerket",
    )  # fmt: skip
    case = people.red_case(cast, now, astrid)
    people.act(case, by=cast.nils, at=now, text="Saksmerket ringt")
    task = people.task(case, made_by=cast.nils, at=now, what="Saksmerket ring datteren")
    people.contact(astrid, "Marit Skarvheim", "datter", "00 00 21 07")
    office = people.organisation("Et legekontor", Organisation.Sort.GP, LOM)
    right = people.right(astrid, Ground.GP, organisation=office, given_by=cast.nils, now=now)
    block = people.block(astrid, organisation=office, made_by=cast.nils, now=now)
    thread = Thread.objects.using(DB).create(
        municipality_id=LOM, enrolment_id=astrid.id, started_at=now, started_by=cast.nils,
        title="Meldingsmerket", with_patient=True, newest_at=now, waits_since=now, due_at=now,
    )  # fmt: skip
    message = Message.objects.using(DB).create(
        municipality_id=LOM, enrolment_id=astrid.id, thread=thread, side="patient",
        sent_by=cast.nils, sent_at=now, text="Meldingsmerket: jeg er sliten",
    )  # fmt: skip
    file = File.objects.using(DB).create(
        municipality_id=LOM, enrolment_id=astrid.id, thread=thread, message=message,
        sort="application/pdf", size=14, content=b"Meldingsmerket", sent_by=cast.nils, sent_at=now,
    )  # fmt: skip
    ids = {
        "thread": thread.id, "file": file.id,
        "right": right.id, "block": block.id, "enrolment": astrid.id, "case": case.id,
        "closed": closed.id, "task": task.id, "patient": astrid.patient_id,
        "weight": weight.id, "plan": held.uid, "draft": waiting["draft"].uid,
        "proposed": waiting["proposed"].uid,
    }  # fmt: skip
    signal = Signal.objects.using(DB).create(
        municipality_id=LOM, enrolment_id=astrid.id, account_id=cast.ingrid.id, day=now,
        reason="no-work", entry=1, made_at=now,
    )  # fmt: skip
    asked = Reveal.objects.using(DB).create(
        municipality_id=LOM, enrolment_id=astrid.id, signal_id=signal.id, asked_at=now,
        asked_by_id=cast.nils.id, reason="Fordi",
    )  # fmt: skip
    return About(astrid, ids, {"signal": signal.id, "reveal": asked.id})


def askers(cast: Cast, about: About, now: datetime, role: Role) -> Iterator[Asker]:
    """Everybody of a role, one in each relation that the role can have."""
    for relation in RELATIONS:
        made = _Made(cast, about, now, role, relation)
        if not made.makes_sense:
            continue
        token = made.token()
        may_see = frozenset(made.may_see())
        yield Asker(role, relation, token, may_see, bool(may_see) and role in MAY_WORK)


@dataclass
class _Made:
    cast: Cast
    about: About
    now: datetime
    role: Role
    relation: str

    @property
    def place(self) -> Place:
        return PLACES[self.role]

    @property
    def makes_sense(self) -> bool:
        if self.relation in ("blocked", "partly-blocked"):
            # The person's own team is not blocked whole; a named member of it may be.
            return bool(MAY_SEE[self.role])
        if self.relation in ("next-door", "followed-up-before"):
            return self.place in (Place.TEAM, Place.ORGANISATION)
        if self.relation == "without-profession":
            return self.role in (Role.NURSE, Role.DOCTOR, Role.GP, Role.HOSPITAL, Role.LEGEVAKT)
        return True

    def may_see(self) -> set[Scope]:
        live = MAY_SEE[self.role]
        if self.relation == "live" or (self.role, self.relation) in SHE_IS_NOT_BLOCKED_FROM_HERSELF:
            return live
        # An emergency access beats a block, of everything or of a part; nothing else does.
        if self.relation in ("blocked", "partly-blocked") and self.role is Role.LEGEVAKT:
            return live
        if self.relation == "partly-blocked":
            return live - {Scope.VALUES}
        return set()

    def token(self) -> str:
        account = self._account()
        if self.place is Place.PERSON:
            self._right(account=account, ground=self._own_ground())
        else:
            self._post(account)
        if self.relation in ("blocked", "partly-blocked"):
            scopes = [Scope.VALUES] if self.relation == "partly-blocked" else []
            people.block(
                self.about.astrid, account=account, scopes=scopes, now=self.now,
                made_by=self.cast.nils,
            )  # fmt: skip
        token, row = people.signed_in(account, self.now)
        self._change(row, account)
        return token

    def _account(self) -> Account:
        profession = "" if self.place in (Place.PERSON, Place.PROGRAMME) else "LE"
        if self.role in (Role.ASSISTANT, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR):
            profession = ""
        if self.relation == "without-profession":
            profession = ""
        return people.account(
            f"{self.role}.{self.relation}", "" if self.place is Place.PERSON else "Nobody Known",
            profession, member_of=None, now=self.now,
        )  # fmt: skip

    def _own_ground(self) -> Ground:
        return Ground.SELF if self.role is Role.PATIENT else Ground.CONSENT

    def _post(self, account: Account) -> None:
        elsewhere = self.relation == "elsewhere"
        kinds: dict[Place, dict[str, Any]] = {
            Place.TEAM: {"team": self.cast.valdres if elsewhere else self.cast.north},
            Place.MUNICIPALITY: {"municipality": VANG if elsewhere else LOM},
            Place.PROGRAMME: {},
        }
        where = kinds.get(self.place) or {}
        if self.place is Place.ORGANISATION:
            sort = {
                Role.GP: Organisation.Sort.GP, Role.HOSPITAL: Organisation.Sort.DEPARTMENT,
                Role.LEGEVAKT: Organisation.Sort.LEGEVAKT,
            }[self.role]  # fmt: skip
            name = f"{self.role} {self.relation}"
            office = people.organisation(name, sort, VANG if elsewhere else LOM)
            where = {"organisation": office}
        if self.relation == "followed-up-before" and self.place is Place.TEAM:
            where = {"team": self._team_of_before()}
        if self.relation == "next-door" and self.place is Place.TEAM:
            where = {"team": people.team(f"next door {self.role}", LOM, LESJA)}
        made = people.post(account, self.role, now=self.now, **where)
        self._times(made)
        if self.relation == "next-door":
            return
        if self.role is Role.LEGEVAKT:
            self._right(account=account, ground=Ground.EMERGENCY)
        elif self.place is Place.ORGANISATION and not elsewhere:
            ground = Ground.GP if self.role is Role.GP else Ground.REFERRAL
            self._right(organisation=where["organisation"], ground=ground)

    def _team_of_before(self) -> Team:
        """A team that followed her up until two months ago."""
        before = people.team(f"before {self.role}", LOM, LESJA)
        Enrolment.objects.using(DB).create(
            municipality_id=LOM, patient_id=self.about.astrid.patient_id, team=before,
            starts_at=self.now - timedelta(days=400), ends_at=self.now - timedelta(days=60),
        )  # fmt: skip
        return before

    def _right(
        self,
        *,
        ground: Ground,
        account: Account | None = None,
        organisation: Organisation | None = None,
    ) -> None:
        to = self.cast.gudbrand if self.relation == "elsewhere" else self.about.astrid
        scopes = [Scope.CASES] if self.role is Role.KIN else None
        made = people.right(
            to, ground, account=account, organisation=organisation, scopes=scopes,
            given_by=self.cast.nils, now=self.now,
        )  # fmt: skip
        if self.relation == "followed-up-before":
            Right.objects.using(DB).filter(id=made.id).update(ends_at=self.now)
        if self.place is Place.PERSON or ground is Ground.EMERGENCY:
            self._times(made)

    def _times(self, made: Membership | Right) -> None:
        rows = type(made).objects.using(DB).filter(pk=made.pk)
        if self.relation == "ended":
            rows.update(ends_at=self.now)
        if self.relation == "not-begun":
            rows.update(
                starts_at=self.now + timedelta(hours=1), ends_at=self.now + timedelta(hours=2)
            )

    def _change(self, row: SignIn, account: Account) -> None:
        rows = SignIn.objects.using(DB).filter(id=row.id)
        if self.relation == "closed":
            Account.objects.using(DB).filter(id=account.id).update(is_active=False)
        if self.relation == "locked":
            rows.update(locked_at=self.now)
        if self.relation == "idle":
            rows.update(
                started_at=self.now - timedelta(hours=1), last_seen_at=self.now - timedelta(hours=1)
            )
        if self.relation == "signed-out":
            rows.update(ended_at=self.now)


def given_away(text: str, asked: str) -> set[Scope]:
    """The scopes whose marks stand in an answer. What was asked with is no news."""
    found = set()
    for scope, marks in MARKS.items():
        for mark in (marks,) if isinstance(marks, str) else marks:
            if mark in text and mark not in asked:
                found.add(scope)
    return found
