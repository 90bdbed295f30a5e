"""One page from the notice: the doctor sees what changes, and signs or gives back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heime.core import templates
from heime.core.rights import Ground
from heime.core.roles import Role
from heime.flow import plan_life
from heime.records.exchange.models import Notice
from heime.records.people.models import Organisation
from heime.records.plans.models import PlanVersion
from tests import people
from tests.edges.plans.fields import sent
from tests.flow.at_work import At
from tests.people import DB, LOM


@pytest.fixture
def proposed(planned, gry, now) -> PlanVersion:
    """Ingrid has laid a plan with a wider limit before a doctor."""
    ingrid = At(planned.ingrid)
    content = planned.plan.content | {
        "limits": [
            {"kind": "oxygen_saturation", "profile": "SPO2_COPD",
             "override": {"yellow_low": "89"}, "considered": True},
            *planned.plan.content["limits"][1:],
        ]
    }  # fmt: skip
    made = ingrid.do(
        plan_life.draft, planned.astrid.id, content, why="Mange varsler uten grunn.", now=now
    )
    return ingrid.do(plan_life.propose, made.id, now=now, ask=[gry.id, planned.nils.id])


def kept(version: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.using(DB).get(id=version.id)


def test_those_who_are_asked_are_told_that_something_waits_and_nothing_more(
    planned, gry, proposed
) -> None:
    told = Notice.objects.using(DB).filter(what="plan-to-approve")

    assert {one.account_id for one in told} == {gry.id, planned.nils.id}
    assert {one.about for one in told} == {proposed.uid}


def test_the_gp_sees_on_one_page_what_changes_and_signs_it(planned, gry, proposed, signed_in):
    client = signed_in(gry)
    page = client.get(f"/plan/{proposed.uid}/godkjenn").content.decode()

    assert "yellow low: 91 % → 89 %" in page
    assert "Would have given 0 alerts instead of 10" in page
    assert "Mange varsler uten grunn." in page
    assert "Approve the plan" in page

    answer = client.post(f"/plan/{proposed.uid}/godkjenn", {"seen": proposed.digest})

    assert answer.status_code == 302
    row = kept(proposed)
    assert (row.status, row.approved_by_id) == ("approved", gry.id)
    assert kept(planned.plan).status == "replaced"
    assert "Approved: Gry Bakke" in client.get(answer.url).content.decode()


def test_what_was_changed_after_it_was_opened_is_not_signed(gry, proposed, signed_in) -> None:
    answer = signed_in(gry).post(f"/plan/{proposed.uid}/godkjenn", {"seen": "0" * 32})

    assert answer.status_code == 409
    assert "Not approved: the plan was changed after you opened it." in answer.content.decode()
    assert kept(proposed).status == "proposed"


def test_a_nurse_sees_the_page_without_the_button_and_cannot_sign(
    planned, proposed, signed_in
) -> None:
    client = signed_in(planned.tor)

    assert "Approve the plan" not in client.get(f"/plan/{proposed.uid}/godkjenn").content.decode()
    answer = client.post(f"/plan/{proposed.uid}/godkjenn", {"seen": proposed.digest})
    assert answer.status_code >= 400
    assert kept(proposed).status == "proposed"


def test_a_doctor_of_a_hospital_department_proposes_and_does_not_sign(
    planned, proposed, signed_in, now
) -> None:
    ward = people.organisation("Lungeavdelingen", Organisation.Sort.DEPARTMENT, LOM)
    even = people.account("even", "Even Ruud", "LE", member_of=None, now=now)
    people.post(even, Role.HOSPITAL, organisation=ward, now=now)
    people.right(
        planned.astrid, Ground.REFERRAL, organisation=ward, given_by=planned.ingrid, now=now,
        lasts=timedelta(days=90), reason="Henvist.",
    )  # fmt: skip
    client = signed_in(even)

    assert "Approve the plan" not in client.get(f"/plan/{proposed.uid}/godkjenn").content.decode()
    assert (
        client.post(f"/plan/{proposed.uid}/godkjenn", {"seen": proposed.digest}).status_code > 399
    )
    assert kept(proposed).status == "proposed"


def test_a_gp_whose_office_is_blocked_does_not_sign(planned, gry, proposed, signed_in, now):
    people.block(planned.astrid, made_by=planned.ingrid, now=now, account=gry)

    assert signed_in(gry).get(f"/plan/{proposed.uid}/godkjenn").status_code == 404


def test_it_is_given_back_with_a_reason_that_the_writer_reads(planned, gry, proposed, signed_in):
    client = signed_in(gry)
    assert client.post(f"/plan/{proposed.uid}/tilbake", {"why": " "}).status_code == 422

    client.post(f"/plan/{proposed.uid}/tilbake", {"why": "90 holder."})

    assert kept(proposed).status == "draft"
    assert "90 holder." in signed_in(planned.ingrid).get(f"/plan/{proposed.uid}/").content.decode()


def test_what_stands_in_the_way_is_said_in_words(planned, gry, signed_in, now) -> None:
    ingrid = At(planned.ingrid)
    both = templates.joined(["heart_failure", "hypertension"])
    made = ingrid.do(plan_life.draft, planned.astrid.id, both, why="To sykdommer.", now=now)
    ingrid.do(plan_life.propose, made.id, now=now)

    page = signed_in(gry).get(f"/plan/{made.uid}/godkjenn").content.decode()

    assert "It cannot be approved yet:" in page
    assert "The plan says no date for the next review." in page
    assert "Blood pressure: the plans have different limits" in page
    assert "strictest" in page
    assert "Approve the plan" not in page


def test_a_doctor_decides_a_conflict_in_the_editor(planned, signed_in, now) -> None:
    nils = signed_in(planned.nils)
    nils.post(
        f"/person/{planned.astrid.id}/plan/ny",
        {"from": "templates", "template": ["heart_failure", "hypertension"], "why": "To."},
    )
    version = PlanVersion.objects.using(DB).get(status="draft")
    form = sent(
        nils.get(f"/plan/{version.uid}/").content.decode(),
        merge__blood_pressure="heart_failure",
        review_on=str((now + timedelta(days=90)).date()), go="propose",
    )  # fmt: skip

    assert nils.post(f"/plan/{version.uid}/lagre", form).status_code == 302

    (merged,) = kept(version).content["merge"]["limits"]
    assert merged["profile"] == "BP_HF"
    seen = kept(version).digest
    assert nils.post(f"/plan/{version.uid}/godkjenn", {"seen": seen}).status_code == 302
    assert kept(version).status == "approved"


def test_the_place_for_plans_tells_what_waits(planned, gry, proposed, signed_in) -> None:
    page = signed_in(gry).get("/planer/").content.decode()

    assert f"/plan/{proposed.uid}/godkjenn" in page
    assert "Astrid Lunde" in page
    assert "Astrid" not in signed_in(planned.kari).get("/planer/").content.decode()
