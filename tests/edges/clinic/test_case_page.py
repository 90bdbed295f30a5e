"""The case page: why, the readings, the person, the plan; and only for whoever may see it."""

import json
import re
from datetime import timedelta

from django.test import Client

from heime.core.kinds import Kind
from heime.core.zone import Priority, Zone
from heime.records.audit.models import Entry
from heime.records.plans.models import PlanVersion
from tests import people


def page(client: Client, case) -> str:
    answer = client.get(f"/sak/{case.id}/")
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def data_of(html: str, element: str) -> dict:
    return json.loads(re.search(rf'id="{element}" type="application/json">(.*?)</script>', html)[1])


def test_it_tells_why_with_rules_and_where_they_come_from(cast, signed_in, now) -> None:
    html = page(signed_in(cast.ingrid), people.red_case(cast, now))

    assert "Oxygen saturation 86 % (limit 88), second measurement" in html
    assert "Two measurements were taken (oxygen saturation), and the second one decides." in html
    assert "RS-1 C-3 · 7.3" in html
    assert "by version 1 of the plan" in html
    assert html.count('<span class="reading"><strong>86 %</strong>') == 2


def test_it_tells_whom_to_call(cast, signed_in, now) -> None:
    html = page(signed_in(cast.ingrid), people.red_case(cast, now))

    assert 'href="tel:00001945"' in html
    assert "Marit Lunde" in html
    assert 'href="tel:00002107"' in html
    assert "Breelvi legekontor" in html


def test_limits_nobody_has_considered_are_marked_and_only_those(cast, signed_in, now) -> None:
    html = page(signed_in(cast.ingrid), people.red_case(cast, now))
    rows = html.split('<table class="ds-table small limits">')[1].split("</table>")[0].split("<tr>")

    oxygen = next(row for row in rows if "Oxygen" in row)
    pulse = next(row for row in rows if "Pulse" in row)

    assert "the responsible doctor must consider it" not in oxygen
    assert "Starting value – the responsible doctor must consider it" in pulse


def test_without_a_plan_it_says_so_loudly(cast, signed_in, now) -> None:
    PlanVersion.objects.using("arrange").all().delete()
    reading = people.measured(
        cast.astrid, Kind.OXYGEN_SATURATION, "93", now - timedelta(minutes=9), source=cast.source
    )
    verdict = people.judged(reading, Zone.GREY, "no-plan", priority=Priority.LOW)

    html = page(signed_in(cast.ingrid), people.case(verdict, due_at=now + timedelta(days=5)))

    assert "could not be judged: there is no approved plan" in html
    assert "<strong>No approved plan.</strong>" in html
    assert "Green" not in html


def test_a_value_that_could_not_be_used_is_never_drawn_or_shown_as_one(
    cast, signed_in, now
) -> None:
    case = people.red_case(cast, now)
    at = now - timedelta(days=1)
    people.measured(
        cast.astrid, Kind.OXYGEN_SATURATION, "12", at, source=cast.source, rejected=True
    )

    html = page(signed_in(cast.ingrid), case)
    drawn = data_of(html, "chart-1-first")

    assert 12.0 not in drawn["value"]
    assert drawn["rejected"] == [int(at.timestamp())]
    assert "12 %" not in html
    assert "not usable" in html


def test_limits_are_drawn_as_they_were_at_the_time(cast, signed_in, now) -> None:
    changed_at = now - timedelta(days=6)
    tighter = {"limits": [{"kind": "oxygen_saturation", "profile": "SPO2_STD"}], "rules": []}
    people.plan(
        cast.astrid, tighter, approved_by=cast.nils, now=now, number=2, valid_from=changed_at
    )

    held = data_of(page(signed_in(cast.ingrid), people.red_case(cast, now)), "chart-1-first")

    before, after = held["limits"]
    assert (before["lines"]["red_low"], before["to"]) == (88.0, int(changed_at.timestamp()))
    assert (after["lines"]["red_low"], after["to"]) == (91.0, None)


def test_a_blood_pressure_has_a_curve_for_each_number(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)
    people.measured(
        cast.astrid, Kind.BLOOD_PRESSURE, "142", now - timedelta(days=1),
        source=cast.source, second="88",
    )  # fmt: skip

    html = page(signed_in(cast.ingrid), case)

    assert data_of(html, "chart-3-first")["value"] == [142.0]
    assert data_of(html, "chart-3-second")["value"] == [88.0]
    assert "142/88 mmHg" in html


def test_opening_is_logged_once_with_who_and_whom(cast, signed_in, now) -> None:
    page(signed_in(cast.ingrid), people.red_case(cast, now))

    entry = Entry.objects.using("arrange").get()

    assert entry.action == "person.opened"
    assert (entry.account_id, entry.enrolment_id) == (cast.ingrid.id, cast.astrid.id)
    assert entry.municipality_id == people.LOM


def test_another_teams_nurse_is_told_that_there_is_no_such_case(cast, signed_in, now, log) -> None:
    case = people.red_case(cast, now)

    answer = signed_in(cast.kari).get(f"/sak/{case.id}/")

    assert answer.status_code == 404
    assert "Astrid" not in answer.content.decode()
    assert log() == ["denied"]


def test_beside_the_list_only_the_case_itself_is_sent(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)

    answer = signed_in(cast.ingrid).get(f"/sak/{case.id}/", headers={"HX-Request": "true"})

    assert answer.content.decode().lstrip().startswith("<article")


def test_an_address_can_ask_for_list_and_case_together(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)
    client = signed_in(cast.ingrid)

    assert (
        "Two measurements were taken (oxygen saturation), and the second one decides."
        in client.get(f"/?sak={case.id}").content.decode()
    )
    assert client.get("/?sak=nonsense").status_code == 200


def test_text_from_people_is_text(cast, signed_in, now) -> None:
    people.Patient.objects.using("arrange").update(matters="<script>alert(1)</script>")

    html = page(signed_in(cast.ingrid), people.red_case(cast, now))

    assert "&lt;script&gt;alert(1)" in html
