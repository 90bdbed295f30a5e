"""A case goes from the team to the ward; and the list from one nurse to the next."""

from playwright.sync_api import expect

from heime.core.roles import Role
from heime.records.duty.models import HandOver, Shift
from tests import people


def test_a_red_is_handed_over_to_the_ward_which_accepts_it(enter, cast, now) -> None:
    ward = people.organisation("Høgbekken, lungeavdelingen", "department", people.LOM)
    frode = people.account("frode", "Frode Austmoen", "LE", member_of=None, now=now)
    people.post(frode, Role.HOSPITAL, now=now, organisation=ward)
    case = people.red_case(cast, now)
    nurse = enter(cast.ingrid, path=f"/sak/{case.id}/")

    nurse.get_by_role("button", name="Ta", exact=True).click()
    expect(nurse.get_by_text("Du har denne saken")).to_be_visible()
    nurse.goto(f"/sak/{case.id}/overlever")
    nurse.get_by_label("Høgbekken, lungeavdelingen").check()
    nurse.get_by_label("I dag", exact=True).check()
    nurse.get_by_label("Råd").fill("Vi ber dere se på henne i dag.")
    nurse.get_by_role("button", name="Send overleveringen").click()
    expect(nurse.get_by_text("Venter på svar").first).to_be_visible()

    doctor = enter(frode, path="/mottak/")
    doctor.get_by_role("link", name="Astrid Lunde").click()
    expect(doctor.get_by_text("Vi ber dere se på henne i dag.")).to_be_visible()
    doctor.get_by_role("button", name="Ta imot").click()
    expect(doctor.get_by_role("heading", name="Når dere er ferdige")).to_be_visible()

    assert HandOver.objects.using("arrange").get().state == "accepted"


def test_the_list_goes_from_one_to_the_next_with_a_note(enter, cast, now) -> None:
    first = enter(cast.ingrid, path="/vakt/")
    first.get_by_role("button", name="Ta lista").click()
    first.get_by_text("Gå fra lista", exact=True).first.click()
    first.get_by_label("Beskjed til den neste").fill("Astrid ringer klokka fire.")
    first.get_by_role("button", name="Gå fra lista").click()

    second = enter(cast.tor, path="/vakt/")
    expect(second.get_by_text("Astrid ringer klokka fire.")).to_be_visible()
    second.get_by_role("button", name="Jeg har lest beskjeden og tar over").click()
    expect(second.get_by_text("Du har lista").first).to_be_visible()

    assert Shift.objects.using("arrange").get(ended_at=None).account == cast.tor
