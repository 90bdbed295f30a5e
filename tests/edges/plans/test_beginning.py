"""Where a plan begins: templates that somebody owns, another's plan, and what a run-in showed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from heime.core.kinds import Kind
from heime.flow import plan_life
from heime.records.plans.models import PlanTemplate, PlanVersion
from tests import people
from tests.flow.at_work import At
from tests.people import DB, LOM, VANG


@pytest.fixture
def borghild(cast, now):
    """Another of the team's people, without a plan."""
    return people.person(
        "Borghild", "Sletten", cast.astrid.patient.birth_date, LOM, ["copd"],
        followed_by=cast.north, now=now,
    )  # fmt: skip


def draft_of(person) -> PlanVersion:
    return PlanVersion.objects.using(DB).get(enrolment=person, status="draft")


def kept(client, version, **sent) -> PlanTemplate:
    answer = client.post(f"/plan/{version.uid}/mal", {"why": "Færre varsler.", **sent})
    assert answer.status_code == 302, answer.content.decode()[:1500]
    return PlanTemplate.objects.using(DB).order_by("-made_at").first()


def test_a_template_keeps_how_and_nothing_of_whom(planned, signed_in) -> None:
    whole = planned.plan.content | {
        "goals": ["Gå til postkassa"], "person": {"dry_weight_kg": "61"},
        "standby": {"text": "Kuren.", "start_criteria": "Slim.", "review_on": "2030-01-01"},
    }  # fmt: skip
    PlanVersion.objects.using(DB).filter(id=planned.plan.id).delete()
    version = people.plan(
        planned.astrid, whole, approved_by=planned.nils, now=planned.plan.valid_from, number=5
    )

    made = kept(signed_in(planned.ingrid), version, title="Kols i dalen")

    assert (made.version, made.municipality_id, made.made_by_id) == (1, LOM, planned.ingrid.id)
    assert made.content["goals"] == []
    assert made.content["person"] == {}
    assert not {"standby", "review_on", "copied_from"} & set(made.content)
    assert {entry["considered"] for entry in made.content["limits"]} == {False}


def test_a_new_version_shows_whom_it_concerns_and_changes_nobodys_plan(
    planned, borghild, signed_in, now
) -> None:
    ingrid = signed_in(planned.ingrid)
    first = kept(ingrid, planned.plan, title="Kols i dalen")
    ingrid.post(
        f"/person/{borghild.id}/plan/ny",
        {"from": "templates", "template": [str(first.id)], "why": "Ny hos oss."},
    )
    begun = draft_of(borghild)
    assert begun.content["template"] == {"name": first.name, "version": 1}
    hers = people.plan(borghild, begun.content, approved_by=planned.nils, now=now, number=9)

    second = kept(ingrid, planned.plan, of=str(first.id))

    assert (second.name, second.version, second.title) == (first.name, 2, "Kols i dalen")
    page = ingrid.get(f"/planer/mal/{second.id}/").content.decode()
    assert "Borghild Sletten" in page
    assert "Began as version 1." in page
    hers.refresh_from_db(using=DB)
    assert hers.content == begun.content
    assert (
        "Borghild" not in signed_in(planned.kari).get(f"/planer/mal/{second.id}/").content.decode()
    ), "whom it concerns is for those who plan for them"


def test_another_municipality_reads_it_and_makes_no_version_of_it(planned, signed_in, now) -> None:
    first = kept(signed_in(planned.ingrid), planned.plan, title="Kols i dalen")
    theirs = people.plan(
        planned.gudbrand, planned.plan.content, approved_by=planned.nils, now=now, number=2
    )
    kari = signed_in(planned.kari)

    assert "Kols i dalen" in kari.get("/planer/maler").content.decode()
    answer = kari.post(f"/plan/{theirs.uid}/mal", {"why": "Vår.", "of": str(first.id)})

    assert answer.status_code >= 400
    assert planned.gudbrand.municipality_id == VANG
    assert PlanTemplate.objects.using(DB).count() == 1


