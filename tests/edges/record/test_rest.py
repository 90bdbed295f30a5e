"""The copy of everything lacks no table, and has what came from home as such."""

from __future__ import annotations

import json
import re

import pytest
from django.apps import apps

from heime.flow.export_rest import LEFT_OUT, REST, TOLD_ELSEWHERE
from heime.ops import processing
from heime.records.audit.models import Entry
from tests.edges.record.test_extract import (  # noqa: F401  a fixture
    of_kind,
    sure,
    taken,
    the_bundle,
)
from tests.walls.scene_at_home import at_home

IN_REST = {model._meta.db_table for model, _scope, _order in REST}
NOBODY = re.compile(r"nobody|machines|next of kin|staff|the clinician|whoever signs in")


def about_people() -> set[str]:
    """Tables that hang on a follow-up or a person, and those that the register says tell of one."""
    hanging = {
        model._meta.db_table
        for model in apps.get_models()
        if {"enrolment_id", "patient_id"} & {one.attname for one in model._meta.concrete_fields}
    }
    told = {
        row.name
        for row in processing.read().table
        if not NOBODY.match(row.about) or "patients" in row.about or "the person" in row.about
    }
    return hanging | told


def test_every_table_about_a_person_is_in_the_copy_or_left_out_for_a_reason() -> None:
    named = IN_REST | TOLD_ELSEWHERE | set(LEFT_OUT)

    assert about_people() - named == set(), "a new table: put it in flow/export_rest.py"
    assert named - processing.tables() == set(), "no such table"
    assert not IN_REST & TOLD_ELSEWHERE
    assert not IN_REST & set(LEFT_OUT)
    assert not TOLD_ELSEWHERE & set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def test_the_words_for_each_table_are_there() -> None:
    from heime.edges.record import kept

    assert [table for table in IN_REST if kept.named(table) == table] == []


@pytest.fixture
def from_home(around, now):
    """Something of everything that is kept at home about Astrid, and about Gudbrand."""
    from heime.core.kinds import Kind
    from tests import people

    for who, name in ((around.cast.astrid, "Hennes egen"), (around.cast.gudbrand, "Hans egen")):
        reading = people.measured(who, Kind.OXYGEN_SATURATION, "91", now, source=around.cast.source)
        case = people.red_case(around.cast, now, who)
        at_home(who, case, reading, around.astrid, name, now)
    return around


def test_what_came_from_home_is_in_her_own_copy_row_by_row(from_home, sure) -> None:  # noqa: F811
    found = the_bundle(sure(from_home.astrid), from_home)
    rows = {one["code"]["text"] for one in of_kind(found, "Basic")}
    written = json.dumps(found, ensure_ascii=False)

    assert {
        "home_entry", "home_mark", "home_course", "home_promise", "home_device",
        "reminder_wish", "reminder_later", "reminder",
    } <= rows  # fmt: skip
    assert "Hennes egen" in written
    assert "Hans egen" not in written
    secret = Entry.objects.using("arrange").exists()
    assert secret, "that a copy was taken is logged"


def test_a_lead_s_copy_has_it_too_and_what_only_the_team_reads(from_home, sure) -> None:  # noqa: F811
    rows = {one["code"]["text"] for one in of_kind(
        the_bundle(sure(from_home.nina), from_home), "Basic"
    )}  # fmt: skip

    assert {"home_entry", "home_promise", "kiosk_device"} <= rows


def test_the_paper_has_it_in_words(from_home, sure) -> None:  # noqa: F811
    answer = taken(sure(from_home.astrid, "nb"), from_home, "pdf")

    assert answer.status_code == 200
    assert answer.whole.startswith(b"%PDF-")
