"""Searching Observations: from a query string to typed values, and from rows to a searchset.

Nothing of the query string reaches the database but values of fixed types: a sort order comes from
a map, a code becomes kinds, a date becomes an interval, and a page is a place in the order and not
a permission.
"""

import base64
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from heime.core.kinds import Kind
from heime.edges.fhir import codes
from heime.edges.fhir.observation import patient_id
from heime.edges.fhir.observation_out import Stored, build
from heime.edges.fhir.outcome import Unusable, token, warnings
from heime.edges.fhir.wire import LOINC, SNOMED

DEFAULT_COUNT = 50
MOST_COUNT = 1000
MOST_QUERY = 2000
"""Characters of a query string."""
OSLO = ZoneInfo("Europe/Oslo")
"""A date without a zone is a date here."""


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page, in the order of the search: the next page begins after it."""

    measured_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. All that is given must hold.

    kinds: None for any; empty when no kind we know has the code, so that nothing is found.
    questionnaires: the same, by name, of answers.
    since, before: measured_at >= since and < before. not_in: and in none of these intervals.
    after: the last row of the page before, in the order of `newest_first`, ties by id.
    given: the parameters that were used, for the links. ignored: those that were not.
    """

    enrolment: UUID | None = None
    id: UUID | None = None
    kinds: frozenset[Kind] | None = None
    questionnaires: frozenset[str] | None = None
    since: datetime | None = None
    before: datetime | None = None
    not_in: tuple[tuple[datetime, datetime], ...] = ()
    newest_first: bool = True
    count: int = DEFAULT_COUNT
    after: Place | None = None
    given: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()


Reader = Callable[[Query, str], Query]


def parse(
    query_string: str, strict: bool = False, readers: Mapping[str, Reader] | None = None
) -> Query:
    """Understand a search. Raises Unusable: 400 for what we cannot search by, 404 for a patient.

    strict: the sender asked (`Prefer: handling=strict`) for 400 where we would ignore a parameter.
    readers: of the parameters there are; those of Observation unless said.
    """
    readers = readers or READERS
    if len(query_string) > MOST_QUERY:
        raise _bad("The search is too long.")
    try:
        given = parse_qsl(query_string, max_num_fields=30, errors="strict")
    except ValueError:
        raise _bad("The search cannot be read.") from None
    query = Query(given=tuple((name, value) for name, value in given if name in readers))
    for name, value in given:
        if name in readers:
            query = readers[name](query, value)
        else:
            _refuse_grammar(name)
            if strict:
                raise _bad(f"We do not know the parameter {token(name)}.")
            query = replace(query, ignored=(*query.ignored, token(name)))
    if query.enrolment is None and query.id is None:
        raise _bad("A search needs a patient.")
    return query


def _bad(text: str) -> Unusable:
    return Unusable(400, "invalid", "", text, "bad-search")


def _refuse_grammar(name: str) -> None:
    """Modifiers, chains and reverse chains change what a search means: never overlooked."""
    if ":" in name or "." in name or name == "_has":
        raise Unusable(400, "not-supported", "", "No modifiers, no chaining.", "bad-search")


# --- One reader for each parameter --------------------------------------------------------------


def _patient(query: Query, value: str) -> Query:
    found = patient_id(value if "/" in value else f"Patient/{value}")
    if found is None:
        raise Unusable(404, "not-found", "", "We follow up nobody by that id.")
    if query.enrolment not in (None, found):
        raise _bad("A search is about one patient.")
    return replace(query, enrolment=found)


def _id(query: Query, value: str) -> Query:
    found = patient_id(f"Patient/{value}")
    if found is None:
        raise Unusable(404, "not-found", "", "There is no observation by that id.")
    return replace(query, id=found)


_BY_CODE = {code: kind for (system, code), kind in codes.KIND_OF.items()}


def _code(query: Query, value: str) -> Query:
    """`code` or `system|code`, any of a list. Several parameters: all must hold."""
    wanted: set[Kind] = set()
    for one in value.split(","):
        system, bar, code = one.rpartition("|")
        if not bar:
            kind = _BY_CODE.get(code)
            wanted |= {kind} if kind else set()
        elif code:
            kind = codes.KIND_OF.get((system, code))
            wanted |= {kind} if kind else set()
        elif system in (LOINC, SNOMED):
            wanted |= set(Kind)
    kept = frozenset(wanted) if query.kinds is None else query.kinds & wanted
    return replace(query, kinds=kept)


