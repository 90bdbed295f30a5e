"""A reading that staff have said does not count is given out as entered in error."""

from datetime import UTC, datetime, timedelta

from heime.core.kinds import Kind

SEARCH = "/fhir/Observation"


def a_reading(cast, at):
    from tests import people

    return people.measured(cast.astrid, Kind.HEART_RATE, "61", at, source=cast.source)


def withdrawn(cast, reading, at):
    from heime.records.happenings.models import Invalidation

    return Invalidation.objects.using("arrange").create(
        municipality_id=reading.municipality_id, enrolment_id=reading.enrolment_id,
        measurement_id=reading.id, kind=reading.kind, measured_at=reading.measured_at,
        reason="other-person", still_done=False, made_by=cast.ingrid, made_at=at,
    )  # fmt: skip


def test_it_comes_without_its_value_and_with_the_moment_of_the_withdrawal(door, cast, client):
    now = datetime.now(UTC).replace(microsecond=0)
    reading = a_reading(cast, now - timedelta(hours=2))
    other = a_reading(cast, now - timedelta(hours=1))
    before = door.get(f"{SEARCH}/{reading.id}", client)
    withdrawn(cast, reading, now)
    after = door.get(f"{SEARCH}/{reading.id}", client)
    found = door.get(f"{SEARCH}?patient={cast.astrid.id}", client).json()["entry"]

    assert before.json()["status"] == "final"
    assert before.json()["valueQuantity"]["value"] == 61
    assert after.json()["status"] == "entered-in-error"
    assert "valueQuantity" not in after.json()
    assert after.json()["dataAbsentReason"]
    assert after.json()["meta"]["lastUpdated"] == f"{now:%Y-%m-%dT%H:%M:%SZ}"
    assert (before.headers["etag"], after.headers["etag"]) == ('W/"1"', 'W/"2"')
    assert [(one["resource"]["id"], one["resource"]["status"]) for one in found] == [
        (str(other.id), "final"), (str(reading.id), "entered-in-error"),
    ]  # fmt: skip
