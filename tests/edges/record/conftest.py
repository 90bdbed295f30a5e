"""Astrid with something of everything, those who stand around her, and what must not get out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # Django is not set up yet when pytest reads this file
    from tests.flow.letting_in import Around
    from tests.people import Cast

OTHERS = {
    "phone of her daughter": "00 00 21 07",
    "what her daughter said of herself": "utslitt",
    "protected address": "Hemmeligveien",
    "somebody else": "Rudi",
    "an identity number": "14834550084",
}
"""What is in the database and not Astrid's to have, by what it is."""


@pytest.fixture
def around(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Around:
    from heime.core.kinds import Kind
    from heime.core.topics import ASKED
    from heime.core.zone import Zone
    from heime.records.measurements.models import Response
    from heime.records.people.changes import CarerResponse, ProtectedAddress
    from heime.records.people.models import Patient
    from heime.records.worklist.models import Case
    from tests import people
    from tests.flow import letting_in
    from tests.people import DB

    monkeypatch.setattr(people, "everybody", lambda at: cast)
    around = letting_in.everybody()
    place = {"municipality_id": cast.astrid.municipality_id, "enrolment_id": cast.astrid.id}
    Patient.objects.using(DB).filter(id=cast.astrid.patient_id).update(
        protection="strict", address="", phone="", national_id=b"14834550084"
    )
    ProtectedAddress.objects.using(DB).create(
        **place, sealed=b"Hemmeligveien 4", written_by=cast.ingrid, written_at=now
    )
    CarerResponse.objects.using(DB).create(
        **place, account=around.marit, questionnaire="carer", version="1",
        items={"k": "utslitt"}, answered_at=now,
    )  # fmt: skip
    case = people.red_case(cast, now - timedelta(hours=3))
    Case.objects.using(DB).filter(id=case.id).update(
        state="closed", closed_at=now, closed_by=cast.ingrid, outcome="advice",
        note="Ringte henne.",
    )  # fmt: skip
    weight = people.measured(
        cast.astrid, Kind.BODY_WEIGHT, "72.40", now - timedelta(days=2), source=cast.source
    )
    people.judged(weight, Zone.GREEN, "G-2")
    people.measured(
        cast.astrid, Kind.BLOOD_PRESSURE, "182", now - timedelta(days=1), source=cast.source,
        second="95",
    )  # fmt: skip
    Response.objects.using(DB).create(
        **place, id=people.uuid7.uuid7(), questionnaire=ASKED["copd_daily"], version="1.0",
        answered_at=now, received_at=now, by="patient", items={"k1": 1}, source=cast.source,
    )  # fmt: skip
    letting_in.consent(around)
    people.block(cast.astrid, account=around.gry, made_by=around.astrid, now=now, reason="Nabo")
    return around
