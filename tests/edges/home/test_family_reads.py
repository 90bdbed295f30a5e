"""What the app reads of a person besides the day: messages, trends, plan, log, equipment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heime.core.kinds import Kind
from heime.core.roles import Scope
from heime.core.zone import State, Zone
from heime.records.access.models import Binding
from heime.records.audit.models import Entry
from tests import people
from tests.flow import letting_in
from tests.flow.writing import start
from tests.people import DB

READS = ("messages", "trends", "plan", "log", "rights", "equipment", "matters")


def oxygen(around, now, *values, zone=Zone.GREEN, state=State.FINAL):
    for number, value in enumerate(values):
        at = now - timedelta(days=len(values) - number)
        taken = people.measured(
            around.cast.astrid, Kind.OXYGEN_SATURATION, value, at, source=around.cast.source
        )
        people.judged(taken, zone, "G-2", by_plan=around.cast.plan, state=state)


def kind(answer, name="oxygen_saturation"):
    return next(one for one in answer.json()["kinds"] if one["kind"] == name)


def test_a_curve_says_first_in_a_sentence_how_it_has_been(around, app, now):
    oxygen(around, now, "91", "94", "93")
    found = kind(app(around.astrid, "nb").get("trends"))

    assert found["sentence"] == (
        "Oksygenmetning har vært mellom 91 og 94\u00a0% de siste sju dagene."
        " Det er innenfor grensene i planen."
    )
    assert found["curves"][0]["value"] == [91.0, 94.0, 93.0]
    assert found["curves"][0]["limits"], "the lines of the plan, as bands"
    assert [row["value"] for row in found["table"]] == ["93\u00a0%", "94\u00a0%", "91\u00a0%"]


@pytest.mark.parametrize(
    ("zone", "state", "said"),
    [
        (Zone.RED, State.FINAL, "1 of 3 measurements was outside the limits in the plan."),
        (Zone.GREY, State.FINAL, "1 measurement has not been judged."),
        (Zone.YELLOW, State.PENDING, "1 measurement has not been judged."),
    ],
)
def test_within_the_limits_is_said_only_when_all_of_it_is(around, app, now, zone, state, said):
    oxygen(around, now, "92", "93")
    oxygen(around, now - timedelta(hours=1), "86", zone=zone, state=state)
    sentence = kind(app(around.astrid).get("trends"))["sentence"]

    assert said in sentence
    assert "within" not in sentence


def test_blood_pressure_has_both_its_numbers(around, app, now):
    for upper, lower in (("128", "81"), ("135", "85")):
        taken = people.measured(
            around.cast.astrid, Kind.BLOOD_PRESSURE, upper, now - timedelta(hours=int(lower)),
            source=around.cast.source, second=lower,
        )  # fmt: skip
        people.judged(taken, Zone.GREEN)
    found = kind(app(around.astrid).get("trends?days=30"), "blood_pressure")

    assert "128 to 135 in upper pressure and 81 to 85\u00a0mmHg in lower" in found["sentence"]
    assert [one["name"] for one in found["curves"]] == ["upper", "lower"]


def test_kin_with_values_alone_gets_no_lines_of_the_plan(around, app, now):
    oxygen(around, now, "92", "93")
    letting_in.consent(around, Scope.VALUES)
    found = app(around.marit).get("trends")

    assert found.json()["limits_shared"] is False
    assert kind(found)["curves"][0]["limits"] == []
    assert app(around.marit).get("plan").status_code == 404


def test_a_thread_is_read_in_the_app_and_the_team_sees_that_it_was(around, app, signed_in):
    thread = start(around.cast.ingrid, around, "Hvordan gikk natten?", patient=True)
    listed = app(around.astrid).get("messages").json()
    assert [one["title"] for one in listed["threads"]] == ["Hvordan gikk natten?"]
    assert listed["writes"]
    assert listed["answer_by"]["words"]

    opened = app(around.astrid).get(f"messages/{thread.id}").json()
    assert opened["messages"][0]["who"] == "Ingrid Moe"
    page = signed_in(around.cast.ingrid).get(f"/meldinger/{thread.id}/").content.decode()
    assert "Read by Astrid Lunde" in page


def test_a_thread_of_somebody_else_is_not_asked_for_by_way_of_ones_own(around, app):
    thread = start(around.astrid, around, "Bare til teamet.")
    letting_in.consent(around, Scope.MESSAGES)

    assert app(around.marit).get("messages").json()["threads"] == []
    assert app(around.marit).get(f"messages/{thread.id}").status_code == 404


def test_the_plan_is_read_in_words_and_as_a_paper(around, app):
    found = app(around.astrid, "nb").get("plan").json()
    headings = [one["heading"] for one in found["paragraphs"]]
    limits = next(one for one in found["paragraphs"] if one["heading"] == "Grenser")

    assert headings[0] == "Hva som er viktig for meg"
    assert headings[-1] == "Hvem du kan ringe"
    assert found["by"] == "Nils Berge"
    assert any("eller lavere" in said for _name, said in limits["rows"])
    paper = app(around.astrid, "nb").get("plan.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert "Astrid" not in paper.headers["Content-Disposition"]


def test_the_log_tells_in_words_who_looked(around, app, signed_in):
    signed_in(around.cast.ingrid).get(f"/person/{around.cast.astrid.id}/")
    days = app(around.astrid, "nb").get("log").json()["days"]

    assert any("Ingrid Moe" in line["sentence"] for day in days for line in day["lines"])
    letting_in.consent(around)
    assert app(around.marit).get("log").status_code == 404


def test_what_is_bound_to_her_is_hers_to_see_and_not_kins(around, app, now):
    Binding.objects.using(DB).create(
        municipality_id=around.cast.astrid.municipality_id, enrolment=around.cast.astrid,
        source=around.cast.source, starts_at=now,
    )  # fmt: skip
    letting_in.consent(around)

    assert [one["name"] for one in app(around.astrid).get("equipment").json()["bound"]] == [
        "Porten i stua"
    ]
    assert app(around.marit).get("equipment").json()["bound"] == []


def test_everything_read_at_home_is_in_the_log(around, app):
    before = Entry.objects.using(DB).count()
    for number, path in enumerate(READS, start=1):
        assert app(around.astrid).get(path).status_code == 200, path
        assert Entry.objects.using(DB).count() >= before + number, path


def test_work_opens_nothing_at_home(around, app, now):
    """Ingrid, who follows Astrid up, is next of kin of Gudbrand: at home she sees him alone."""
    people.right(
        around.cast.gudbrand, letting_in.Ground.CONSENT, account=around.cast.ingrid,
        given_by=around.cast.kari, now=now, scopes=[Scope.VALUES], lasts=timedelta(days=9),
    )  # fmt: skip

    assert app(around.cast.ingrid, person=around.cast.gudbrand).get("trends").status_code == 200
    for path in READS:
        assert app(around.cast.ingrid).get(path).status_code == 404, path


def test_kin_without_a_device_writes_while_signed_in_and_the_same_twice_is_once(around, app):
    letting_in.consent(around, Scope.MESSAGES)
    marit, key = app(around.marit), "0198a3f0-0000-7000-8000-00000000c0de"
    for _twice in range(2):
        listed = marit.post("messages", text="Mor er tungpustet.", key=key).json()
    [thread] = listed["threads"]
    assert thread["waits"]

    opened = marit.post(f"messages/{thread['id']}", text="Hun spiser lite.").json()
    said = [one["text"] for one in opened["messages"] if not one["by_itself"]]
    assert said == ["Mor er tungpustet.", "Hun spiser lite."]
    assert app(around.astrid).get("messages").json()["threads"] == [], "hers and the team's alone"
    assert marit.post("messages", text=" ").status_code == 422


def test_who_is_told_no_is_told_in_json(around, signed_in):
    answer = signed_in(around.marit).get(f"/hjem/api/v1/people/{around.cast.astrid.id}/log")

    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"
