"""Who may move a plan where, what must be in order before it counts, and what a copy keeps."""

from datetime import date
from itertools import product
from uuid import UUID

import pytest

from heime.core import activation, care_plan, plan_life, templates
from heime.core.activation import Count
from heime.core.actor import Actor, Post
from heime.core.errors import NotAllowedNow, NotYours
from heime.core.kinds import Kind
from heime.core.plan_life import MOVES, Status, Who
from heime.core.roles import Role

TODAY = date(2026, 11, 23)
ID = UUID(int=1)


def somebody(profession: str, *teams: UUID) -> Actor:
    return Actor(
        ID, "Nobody", profession, ID, frozenset(Post(Role.NURSE, team) for team in teams), "nb"
    )


NURSE, DOCTOR, PSYCHOLOGIST = (somebody(code, ID) for code in ("SP", "LE", "PS"))
OUTSIDER = somebody("SP")


def content(**changes):
    return {**templates.template("copd"), "review_on": "2027-05-01"} | changes


def found(by=DOCTOR, counts=None, **changes):
    """Code → finding, of a plan that is in order but for the changes."""
    read = care_plan.read(content(**changes))
    return {
        one.code: one for one in activation.findings(read, by=by, today=TODAY, counts=counts)
    }  # fmt: skip


def blocking(**changes):
    return {code for code, one in found(**changes).items() if one.blocks}


# --- Moves ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("now", Status)
@pytest.mark.parametrize("to", Status)
def test_only_the_moves_of_the_table_can_be_made(now, to):
    who = MOVES.get((now, to))
    assert plan_life.may_move(now, to, DOCTOR) == (who in (Who.TEAM, Who.DOCTOR))
    assert plan_life.may_move(now, to, NURSE) == (who is Who.TEAM)
    if who in (None, Who.NOBODY):
        with pytest.raises(NotAllowedNow):
            plan_life.check_move(now, to, DOCTOR)


def test_no_way_leads_round_the_doctor():
    """Whatever the path from a draft, the step into approved is the doctor's."""
    into_approved = {(now, to) for now, to in product(Status, Status) if to is Status.APPROVED}

    assert {move for move in into_approved if move in MOVES} == {(Status.PROPOSED, Status.APPROVED)}
    for by in (NURSE, PSYCHOLOGIST, OUTSIDER):
        with pytest.raises(NotYours):
            plan_life.check_move(Status.PROPOSED, Status.APPROVED, by)
    plan_life.check_move(Status.PROPOSED, Status.APPROVED, DOCTOR)


def test_who_follows_nobody_up_proposes_nothing():
    with pytest.raises(NotYours):
        plan_life.check_move(Status.DRAFT, Status.PROPOSED, OUTSIDER)


def test_a_signed_version_is_never_written_in():
    assert Status.APPROVED not in plan_life.MAY_CHANGE
    assert Status.PROPOSED not in plan_life.MAY_CHANGE
    assert not [to for now, to in MOVES if now is Status.REPLACED]


# --- Copies ---------------------------------------------------------------------------------------


def test_a_copy_leaves_everything_behind_that_was_decided_for_somebody_else():
    theirs = content(
        person={"dry_weight_kg": "78.0", "news2_scale": 1},
        goals=["Til postkassa"],
        protocols=[{"name": "hbpm", "start_date": "2026-11-14"}],
        standby={"text": "x", "start_criteria": "y", "review_on": "2027-01-01"},
        merge={"limits": [{"kind": "heart_rate", "profile": "PULSE_STD"}]},
        parts=[{"id": "hf", "rules": ["W-1"], "review_on": "2027-01-01",
                "limits": [{"kind": "blood_pressure", "profile": "BP_HF"}]}],
    )  # fmt: skip
    copy = plan_life.copied(theirs, version=41)
    read = care_plan.read(copy)

    assert read.copied_from == 41
    assert read.rules == care_plan.read(theirs).rules
    assert read.expectations == care_plan.read(theirs).expectations
    for part in read.all_parts:
        assert not part.limits
        assert not part.goals
        assert not part.texts
        assert not part.protocols
        assert part.standby is part.diuretic is part.review_on is None
    assert read.facts == care_plan.CarePlan().facts
    assert not read.merge
    assert "2027" not in str(copy)


def test_a_copy_is_not_in_order_until_somebody_has_thought():
    read = care_plan.read(plan_life.copied(content(), version=1))
    codes = {
        one.code for one in activation.findings(read, by=DOCTOR, today=TODAY) if one.blocks
    }  # fmt: skip

    assert {"no-review", "no-text"} <= codes


# --- In order -------------------------------------------------------------------------------------


def test_a_plan_in_order_stands_in_nobodys_way_but_says_what_is_a_start_value():
    assert blocking() == set()
    assert "start-value" in found()


def test_nobody_but_a_doctor_signs():
    assert {code for code, one in found(by=PSYCHOLOGIST).items() if one.blocks} == {"no-doctor"}


