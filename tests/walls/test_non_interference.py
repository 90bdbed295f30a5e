"""Two worlds that differ only in people whom the asker may know nothing of: one lives in another
municipality, one in their own and has blocked them. Whatever is asked, with whichever ids, both
worlds answer alike, to the byte, but for ids and the clock. So nothing that is hidden can be
inferred: not from counts, order, errors, includes, links or what was written in the log.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from heime.core.kinds import Kind
from heime.core.rights import Ground
from heime.core.roles import Role
from heime.edges import csp
from heime.records.people.models import Enrolment, Organisation
from tests import emptied, people
from tests.edges.fhir.knocking import Door, knocking
from tests.flow import sending
from tests.people import DB, VANG, Cast
from tests.walls import relations, walk
from tests.walls.test_matrix import FORM

LEAVES = {"sign-out", "lock", "try-out", "leave", "end-other-sessions", "changes"}
"""What ends the walker's own sign-in, or never ends."""
SECRET, OFFICE = "Skarvheim", "Vang legekontor"


@dataclass
class World:
    """Who asks, about whom they may, and the ids of the hidden: real, or of nobody at all."""

    cast: Cast
    kari: str
    patient: str
    client: str
    own: Enrolment
    own_case: UUID
    reading: UUID
    hidden: list[UUID]
    hidden_reading: UUID


def made(database: Any, *, secret: bool) -> World:
    now = datetime.now(UTC)  # each world is as old as the other when it is asked
    cast = people.everybody(now)
    people.loop_done(now)
    people.organisation(OFFICE, Organisation.Sort.GP, VANG)  # that it is there is no secret
    hidden = hide(cast, now) if secret else [uuid4() for _ in range(6)]
    sigrid = people.person(
        "Sigrid", "Rogne", date(1950, 5, 1), VANG, [], followed_by=cast.valdres, now=now
    )
    own_case = people.red_case(cast, now, cast.gudbrand)
    people.red_case(cast, now - timedelta(hours=1), sigrid, value="87")
    for minutes in (2, 30, 60):
        reading = people.measured(
            cast.gudbrand, Kind.HEART_RATE, "71", now - timedelta(minutes=minutes),
            source=cast.source,
        )  # fmt: skip
    her_own = people.account("gudbrand", "", "", member_of=None, now=now)
    people.right(cast.gudbrand, Ground.SELF, account=her_own, given_by=cast.kari, now=now)
    return World(
        cast, people.signed_in(cast.kari, now)[0], people.signed_in(her_own, now)[0],
        sending.client(database.superuser_url, VANG), cast.gudbrand, own_case.id, reading.id,
        hidden, hidden[-1],
    )  # fmt: skip


def hide(cast: Cast, now: datetime) -> list[UUID]:
    """Astrid Skarvheim in Lom, and Brit Skarvheim in Vang, who has blocked Kari: redder, newer and
    earlier in the alphabet than everybody whom Kari may see."""
    there = relations.her(cast, now)
    brit = people.person(
        "Brit", SECRET, date(1944, 1, 2), VANG, ["copd"], followed_by=cast.valdres, now=now
    )
    people.block(brit, account=cast.kari, made_by=cast.nils, now=now, reason=SECRET)
    case = people.red_case(cast, now, brit, value="70")
    office = Organisation.objects.using(DB).get(name=OFFICE)
    people.right(brit, Ground.GP, given_by=cast.nils, now=now, organisation=office)
    return [
        there.astrid.id, there.ids["case"], brit.id, case.id, brit.patient_id, there.ids["weight"],
    ]  # fmt: skip


# --- What is asked ------------------------------------------------------------------------------


