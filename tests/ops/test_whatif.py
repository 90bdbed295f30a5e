"""A plan changed on the command line, replayed over what is stored, told in words."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest
from psycopg import AsyncConnection

from heime.core import plan as plans
from heime.core.errors import BadLimits, BadPlan
from heime.core.kinds import Kind
from heime.core.quantity import scaled
from heime.core.zone import Zone
from heime.flow.receive import receive
from heime.flow.time_out import time_out
from heime.ops import whatif
from heime.ops.whatif import Change, changes, table
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Case, CaseEvent
from tests import people
from tests.flow.sending import NOW, of_astrid, reading

COPD = {
    "limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD"}],
    "rules": ["D-1"],
    "person": {"dry_weight_kg": "71.0"},
}


def lowest_yellow(content: dict) -> int | None:
    return plans.read(content).limits[Kind.OXYGEN_SATURATION].first.yellow_low


def test_a_line_is_moved_and_the_stored_plan_is_left_alone() -> None:
    changed = changes.with_lines(COPD, ["oxygen_saturation.yellow_low=90"])

    assert lowest_yellow(changed) == scaled(Decimal(90))
    assert lowest_yellow(COPD) == scaled(Decimal(91))


def test_a_line_can_be_taken_away() -> None:
    changed = changes.with_lines(COPD, ["oxygen_saturation.yellow_low=none"])

    assert lowest_yellow(changed) is None


def test_a_line_is_moved_in_every_part_that_has_it() -> None:
    parts = {"parts": [{"id": "a"} | COPD, {"id": "b"} | COPD], "person": {}}

    changed = changes.with_lines(parts, ["oxygen_saturation.yellow_low=90"])

    assert lowest_yellow(changed) == scaled(Decimal(90))


@pytest.mark.parametrize(
    "wrong",
    ["spo2.yellow_low=90", "oxygen_saturation.low=90", "oxygen_saturation.yellow_low",
     "blood_pressure.yellow_low=90"],
)  # fmt: skip
def test_a_line_that_means_nothing_is_refused(wrong: str) -> None:
    with pytest.raises(BadPlan):
        changes.with_lines(COPD, [wrong])


def test_contradicting_lines_are_refused_when_the_plan_is_read() -> None:
    with pytest.raises(BadLimits):
        plans.read(changes.with_lines(COPD, ["oxygen_saturation.yellow_low=80"]))


def test_rules_are_switched_on_and_off() -> None:
    changed = changes.with_rules(COPD, ["D-1=off", "T-1=on"])

    assert plans.read(changed).rules == {"T-1"}


def test_a_template_keeps_the_persons_own_facts() -> None:
    made = changes.from_template(COPD, ["heart_failure"])

    assert plans.read(made).dry_weight == scaled(Decimal(71))
    assert "W-1" in plans.read(made).rules


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(BadPlan, match="nonsense"):
        changes.from_template(COPD, ["nonsense"])


# --- Through the database --------------------------------------------------------------------


@pytest.fixture
def cast(database):
    cast = people.everybody(NOW)
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        conn.execute("DELETE FROM plan_version WHERE enrolment_id = %s", [cast.astrid.id])
    people.plan(cast.astrid, COPD, approved_by=cast.nils, now=NOW - timedelta(days=30))
    return cast


@pytest.fixture
def lived(cast, database):
    """Astrid sent 94, and on two days 91 that nobody measured again."""
    token = of_astrid(cast, database.superuser_url)

    async def live() -> None:
        async with (
            await AsyncConnection.connect(database.ingest_url, autocommit=True) as conn,
            await AsyncConnection.connect(database.worker_url, autocommit=True) as worker,
        ):
            for day, value in ((5, "94"), (4, "91"), (3, "94"), (2, "91"), (1, "94")):
                one = reading(token, cast.astrid.id, value, minutes_ago=day * 1440)
                await receive(conn, [one], simulated=True)
                until = one.measured_at + timedelta(minutes=31)
                await time_out(worker, cast.astrid.id, simulated_at=until)

    asyncio.run(live())
    return cast


def compared(lived, database, change: Change, person=None):
    whom = [person or lived.astrid.id]
    return asyncio.run(whatif.everybody(database.worker_url, whom, None, change, days=10, now=NOW))


def test_a_lower_line_would_have_missed_both_days(lived, database) -> None:
    (told,) = compared(lived, database, Change(lines=("oxygen_saturation.yellow_low=90",)))

    assert (told.compared.before.alerts, told.compared.after.alerts) == (2, 0)
    assert [(day.before, day.after) for day in told.compared.missed] == [(Zone.YELLOW, None)] * 2
    assert "Days the changed plan would have missed: 2" in table.words([told])


def test_what_runs_in_shadow_is_compared_from_its_day_and_makes_no_case(lived, database) -> None:
    CaseEvent.objects.using(people.DB).all().delete()
    Case.objects.using(people.DB).all().delete()
    shadow = people.plan(
        lived.astrid,
        changes.with_lines(COPD, ["oxygen_saturation.yellow_low=90"]),
        approved_by=lived.nils, now=NOW, number=2, valid_from=NOW - timedelta(days=3),
    )  # fmt: skip
    PlanVersion.objects.using(people.DB).filter(id=shadow.id).update(shadow=True)

    (told,) = compared(lived, database, Change(shadow=True))

    assert (told.compared.before.alerts, told.compared.after.alerts) == (1, 0), "not day 4's"
    assert not Case.objects.using(people.DB).exists()


def test_nobody_without_a_shadow_is_compared_with_one(lived, database) -> None:
    assert compared(lived, database, Change(shadow=True)) == []


def test_the_look_is_noted_in_the_log(lived, database) -> None:
    compared(lived, database, Change(rules=("D-1=off",)))

    with psycopg.connect(database.superuser_url) as conn:
        noted = conn.execute(
            "SELECT enrolment_id FROM audit_entry WHERE action = 'what-if'"
        ).fetchall()
    assert noted == [(lived.astrid.id,)]


def test_nothing_is_changed_by_asking(lived, database) -> None:
    def counts() -> list[tuple]:
        with psycopg.connect(database.superuser_url) as conn:
            return [
                conn.execute(f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) "
                             f"FROM {name} t").fetchone()
                for name in ("judgement", "case_", "plan_version", "measurement")
            ]  # fmt: skip

    before = counts()
    compared(lived, database, Change(lines=("oxygen_saturation.yellow_low=90",)))

    assert counts() == before


def test_nobody_found_is_said(lived, database) -> None:
    nobody = "00000000-0000-7000-8000-00000000dead"

    assert compared(lived, database, Change(rules=("D-1=off",)), person=nobody) == []
    assert table.words([]) == "Nobody with a plan was found."
