"""Standby medicine at home, and the app for those to whom less is more."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from heime.records.home.models import HomeCourse
from heime.records.looks.models import AppLook
from heime.records.worklist.models import Task
from tests.edges.home import plans
from tests.people import DB
from tests.story.at_home import PHONE, Phone, astrid_at_home
from tests.story.faces import wrong_with


@pytest.fixture
def astrid(enter, cast, now) -> Phone:
    who = astrid_at_home(cast, now, standby=plans.STANDBY, review_on=plans.SOON)
    return Phone(enter(who, path="/hjem/", **PHONE)).is_ready()


def test_standby_medicine_is_started_and_the_team_is_to_call(astrid, cast):
    astrid.does_not_see("Reservemedisinen min")
    astrid.measures("oxygen_saturation", "84")
    astrid.measures("oxygen_saturation", "84")
    astrid.sees("Mottatt klokka")

    astrid.goes_to("/")
    astrid.page.get_by_role("link", name="Reservemedisinen min").click()
    astrid.sees(plans.STANDBY["text"])
    astrid.sees(plans.STANDBY["start_criteria"])
    assert wrong_with(astrid.page) == []
    astrid.page.get_by_role("link", name="Jeg har startet").click()
    astrid.presses("Ja, jeg har startet i dag")

    astrid.sees("Du har startet reservemedisinen")
    astrid.sees("Mottatt klokka")
    assert HomeCourse.objects.using(DB).get().enrolment_id == cast.astrid.id
    assert Task.objects.using(DB).get().enrolment_id == cast.astrid.id
    astrid.goes_to("/")
    astrid.sees("Reservemedisin: dag 1.")


def test_simple_mode_is_one_thing_larger_and_comes_along_to_a_new_phone(enter, cast, now):
    who = astrid_at_home(cast, now)
    astrid = Phone(enter(who, path="/hjem/", **PHONE)).is_ready()
    size = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"
    before = astrid.page.evaluate(size)
    astrid.page.context.set_offline(True)
    astrid.goes_to("/visning")
    astrid.page.get_by_label("Enkel visning").check()
    astrid.presses("Størrelse 3")
    astrid.goes_to("/")

    expect(astrid.page.get_by_role("link", name="Mål nå")).to_be_visible()
    expect(astrid.page.get_by_role("link", name="Ring 113")).to_be_visible()
    expect(astrid.page.get_by_role("link", name="Utvikling")).to_have_count(0)
    large = astrid.page.evaluate(size)
    assert large > before
    assert wrong_with(astrid.page) == []
    astrid.page.reload()
    expect(astrid.page.get_by_role("link", name="Mål nå")).to_be_visible()
    assert astrid.page.evaluate(size) == large, "it is kept on the phone"
    assert not AppLook.objects.using(DB).exists()

    with astrid.page.expect_response("**/look"):
        astrid.page.context.set_offline(False)
        astrid.page.evaluate("dispatchEvent(new Event('online'))")
    new = Phone(enter(who, path="/hjem/", **PHONE)).is_ready()
    expect(new.page.get_by_role("link", name="Utvikling")).to_have_count(0)
    assert new.page.evaluate(size) == large
