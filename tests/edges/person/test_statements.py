"""How many statements the pages ask that a nurse opens all day; more is noticed here.

Each costs some two milliseconds, here and in the database (docs/performance.md). A ceiling that is
met is no disaster: say in the commit what the page got for it, and raise it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heime.core.kinds import Kind
from heime.core.zone import Zone
from heime.records.worklist.models import Case
from tests import people
from tests.people import LOM

PERSON, CASE = 26, 42


@pytest.fixture
def asked(signed_in, cast):
    """How many statements it takes Ingrid to open an address, once everything is warm."""
    ingrid = signed_in(cast.ingrid)

    def count(path: str) -> int:
        assert ingrid.get(path).status_code == 200
        with CaptureQueriesContext(connection) as statements:
            ingrid.get(path)
        return len(statements)

    return count


def lived(cast, now, days: int) -> None:
    """Days of readings of three kinds, with a case that was closed every other day."""
    kinds = ((Kind.OXYGEN_SATURATION, "95"), (Kind.HEART_RATE, "70"), (Kind.BODY_WEIGHT, "80"))
    for day in range(1, days + 1):
        at = now - timedelta(days=day)
        for kind, value in kinds:
            made = people.measured(cast.astrid, kind, value, at, source=cast.source)
            people.judged(made, Zone.GREEN, by_plan=cast.plan)
        if day % 2:
            worse = people.measured(
                cast.astrid, Kind.HEART_RATE, "130", at - timedelta(hours=1), source=cast.source
            )
            said = people.judged(worse, Zone.YELLOW, "G-2", by_plan=cast.plan)
            Case.objects.using(people.DB).create(
                municipality_id=LOM, enrolment=cast.astrid, state="closed", zone=said.zone,
                priority=said.priority, kind=said.kind, measured_at=said.measured_at,
                measurement_id=said.measurement_id, judged_at=said.judged_at, opened_at=at,
                changed_at=at, due_at=at, closed_at=at, closed_by=cast.tor,
                outcome="advice", note="Ringt.",
            )  # fmt: skip


def test_a_persons_page_asks_little_and_no_more_with_a_long_history(asked, cast, now):
    case = people.red_case(cast, now)
    person = f"/person/{cast.astrid.id}/"
    lived(cast, now, 2)
    of_person, of_case = asked(person), asked(f"/sak/{case.id}/")

    assert of_person <= PERSON, "a person's page asks more than it did"
    assert of_case <= CASE, "the case page asks more than it did"

    lived(cast, now - timedelta(days=2), 60)
    assert asked(person) == of_person, "the page asks more of a longer history"
    assert asked(f"/sak/{case.id}/") == of_case
