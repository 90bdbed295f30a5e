"""Green answers, as rows: a form that somebody answered within the limits of their plan."""

from datetime import date, datetime, timedelta

import uuid_utils.compat as uuid7

from heime.core.topics import ASKED
from heime.core.zone import State, Zone
from heime.records.measurements.models import Judgement, Response
from heime.records.people.models import Enrolment
from tests import people
from tests.people import DB, Cast


def somebody(cast: Cast, now: datetime, given: str = "Marit") -> Enrolment:
    return people.person(
        given, "Lien", date(1950, 5, 1), people.SKJAK, ["copd"], followed_by=cast.north, now=now
    )


def answer(
    cast: Cast, who: Enrolment, at: datetime, zone: Zone = Zone.GREEN, state: State = State.FINAL
) -> Response:
    made = Response.objects.using(DB).create(
        id=uuid7.uuid7(), municipality_id=who.municipality_id, enrolment=who, by="patient",
        questionnaire=ASKED["copd_daily"], version="1.0", answered_at=at, received_at=at,
        items={"k1": 0}, source=cast.source,
    )  # fmt: skip
    judged(made, zone, state, at=at + timedelta(seconds=1))
    return made


def judged(made: Response, zone: Zone, state: State, *, at: datetime) -> None:
    Judgement.objects.using(DB).create(
        municipality_id=made.municipality_id, enrolment_id=made.enrolment_id,
        kind=made.questionnaire, measurement_id=made.id, measured_at=made.answered_at,
        judged_at=at, session_at=made.answered_at, zone=zone, state=state,
    )  # fmt: skip
