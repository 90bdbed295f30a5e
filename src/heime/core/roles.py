"""Who does what here: what each role may reach of a person, and where the role is held.

One table says it for both walls: the application reads it here, the database has it as the rows
of `role_scope` (a test compares them). Source: reliability.md 4.2, as issue 4 narrows it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """A part of what is kept about a person, or something that may be done with it."""

    CONTACT = "contact"
    """That they are followed up, their name and birth date, and how to reach them."""
    VALUES = "values"
    """What was measured, answered and sensed, and how it was judged."""
    PLAN = "plan"
    CASES = "cases"
    """What called for somebody, and what was done about it."""
    MESSAGES = "messages"
    ENTRY = "entry"
    """Measure and answer from home, for oneself or on behalf of somebody who gave it."""
    LOG = "log"
    """Who has looked, in plain words."""
    WORK = "work"
    """Take cases, close them, and change what the follow-up is like."""
    PLANNING = "planning"
    """Draft and propose a plan."""
    APPROVAL = "approval"
    """Sign a plan: a doctor's alone, whatever the role. The team's doctor, or the person's GP."""
    RIGHTS = "rights"
    """See who has which right to a person; give and end them."""


READING = frozenset({Scope.CONTACT, Scope.VALUES, Scope.PLAN, Scope.CASES, Scope.MESSAGES})
CARING = READING | {Scope.WORK, Scope.PLANNING, Scope.APPROVAL, Scope.RIGHTS}


class Place(StrEnum):
    """What a role is held in. A person is reached through the place, never through the role."""

    TEAM = "team"
    ORGANISATION = "organisation"
    MUNICIPALITY = "municipality"
    PROGRAMME = "programme"
    PERSON = "person"
    """Oneself, or somebody one is next of kin or guardian of: a right, no membership."""


class Role(StrEnum):
    NURSE = "nurse"
    DOCTOR = "doctor"
    THERAPIST = "therapist"
    LEAD = "lead"
    ASSISTANT = "assistant"
    GP = "gp"
    HOSPITAL = "hospital"
    LEGEVAKT = "legevakt"
    MANAGER = "manager"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SUPPORT = "support"
    PATIENT = "patient"
    KIN = "kin"


@dataclass(frozen=True, slots=True)
class Terms:
    """What goes with a role.

    reach: of the people that its place gives access to; never more than the right itself gives.
    clinical: only for somebody with a profession in the national list of health personnel (HPR).
    signs: the professions (code list 9060) that may hold it; empty for all of `clinical`.
    """

    place: Place
    reach: frozenset[Scope] = frozenset()
    clinical: bool = False
    signs: frozenset[str] = frozenset()


ROLES: dict[Role, Terms] = {
    Role.NURSE: Terms(Place.TEAM, CARING, clinical=True),
    Role.DOCTOR: Terms(Place.TEAM, CARING, clinical=True, signs=frozenset({"LE"})),
    Role.THERAPIST: Terms(Place.TEAM, CARING, clinical=True),
    Role.LEAD: Terms(Place.TEAM, CARING | {Scope.LOG}, clinical=True),
    # Somebody without a profession in the list helps people reach the service: who and when,
    # and that something is waiting, but neither values nor plans, and nothing clinical is done.
    Role.ASSISTANT: Terms(Place.TEAM, frozenset({Scope.CONTACT, Scope.MESSAGES})),
    Role.GP: Terms(Place.ORGANISATION, READING | {Scope.PLANNING, Scope.APPROVAL}, clinical=True),
    Role.HOSPITAL: Terms(Place.ORGANISATION, READING | {Scope.PLANNING}, clinical=True),
    Role.LEGEVAKT: Terms(Place.ORGANISATION, READING, clinical=True),
    Role.MANAGER: Terms(Place.MUNICIPALITY),
    Role.COORDINATOR: Terms(Place.PROGRAMME),
    Role.AUDITOR: Terms(Place.MUNICIPALITY),
    Role.ADMINISTRATOR: Terms(Place.MUNICIPALITY),
    Role.SUPPORT: Terms(Place.PROGRAMME),
    Role.PATIENT: Terms(Place.PERSON, READING | {Scope.ENTRY, Scope.LOG, Scope.RIGHTS}),
    Role.KIN: Terms(Place.PERSON, READING | {Scope.ENTRY}),
}


def may_hold(role: Role, profession: str) -> bool:
    """Whether somebody of this profession (code list 9060, empty for none) may have the role."""
    terms = ROLES[role]
    if terms.signs:
        return profession in terms.signs
    return bool(profession) or not terms.clinical
