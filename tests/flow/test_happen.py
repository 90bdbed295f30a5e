"""What happened to a person starts baselines anew and asks for a signature: RS-1 7.4 and 8, 9."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from heime.core import happenings
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.happenings import Sort, ToldBy
from heime.core.kinds import Kind
from heime.core.worklist import Sort as Row
from heime.core.zone import Zone
from heime.flow import happen, sign_again, write_what_matters
from heime.flow.happen import Told
from heime.records.audit.models import Entry
from heime.records.happenings.models import Happening
from heime.records.measurements.models import Judgement
from heime.records.people.hours import closed_days
from heime.records.people.models import Patient
from tests import people
from tests.flow.at_work import At
from tests.flow.entering import verified
from tests.flow.letting_in import did
from tests.flow.sending import of_astrid, reading, send
from tests.people import DB

NOW = datetime.now(UTC)
RELATIVE = {
    "limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD"}],
    "rules": ["D-1"],
}


@pytest.fixture
def cast(database):
    made = people.everybody(NOW)
    people.plan(
        made.astrid, RELATIVE, approved_by=made.nils, number=2, now=NOW,
        valid_from=NOW - timedelta(days=79),
    )  # fmt: skip
    return made


def told(sort: Sort = Sort.STAY, *, days_ago: float = 1, **but) -> Told:
    said = {"text": "Lungeavdelingen", "told_by": ToldBy.HOSPITAL} | but
    return Told(sort, NOW - timedelta(days=days_ago), **said)


def a_fortnight(database, token, person, value: str = "97") -> None:
    """Enough sessions for a baseline, all at the same value."""
    for day in range(9, 1, -1):
        minutes = day * 24 * 60
        send(
            database.ingest_url,
            reading(token, person.id, value, minutes_ago=minutes, key=f"d{day}"),
        )


def judged_now(database, token, person, value: str) -> Judgement:
    send(database.ingest_url, reading(token, person.id, value, minutes_ago=1, key="now"))
    return Judgement.objects.using(DB).latest("judged_at")


def test_far_below_the_usual_is_noticed_until_something_happens(cast, database):
    """93 is green by the plan's own lines, and four below what is usual for her."""
    token = of_astrid(cast, database.superuser_url)
    a_fortnight(database, token, cast.astrid)

    last = judged_now(database, token, cast.astrid, "93")

    assert (last.zone, "D-1" in last.rules) == (Zone.YELLOW, True)


@pytest.mark.parametrize(
    ("what", "resets"),
    [
        (told(), True),
        (told(days_ago=12, ends_at=NOW - timedelta(days=1)), True),
        (told(Sort.OXYGEN, text="2 l/min"), True),
        (told(Sort.DEVICE, kind=Kind.OXYGEN_SATURATION), True),
        (told(Sort.DEVICE, kind=Kind.BODY_WEIGHT), False),
        (told(Sort.MEDICINE, text="Begynt med vanndrivende"), False),
        (told(Sort.DIAGNOSIS, text="Hjertesvikt"), False),
        (told(days_ago=60, ends_at=NOW - timedelta(days=50)), False),
    ],
)
def test_the_server_and_the_replay_agree_on_what_starts_a_baseline_anew(
    cast, database, what, resets
):
    token = of_astrid(cast, database.superuser_url)
    a_fortnight(database, token, cast.astrid)
    did(cast.ingrid, happen.tell, cast.astrid.id, what, now=NOW)

    last = judged_now(database, token, cast.astrid, "93")

    assert last.zone == (Zone.GREEN if resets else Zone.YELLOW)
    assert verified(database.worker_url, cast.astrid).differences == []


def test_what_is_struck_out_starts_nothing_anew(cast, database):
    token = of_astrid(cast, database.superuser_url)
    a_fortnight(database, token, cast.astrid)
    stay = did(cast.ingrid, happen.tell, cast.astrid.id, told(), now=NOW)
    did(cast.tor, happen.strike, stay.id, "Det var naboen", now=NOW + timedelta(seconds=1))

    last = judged_now(database, token, cast.astrid, "93")

    assert "D-1" in last.rules
    kept = Happening.objects.using(DB).get()
    assert (kept.struck_by_id, kept.struck_why) == (cast.tor.id, "Det var naboen")


