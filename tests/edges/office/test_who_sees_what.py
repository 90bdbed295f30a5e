"""The demo's page that explains who may see what, and lets one try it."""

import json

import pytest
from django.test import Client

from heime.core.rights import GROUNDS
from heime.core.roles import Role, Scope
from heime.edges import naming
from heime.edges.office.who_sees_what import ground_row, phase_rows, role_row
from tests.people import PASSWORD


@pytest.fixture
def demo(cast, tmp_path, monkeypatch):
    """demo.json with Ingrid and the person she follows up."""
    accounts = [
        {"role": "nurse", "user": name, "password": PASSWORD, "municipality": 3434}
        for name in ("ingrid", "kari")
    ]
    patients = [{"key": "n-1", "id": str(cast.astrid.id), "name": "Astrid Lunde",
                 "municipality": 3434, "conditions": ["copd"]}]  # fmt: skip
    (tmp_path / "demo.json").write_text(json.dumps({"accounts": accounts, "patients": patients}))
    monkeypatch.setenv("HEIME_DATA", str(tmp_path))


def reader() -> Client:
    client = Client()
    client.cookies["heime_language"] = "en"
    return client


def test_outside_the_demo_there_is_no_such_page(cast, monkeypatch):
    from django.conf import settings

    monkeypatch.setattr(settings, "HEIME_MODE", "real")

    assert reader().get("/hvem-ser-hva").status_code == 404
    assert reader().post("/hvem-ser-hva/prov", {"user": "ingrid"}).status_code == 404


def test_every_role_ground_and_part_stands_on_the_page(demo):
    page = reader().get("/hvem-ser-hva").content.decode()

    for word in (*map(naming.role, Role), *map(naming.scope, Scope), *map(naming.ground, GROUNDS)):
        assert word.replace("'", "&#x27;") in page, word


def test_one_click_signs_in_and_opens_the_person(demo, cast):
    client = reader()

    answer = client.post("/hvem-ser-hva/prov", {"user": "ingrid", "person": str(cast.astrid.id)})

    assert answer.headers["Location"] == f"/person/{cast.astrid.id}/"
    assert "Ingrid Moe" in client.get("/").content.decode()


def test_trying_as_somebody_else_ends_the_sign_in_before(demo, cast, log):
    client = reader()
    for user in ("ingrid", "kari"):
        client.post("/hvem-ser-hva/prov", {"user": user, "person": str(cast.astrid.id)})

    assert log() == ["sign-in", "sign-out", "sign-in"]
    assert "Kari Vik" in client.get("/").content.decode()


@pytest.mark.parametrize(
    "asked",
    [{}, {"user": "ingrid"}, {"user": "root"}, {"user": "ingrid", "person": "x"}],
)
def test_a_choice_that_is_none_says_what_to_do(demo, asked):
    answer = reader().post("/hvem-ser-hva/prov", asked)

    assert answer.status_code == 422
    assert "Choose both" in answer.content.decode()


def test_without_the_demo_s_people_the_tables_still_stand(cast, monkeypatch):
    monkeypatch.delenv("HEIME_DATA", raising=False)
    page = reader().get("/hvem-ser-hva").content.decode()

    assert "There is nobody to try it with" in page
    assert naming.role(Role.NURSE) in page


def test_the_tables_say_what_the_rules_say():
    assert set(role_row(Role.SUPPORT).cells) == {"none"}
    assert set(role_row(Role.MANAGER).cells) == {"none"}
    assert role_row(Role.NURSE).cells[list(Scope).index(Scope.VALUES)] == "care"
    assert role_row(Role.GP).cells[list(Scope).index(Scope.VALUES)] == "right"
    assert role_row(Role.ASSISTANT).cells[list(Scope).index(Scope.VALUES)] == "none"
    emergency = next(ground_row(g, t) for g, t in GROUNDS.items() if g == "emergency")
    assert emergency.lasts.startswith("8 ")
    assert [row.others for row in phase_rows()] == [False, True, True, True, False]
