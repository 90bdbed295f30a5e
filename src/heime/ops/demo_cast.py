"""Who can sign in to the demo: somebody in every role, all invented (docs/demo.md).

Data only. ops/demo_staff.py makes the accounts, ops/demo_rights.py what they are let in to.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from heime.core.rights import Ground
from heime.core.roles import READING, Place, Role, Scope

REGIONS = {
    "Valdres": ("valdres", 3451),
    "Nord-Gudbrandsdal": ("gudbrandsdal", 3435),
    "Sør-Østerdal": ("elverum", 3420),
}
"""Region → short name in sign-ins, host municipality."""

HOSPITAL = "Høgbekken sykehus"


class Unit(NamedTuple):
    """An organisation of the demo. region: whose municipalities it serves; empty for all."""

    name: str
    sort: str
    region: str = ""
    parent: str = ""


MEDICAL, LUNGS = f"{HOSPITAL}, medisinsk avdeling", f"{HOSPITAL}, lungeavdelingen"
UNITS = (
    Unit(HOSPITAL, "hospital"),
    Unit(MEDICAL, "department", parent=HOSPITAL),
    Unit(LUNGS, "department", parent=HOSPITAL),
    Unit("Strandjordet legekontor", "gp", "Valdres"),
    Unit("Finnebakken legekontor", "gp", "Nord-Gudbrandsdal"),
    Unit("Strandholtet legekontor", "gp", "Sør-Østerdal"),
    Unit("Legevakten i Valdres", "legevakt", "Valdres"),
    Unit("Legevakta i Nord-Gudbrandsdal", "legevakt", "Nord-Gudbrandsdal"),
    Unit("Legevakten i Sør-Østerdal", "legevakt", "Sør-Østerdal"),
)


class Member(NamedTuple):
    """Somebody with a post. region: of the team, or whose municipalities the post is held in.

    unit: for a post in an organisation. profession: of code list 9060; empty for none.
    """

    user: str
    role: Role
    name: str
    profession: str = ""
    region: str = ""
    unit: str = ""


STAFF: tuple[Member, ...] = (
    Member("sykepleier.valdres", Role.NURSE, "Solveig Rudi", "SP", "Valdres"),
    Member("lege.valdres", Role.DOCTOR, "Halvor Bråten", "LE", "Valdres"),
    Member("teamleder.valdres", Role.LEAD, "Gro Tverrlien", "SP", "Valdres"),
    Member("medarbeider.valdres", Role.ASSISTANT, "Jostein Haugrud", "", "Valdres"),
    Member("sykepleier.gudbrandsdal", Role.NURSE, "Ragnhild Sletten", "SP", "Nord-Gudbrandsdal"),
    Member("lege.gudbrandsdal", Role.DOCTOR, "Tore Nordgard", "LE", "Nord-Gudbrandsdal"),
    Member("teamleder.gudbrandsdal", Role.LEAD, "Siv Midtbakken", "SP", "Nord-Gudbrandsdal"),
    Member("veileder.elverum", Role.THERAPIST, "Marte Kveseth", "SP", "Sør-Østerdal"),
    Member("lege.elverum", Role.DOCTOR, "Eivind Løken", "LE", "Sør-Østerdal"),
    Member("teamleder.elverum", Role.LEAD, "Atle Kjosbakken", "ET", "Sør-Østerdal"),
    Member("fastlege.valdres", Role.GP, "Berit Langlunde", "LE", "Valdres",
           "Strandjordet legekontor"),
    Member("fastlege.gudbrandsdal", Role.GP, "Sverre Vestlunde", "LE", "Nord-Gudbrandsdal",
           "Finnebakken legekontor"),
    Member("fastlege.elverum", Role.GP, "Mona Brennmoen", "LE", "Sør-Østerdal",
           "Strandholtet legekontor"),
    Member("sykehus.medisinsk", Role.HOSPITAL, "Frode Austmoen", "LE", unit=MEDICAL),
    Member("sykehus.lunge", Role.HOSPITAL, "Trine Tverrlien", "SP", unit=LUNGS),
    Member("legevakt.valdres", Role.LEGEVAKT, "Lars Lillehagan", "LE", "Valdres",
           "Legevakten i Valdres"),
    Member("legevakt.gudbrandsdal", Role.LEGEVAKT, "Heidi Brennmoen", "SP", "Nord-Gudbrandsdal",
           "Legevakta i Nord-Gudbrandsdal"),
    Member("legevakt.elverum", Role.LEGEVAKT, "Rune Langlunde", "LE", "Sør-Østerdal",
           "Legevakten i Sør-Østerdal"),
    Member("leder.valdres", Role.MANAGER, "Bente Midtbakken", "", "Valdres"),
    Member("leder.gudbrandsdal", Role.MANAGER, "Øyvind Austmoen", "", "Nord-Gudbrandsdal"),
    Member("leder.elverum", Role.MANAGER, "Tone Lillehagan", "", "Sør-Østerdal"),
    Member("koordinator", Role.COORDINATOR, "Nina Kjosbakken"),
    Member("personvern.valdres", Role.AUDITOR, "Vidar Vestlunde", "", "Valdres"),
    Member("personvern.gudbrandsdal", Role.AUDITOR, "Wenche Tverrlien", "", "Nord-Gudbrandsdal"),
    Member("personvern.elverum", Role.AUDITOR, "Espen Midtbakken", "", "Sør-Østerdal"),
    # Two in each region: a role that one of them gives counts when the other has confirmed it.
    Member("administrator.valdres", Role.ADMINISTRATOR, "Hege Austmoen", "", "Valdres"),
    Member("administrator2.valdres", Role.ADMINISTRATOR, "Trond Brennmoen", "", "Valdres"),
    Member("administrator.gudbrandsdal", Role.ADMINISTRATOR, "Roger Langlunde", "",
           "Nord-Gudbrandsdal"),
    Member("administrator2.gudbrandsdal", Role.ADMINISTRATOR, "Anita Lillehagan", "",
           "Nord-Gudbrandsdal"),
    Member("administrator.elverum", Role.ADMINISTRATOR, "Stein Vestlunde", "", "Sør-Østerdal"),
    Member("administrator2.elverum", Role.ADMINISTRATOR, "Monica Kjosbakken", "", "Sør-Østerdal"),
    Member("drift", Role.SUPPORT, "Morten Tverrlien"),
)  # fmt: skip


class AtHome(NamedTuple):
    """Somebody who signs in from home: the person with this key themselves, or their next of kin.

    user: without the region's short name. scopes: what a consent gives; empty for all it may.
    """

    user: str
    role: Role
    key: str
    ground: Ground
    scopes: frozenset[Scope] = frozenset()


AT_HOME: tuple[AtHome, ...] = (
    AtHome("pasient.valdres", Role.PATIENT, "valdres-01", Ground.SELF),
    AtHome("pasient.gudbrandsdal", Role.PATIENT, "nord-gudbrandsdal-02", Ground.SELF),
    AtHome("pasient.elverum", Role.PATIENT, "elverum-01", Ground.SELF),
    AtHome("parorende.valdres", Role.KIN, "valdres-01", Ground.CONSENT, READING),
    AtHome("parorende.gudbrandsdal", Role.KIN, "nord-gudbrandsdal-16", Ground.INCAPACITY,
           frozenset({Scope.VALUES, Scope.PLAN, Scope.CASES})),
    AtHome("parorende.elverum", Role.KIN, "elverum-01", Ground.CONSENT,
           frozenset({Scope.PLAN, Scope.MESSAGES})),
)  # fmt: skip


class Shared(NamedTuple):
    """People whom a unit treats now, by referral."""

    unit: str
    keys: Sequence[str]
    reason: str


REFERRED = (
    Shared(MEDICAL, ("valdres-01", "valdres-04", "valdres-12"),
           "Henvist til hjertepoliklinikken, felles oppfølging av behandlingen."),
    Shared(LUNGS, ("nord-gudbrandsdal-02", "nord-gudbrandsdal-06", "nord-gudbrandsdal-12"),
           "Oksygen hjemme: lungeavdelingen følger opp sammen med teamet."),
)  # fmt: skip


def place_of(member: Member) -> Place:
    """What kind of place the post is in."""
    if member.unit:
        return Place.ORGANISATION
    if not member.region:
        return Place.PROGRAMME
    return (
        Place.MUNICIPALITY
        if member.role in (Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)
        else Place.TEAM
    )


_REGION = {
    "valdres": "Valdres",
    "nord-gudbrandsdal": "Nord-Gudbrandsdal",
    "elverum": "Sør-Østerdal",
}


def region_of(key: str) -> str:
    """Whose team follows up the person with this key."""
    return _REGION[key.rpartition("-")[0]]


def lacking(users: Collection[str]) -> bool:
    """Whether a demo with these users was made before all of today's."""
    wanted = {one.user for one in STAFF} | {one.user for one in AT_HOME}
    return not wanted <= set(users)
