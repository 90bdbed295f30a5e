"""Reading through the door: one by id, searches page by page, and who may not."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from heime.core.kinds import Kind
from tests.edges.fhir.examples import quantity

SEARCH = "/fhir/Observation"


@pytest.fixture
def many(cast, behind) -> list[UUID]:
    """Twenty-three pulses of Astrid's, four at one moment, and one of Gudbrand's; oldest first."""
    from tests import people

    now = datetime.now(UTC).replace(microsecond=0)
    made = []
    for n in range(23):
        moment = now - timedelta(hours=23 - (10 if 10 <= n < 14 else n))
        made.append(
            people.measured(cast.astrid, Kind.HEART_RATE, str(60 + n), moment, source=cast.source)
        )
    people.measured(cast.gudbrand, Kind.HEART_RATE, "99", now, source=cast.source)
    return [row.id for row in sorted(made, key=lambda row: (row.measured_at, row.id))]


def found(answer) -> list[UUID]:
    entries = answer.json().get("entry", [])
    return [
        UUID(e["resource"]["id"]) for e in entries if e["resource"]["resourceType"] == "Observation"
    ]


def walked(door, address: str, token: str) -> list[list[UUID]]:
    """Every page, by the links that the answers give."""
    pages = []
    while address:
        answer = door.get(address, token)
        assert answer.status_code == 200, answer.text
        pages.append(found(answer))
        links = {link["relation"]: link["url"] for link in answer.json()["link"]}
        address = links.get("next", "").removeprefix("http://testserver")
        assert len(pages) < 100
    return pages


@pytest.mark.parametrize("count", [1, 2, 5, 11, 23, 24])
@pytest.mark.parametrize("order", ["date", "-date"])
def test_all_pages_hold_every_reading_once_in_order(door, cast, client, many, count, order):
    pages = walked(door, f"{SEARCH}?patient={cast.astrid.id}&_sort={order}&_count={count}", client)

    assert [id_ for page in pages for id_ in page] == (many if order == "date" else many[::-1])
    assert all(len(page) == count for page in pages[:-1])
    assert pages[-1], "the last page is not an empty one"


def test_a_reading_that_comes_while_somebody_pages_moves_nothing(door, cast, client, gateway, many):
    first = door.get(f"{SEARCH}?patient={cast.astrid.id}&_count=10", client)
    door.post(SEARCH, door.pulse(cast.astrid.id), gateway)
    links = {link["relation"]: link["url"] for link in first.json()["link"]}
    rest = walked(door, links["next"].removeprefix("http://testserver"), client)

    assert found(first) + [id_ for page in rest for id_ in page] == many[::-1]


def test_a_search_by_kind_and_time(door, cast, client, many, gateway):
    weight = door.pulse(cast.astrid.id) | {
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "valueQuantity": quantity(72.5, "kg"),
    }
    posted = door.post(SEARCH, weight, gateway).json()
    who = f"{SEARCH}?patient=Patient/{cast.astrid.id}"

    assert found(door.get(f"{who}&code=29463-7", client)) == [UUID(posted["id"])]
    assert found(door.get(f"{who}&code=http://loinc.org|8867-4", client)) == many[::-1]
    assert found(door.get(f"{who}&code=8867-4&date=ge2099-01-01", client)) == []
    assert found(door.get(f"{who}&code=718-7", client)) == []
    soon = (datetime.now(UTC) - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(found(door.get(f"{who}&code=8867-4&date=gt{soon}", client))) == 4


def test_what_was_posted_is_what_is_read(door, cast, client, gateway):
    posted = door.post(SEARCH, door.pulse(cast.astrid.id, 61.5), gateway)
    read = door.get(posted.headers["location"].removeprefix("http://testserver"), client)

    assert read.status_code == 200
    assert read.content == posted.content
    assert read.headers["etag"] == 'W/"1"'


def test_every_read_is_in_the_log_with_whom_it_was_about(door, cast, client, many, behind):
    door.get(f"{SEARCH}/{many[0]}", client)
    door.get(f"{SEARCH}?patient={cast.astrid.id}", client)
    door.get(f"{SEARCH}?_id={many[1]}", client)

    assert behind.rows(
        "SELECT action, enrolment_id, municipality_id FROM audit_entry ORDER BY id"
    ) == [
        (action, cast.astrid.id, cast.astrid.municipality_id)
        for action in ("measurement.read", "measurement.searched", "measurement.read")
    ]


def test_another_municipalitys_and_nobodys_get_one_answer(door, cast, client, many, behind):
    (theirs,) = behind.rows("SELECT id FROM measurement WHERE enrolment_id = %s", cast.gudbrand.id)
    for hidden, absent in (
        (f"{SEARCH}/{theirs[0]}", f"{SEARCH}/{uuid4()}"),
        (f"{SEARCH}?patient={cast.gudbrand.id}", f"{SEARCH}?patient={uuid4()}"),
        (f"{SEARCH}?_id={theirs[0]}", f"{SEARCH}?_id={uuid4()}"),
    ):
        answers = [door.get(address, client) for address in (hidden, absent)]
        assert [answer.status_code for answer in answers] == [404, 404], hidden
        assert answers[0].content == answers[1].content
    assert {action for action, _ in behind.log()} == {"denied"}
    assert len(behind.log()) == 6


def test_a_page_link_of_somebody_else_opens_nothing(door, cast, client, many, database):
    from tests.flow import sending

    own = door.get(f"{SEARCH}?patient={cast.astrid.id}&_count=5", client)
    links = {link["relation"]: link["url"] for link in own.json()["link"]}
    other = sending.client(database.superuser_url, cast.gudbrand.municipality_id)
    address = links["next"].removeprefix("http://testserver")

    assert door.get(address, other).status_code == 404
    assert door.get(address, None).status_code == 401


def test_a_gateway_reads_nothing_and_this_is_logged(door, cast, gateway, many, behind):
    for address in (
        f"{SEARCH}?patient={cast.astrid.id}", f"{SEARCH}/{many[0]}", f"{SEARCH}/{uuid4()}",
    ):  # fmt: skip
        answer = door.get(address, gateway)
        assert answer.status_code == 403
        assert "valueQuantity" not in answer.text
    assert behind.log() == [("denied", "read-by-gateway")] * 3


def test_reading_without_a_live_token(door, cast, client, many, behind):
    assert door.get(f"{SEARCH}/{many[0]}", None).status_code == 401
    assert door.get(f"{SEARCH}/{many[0]}", "unknown-token-of-nobody").status_code == 401
    behind.run("UPDATE bearer SET revoked_at = now()")
    for address in (f"{SEARCH}/{many[0]}", f"{SEARCH}?patient={cast.astrid.id}"):
        assert door.get(address, client).status_code == 401


def test_a_mandate_that_ended_shows_nothing_more(door, cast, client, many, behind):
    behind.run("UPDATE mandate SET ends_at = now()")
    for address in (f"{SEARCH}/{many[0]}", f"{SEARCH}?patient={cast.astrid.id}"):
        assert door.get(address, client).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?code=8867-4", 400),
        ("?patient={who}&_sort=value", 400),
        ("?patient={who}&_sort=date;DROP TABLE measurement", 400),
        ("?patient={who}&date=yesterday", 400),
        ("?patient={who}&_count=0", 400),
        ("?patient={who}&page=bm90IGEgcGFnZQ==", 400),
        ("?patient:identifier={who}", 400),
        ("?patient.identifier=04817197073", 400),
        ("?_has:Provenance:target:agent=x&patient={who}", 400),
        ("?patient={who}&_format=xml", 406),
        ("?patient={who}&_include=Observation:subject", 200),
        ("?patient=' OR 1=1 --", 404),
    ],
)
def test_searches_we_do_not_do(door, cast, client, many, query, status):
    answer = door.get(SEARCH + query.format(who=cast.astrid.id), client)
    assert answer.status_code == status
    assert "04817197073" not in answer.text


def test_the_capability_statement_is_for_everybody(door):
    answer = door.get("/fhir/metadata", None)

    assert answer.status_code == 200
    statement = answer.json()
    assert statement["resourceType"] == "CapabilityStatement"
    assert statement["fhirVersion"] == "4.0.1"
    (rest,) = statement["rest"]
    found = {one["type"]: {i["code"] for i in one["interaction"]} for one in rest["resource"]}
    assert found == {
        "Observation": {"create", "read", "search-type"},
        "QuestionnaireResponse": {"create", "read", "search-type"},
        "Questionnaire": {"read", "search-type"},
    }
    assert {i["code"] for i in rest["interaction"]} == {"batch", "transaction"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/fhir", 404), ("/fhir/Patient", 404), ("/fhir/Observation/1", 404),
        (f"/fhir/Observation/{UUID(int=7)}/_history", 404), ("/fhir/Observation/$lastn", 404),
        ("/fhir/metadata/x", 404),
    ],
)  # fmt: skip
def test_addresses_with_nothing_behind_them(door, client, path, status):
    assert door.get(path, client).status_code == status