@pytest.mark.parametrize("rule", ["DEM-2", "DEM-3", "DEM-4"])
def test_the_night_needs_somebody_who_is_there(rule):
    def with_responders(*responders):
        return blocking(
            rules=[rule],
            responders=[
                {"for": duty, "name": "Responssenteret", "staffed": staffed}
                for duty, staffed in responders
            ],
        )

    assert with_responders() == {"no-responder"}
    assert with_responders(("night", "hours")) == {"no-responder"}
    assert with_responders(("office", "always")) == {"no-responder"}
    assert with_responders(("night", "always")) == set()
    assert with_responders((rule, "always")) == set()
    others = [(one, "always") for one in activation.ALWAYS_STAFFED if one != rule]
    assert with_responders(*others) == {"no-responder"}


def test_the_night_in_a_part_is_the_night_all_the_same():
    parts = [{"id": "dementia", "rules": ["DEM-2"]}]
    responder = {"for": "night", "name": "Responssenteret", "staffed": "always"}

    assert blocking(parts=parts) == {"no-responder"}
    assert blocking(parts=parts, responders=[responder]) == set()


def test_two_parts_that_differ_in_one_line_wait_for_a_decision():
    parts = [
        {"id": "a", "limits": [{"kind": "blood_glucose", "profile": "GLU_STD"}]},
        {"id": "b", "limits": [{"kind": "blood_glucose", "profile": "GLU_STD",
                                "override": {"crit_high": None}}]},
    ]  # fmt: skip
    decided = {"limits": [{"kind": "blood_glucose", "profile": "GLU_STD"}]}
    elsewhere = {"limits": [{"kind": "heart_rate", "profile": "PULSE_STD"}]}

    assert found(parts=parts)["U-1"].where == "limits.blood_glucose.crit_high"
    assert blocking(parts=parts, merge=elsewhere) == {"U-1"}
    assert blocking(parts=parts, merge=decided) == set()
    assert blocking(parts=[parts[0], parts[0] | {"id": "b"}]) == set()


def test_the_whole_plans_own_limits_can_disagree_with_a_parts():
    parts = [{"id": "hf", "limits": [{"kind": "oxygen_saturation", "profile": "SPO2_STD"}]}]

    assert blocking(parts=parts) == {"U-1"}


@pytest.mark.parametrize("medicine", ["standby", "diuretic"])
def test_two_standby_texts_need_one_that_is_signed_for_both(medicine):
    def text(words):
        return {"text": words, "start_criteria": "Avtalt", "review_on": "2027-01-01"}

    parts = [{"id": one, medicine: text(one)} for one in ("copd", "asthma")]

    assert blocking(parts=parts) == {"two-texts"}
    assert blocking(parts=parts[:1]) == set()
    assert blocking(parts=parts, **{medicine: text("Felles")}) == set()


def test_a_review_date_must_be_there_and_ahead():
    without = content()
    del without["review_on"]

    assert blocking(review_on="2026-11-22") == {"review-passed"}
    assert blocking(review_on="2026-11-23") == set()
    read = care_plan.read(without)
    assert "no-review" in {o.code for o in activation.findings(read, by=DOCTOR, today=TODAY)}


@pytest.mark.parametrize(
    "late",
    [
        {"standby": {"text": "x", "start_criteria": "y", "review_on": "2026-11-22"}},
        {"parts": [{"id": "a", "review_on": "2026-11-22"}]},
        {"person": {"news2_scale": 2, "news2_scale_2": {
            "reason": "x", "decided_on": "2026-01-01", "review_on": "2026-11-22"}}},
    ],
    ids=["standby", "part", "scale 2"],
)  # fmt: skip
def test_no_date_inside_the_plan_may_have_passed(late):
    assert blocking(**late) == {"review-passed"}


def test_a_limit_that_would_have_made_most_days_an_alarm_is_said_and_not_refused():
    def said(not_green, of):
        one = found(counts={Kind.HEART_RATE: Count(not_green, of)}).get("too-tight")
        return one and (one.text.split(" of ")[0], one.blocks)

    assert said(4, 10) == ("4", False)
    assert said(3, 10) is None, "more than thirty per cent, not thirty"
    assert said(31, 100) == ("31", False)
    assert said(0, 0) is None


def test_a_rule_without_the_fact_it_needs_is_said():
    assert found(rules=["W-4"])["no-fact"].where == "person.dry_weight"
    assert "no-fact" not in found(rules=["W-4"], person={"dry_weight_kg": "78.0"})


def test_what_blocks_comes_first():
    read = care_plan.read(content(review_on="2026-01-01"))
    blocks = [one.blocks for one in activation.findings(read, by=DOCTOR, today=TODAY)]

    assert blocks == sorted(blocks, reverse=True)
    assert blocks[0]


def test_a_start_value_that_the_merge_has_decided_is_one_no_more():
    one = {"id": "hf", "limits": [{"kind": "blood_glucose", "profile": "GLU_STD"}]}
    decided = {"limits": [{"kind": "blood_glucose", "profile": "GLU_STD", "considered": True}]}

    def said(**changes):
        read = care_plan.read(content(limits=[], parts=[one], **changes))
        return [f.where for f in activation.limits_considered(read)]

    assert said() == ["limits.blood_glucose"]
    assert said(merge=decided) == []
