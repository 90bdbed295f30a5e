"""Given, made smaller, ended and refused from the app: and what kin sees before and after."""

from __future__ import annotations

from heime.core.roles import Scope
from heime.flow import carer_answers
from heime.records.access.models import Right
from heime.records.people.models import Patient
from tests import people
from tests.flow import letting_in
from tests.people import DB


def test_she_lets_her_daughter_in_and_shuts_the_door_again(around, app):
    astrid = app(around.astrid)
    [marit] = astrid.get("rights").json()["contacts"]
    assert (marit["name"], marit["has"]) == ("Marit Lunde", False)

    given = astrid.post(
        "rights/give", contact=marit["id"], scope=["values", "plan"], months="6"
    ).json()
    [right] = given["rights"]
    assert right["scopes"] == ["plan", "values"]
    assert given["contacts"][0]["has"] is True
    assert app(around.marit).get("trends").status_code == 200

    ended = astrid.post(f"rights/{right['id']}/end").json()
    assert ended["rights"] == []
    assert len(ended["over"]) == 1
    assert app(around.marit).get("trends").status_code == 403, "she is nobody's kin any more"


def test_it_is_made_smaller_and_never_larger_and_lasts_no_longer(around, app):
    right = letting_in.consent(around, Scope.VALUES, Scope.PLAN, Scope.MESSAGES)
    astrid = app(around.astrid)
    assert app(around.marit).get("plan").status_code == 200

    answer = astrid.post(f"rights/{right.id}/narrow", scope=["values"])
    [left] = answer.json()["rights"]
    assert left["scopes"] == ["values"]
    assert Right.objects.using(DB).get(id=left["id"]).ends_at == right.ends_at
    assert app(around.marit).get("plan").status_code == 404
    assert app(around.marit).get("trends").status_code == 200

    for more in (["values", "plan"], ["values"], []):
        answer = astrid.post(f"rights/{left['id']}/narrow", scope=more)
        assert answer.status_code == 422, more
        assert answer.json()["code"] == "bad-right"


def test_nobody_gives_for_more_than_a_year_or_to_nobody(around, app):
    astrid = app(around.astrid)
    contact = astrid.get("rights").json()["contacts"][0]["id"]
    for fields in (
        {"contact": contact, "scope": ["values"], "months": "13"},
        {"contact": contact, "scope": [], "months": "12"},
        {"contact": "", "scope": ["values"], "months": "12"},
        {"contact": contact, "scope": ["work"], "months": "1"},
    ):
        answer = astrid.post("rights/give", **fields)
        assert answer.status_code == 422, fields
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_kin_reads_what_is_shared_and_what_is_not_and_leaves(around, app):
    right = letting_in.consent(around, Scope.VALUES)
    marit = app(around.marit)
    found = marit.get("rights").json()

    assert [one["code"] for one in found["may"]] == ["contact", "values"]
    assert [one["code"] for one in found["may_not"]] == ["plan", "cases", "messages", "entry"]
    for others in ("give", f"{right.id}/narrow", f"{right.id}/block"):
        assert marit.post(f"rights/{others}", scope=["values"]).status_code == 404, others

    assert marit.post(f"rights/{right.id}/end").json() == {"left": True}
    assert marit.get("rights").status_code == 403
    told = app(around.astrid).get("rights").json()["over"]
    assert [one["left"] for one in told] == [True], "the person is told that she left"


def test_what_carers_answered_is_theirs_to_read_at_home_and_never_the_persons(around, app):
    letting_in.consent(around)
    letting_in.did(
        around.marit, carer_answers.answer, around.cast.astrid.id, "carer-burden", "1",
        {"Hvordan sover du?": "Sover nesten aldri"},
    )  # fmt: skip

    assert "Sover nesten aldri" in app(around.marit).get("carer").content.decode()
    assert app(around.astrid).get("carer").status_code == 403
    assert "Sover" not in app(around.astrid).get("rights").content.decode()
    assert "carer" not in app(around.astrid).get("log").content.decode()


def test_an_office_is_shut_out_of_a_part_and_let_in_again(around, app, now):
    people.right(
        around.cast.astrid, letting_in.Ground.GP, organisation=around.office,
        given_by=around.cast.nils, now=now, lasts=letting_in.timedelta(days=100),
    )  # fmt: skip
    astrid = app(around.astrid)
    [right] = astrid.get("rights").json()["rights"]
    assert right["can_block"]
    assert not right["can_narrow"]

    [made] = astrid.post(f"rights/{right['id']}/block", scope=["messages"]).json()["blocks"]
    assert made["whom"] == "Breelvi legekontor"
    assert astrid.post(f"blocks/{made['id']}/end").json()["blocks"] == []


