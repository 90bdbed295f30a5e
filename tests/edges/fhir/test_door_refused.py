"""What POST /fhir/Observation refuses through the real door: its answer, and nothing kept."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.edges.fhir.examples import coded, mmhg, pressure, quantity
from tests.edges.fhir.knocking import refusal

OBSERVATION = "/fhir/Observation"


def at(moment: datetime) -> dict[str, str]:
    return {"effectiveDateTime": moment.isoformat()}


NOW = datetime.now(UTC)
REFUSED = {
    "not JSON": (b"{", (400, "not-json", "")),
    "not an object": (b"[]", (400, "wrong-type", "Observation")),
    "nothing": (b"", (400, "not-json", "")),
    "another resource": (
        {"resourceType": "Patient"}, (400, "wrong-resource", "Observation.resourceType"),
    ),
    "a number in quotes": (
        {"valueQuantity": quantity("61", "/min")},
        (400, "wrong-type", "Observation.valueQuantity.value"),
    ),
    "an object for a text": ({"status": {}}, (400, "wrong-type", "Observation.status")),
    "no code": ({"code": None}, (400, "wrong-type", "Observation")),
    "a code nobody follows up": (
        {"code": coded(("http://loinc.org", "718-7"))}, (422, "unknown-code", "Observation.code"),
    ),
    "a unit of another kind": (
        {"valueQuantity": quantity(61, "kg")},
        (422, "unknown-unit", "Observation.valueQuantity.code"),
    ),
    "a date without a time": (
        {"effectiveDateTime": "2026-11-21"}, (422, "no-time", "Observation.effectiveDateTime"),
    ),
    "more decimals than we keep": (
        {"valueQuantity": quantity(61.12345, "/min")},
        (422, "too-precise", "Observation.valueQuantity.value"),
    ),
    "no patient": ({"subject": None}, (422, "no-subject", "Observation.subject")),
    "an hour ahead of our clock": (
        at(NOW + timedelta(hours=1)), (422, "in-the-future", "Observation.effectiveDateTime"),
    ),
    "withdrawn": ({"status": "entered-in-error"}, (422, "status", "Observation.status")),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_it_is_refused_for(door, cast, gateway, behind, why):
    change, expected = REFUSED[why]
    body = change
    if isinstance(change, dict) and "resourceType" not in change:
        whole = door.pulse(cast.astrid.id) | change
        body = {name: value for name, value in whole.items() if value is not None}

    with behind.nothing_kept():
        answer = door.post(OBSERVATION, body, gateway)

    assert refusal(answer) == expected


def test_just_ahead_of_our_clock_is_taken_in(door, cast, gateway):
    """Meters' clocks wander: five minutes are forgiven."""
    ahead = door.pulse(cast.astrid.id, minutes_ago=-4)
    too_far = door.pulse(cast.astrid.id, minutes_ago=-6)

    assert door.post(OBSERVATION, ahead, gateway).status_code == 201
    assert door.post(OBSERVATION, too_far, gateway).status_code == 422


def test_half_a_pressure_is_422_with_its_path(door, cast, gateway, behind):
    body = door.pulse(cast.astrid.id)
    whole = pressure(mmhg(128), mmhg(79))
    body |= {"code": whole["code"], "component": whole["component"][:1]}
    del body["valueQuantity"]
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, body, gateway)
    assert answer.status_code == 422
    assert refusal(answer)[2].startswith("Observation.component")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content_Type": "application/fhir+xml"}, 415),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Encoding": "gzip"}, 415),
        ({"Content_Type": "application/json; charset=utf-8"}, 201),
    ],
)
def test_the_media_type(door, cast, gateway, headers, status):
    answer = door.post(OBSERVATION, door.pulse(cast.astrid.id), gateway, **headers)
    assert answer.status_code == status


@pytest.mark.parametrize("what", ["body", "depth", "claimed length"])
def test_too_much_is_413(door, cast, gateway, behind, what):
    body = door.pulse(cast.astrid.id)
    more: dict[str, str] = {}
    if what == "body":
        body["note"] = [{"text": "x" * 5_300_000}]
    elif what == "depth":
        inner: object = 1
        for _ in range(70):
            inner = [inner]
        body["extension"] = inner
    else:
        more = {"Content_Length": "999999999"}
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, body, gateway, **more)
    assert answer.status_code == 413
    assert answer.json()["issue"][0]["code"] == "too-costly"


# --- Refused for who asks ----------------------------------------------------------------------


def test_no_token_and_an_unknown_one_are_401(door, cast, behind):
    with behind.nothing_kept():
        for token in (None, "unknown-token-of-nobody", "short", "two,tokens-with-a-comma"):
            answer = door.post(OBSERVATION, door.pulse(cast.astrid.id), token)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
    assert behind.log() == [("denied", "unknown-sender")], "one of them came as far as the database"


@pytest.mark.parametrize("change", ["revoked_at = now()", "expires_at = now()"])
def test_a_token_that_dies_between_two_requests(door, cast, gateway, behind, change):
    assert door.post(OBSERVATION, door.pulse(cast.astrid.id), gateway).status_code == 201
    behind.run(f"UPDATE bearer SET {change}")
    before = behind.log()
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, door.pulse(cast.astrid.id, 62), gateway)
    assert refusal(answer)[:2] == (401, "unknown-sender")
    assert behind.new_in_log(before) == [("denied", "unknown-sender")]


def test_a_binding_that_ended_is_404(door, cast, gateway, behind):
    behind.run("UPDATE binding SET ends_at = now()")
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, door.pulse(cast.astrid.id), gateway)
    assert refusal(answer)[:2] == (404, "unknown-person")


def test_unseen_and_never_existed_get_one_answer(door, cast, gateway, client, behind):
    with behind.nothing_kept():
        for token in (gateway, client):
            answers = {
                (answer.status_code, answer.content)
                for who in (cast.gudbrand.id, uuid4())
                for answer in [door.post(OBSERVATION, door.pulse(who), token)]
            }
            assert len(answers) == 1
            assert answers.pop()[0] == 404
    assert set(behind.log()) == {("denied", "unknown-person")}
    assert len(behind.log()) == 4
