"""A plan's life: who writes, proposes and signs it, what is left behind, and what the database
refuses by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from heime.core import templates
from heime.core.errors import BadLimits, BadPlan, MissingText, NotAllowedNow, NotFound, NotYours
from heime.flow import plan_life
from heime.records.audit.models import Entry
from heime.records.plans import batch as plans
from heime.records.plans.models import PlanVersion
from tests import people
from tests.flow.at_work import NOW, At

WHY = "Metningen ligger lavere enn før."


@pytest.fixture
def cast(database):
    return people.everybody(datetime.now(UTC))


@pytest.fixture
def ingrid(cast):
    return At(cast.ingrid)


@pytest.fixture
def nils(cast):
    return At(cast.nils)


def content(**changes: Any) -> dict[str, Any]:
    return {**templates.template("copd"), "review_on": "2027-05-01"} | changes


def drafted(cast, who: At, **changes: Any) -> PlanVersion:
    return who.do(plan_life.draft, cast.astrid.id, content(**changes), why=WHY)


def proposed(cast, who: At, **changes: Any) -> PlanVersion:
    return who.do(plan_life.propose, drafted(cast, who, **changes).id)


def kept(version: PlanVersion) -> PlanVersion:
    """The row as it stands, seen from behind the walls."""
    return PlanVersion.objects.using("arrange").get(id=version.id)


def acts() -> list[str]:
    return list(Entry.objects.using("arrange").order_by("id").values_list("action", flat=True))


def test_a_nurse_writes_a_doctor_signs_and_the_plan_before_is_replaced(cast, ingrid, nils):
    version = drafted(cast, ingrid)
    ingrid.do(plan_life.propose, version.id, now=NOW + timedelta(minutes=5))
    signed = NOW + timedelta(hours=2)
    nils.do(plan_life.approve, version.id, seen=version.digest, now=signed)

    row = kept(version)
    assert (row.status, row.number, row.why) == ("approved", 2, WHY)
    assert (row.drafted_by_id, row.drafted_at) == (cast.ingrid.id, NOW)
    assert (row.proposed_by_id, row.proposed_at) == (cast.ingrid.id, NOW + timedelta(minutes=5))
    assert (row.approved_by_id, row.approved_at, row.valid_from) == (cast.nils.id, signed, signed)
    assert kept(cast.plan).status == "replaced"
    assert acts() == ["plan.drafted", "plan.proposed", "plan.approved"]
    entry = Entry.objects.using("arrange").get(action="plan.approved")
    assert (entry.account_id, entry.enrolment_id) == (cast.nils.id, cast.astrid.id)


def test_a_nurse_cannot_sign_and_leaves_nothing_behind(cast, ingrid):
    version = proposed(cast, ingrid)

    with pytest.raises(NotYours, match="Only a doctor"):
        ingrid.do(plan_life.approve, version.id, seen=version.digest)

    assert kept(version).status == "proposed"
    assert kept(cast.plan).status == "approved"
    assert "plan.approved" not in acts()


def test_what_is_proposed_is_what_is_signed(cast, ingrid, nils):
    """Given back, changed and proposed again while the doctor was reading."""
    version = proposed(cast, ingrid)
    before = version.digest
    ingrid.do(plan_life.give_back, version.id, why="Glemte vekten.")
    changed = content(rules=["D-1", "M-1"])
    ingrid.do(plan_life.redraft, version.id, changed, seen=before)
    ingrid.do(plan_life.propose, version.id)

    with pytest.raises(NotAllowedNow, match="somebody has changed it"):
        nils.do(plan_life.approve, version.id, seen=before)
    nils.do(plan_life.approve, version.id, seen=kept(version).digest)
    assert kept(version).content["rules"] == ["D-1", "M-1"]


def test_a_doctor_gives_a_plan_back_with_the_reason(cast, ingrid, nils):
    version = proposed(cast, ingrid)

    with pytest.raises(MissingText):
        nils.do(plan_life.give_back, version.id, why="  ")
    nils.do(plan_life.give_back, version.id, why=" Sjekk tørrvekten. ")

    row = kept(version)
    assert (row.status, row.given_back) == ("draft", "Sjekk tørrvekten.")
    ingrid.do(plan_life.propose, version.id)
    assert kept(version).given_back == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"review_on": "2026-11-01"}, "review_on: the date has passed"),
        ({"rules": ["DEM-2"]}, "DEM-2 needs a responder who is there day and night"),
        ({"texts": {}}, "no text for red"),
    ],
    ids=["review passed", "night without a responder", "no texts"],
)
def test_what_is_not_in_order_is_not_signed(cast, ingrid, nils, changes, says):
    version = proposed(cast, ingrid, **changes)

    with pytest.raises(BadPlan, match=says):
        nils.do(plan_life.approve, version.id, seen=version.digest)
    assert kept(cast.plan).status == "approved"


def test_two_plans_that_disagree_wait_for_the_doctors_decision(cast, ingrid, nils):
    both = templates.joined(["heart_failure", "hypertension"]) | {"review_on": "2027-05-01"}
    version = ingrid.do(plan_life.draft, cast.astrid.id, both, why=WHY)
    ingrid.do(plan_life.propose, version.id)
    with pytest.raises(BadPlan, match=r"merge\.limits"):
        nils.do(plan_life.approve, version.id, seen=version.digest)

    nils.do(plan_life.give_back, version.id, why="BP_HF skal gjelde.")
    both["merge"] = {"limits": [{"kind": "blood_pressure", "profile": "BP_HF", "considered": True}]}
    nils.do(plan_life.redraft, version.id, both, seen=version.digest)
    nils.do(plan_life.propose, version.id)
    nils.do(plan_life.approve, version.id, seen=kept(version).digest)

    assert kept(version).status == "approved"


def test_a_plan_in_shadow_replaces_nothing_but_an_earlier_shadow(cast, ingrid, nils):
    first, second = (proposed(cast, ingrid, shadow=True) for _ in range(2))
    for version in (first, second):
        nils.do(plan_life.approve, version.id, seen=version.digest)

    assert kept(cast.plan).status == "approved"
    assert [kept(version).status for version in (first, second)] == ["replaced", "approved"]


def test_what_cannot_be_read_is_not_even_a_draft(cast, ingrid):
    upside_down = {"kind": "heart_rate", "override": {"red_low": "60", "yellow_low": "50"}}

    with pytest.raises(BadLimits, match=r"limits\[0\]"):
        drafted(cast, ingrid, limits=[upside_down])
    with pytest.raises(MissingText):
        ingrid.do(plan_life.draft, cast.astrid.id, content(), why="")
    assert PlanVersion.objects.using("arrange").count() == 1


def test_kari_of_another_team_sees_no_such_plan(cast, ingrid):
    kari = At(cast.kari)
    version = proposed(cast, ingrid)

    with pytest.raises(NotFound):
        kari.do(plan_life.draft, cast.astrid.id, content(), why=WHY)
    with pytest.raises(NotFound):
        kari.do(plan_life.give_back, version.id, why="Nei.")


def test_no_step_is_skipped_and_none_is_taken_twice(cast, ingrid, nils):
    version = drafted(cast, nils)
    with pytest.raises(NotAllowedNow, match="cannot become"):
        nils.do(plan_life.approve, version.id, seen=version.digest)
    nils.do(plan_life.propose, version.id)
    with pytest.raises(NotAllowedNow):
        nils.do(plan_life.propose, version.id)
    with pytest.raises(NotAllowedNow, match="not written in any more"):
        nils.do(plan_life.redraft, version.id, content(), seen=version.digest)
    nils.do(plan_life.approve, version.id, seen=version.digest)
    with pytest.raises(NotAllowedNow):
        nils.do(plan_life.give_back, version.id, why="Angrer.")


# --- The database alone -------------------------------------------------------------------------


def as_role(url: str, token: str, statement: str) -> int:
    """Raw SQL with somebody's token, and none of our code in between. How many rows it met."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('heime.token', %s, true)", [token])
        return connection.execute(statement.encode()).rowcount