def test_what_is_copied_from_another_person_leaves_limits_dates_and_words_behind(
    planned, borghild, signed_in
) -> None:
    ingrid = signed_in(planned.ingrid)

    ingrid.post(
        f"/person/{borghild.id}/plan/ny",
        {"from": "copy", "person": str(planned.astrid.id), "why": "Som Astrid."},
    )

    content = draft_of(borghild).content
    assert content["copied_from"] == planned.plan.id
    assert not {"limits", "review_on", "texts", "goals", "person"} & set(content)
    page = ingrid.get(f"/plan/{draft_of(borghild).uid}/").content.decode()
    assert "Begun from the plan of Astrid Lunde" in page


def test_nobody_copies_from_somebody_they_do_not_plan_for(planned, borghild, signed_in) -> None:
    answer = signed_in(planned.kari).post(
        f"/person/{planned.gudbrand.id}/plan/ny",
        {"from": "copy", "person": str(planned.astrid.id), "why": "Som Astrid."},
    )

    assert answer.status_code == 404


@pytest.fixture
def run_in(planned, now) -> PlanVersion:
    """Three weeks of every day, over since a week; 95 to 97 on every one of them."""
    weeks = {"started_on": str((now - timedelta(days=28)).date()), "weeks": 3}
    for day in range(8, 28):
        people.measured(
            planned.astrid, Kind.OXYGEN_SATURATION, str(95 + day % 3),
            now - timedelta(days=day, hours=3), source=planned.source,
        )  # fmt: skip
    return people.plan(
        planned.astrid, planned.plan.content | {"run_in": weeks}, approved_by=planned.nils,
        now=now, number=3, valid_from=now - timedelta(days=28),
    )  # fmt: skip


def test_a_run_in_that_is_over_suggests_limits_and_applies_none(run_in, planned, signed_in):
    ingrid = signed_in(planned.ingrid)

    page = ingrid.get(f"/person/{planned.astrid.id}/plan/").content.decode()

    assert "What the run-in suggests" in page
    assert "(median)" in page
    assert "The run-in ended" in ingrid.get("/planer/").content.decode()
    run_in.refresh_from_db(using=DB)
    assert "override" not in run_in.content["limits"][0]

    ingrid.post(f"/person/{planned.astrid.id}/plan/ny", {"from": "run-in", "why": "Innkjøring."})

    (entry,) = [
        e for e in draft_of(planned.astrid).content["limits"] if e["kind"] == "oxygen_saturation"
    ]
    assert entry["considered"] is False, "a start value until a doctor has considered it"
    assert set(entry["override"]) <= {"yellow_low", "red_low"}
    assert "crit_low" not in entry["override"]
    assert "run_in" not in draft_of(planned.astrid).content


def test_a_shadow_is_compared_with_the_plan_in_force(planned, signed_in, now) -> None:
    wider = planned.plan.content | {"shadow": True, "limits": [
        {"kind": "oxygen_saturation", "profile": "SPO2_COPD", "override": {"yellow_low": "89"}},
    ]}  # fmt: skip
    ingrid, nils = At(planned.ingrid), At(planned.nils)
    at = now - timedelta(days=30)
    made = ingrid.do(plan_life.draft, planned.astrid.id, wider, why="Prøves.", now=at)
    ingrid.do(plan_life.propose, made.id, now=at)
    nils.do(plan_life.approve, made.id, seen=made.digest, now=at)

    page = signed_in(planned.ingrid).get(f"/person/{planned.astrid.id}/plan/").content.decode()

    assert "runs in shadow" in page
    # Late in the evening, thirty days on the other side of a change of the clock are one day less.
    assert re.search("Would have given 0 alerts instead of 5 in the last 3[01] days", page)


def test_whoever_plans_can_read_what_a_template_says_before_anybody_begins_as_it(
    planned, signed_in
) -> None:
    ingrid = signed_in(planned.ingrid)
    assert 'href="/planer/mal/copd/"' in ingrid.get("/planer/maler").content.decode()

    page = ingrid.get("/planer/mal/copd/").content.decode()

    assert "What the template says" in page
    assert "Oxygen saturation" in page
    assert "Starting value" in page, "nobody has considered its limits"
    assert ingrid.get("/planer/mal/gout/").status_code == 404
    mine = kept(ingrid, planned.plan, title="Kols i dalen")
    assert "Oxygen saturation" in ingrid.get(f"/planer/mal/{mine.id}/").content.decode()
