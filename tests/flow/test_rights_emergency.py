"""Breaking the glass: one person, a reason, hours, told at once, looked at afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heime.core.errors import MissingText, NotAllowedNow, NotFound, NotYours
from heime.core.national_id import BadNationalId
from heime.core.rights import EMERGENCIES_A_DAY, BadRight, Ground
from heime.core.roles import Scope
from heime.flow import break_glass, review
from heime.flow.break_glass import ProveFirst, ReachedAlready, TooMany
from heime.records.access.models import Right
from heime.records.audit.models import Entry
from heime.records.exchange.models import Notice
from heime.records.people.identity import lookup
from heime.records.people.models import Patient
from tests import people
from tests.flow import letting_in
from tests.flow.letting_in import NUMBER, did, now, reached, sure
from tests.people import DB


@pytest.fixture
def around(database):
    found = letting_in.everybody()
    Patient.objects.using(DB).filter(id=found.cast.astrid.patient_id).update(
        national_id_lookup=lookup(NUMBER)
    )
    return found


def break_in(who, **more):
    terms = {"code": "acute", "reason": "Funnet bevisstløs hjemme."} | more
    number = terms.pop("number", NUMBER)
    return did(who, break_glass.open_in_emergency, number, **terms)


def test_legevakt_opens_one_person_for_hours(around) -> None:
    lars = sure(around.lars)
    assert not reached(lars, around.cast.astrid)

    made = break_in(lars)

    assert reached(lars, around.cast.astrid, Scope.VALUES)
    assert not reached(lars, around.cast.astrid, Scope.WORK)
    assert not reached(lars, around.cast.gudbrand, Scope.CONTACT)
    assert made.ends_at - made.starts_at == timedelta(hours=8)
    assert made.review_at - made.starts_at == timedelta(days=5)


def test_the_team_is_told_at_once_and_told_to_tell_astrid(around) -> None:
    made = break_in(sure(around.lars))

    told = Notice.objects.using(DB).filter(about=made.id)
    assert {(row.team_id, row.what) for row in told} == {
        (around.cast.north.id, "emergency-opened"),
        (around.cast.north.id, "emergency-tell-patient"),
    }
    waits = did(around.nina, review.waiting_for)
    assert [right.id for right in waits.emergencies] == [made.id]
    assert did(around.cast.ingrid, review.emergencies_told) == 1
    assert did(around.cast.kari, review.emergencies_told) == 0


def test_the_log_says_who_when_and_that_it_was_an_emergency(around) -> None:
    break_in(sure(around.lars))

    entry = Entry.objects.using(DB).get(action="emergency.opened")
    assert (entry.account_id, entry.enrolment_id) == (around.lars.id, around.cast.astrid.id)
    assert (entry.ground, entry.detail) == ("emergency", "acute")
    assert NUMBER not in str(vars(entry))


def test_it_needs_a_fresh_proof(around) -> None:
    with pytest.raises(ProveFirst):
        break_in(around.lars)
    assert not Right.objects.using(DB).filter(ground=Ground.EMERGENCY).exists()


@pytest.mark.parametrize(
    ("lacks", "refusal"),
    [
        ({"reason": "  "}, MissingText),
        ({"code": "curious"}, BadRight),
        ({"number": "14834550085"}, BadNationalId),
        ({"number": "hans"}, BadNationalId),
    ],
)
def test_it_needs_a_reason_and_a_whole_number(around, lacks, refusal) -> None:
    with pytest.raises(refusal):
        break_in(sure(around.lars), **lacks)


def test_neither_kin_nor_the_gp_office_break_the_glass(around) -> None:
    for who in (around.marit, around.astrid, around.gry):
        with pytest.raises(NotYours):
            break_in(sure(who))


def test_somebody_without_a_profession_does_not_break_the_glass(around) -> None:
    berit = people.account("berit", "Berit Ås", "", member_of=None, now=now())
    people.post(berit, "legevakt", organisation=around.legevakt, now=now())

    with pytest.raises(NotYours):
        break_in(sure(berit))


def test_a_number_that_nobody_here_has_opens_nothing_and_is_logged(around) -> None:
    Patient.objects.using(DB).update(national_id_lookup=None)

    with pytest.raises(NotFound):
        break_in(sure(around.lars))


def test_a_legevakt_of_elsewhere_does_not_find_her(around) -> None:
    far = people.organisation("Legevakta langt borte", "legevakt", people.VANG)
    ola = people.account("ola", "Ola Ruud", "LE", member_of=None, now=now())
    people.post(ola, "legevakt", organisation=far, now=now())

    with pytest.raises(NotFound):
        break_in(sure(ola))


def test_whoever_reaches_her_needs_no_emergency(around) -> None:
    with pytest.raises(ReachedAlready):
        break_in(sure(around.cast.ingrid))


def test_so_many_a_day_and_no_more(around) -> None:
    lars = sure(around.lars)
    for _ in range(EMERGENCIES_A_DAY):
        people.right(
            around.cast.astrid, Ground.EMERGENCY, account=around.lars, given_by=around.lars,
            now=now() - timedelta(hours=9), lasts=timedelta(hours=1), reason="Akutt.",
        )  # fmt: skip

    with pytest.raises(TooMany):
        break_in(lars)


def test_an_emergency_beats_a_block(around) -> None:
    people.block(around.cast.astrid, made_by=around.astrid, now=now(), account=around.cast.ingrid)
    ingrid = sure(around.cast.ingrid)
    assert not reached(ingrid, around.cast.astrid)

    break_in(ingrid)

    assert reached(ingrid, around.cast.astrid)


def test_it_is_over_after_its_hours(around) -> None:
    people.right(
        around.cast.astrid, Ground.EMERGENCY, account=around.lars, given_by=around.lars,
        now=now() - timedelta(hours=8), lasts=timedelta(hours=8, seconds=-1), reason="Akutt.",
    )  # fmt: skip

    assert not reached(around.lars, around.cast.astrid)


# --- Afterwards ---------------------------------------------------------------------------------


def test_the_lead_of_her_team_says_what_came_of_it(around) -> None:
    made = break_in(sure(around.lars))

    did(around.nina, review.review, made.id, finding="needed", text="Riktig: ambulanse rekvirert.")

    row = letting_in.fresh(made)
    assert row.reviewed_by_id == around.nina.id
    assert row.finding.startswith("needed: ")
    assert did(around.nina, review.waiting_for).emergencies == []
    assert letting_in.acts()[-1] == "right.reviewed"


def test_a_nurse_does_not_and_neither_does_who_opened_it(around) -> None:
    people.block(around.cast.astrid, made_by=around.astrid, now=now(), account=around.nina)
    nina = sure(around.nina)
    made = break_in(nina)

    for who in (around.cast.ingrid, nina):
        with pytest.raises(NotYours):
            did(who, review.review, made.id, finding="needed", text="Alt i orden.")
    with pytest.raises(NotFound):
        did(around.cast.kari, review.review, made.id, finding="needed", text="Alt i orden.")


def test_it_is_looked_at_once_and_in_words(around) -> None:
    made = break_in(sure(around.lars))
    with pytest.raises(MissingText):
        did(around.nina, review.review, made.id, finding="needed", text=" ")
    did(around.nina, review.review, made.id, finding="follow-up", text="Tas opp med Lars.")

    with pytest.raises(NotAllowedNow):
        did(around.nina, review.review, made.id, finding="needed", text="Nei, likevel ikke.")