_SEARCH_DATE = re.compile(
    r"(eq|ne|gt|lt|ge|le|sa|eb)?"
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?"
    r"(Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)


def _date(query: Query, value: str) -> Query:
    # A plus in a query string that nobody encoded has become a space.
    match = _SEARCH_DATE.fullmatch(value.replace(" ", "+"))
    if match is None:
        raise _bad("This is no date to search by.")
    try:
        start, end = _interval(match)
    except (ValueError, OverflowError):
        raise _bad("This is no date to search by.") from None
    prefix = match[1] or "eq"
    if prefix == "ne":
        return replace(query, not_in=(*query.not_in, (start, end)))
    # A reading is a moment, so that "after the day" and "starts after the day" are the same.
    lowest = {"eq": start, "ge": start, "gt": end, "sa": end}.get(prefix)
    highest = {"eq": end, "le": end, "lt": start, "eb": start}.get(prefix)
    since = max(filter(None, (query.since, lowest)), default=None)
    before = min(filter(None, (query.before, highest)), default=None)
    return replace(query, since=since, before=before)


def _interval(match: re.Match[str]) -> tuple[datetime, datetime]:
    """The whole of what was written: a year, a month, a day, a minute, a second or less."""
    _, year, month, day, hour, minute, second, fraction, zone = match.groups()
    place = datetime.fromisoformat(f"2000-01-01T00:00{zone}").tzinfo if zone else OSLO
    micros = int((fraction or ".0")[1:].ljust(6, "0"))
    date = datetime(int(year), int(month or 1), int(day or 1), tzinfo=place)
    if hour:
        start = date.replace(hour=int(hour), minute=int(minute), second=int(second or 0))
        start = start.replace(microsecond=micros).astimezone(UTC)
        if fraction:
            return start, start + timedelta(microseconds=10 ** (7 - len(fraction)))
        return start, start + timedelta(seconds=1 if second else 60)
    if day:
        end = date + timedelta(days=1)  # the next midnight on the wall, 23 or 25 hours on
    elif month:
        end = (date + timedelta(days=31)).replace(day=1)
    else:
        end = date.replace(year=date.year + 1)
    return date.astimezone(UTC), end.astimezone(UTC)


_ORDERS = {"date": False, "-date": True}


def _sort(query: Query, value: str) -> Query:
    if value not in _ORDERS:
        raise Unusable(400, "not-supported", "", "We sort by date or -date.", "bad-search")
    return replace(query, newest_first=_ORDERS[value])


def _count(query: Query, value: str) -> Query:
    if not re.fullmatch(r"[1-9]\d{0,8}", value, re.ASCII):
        raise _bad("_count is a whole number from 1.")
    return replace(query, count=min(int(value), MOST_COUNT))


def _page(query: Query, value: str) -> Query:
    return replace(query, after=place_of(value))


def _format(query: Query, value: str) -> Query:
    # `application/fhir+json` arrives with a space for its plus, unless it was encoded.
    if value.replace(" ", "+") not in ("json", "application/json", "application/fhir+json"):
        raise Unusable(406, "not-supported", "", "We answer in JSON.", "not-acceptable")
    return query


READERS: dict[str, Reader] = {
    "patient": _patient,
    "subject": _patient,
    "_id": _id,
    "code": _code,
    "date": _date,
    "_sort": _sort,
    "_count": _count,
    "page": _page,
    "_format": _format,
}


def matches(query: Query, row: Stored) -> bool:
    """Whether a row found by its id is also of the kind and time asked for."""
    moment = row.measured_at
    return (
        (query.kinds is None or row.kind in query.kinds)
        and (query.since is None or moment >= query.since)
        and (query.before is None or moment < query.before)
        and not any(start <= moment < end for start, end in query.not_in)
    )


# --- Pages --------------------------------------------------------------------------------------

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def page_of(place: Place) -> str:
    """A place as a link carries it: 24 bytes in 32 characters that mean nothing to a reader."""
    micros = (place.measured_at - _EPOCH) // _MICRO
    return base64.urlsafe_b64encode(struct.pack(">q", micros) + place.id.bytes).decode()


def place_of(page: str) -> Place:
    """The place in a link. Changed by hand it is refused or is another place in the same rows."""
    try:
        raw = base64.b64decode(page.encode("ascii"), altchars=b"-_", validate=True)
        micros, uuid = struct.unpack(">q16s", raw)
        return Place(_EPOCH + timedelta(microseconds=micros), UUID(bytes=uuid))
    except (ValueError, OverflowError, struct.error):
        raise _bad("This page does not exist.") from None


def searchset(query: Query, base: str, rows: Sequence[Stored], more: bool) -> bytes:
    """The Bundle that answers a search for Observations; see `bundle`."""
    found = [(Place(row.measured_at, row.id), build(row)) for row in rows]
    return bundle("Observation", query, base, found, more)


def bundle(
    name: str, query: Query, base: str, found: Sequence[tuple[Place, bytes]], more: bool
) -> bytes:
    """The searchset of resources of one type, each with its place in the order.

    base: our FHIR address, without a slash at the end. more: rows come after these.
    """
    base = msgspec.json.encode(base).decode()[1:-1]  # a Host header may hold anything
    address = f"{base}/{name}"
    links = [_link("self", address, query.given)]
    if more and found:
        kept = (pair for pair in query.given if pair[0] != "page")
        links.append(_link("next", address, (*kept, ("page", page_of(found[-1][0])))))
    entries = [
        f'{{"fullUrl":"{address}/{place.id}","resource":{resource.decode()},'
        '"search":{"mode":"match"}}'
        for place, resource in found
    ]
    if query.ignored:
        note = warnings([f"We ignored the parameter {one}." for one in query.ignored]).decode()
        entries.append(f'{{"resource":{note},"search":{{"mode":"outcome"}}}}')
    body = f',"entry":[{",".join(entries)}]' if entries else ""
    link = ",".join(links)
    return f'{{"resourceType":"Bundle","type":"searchset","link":[{link}]{body}}}'.encode()


def _link(relation: str, address: str, given: Sequence[tuple[str, str]]) -> str:
    # urlencode leaves nothing in a query that JSON would need to escape.
    return f'{{"relation":"{relation}","url":"{address}?{urlencode(given)}"}}'
