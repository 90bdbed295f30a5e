"""Reading the log of a person: the person, and those who answer for the team. Reading it is logged.

The entry about reading is written first, in the transaction of the request: a log that cannot be
written to is not read from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.log_words import Line, Look, Sort, Who, lines
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.records.access.models import Source
from heime.records.access.reach import contacts_of, enrolment_within, rights_to
from heime.records.audit import reads
from heime.records.audit.models import Entry
from heime.records.audit.writes import note
from heime.records.people.models import Account, Organisation, Team

BACK = timedelta(days=365)
KIN = {Ground.CONSENT.value, Ground.INCAPACITY.value, Ground.GUARDIAN.value}


def log_of(
    enrolment_id: UUID, *, by: Actor, now: datetime, language: str, back: timedelta = BACK
) -> list[Line]:
    """A person's log in plain words, of the last year unless told otherwise, the newest first.

    :raises NotFound: nobody of that id whose log this person may read
    """
    person = enrolment_within(by, enrolment_id, Scope.LOG)
    if person is None:
        note("log.read", by=by, at=now, enrolment_id=enrolment_id, denied=True)
        raise NotFound("There is nobody of that id whose log you may read.")
    note(
        "log.read", by=by, at=now,
        enrolment_id=person.id, municipality_id=person.municipality_id,
    )  # fmt: skip
    entries = reads.about(person.id, since=now - back)
    return lines(_looks(entries, _names(entries, person.id, by)), language)


@dataclass(slots=True)
class _Names:
    """Who the ids in some entries are."""

    staff: dict[UUID, Who] = field(default_factory=dict)
    own: set[UUID] = field(default_factory=set)
    kin: dict[UUID, str] = field(default_factory=dict)
    systems: dict[int, str] = field(default_factory=dict)
    places: dict[UUID, str] = field(default_factory=dict)


def _names(entries: Sequence[Entry], enrolment_id: UUID, by: Actor) -> _Names:
    """Staff by their name, a relative as the contact they are, the person as themselves."""
    found = _Names()
    accounts = {entry.account_id for entry in entries if entry.account_id}
    found.staff = {
        one.id: Who(Sort.STAFF, one.name, one.profession)
        for one in Account.objects.filter(id__in=accounts)
    }
    found.own = {
        right.account_id
        for right in rights_to(enrolment_id, by).filter(ground=Ground.SELF)
        if right.account_id
    }
    if by.account_id in accounts and Ground.SELF.value in by.grounds:
        found.own.add(by.account_id)
    found.kin = {
        one.account_id: one.name for one in contacts_of(enrolment_id, by) if one.account_id
    }
    sources = {entry.source_id for entry in entries if entry.source_id}
    found.systems = dict(Source.objects.filter(id__in=sources).values_list("id", "name"))
    places = {entry.organisation_id for entry in entries if entry.organisation_id}
    for named in (Team, Organisation):
        found.places |= dict(named.objects.filter(id__in=places).values_list("id", "name"))
    return found


def _looks(entries: Sequence[Entry], names: _Names) -> list[Look]:
    return [
        Look(
            at=entry.at,
            who=_who(entry, names),
            action=entry.action,
            resource=entry.resource or "",
            ground=entry.ground or "",
            denied=bool(entry.denied),
        )
        for entry in entries
    ]


def _who(entry: Entry, names: _Names) -> Who:
    account = entry.account_id
    if account is None:
        if entry.source_id is None:
            return Who(Sort.HEIME)
        return Who(Sort.SYSTEM, names.systems.get(entry.source_id, str(entry.source_id)))
    if account in names.own or entry.ground == Ground.SELF:
        return Who(Sort.SELF)
    if account in names.kin or entry.ground in KIN:
        return Who(Sort.KIN, names.kin.get(account, ""))
    known = names.staff.get(account)
    if known is None or not known.name:
        return Who(Sort.UNKNOWN)
    place = names.places.get(entry.organisation_id, "") if entry.organisation_id else ""
    return Who(Sort.STAFF, known.name, entry.role or known.role, place)
