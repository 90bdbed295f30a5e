"""The pages about people: who finds whom, what each right shows, and no number in an address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heime.core.kinds import Kind
from heime.core.roles import Role
from heime.core.zone import Zone
from heime.records.audit.models import Entry
from heime.records.people.models import Enrolment
from tests import people
from tests.flow.letting_in import NUMBER
from tests.people import DB


def text(answer) -> str:
    return answer.content.decode()


# --- The list -----------------------------------------------------------------------------------


def test_a_nurse_finds_her_teams_people_and_no_others(around, signed_in, log) -> None:
    page = text(signed_in(around.cast.ingrid).get("/personer/"))

    assert "Astrid Lunde" in page
    assert "Follow-up team" in page
    assert "Rudi" not in page
    assert "person.listed" in log()


def test_a_gp_finds_those_with_a_right_and_is_told_until_when(
    around, signed_in, office_right
) -> None:
    page = text(signed_in(around.gry).get("/personer/"))

    assert "Astrid Lunde" in page
    assert "GP" in page
    assert "until" in page


def test_whoever_reaches_nobody_is_told_what_to_expect(around, signed_in) -> None:
    assert "You have access to nobody right now." in text(signed_in(around.lars).get("/personer/"))


@pytest.mark.parametrize("sought", ["Ast", "lun", "astrid l", NUMBER, "148345 50084"])
def test_people_are_found_by_the_beginning_of_a_name_or_by_number(
    around, signed_in, sought
) -> None:
    page = text(signed_in(around.cast.ingrid).post("/personer/", {"sok": sought}))

    assert "Astrid Lunde" in page
    assert NUMBER not in page


@pytest.mark.parametrize("sought", ["strid", "Rudi", "Gud", "14834550085", "%", "_"])
def test_what_one_does_not_reach_is_not_found(around, signed_in, sought) -> None:
    page = text(signed_in(around.cast.ingrid).post("/personer/", {"sok": sought}))

    assert "Nobody you have access to fits that." in page


def test_what_is_searched_for_is_not_logged(around, signed_in) -> None:
    signed_in(around.cast.ingrid).post("/personer/", {"sok": NUMBER})
    signed_in(around.cast.ingrid).post("/personer/", {"sok": "Astrid"})

    said = [str(vars(entry)) for entry in Entry.objects.using(DB).all()]
    assert not [line for line in said if NUMBER in line or "Astrid" in line]
    assert list(
        Entry.objects.using(DB).filter(action="person.searched").values_list("detail", flat=True)
    ) == ["number", "name"]


# --- The person ---------------------------------------------------------------------------------


def test_the_ground_stands_on_the_page_and_in_the_log(around, signed_in) -> None:
    page = text(signed_in(around.cast.ingrid).get(f"/person/{around.cast.astrid.id}/"))

    assert "You see this because your team follows this person up." in page
    entry = Entry.objects.using(DB).get(action="person.opened")
    assert entry.ground == "care"


def test_a_right_to_the_values_shows_them_and_not_the_plan_or_the_cases(
    around, now, signed_in, office_right
) -> None:
    reading = people.measured(
        around.cast.astrid, Kind.OXYGEN_SATURATION, "93", now - timedelta(hours=2),
        source=around.cast.source,
    )  # fmt: skip
    people.judged(reading, Zone.GREEN, by_plan=around.cast.plan)
    people.red_case(around.cast, now, value="86")

    page = text(signed_in(around.gry).get(f"/person/{around.cast.astrid.id}/"))

    assert "person&#x27;s GP office" in page or "person's GP office" in page
    assert "86" in page
    assert "Your access does not cover: The plan, Cases, Messages." in page
    assert "plan-title" not in page
    assert "cases-title" not in page
    assert Entry.objects.using(DB).get(action="person.opened").ground == "gp"


def test_the_team_sees_values_cases_and_the_plan(around, now, signed_in) -> None:
    case = people.red_case(around.cast, now)

    page = text(signed_in(around.cast.ingrid).get(f"/person/{around.cast.astrid.id}/"))

    assert f"/sak/{case.id}/" in page
    assert "plan-title" in page
    assert "now-title" in page


def test_an_assistant_sees_how_to_reach_her_and_nothing_clinical(around, now, signed_in) -> None:
    berit = people.account("berit", "Berit Ås", "", member_of=None, now=now)
    people.post(berit, Role.ASSISTANT, team=around.cast.north, now=now)
    people.red_case(around.cast, now)

    page = text(signed_in(berit).get(f"/person/{around.cast.astrid.id}/"))

    assert "Astrid Lunde" in page
    for hidden in ("latest-title", "cases-title", "plan-title", "86 %", "/tilgang"):
        assert hidden not in page.split("<main")[1]


@pytest.mark.parametrize("who", ["kari", "gry", "lars"])
def test_others_find_nobody_there(around, signed_in, log, who) -> None:
    person = getattr(around, who, None) or getattr(around.cast, who)

    answer = signed_in(person).get(f"/person/{around.cast.astrid.id}/")

    assert answer.status_code == 404
    assert "Lunde" not in text(answer)
    assert log() == ["denied"]


def test_a_paused_follow_up_says_what_the_step_brings(around, signed_in) -> None:
    client = signed_in(around.cast.ingrid)
    page = text(client.get(f"/person/{around.cast.astrid.id}/inntak"))
    assert "Nothing is waited for in the pause. What comes is judged as always." in page

    answer = client.post(f"/person/{around.cast.astrid.id}/fase", {"to": "paused"})

    assert answer.status_code == 302
    assert Enrolment.objects.using(DB).get(id=around.cast.astrid.id).phase == "paused"
    assert client.post(
        f"/person/{around.cast.astrid.id}/fase", {"to": "intake"}
    ).status_code == 409  # fmt: skip