def waiting(cast, who=None, at=NOW):
    return At(who or cast.ingrid).do(sign_again.waiting, now=at)


@pytest.mark.parametrize("sort", list(Sort))
def test_each_of_them_asks_a_doctor_to_sign_again(cast, database, sort):
    kind = Kind.OXYGEN_SATURATION if sort is Sort.DEVICE else None
    made = did(cast.ingrid, happen.tell, cast.astrid.id, told(sort, kind=kind), now=NOW)

    (row,) = waiting(cast)
    assert (row.sort, row.id, row.about) == (Row.PLAN_TO_SIGN_AGAIN, made.id, sort)
    assert row.enrolment == cast.astrid.id
    assert not waiting(cast, cast.kari), "it is another team's"


def test_it_is_off_the_list_when_a_doctor_has_signed(cast, database):
    did(cast.ingrid, happen.tell, cast.astrid.id, told(), now=NOW)
    people.plan(
        cast.astrid, RELATIVE, approved_by=cast.nils, number=3, now=NOW,
        valid_from=NOW + timedelta(minutes=1),
    )  # fmt: skip

    assert waiting(cast) == []


def test_three_working_days_step_over_holidays():
    """Told on the Wednesday before Easter 2027: Thursday, Friday and Monday are holidays."""
    easter = datetime(2027, 3, 24, 12, tzinfo=UTC)
    team = happenings.Hours(
        datetime.min.time().replace(hour=8), datetime.min.time().replace(hour=15, minute=30),
        closed_days(easter.date()),
    )  # fmt: skip

    due = happenings.sign_by(easter, team)

    assert due.date().isoformat() == "2027-04-01"
    assert (due.hour, due.minute) == (15, 30)


def test_a_stay_begins_without_an_end_and_ends_once(cast, database):
    stay = did(cast.ingrid, happen.tell, cast.astrid.id, told(days_ago=3), now=NOW)
    did(cast.tor, happen.end_stay, stay.id, NOW - timedelta(hours=2), now=NOW)

    with pytest.raises(NotAllowedNow):
        did(cast.tor, happen.end_stay, stay.id, NOW, now=NOW)
    acts = Entry.objects.using(DB).filter(action__startswith="happening").order_by("id")
    assert [one.action for one in acts] == ["happening.told", "happening.ended"]


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        (told(days_ago=-3), NotAllowedNow),
        (told(days_ago=400), NotAllowedNow),
        (told(ends_at=NOW - timedelta(days=2)), NotAllowedNow),
        (told(text="  "), MissingText),
        (told(Sort.DEVICE), MissingText),
    ],
)
def test_what_cannot_be_is_refused(cast, database, what, refusal):
    with pytest.raises(refusal):
        did(cast.ingrid, happen.tell, cast.astrid.id, what, now=NOW)


def test_another_team_tells_nothing_and_ends_nothing(cast, database):
    stay = did(cast.ingrid, happen.tell, cast.astrid.id, told(), now=NOW)

    with pytest.raises(NotFound):
        did(cast.kari, happen.tell, cast.astrid.id, told(), now=NOW)
    with pytest.raises(NotFound):
        did(cast.kari, happen.strike, stay.id, "Nei", now=NOW)


def test_what_matters_is_written_by_the_team_and_logged(cast, database):
    did(cast.ingrid, write_what_matters.write, cast.astrid.id, " Å se barnebarna. ", now=NOW)

    patient = Patient.objects.using(DB).get(id=cast.astrid.patient_id)
    assert patient.matters == "Å se barnebarna."
    assert Entry.objects.using(DB).get(action="matters.written").account_id == cast.ingrid.id
    with pytest.raises(NotFound):
        did(cast.kari, write_what_matters.write, cast.astrid.id, "Nei", now=NOW)
    with pytest.raises(MissingText):
        did(cast.ingrid, write_what_matters.write, cast.astrid.id, "x" * 601, now=NOW)