def of_the_pages(world: World, token: str, role: Role) -> Iterator[tuple[str, int, str]]:
    """Every page, read and written as it may be, with one's own ids, those of the hidden, and
    nobody's. A page that is closed to the role looks at no id: one's own and one of the hidden."""
    client = Client(headers={"Host": "localhost"}, raise_request_exception=False)
    client.cookies["heime_language"] = "en"
    for n, (name, address) in enumerate(walk.pages().items()):
        if name in LEAVES:
            continue
        for query in walk.ASKED.get(name, [""]):
            whole = address + query
            ids = fitting(world, address) if "{id}" in whole else [uuid4()]
            for place, id_ in enumerate(ids):
                asked = whole.replace("{id}", str(id_))
                if place > 1 and not walk.is_open_to(role, asked):
                    continue
                for how in walk.methods().get(address, walk.BOTH) if place else walk.BOTH:
                    answer = (client.post if how == "post" else client.get)(
                        asked, FORM if how == "post" else None, headers={"Cookie": cookie(token)}
                    )
                    yield f"{n} {name} {query} {place}", answer.status_code, walk._text(answer)


def fitting(world: World, address: str) -> list[UUID]:
    """One's own, then the hidden: of cases where the page is about a case, else of people."""
    there, their_case, brit, her_case, her_patient, _reading = world.hidden
    if address.startswith("/sak/"):
        return [world.own_case, their_case, her_case]
    return [world.own.id, there, brit, her_patient]


def cookie(token: str) -> str:
    return f"heime={token}; heime_language=en"


SOUGHT = [SECRET, "Skarv", "Brit", "Brit Skarvheim", "Astrid", "1944", "02814410012", "02.01.1944"]


def of_searches(world: World, token: str) -> Iterator[tuple[str, int, str]]:
    client = Client(headers={"Host": "localhost"}, raise_request_exception=False)
    for sought in SOUGHT:
        answer = client.post("/personer/", {"sok": sought}, headers={"Cookie": cookie(token)})
        yield f"sok {sought}", answer.status_code, walk._text(answer)


OWN_SEARCHES = [
    "", "&_count=1", "&_count=2&_sort=date", "&_sort=-date", "&_sort=value", "&code=8867-4",
    "&code=2708-6", "&date=ge2020", "&_total=accurate", "&_summary=count", "&_include=*",
    "&_revinclude=Provenance:target", "&_elements=subject", "&patient.name=Skarvheim",
    "&_has:Patient:name=Skarvheim", "&_filter=patient.name eq Skarvheim", "&_lastUpdated=ge2020",
    "&_text=Skarvheim", "&page=x",
]  # fmt: skip


def of_fhir(world: World, door: Door) -> Iterator[tuple[str, int, str]]:
    own, elsewhere = world.own.id, (world.hidden[0], world.hidden[4])
    for path in ("/fhir/Observation", "/fhir/QuestionnaireResponse"):
        for more in OWN_SEARCHES:
            yield told(f"own {more}", door.get(f"{path}?patient={own}{more}", world.client))
            for who in elsewhere:
                yield told(f"other {more}", door.get(f"{path}?patient={who}{more}", world.client))
        for id_ in (world.reading, world.hidden_reading):
            for asked in (f"{path}/{id_}", f"{path}?_id={id_}", f"{path}?patient={own}&_id={id_}"):
                yield told("one", door.get(asked, world.client))
    for who in (own, *elsewhere):
        pulse = door.pulse(who, 71, identifier=[{"system": "urn:t", "value": "1"}])
        for body in (pulse, pulse | {"valueQuantity": {}}):
            condition = {"If_None_Exist": "identifier=urn:t|1"}
            yield told("create", door.post("/fhir/Observation", body, world.client, **condition))
        for kind in ("batch", "transaction"):
            whole = door.bundle(kind, door.pulse(own, 72), pulse)
            yield told(kind, door.post("/fhir", whole, world.client))


def told(asked: str, answer: Any) -> tuple[str, int, str]:
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()))
    return asked, answer.status_code, f"{headers}\n{answer.text}"


