"""A reading that somebody has said does not count is never shown as one that does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from heime.core.kinds import Kind
from heime.core.zone import Priority, Zone
from heime.records.happenings.models import Invalidation
from tests import people
from tests.edges.clinic.test_case_page import data_of, page
from tests.people import DB


@pytest.fixture
def case(cast, now):
    """A red one; and a reading from yesterday that was somebody else's."""
    wrong = people.measured(
        cast.astrid, Kind.OXYGEN_SATURATION, "71", now - timedelta(days=1), source=cast.source
    )
    people.judged(wrong, Zone.RED, "G-2", "C-6", priority=Priority.HIGH)
    people.measured(
        cast.astrid, Kind.OXYGEN_SATURATION, "93", now - timedelta(days=2), source=cast.source
    )
    does_not_count(wrong, by=cast.ingrid, at=now)
    return people.red_case(cast, now)


def does_not_count(measurement, *, by, at) -> None:
    Invalidation.objects.using(DB).create(
        municipality_id=measurement.municipality_id, enrolment_id=measurement.enrolment_id,
        measurement_id=measurement.id, kind=measurement.kind, measured_at=measurement.measured_at,
        reason="other-person", still_done=False, made_by=by, made_at=at,
    )  # fmt: skip


def table_row(html: str, value: str) -> str:
    return next(row for row in html.split("<tr>") if value in row).split("</tr>")[0]


def test_a_case_draws_it_beside_the_line_and_strikes_it_out_in_the_table(
    cast, signed_in, now, case
) -> None:
    html = page(signed_in(cast.ingrid), case)
    drawn = data_of(html, "chart-1-first")
    row = table_row(html, "<del>71 %</del>")

    assert 71.0 not in drawn["value"]
    assert drawn["invalid"] == [[int((now - timedelta(days=1)).timestamp()), 71.0]]
    assert "Does not count" in row
    assert "It was somebody else&#x27;s" in row
    assert "Red" not in row


def test_what_the_case_rests_on_says_so_and_so_does_the_note(cast, signed_in, now, case) -> None:
    measurement = people.Measurement.objects.using(DB).get(id=case.measurement_id)
    does_not_count(measurement, by=cast.ingrid, at=now)

    client = signed_in(cast.ingrid)
    client.post(f"/sak/{case.id}/ta")
    html = page(client, case)
    why = html.split('id="why-title"')[1].split("</section>")[0]

    assert why.count("<del>86 %</del>") == 1
    assert why.count("<strong>86 %</strong>") == 1
    note = html.split('id="note"')[1].split("</textarea>")[0]
    measured = next(line for line in note.splitlines() if line.count("86 %") == 2)
    assert measured.endswith(")."), "the second of them has its remark"


@pytest.mark.parametrize("counts", [True, False])
def test_the_list_shows_the_newest_that_counts(cast, signed_in, now, case, counts) -> None:
    late = people.measured(
        cast.astrid, Kind.OXYGEN_SATURATION, "77", now - timedelta(minutes=1), source=cast.source
    )
    if not counts:
        does_not_count(late, by=cast.ingrid, at=now)

    shown = newest_of_row(signed_in(cast.ingrid), case)

    assert ("77 %" in shown) is counts
    assert ("86 %" in shown) is not counts


def newest_of_row(client: Client, case) -> str:
    html = client.get("/").content.decode().replace("\u00a0", " ")
    row = html.split(f'data-case="{case.id}"')[1].split("</li>")[0]
    return row.split('class="latest"')[1].split("</span>")[0]
