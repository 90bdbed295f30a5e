"""What else is told from home: marked wrong, started, not done, away, written, call me."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from heime.core.rights import Ground
from heime.records.access.models import SignIn
from heime.records.home.models import HomeCourse, HomeEntry, HomeMark
from heime.records.measurements.models import Judgement, Measurement
from heime.records.messages.models import Message, Thread
from heime.records.people.models import Contact, Enrolment
from heime.records.worklist.models import Case, CaseEvent, Task
from tests import people
from tests.edges.home import plans
from tests.edges.home.phone import entry, oxygen
from tests.people import DB


@pytest.fixture
def phone(bound, astrid, cast, now):
    people.plan(cast.astrid, plans.whole(), approved_by=cast.nils, now=now, number=2,
                valid_from=now - timedelta(days=1))  # fmt: skip
    return bound(astrid)


@pytest.fixture
def day(signed_in, astrid, cast):
    def read():
        return signed_in(astrid).get(f"/hjem/api/v1/people/{cast.astrid.id}/day").json()

    return read


def test_what_is_marked_wrong_stays_and_so_does_its_case(phone, day, signed_in, cast):
    red = oxygen("84")
    phone.told(oxygen("84"), red)
    case = Case.objects.using(DB).get()
    judged = Judgement.objects.using(DB).count()
    (told,) = phone.told(entry("wrong", of=red["id"], why="Fingeren var kald"))
    assert (told["status"], told["zone"]) == ("kept", "red")
    assert Case.objects.using(DB).get().state == case.state == "open"
    assert Judgement.objects.using(DB).count() == judged
    assert HomeMark.objects.using(DB).get().why == "Fingeren var kald"
    assert {one["entry"] for one in day()["results"] if one["marked_wrong"]} == {red["id"]}
    page = signed_in(cast.ingrid, "nb").get(f"/sak/{case.id}/").content.decode()
    assert "Fingeren var kald" in page


def test_nobody_marks_what_another_person_sent(phone, bound, cast):
    (told,) = phone.told(entry("wrong", of=entry("x")["id"], why=""))
    assert (told["status"], told["code"]) == ("refused", "not-found")


def test_a_course_that_is_started_is_day_one_a_task_and_two_weeks_of_questions(phone, day):
    assert day()["standby"]["shown"]["text"] == plans.STANDBY["text"]
    (told,) = phone.told(entry("started", medicine="standby", k1_at_start=2))
    assert told["words"].startswith("Dag 1 er skrevet ned. Teamet ringer deg, senest ")
    course, task = HomeCourse.objects.using(DB).get(), Task.objects.using(DB).get()
    assert course.breath_at_start == 2
    wait = task.due_at - task.made_at
    assert timedelta(hours=24) <= wait <= timedelta(hours=120)
    after = day()
    assert after["standby"]["day"] == 1
    asked = [one for one in after["tasks"] if one["questionnaire"] == "copd_daily"]
    assert len(asked) == 2
    assert after["judging"]["person"]["standby_course"]["k1_at_start"] == 2
    phone.told(entry("started", medicine="standby", k1_at_start=2))
    assert HomeCourse.objects.using(DB).count() == Task.objects.using(DB).count() == 1


def test_what_is_agreed_is_the_call_until_it_is_made_and_the_review(phone, day, cast, now):
    assert [one["day"] for one in day()["appointments"]] == [True], "the plan's own review"
    phone.told(entry("started", medicine="standby", k1_at_start=2))
    task = Task.objects.using(DB).get()

    call, review = day()["appointments"]
    assert datetime.fromisoformat(call["until"]) == task.due_at
    assert call["who"] == "Oppfølgingsteamet Nord-Gudbrandsdal"
    assert (review["day"], review["until"]) == (True, None)

    Task.objects.using(DB).update(done_at=now, done_by=cast.ingrid)
    assert [one["day"] for one in day()["appointments"]] == [True]


def test_two_courses_in_half_a_year_hold_the_text_back(phone, day, cast, astrid):
    for ago in (20, 60):
        HomeCourse.objects.using(DB).create(
            municipality_id=cast.astrid.municipality_id, enrolment=cast.astrid, medicine="standby",
            started_on=(datetime.now(UTC) - timedelta(days=ago)).date(), account=astrid,
            made_at=datetime.now(UTC), call_from=datetime.now(UTC), call_by=datetime.now(UTC),
        )  # fmt: skip
    standby = day()["standby"]
    assert standby["shown"] is None
    assert [one["code"] for one in standby["held_back"]] == ["used-up"]


def test_what_is_not_done_today_is_told_with_a_reason(phone, day):
    task = day()["tasks"][0]
    (told,) = phone.told(entry("not_today", task=task["id"], reason="unwell"))
    assert told["status"] == "kept"
    states = {one["id"]: one["state"] for one in day()["tasks"]}
    assert states[task["id"]] == "skipped"
    (again,) = phone.told(entry("not_today", task=entry("x")["id"], reason="unwell"))
    assert again["code"] == "not-found"


def test_a_pause_of_one_s_own_lasts_two_weeks_at_most_and_is_ended_by_oneself(phone, day, cast):
    def until(days):
        return (datetime.now(UTC) + timedelta(days=days)).isoformat()

    (long,) = phone.told(entry("pause", why="travelling", until=until(16)))
    assert (long["status"], long["code"]) == ("refused", "not-allowed-now")
    (told,) = phone.told(entry("pause", why="admitted", until=until(5)))
    assert told["status"] == "kept"
    assert Enrolment.objects.using(DB).get(id=cast.astrid.id).phase == "paused"
    assert day()["pause"]["why"] == "hospital"
    (back,) = phone.told(entry("pause_over"))
    assert back["status"] == "kept"
    assert Enrolment.objects.using(DB).get(id=cast.astrid.id).phase == "active"
    assert day()["pause"] is None


def test_a_new_thread_may_take_in_next_of_kin_who_write(phone, bound, marit, astrid, cast, now):
    people.right(
        cast.gudbrand, Ground.CONSENT,
        account=(stranger := people.account("stranger", "", "", member_of=None, now=now)),
        given_by=cast.ingrid, now=now,
    )  # fmt: skip
    Contact.objects.using(DB).filter(enrolment=cast.astrid).update(account=marit)
    also = [f"k:{marit.id}"]
    told, beyond = phone.told(
        entry("message", thread=None, text="Om onsdag", photo=None, also=also),
        entry("message", thread=None, text="Om torsdag", photo=None, also=[f"k:{stranger.id}"]),
    )
    (thread,) = Thread.objects.using(DB).all()
    assert (told["status"], beyond["status"]) == ("kept", "refused")
    assert (thread.kin, thread.with_patient) == ([marit.id], True)

    bound(marit).told(entry("message", thread=None, text="Mor vet", photo=None, also=["patient"]))
    bound(marit).told(entry("message", thread=None, text="Mor vet ikke", photo=None))
    seen = {one.title: one.with_patient for one in Thread.objects.using(DB).all()}
    assert (seen["Mor vet"], seen["Mor vet ikke"]) == (True, False)


def test_a_message_comes_once_and_so_does_a_call_for_help(phone):
    said = entry("message", thread=None, text="Kan dere ringe om pusten?", photo=None)
    (first,), (again,) = phone.told(said), phone.told(said)
    assert first["words"].startswith("Teamet svarer før ")
    assert again == first | {"status": "known"}
    assert Message.objects.using(DB).filter(sort="said").count() == 1
    (called,) = phone.told(entry("call_me"))
    assert "Teamet ringer deg før " in called["words"]
    assert Thread.objects.using(DB).filter(call_me=True).count() == 1


def test_the_sign_in_of_an_act_ends_with_it(phone):
    phone.told(entry("call_me"))
    assert not SignIn.objects.using(DB).filter(how="home", ended_at=None).exists()
    assert HomeEntry.objects.using(DB).filter(sort="call_me").count() == 1


def test_what_was_told_stands_in_its_order(phone):
    told = phone.told(oxygen("95"), entry("call_me"), oxygen("94"))
    assert [one["status"] for one in told] == ["kept"] * 3
    assert Measurement.objects.using(DB).count() == 2
    assert json.dumps(told)
    assert CaseEvent.objects.using(DB).count() == 0


def test_what_was_left_out_with_a_reason_is_not_missed(phone, day, cast, database):
    """Two days and more after its window: without the reason it is missed (M-1)."""
    from heime.flow.watch import watch
    from tests.flow.entering import run

    for task in [one for one in day()["tasks"] if one["kind"] == "oxygen_saturation"]:
        phone.told(entry("not_today", task=task["id"], reason="unwell"))

    def missed(hours):
        at = datetime.now(UTC) + timedelta(hours=hours)
        run(database.worker_url, lambda conn: watch(conn, cast.astrid.id, simulated_at=at))
        return Judgement.objects.using(DB).filter(rules__contains=["M-1"]).count()

    assert missed(72) == 0
    assert missed(24 * 6) == 1