def in_the_log(world: World) -> Iterator[tuple[str, int, str]]:
    """How many entries of each act the asker has left: a listed person is an entry."""
    from heime.records.audit.models import Entry

    acts = Entry.objects.using(DB).filter(account_id=world.cast.kari.id).order_by("id")
    found = [(one.action, str(one.detail)) for one in acts]
    for action in sorted({action for action, _ in found}):
        yield f"log {action}", sum(one == action for one, _ in found), ""


# --- The same but for ids and the clock -----------------------------------------------------------

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OF_THE_MOMENT = re.compile(
    r"[A-Za-z0-9_-]{43,64}"  # the form's own secret, a challenge
    r"|\"version\": \"[0-9a-f]{16}\""  # a digest, also of the ids and times beside it
    r"|page=[A-Za-z0-9_%=-]+"  # a place: an id and a time
    r"|\d{4}-\d\d-\d\d-\d{4}\.pdf"
    r"|\d{4}-\d\d-\d\dT[\d:.+-]+Z?|\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT"
    r"|\b1\d{9}\b"  # seconds, in a chart
    r"|\b0\d{12}\.\d{6}\b"  # and in where a row stands (core.worklist.order_of)
    r"|\d\d[:.]\d\d(?:[:.]\d\d)?|\d+ min\w*|[\d.]+ s\b|content-length: \d+",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """The text with ids numbered as they come, and without the moment."""
    numbers: dict[str, str] = {}
    named = _ID.sub(lambda m: numbers.setdefault(m[0], f"<{len(numbers)}>"), text)
    # Looks of one minute stand as a time, those of two as a span, in JSON with the dash as a code.
    return re.sub(r"<>(?:–|\\u2013)<>", "<>", _OF_THE_MOMENT.sub("<>", named))


def everything(database: Any, *, secret: bool) -> list[tuple[str, int, str]]:
    world = made(database, secret=secret)
    found = [*of_the_pages(world, world.kari, Role.NURSE), *of_searches(world, world.kari)]
    found += of_the_pages(world, world.patient, Role.PATIENT)
    with knocking(database.ingest_url) as door:
        found += of_fhir(world, door)
    found += in_the_log(world)
    return [(asked, status, plain(text)) for asked, status, text in found]


def differences(one: list[tuple[str, int, str]], other: list[tuple[str, int, str]]) -> list[str]:
    found = []
    for (asked, status, text), (_asked, status_there, text_there) in zip(one, other, strict=True):
        if (status, text) != (status_there, text_there):
            lines = set(text.splitlines()) ^ set(text_there.splitlines())
            found.append(f"{asked}: {status} {status_there} {sorted(lines)[:6]}")
    return found


def empty(database: Any) -> None:
    with emptied.connected(database.superuser_url) as connection:
        emptied.delete_all_rows(connection)


@pytest.mark.usefixtures("cheap_passwords")
def test_who_is_hidden_leaves_no_trace_in_any_answer(database: Any):
    without = everything(database, secret=False)
    empty(database)
    csp._quota = csp.Quota(csp.WRITTEN, csp.SPAN)  # of the process, and no world's
    beside = everything(database, secret=True)

    assert len(without) > 300
    # Of the log it is how many entries there are, and no status.
    broken = [asked for asked, status, _ in without if status >= 500 and asked[:4] != "log "]
    assert broken == []
    found = differences(without, beside)
    assert not found, "\n".join(found)
    assert not any(SECRET in text for asked, _, text in beside if not asked.startswith("sok"))


def test_who_is_not_hidden_does(database: Any):
    """The same comparison sees a person who has blocked nobody: else it would prove nothing."""
    from heime.records.access.models import Block

    without = made(database, secret=False)
    before = [(a, s, plain(t)) for a, s, t in of_searches(without, without.kari)]
    empty(database)
    beside = made(database, secret=True)
    Block.objects.using(DB).all().delete()
    after = [(a, s, plain(t)) for a, s, t in of_searches(beside, beside.kari)]

    assert differences(before, after)
    assert any("Brit" in text for _, _, text in after)
