"""What reviewers read: how the log is sealed, the month in figures, signals, and a breach.

On the log's own connection, as the role that reads it and writes nothing (reads.py). Every question
names the municipalities that it is about, and the database asks the same by itself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Count, Max, Min, Q

from heime.core.affected import Acts
from heime.core.log_chain import Place
from heime.records.audit.models import Entry, Reveal, Seal, Signal
from heime.records.audit.reads import LOG, as_the_one_who_asks

Places = Collection[int]

_DAYS = """
SELECT day, count(*), sum(entries), bool_and(numbered AND follows)
  FROM (SELECT day, entries, n = row_number() OVER (PARTITION BY day ORDER BY n) AS numbered,
               coalesce(previous = lag(hash) OVER (ORDER BY day, n), true) AS follows
          FROM seal WHERE chain = %s AND day >= %s) AS link
 GROUP BY day ORDER BY day
"""
_BY_DAY = """
SELECT (at AT TIME ZONE 'Europe/Oslo')::date, action, coalesce(denied, false), count(*)
  FROM audit_entry
 WHERE municipality_id = %s AND at >= %s AND action <> 'received'
 GROUP BY 1, 2, 3
"""
# Attempts that reached nobody belong to no municipality; the database shows those of its staff.
_TRIED = """
SELECT (at AT TIME ZONE 'Europe/Oslo')::date, action, true, count(*)
  FROM audit_entry
 WHERE municipality_id IS NULL AND at >= %s AND action <> 'received'
   AND (denied OR action = 'denied') AND account_id IS NOT NULL
 GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class SealedDay:
    """A day of a chain. whole: its links are numbered without a gap, and each rests on the last."""

    day: date
    links: int
    entries: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Sealed:
    """How far a municipality's log is sealed. oldest: of the entries that are not yet."""

    sealed_at: datetime | None
    unsealed: int
    oldest: datetime | None
    days: list[SealedDay]
    anchored: dict[Place, bytes]
    """The hashes that the log has where an anchor remembers some; a place that is gone is not."""


@dataclass(frozen=True, slots=True)
class DayCount:
    day: date
    action: str
    denied: bool
    times: int


def sealed(place: int, *, since: date, anchored: Collection[Place] = ()) -> Sealed:
    """The seals of one municipality from a day on. Whether entries were changed, `verify` tells."""
    with as_the_one_who_asks():
        newest = Seal.objects.using(LOG).filter(chain=place).order_by("-day", "-n").first()
        horizon = Seal.objects.using(LOG).aggregate(last=Max("last"))["last"] or 0
        tail = Entry.objects.using(LOG).filter(municipality_id=place, id__gt=horizon)
        waiting = tail.aggregate(entries=Count("id"), oldest=Min("at"))
        found = {}
        for chain, day, n in anchored:
            link = Seal.objects.using(LOG).filter(chain=chain, day=day, n=n).first()
            if link is not None:
                found[(chain, day, n)] = bytes(link.hash)
        return Sealed(
            newest.sealed_at if newest else None,
            waiting["entries"],
            waiting["oldest"],
            [SealedDay(*row) for row in _rows(_DAYS, [place, since])],
            found,
        )


def by_day(place: int, *, since: datetime) -> list[DayCount]:
    """What was done with a municipality's people, and by its staff in vain, day by day."""
    with as_the_one_who_asks():
        rows = [*_rows(_BY_DAY, [place, since]), *_rows(_TRIED, [since])]
        return [DayCount(*row) for row in rows]


def _rows(query: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connections[LOG].cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())


def signals(places: Places, *, most: int) -> list[Signal]:
    """Those that wait first, the oldest on top; then those that are settled, the newest on top."""
    with as_the_one_who_asks():
        here = Signal.objects.using(LOG).filter(municipality_id__in=places)
        waiting = here.filter(state="open").order_by("made_at", "id")
        settled = here.exclude(state="open").order_by("-state_at")
        return [*waiting[:most], *settled[:most]]


def signal(signal_id: UUID, places: Places) -> Signal | None:
    with as_the_one_who_asks():
        return Signal.objects.using(LOG).filter(id=signal_id, municipality_id__in=places).first()


def around(one: Signal, starts: datetime, ends: datetime, *, most: int) -> list[Entry]:
    """What the person that a signal is about did in a span of time, the oldest first."""
    with as_the_one_who_asks():
        found = (
            Entry.objects.using(LOG)
            .filter(Q(municipality_id=one.municipality_id) | Q(municipality_id=None, denied=True))
            .filter(account_id=one.account_id, at__gte=starts, at__lt=ends)
            .exclude(action="received")
        )
        return list(found.order_by("at", "id")[:most])


def entry_at(one: Signal) -> datetime | None:
    """When the look was that a signal begins with."""
    with as_the_one_who_asks():
        found = Entry.objects.using(LOG).filter(id=one.entry, municipality_id=one.municipality_id)
        return found.values_list("at", flat=True).first()


def reveals(places: Places) -> list[Reveal]:
    """Names that were asked for: those that wait first, then the newest answers."""
    with as_the_one_who_asks():
        here = Reveal.objects.using(LOG).filter(municipality_id__in=places)
        waiting = here.filter(answered_at=None).order_by("asked_at")
        return [*waiting, *here.exclude(answered_at=None).order_by("-answered_at")[:20]]


def seen(
    place: int,
    *,
    since: datetime,
    until: datetime,
    account: UUID | None = None,
    device: str = "",
    sign_in: UUID | None = None,
) -> list[Acts]:
    """Acts on a municipality's people, counted; what came in by itself was seen by nobody."""
    with as_the_one_who_asks():
        found = Entry.objects.using(LOG).filter(
            municipality_id=place, at__gte=since, at__lt=until, enrolment_id__isnull=False
        )
        found = found.exclude(action="received")
        if account is not None:
            found = found.filter(account_id=account)
        if sign_in is not None:
            found = found.filter(sign_in_id=sign_in)
        elif device:
            found = found.filter(device=device)
        alike = found.values_list("enrolment_id", "municipality_id", "action", "resource", "denied")
        counted = alike.annotate(times=Count("id"), first_at=Min("at"), last_at=Max("at"))
        return [Acts(*row) for row in counted.order_by("first_at")]
