"""Everything that happened to a person as one line through time, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from heime.core.happenings import Sort as Happened
from heime.core.hours import HOME
from heime.core.roles import Scope
from heime.edges.clinic import moments, uncounted, words
from heime.edges.people import changewords
from heime.edges.people import words as rights
from heime.edges.person import entrywords
from heime.edges.person.seen import LOOK_BACK, Seen
from heime.flow import what_changed
from heime.flow.what_there_is import Kind
from heime.records.access.reach import rights_to
from heime.records.happenings import reads as happenings
from heime.records.happenings.models import Happening, Invalidation
from heime.records.measurements import spans


class Sort(StrEnum):
    """What kind of thing an entry is; the filter of the page."""

    CASES = "saker"
    PLAN = "plan"
    HEALTH = "helse"
    READINGS = "malinger"
    FOLLOW_UP = "oppfolging"
    RIGHTS = "tilgang"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. more: its own words, when it has any. link: where it stands whole.

    happening: set for what may be ended or struck out here.
    """

    at: datetime
    sort: Sort
    what: str
    more: str = ""
    who: str = ""
    when: str = ""
    link: str = ""
    zone: int | None = None
    struck: bool = False
    happening: UUID | None = None
    may_end: bool = False


def named(sort: Sort) -> str:
    return {
        Sort.CASES: _("Cases"),
        Sort.PLAN: _("Plan"),
        Sort.HEALTH: _("Hospital, medicine and equipment"),
        Sort.READINGS: _("NEWS2 and readings that do not count"),
        Sort.FOLLOW_UP: _("The follow-up"),
        Sort.RIGHTS: _("Access"),
    }[sort]


def entries(seen: Seen, since: datetime, wanted: Sequence[Sort]) -> list[Entry]:
    """What the reader's right covers, of the kinds asked for; the newest first."""
    found: list[Entry] = []
    if Sort.CASES in wanted and Scope.CASES in seen.sees:
        found += _cases(seen, since)
    if Sort.PLAN in wanted and Scope.PLAN in seen.sees:
        found += _plans(seen, since)
    if Scope.VALUES in seen.sees:
        if Sort.HEALTH in wanted:
            found += _health(seen, since)
        if Sort.READINGS in wanted:
            found += _readings(seen, since)
    if Sort.FOLLOW_UP in wanted and Scope.WORK in seen.sees and seen.actor.profession:
        found += _follow_up(seen, since)
    if Sort.RIGHTS in wanted and Scope.RIGHTS in seen.sees:
        found += _rights(seen, since)
    return sorted(found, key=lambda one: one.at, reverse=True)


def _stamp(at: datetime, seen: Seen) -> str:
    return moments.stamp(at, seen.now)


def _cases(seen: Seen, since: datetime) -> Iterator[Entry]:
    for case in seen.cases:
        link = f"/sak/{case.id}/" if Scope.WORK in seen.sees else ""
        word = words.zone_words(case.zone, case.priority)
        if case.opened_at >= since:
            yield Entry(
                case.opened_at, Sort.CASES, _("Case opened"), words.kind_name(case.kind), word,
                _stamp(case.opened_at, seen), link, zone=case.zone,
            )  # fmt: skip
        if case.closed_at is not None and case.closed_at >= since:
            yield Entry(
                case.closed_at, Sort.CASES, _("Case closed"), case.note,
                words.outcome(case.outcome), _stamp(case.closed_at, seen), link,
            )  # fmt: skip


def _plans(seen: Seen, since: datetime) -> Iterator[Entry]:
    for version in seen.versions:
        if version.valid_from >= since:
            by = version.approved_by.name if version.approved_by else ""
            what = _("Plan version %(number)s") % {"number": version.number}
            yield Entry(
                version.valid_from, Sort.PLAN, what, version.why, by,
                _stamp(version.valid_from, seen),
            )  # fmt: skip