def test_she_writes_what_matters_herself_and_nobody_else_at_home_does(around, app):
    letting_in.consent(around)
    assert app(around.astrid).post("matters", text=" Å se barnebarna. ").json()["text"] == (
        "Å se barnebarna."
    )
    patient = Patient.objects.using(DB).get(id=around.cast.astrid.patient_id)
    assert patient.matters == "Å se barnebarna."

    assert app(around.marit).get("matters").json()["writes"] is False
    assert app(around.marit).post("matters", text="Noe annet").status_code == 403
    assert app(around.astrid).post("matters", text="x" * 601).status_code == 422
    patient.refresh_from_db(using=DB)
    assert patient.matters == "Å se barnebarna."


def test_the_database_itself_lets_only_the_person_write_their_words(around):
    from heime.records.keeping.own_words import keep_matters

    letting_in.consent(around)
    kept = [
        letting_in.did(who, lambda *, by, now: keep_matters(around.cast.astrid.id, "Nei"))
        for who in (around.marit, around.cast.kari, around.cast.ingrid)
    ]
    assert kept == [False, False, False]


def test_a_right_to_somebody_else_is_not_reached_through_ones_own(around, app, now):
    other = people.right(
        around.cast.gudbrand, letting_in.Ground.CONSENT, account=around.cast.tor,
        given_by=around.cast.kari, now=now, scopes=[Scope.VALUES],
        lasts=letting_in.timedelta(days=9),
    )  # fmt: skip
    for act in ("end", "narrow", "object", "block"):
        assert app(around.astrid).post(f"rights/{other.id}/{act}").status_code == 404, act


def here(client):
    return [one["given_name"] for one in client.get("/hjem/api/v1/me").json()["people"]]


def test_kin_is_here_for_whoever_shares_anything_at_all_and_then_for_nobody(around, app, signed_in):
    marit = signed_in(around.marit)
    assert here(marit) == [], "before the consent"

    right = letting_in.consent(around, Scope.VALUES)
    assert here(marit) == ["Astrid"], "without messages too"

    app(around.astrid).post(f"rights/{right.id}/end")
    assert here(marit) == [], "and after it"


def test_work_makes_nobody_kin_at_home(around, signed_in):
    assert here(signed_in(around.cast.ingrid)) == []


def test_phones_that_may_send_are_listed_and_shut_out(around, app, signed_in):
    letting_in.consent(around, Scope.ENTRY)
    bound = {}
    for who in (around.astrid, around.marit):
        bound[who.id] = signed_in(who).post(
            f"/hjem/api/v1/people/{around.cast.astrid.id}/device",
            '{"name": "Nokia", "kiosk": false}', content_type="application/json",
        ).json()["device"]  # fmt: skip

    mine = app(around.marit).get("equipment").json()["devices"]
    assert [(one["id"], one["own"]) for one in mine] == [(bound[around.marit.id], True)]
    assert len(app(around.astrid).get("equipment").json()["devices"]) == 2

    astrid = signed_in(around.astrid)
    assert astrid.post(f"/hjem/api/v1/devices/{bound[around.marit.id]}").status_code == 200
    assert app(around.marit).get("equipment").json()["devices"] == []


def test_kin_answers_how_she_is_herself_and_the_team_reads_it_in_words(around, app, signed_in):
    letting_in.consent(around, Scope.VALUES)
    marit = app(around.marit, "nb")
    assert marit.get("carer").json()["title"] == "Hvordan har du det selv?"

    answered = marit.post("carer", c1="2", c4="2").json()["answered"]
    assert answered[0]["items"] == [
        ["Hvordan har du sovet den siste uka?", "Dårlig"],
        ["Har du noen som kan ta over når du trenger det?", "Nei"],
    ]
    page = signed_in(around.cast.ingrid).get(f"/person/{around.cast.astrid.id}/").content.decode()
    assert "How have you slept this last week?" in page
    assert "How have you slept" not in app(around.astrid).get("log").content.decode()
    for wrong in ({}, {"c1": "7"}, {"c9": "1"}):
        assert marit.post("carer", **wrong).status_code == 422, wrong
