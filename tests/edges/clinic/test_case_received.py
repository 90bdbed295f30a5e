"""What really came in, judged by the flow itself, is what the clinic shows: no row is arranged."""

import asyncio
from datetime import datetime, time, timedelta

import pytest
from psycopg import AsyncConnection

from heime.core.hours import HOME
from heime.core.topics import TOGETHER
from heime.flow.receive import receive
from heime.records.worklist.models import Case
from tests import people
from tests.edges.clinic.test_case_about import answers, page, section
from tests.flow.answering import answer, form
from tests.flow.sending import of_astrid, reading

PLAN = {
    "limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD", "considered": True}],
    "rules": ["S-R1", "S-Y1", "C1", "P-0", "P-1", "P-2", "P-6", "P-7"],
    "person": {"baselines": {"phq9": 8}},
}


@pytest.fixture
def token(cast, database, now) -> str:
    people.plan(
        cast.astrid, PLAN, approved_by=cast.nils, now=now, number=2,
        valid_from=now - timedelta(days=20),
    )  # fmt: skip
    return of_astrid(cast, database.superuser_url)


def the_case() -> Case:
    return Case.objects.using(people.DB).get()


def test_a_form_from_the_door_to_the_page(cast, database, token, signed_in) -> None:
    items: dict[str, int | None] = dict.fromkeys("12345678", 2) | {"9": 2}
    answer(database.ingest_url, form(token, cast.astrid.id, "phq9", items, safe_now="no"))

    html = page(signed_in(cast.ingrid), the_case())

    assert "the answer is “no”, and that is red." in html
    assert "The answer to question 9 of PHQ-9 is 2, on a scale" in html
    assert "The total of PHQ-9 has risen by 10 from 8 to 18" in html
    assert "18 of 27" in section(html, "form-title")
    first = section(html, "form-title").split('<dl class="answers">')[0]
    assert answers(first) == [("No", "Red"), ("More than half the days", "Red")]


def test_two_findings_of_one_day_from_the_door_to_the_page(
    cast, database, token, signed_in, now
) -> None:
    noon = datetime.combine(now.astimezone(HOME).date() - timedelta(days=1), time(12), HOME)
    breath = form(token, cast.astrid.id, "copd_daily", {"k1": 2, "k9": 0}, at=noon)
    answer(database.ingest_url, breath, simulated_at=noon)
    low = [
        reading(token, cast.astrid.id, "90", measured_at=noon + timedelta(minutes=minutes))
        for minutes in (10, 16)
    ]

    async def measured() -> None:
        async with await AsyncConnection.connect(database.ingest_url, autocommit=True) as conn:
            await receive(conn, low, simulated=True)

    asyncio.run(measured())
    case = the_case()
    html = page(signed_in(cast.ingrid, "nn"), case)
    together = section(html, "together-title")

    assert case.kind == TOGETHER
    assert "Oksygenmetting er gul eller raud same dag som pusten er mykje tyngre" in html
    assert "90 %" in together
    assert "Daglege spørsmål om kols" in together