@pytest.mark.parametrize(
    "change",
    [
        "content = '{}'",
        "valid_from = valid_from - interval '1 year'",
        "approved_at = now()",
        "status = 'draft'",
        "status = 'proposed', proposed_by_id = approved_by_id, proposed_at = now()",
        "shadow = true",
        "why = 'another reason'",
        "status = 'replaced', content = '{}'",
    ],
)
def test_the_database_keeps_a_signed_version_as_it_is(cast, database, nils, change):
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        as_role(
            database.app_url, nils.token,
            f"UPDATE plan_version SET {change} WHERE id = {cast.plan.id}",
        )  # fmt: skip


def test_the_database_takes_no_signature_but_a_doctors(cast, database, ingrid):
    version = proposed(cast, ingrid)
    signing = "UPDATE plan_version SET status = 'approved', approved_at = now(), approved_by_id"

    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="only a doctor"):
        as_role(
            database.app_url, ingrid.token, f"{signing} = '{cast.tor.id}' WHERE id = {version.id}"
        )
    assert as_role(
        database.app_url, ingrid.token, f"{signing} = '{cast.nils.id}' WHERE id = {version.id}"
    )


def test_the_database_lets_no_other_team_near_it(cast, database, ingrid):
    version = drafted(cast, ingrid)
    kari = At(cast.kari)

    assert not as_role(
        database.app_url, kari.token, f"UPDATE plan_version SET why = '' WHERE id = {version.id}"
    )


def test_whoever_judges_sees_only_what_is_signed_and_counts(cast, database, ingrid, nils):
    shadow = proposed(cast, ingrid, shadow=True)
    nils.do(plan_life.approve, shadow.id, seen=shadow.digest)
    proposed(cast, ingrid)

    with psycopg.connect(database.worker_url) as worker:
        seen = worker.execute("SELECT id FROM plan_version ORDER BY id").fetchall()
    assert seen == [(cast.plan.id,), (shadow.id,)], "a shadow is compared, a draft not even seen"

    async def in_force() -> list[tuple[Any, int]]:
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
            rows = await (await plans.versions(conn, [cast.astrid.id])).fetchall()
            return plans.InForce(rows).steps(cast.astrid.id)

    assert [version for _, version in asyncio.run(in_force())] == [cast.plan.id]