def _health(seen: Seen, since: datetime) -> Iterator[Entry]:
    for one in happened_since(seen, since):
        more = [one.text, told(one, seen)]
        if one.struck_by is not None:
            more.append(
                _("Struck out by %(who)s: %(why)s")
                % {"who": one.struck_by.name, "why": one.struck_why}
            )
        yield Entry(
            one.starts_at, Sort.HEALTH, entrywords.sort(one.sort), "\n".join(more),
            one.entered_by.name, lasted(one, seen), struck=one.struck_at is not None,
            happening=None if one.struck_at or Scope.WORK not in seen.sees else one.id,
            may_end=one.sort == Happened.STAY and one.ends_at is None,
        )  # fmt: skip


def happened_since(seen: Seen, since: datetime) -> list[Happening]:
    """The newest first. What the page of everything has read is not read again."""
    if since == seen.now - LOOK_BACK:
        return [one for one in seen.told if happenings.is_since(one, since)]
    return happenings.happenings_since(seen.person.id, since, seen.sight)


def lasted(one: Happening, seen: Seen) -> str:
    """The day, or from which to which."""
    today = seen.now.astimezone(HOME).date()
    first = moments.on(one.starts_at.astimezone(HOME).date(), today)
    if one.sort != Happened.STAY:
        return first
    if one.ends_at is None:
        return _("%(day)s, still there") % {"day": first}
    return f"{first} – {moments.on(one.ends_at.astimezone(HOME).date(), today)}"


def told(one: Happening, seen: Seen) -> str:
    """Where it is known from, and what the new meter measures."""
    said = _("Known from: %(whom)s") % {"whom": entrywords.told_by(one.told_by).lower()}
    return said if one.kind is None else f"{words.kind_name(one.kind)}. {said}"


def _readings(seen: Seen, since: datetime) -> Iterator[Entry]:
    invalid: dict[UUID, Invalidation] = {}
    if Kind.INVALID in seen.there_is:
        invalid = happenings.invalid_since(seen.person.id, since, seen.sight)
    for out in invalid.values():
        what = _("%(what)s does not count") % {"what": words.kind_name(out.kind)}
        yield Entry(
            out.made_at, Sort.READINGS, what,
            ". ".join(part for part in (uncounted.reason(out.reason), out.text) if part),
            out.made_by.name, _stamp(out.made_at, seen),
            f"/person/{seen.person.id}/malinger?slag={out.kind}",
        )  # fmt: skip
    if Kind.SETS not in seen.there_is:
        return
    sets = happenings.sets_since(seen.person.id, since, seen.sight)
    taken = {one.id: one.measured_at for one in sets}
    judged = spans.judged_of(taken, seen.person.id, seen.sight)
    entered = happenings.entered([one.id for one in sets], seen.sight)
    for one in sets:
        said, by = judged.get(one.id), entered.get(one.id)
        total = (said.facts or {}).get("news2_total", "") if said else ""
        what = f"NEWS2 {total}".strip()
        more = words.zone_words(said.zone, said.priority, said.state) if said else ""
        if not invalid.keys().isdisjoint(one.readings):
            more = _("One of its readings does not count. The score does not hold any more.")
            said = None
        yield Entry(
            one.measured_at, Sort.READINGS, what, more, by.entered_by.name if by else "",
            _stamp(one.measured_at, seen), zone=said.zone if said else None,
        )  # fmt: skip


def _follow_up(seen: Seen, since: datetime) -> Iterator[Entry]:
    for change in what_changed.changes(seen.person, seen.linked, seen.there_is):
        if change.at >= since:
            yield Entry(
                change.at, Sort.FOLLOW_UP, changewords.happened(change, seen.now), change.reason,
                change.by, _stamp(change.at, seen),
            )  # fmt: skip


def _rights(seen: Seen, since: datetime) -> Iterator[Entry]:
    for right in rights_to(seen.person.id, seen.sight):
        holder = right.account.name if right.account else ""
        holder = holder or (right.organisation.name if right.organisation else "")
        more = f"{rights.ground(right.ground)}{': ' if holder else ''}{holder}"
        if right.given_at >= since:
            yield Entry(
                right.given_at, Sort.RIGHTS, _("Access given"), more, "",
                _stamp(right.given_at, seen),
            )  # fmt: skip
        if right.ends_at is not None and since <= right.ends_at <= seen.now:
            yield Entry(
                right.ends_at, Sort.RIGHTS, _("Access ended"), more, "",
                _stamp(right.ends_at, seen),
            )  # fmt: skip
