"""The overview: what the team's numbers are made of, and for whom."""

from datetime import timedelta

import pytest
from django.test import Client

from heime.core.kinds import Kind
from heime.core.roles import Role
from heime.core.zone import Zone
from heime.records.access.models import OnScreen
from heime.records.worklist.models import Case, CaseEvent
from tests import people
from tests.people import DB, SEL

PLAN = people.COPD_PLAN | {
    "expectations": [
        {"what": "oxygen_saturation", "days": "every_day", "at": ["12:00"],
         "before_minutes": 700, "after_minutes": 700},
    ],
    "review_on": "2020-01-01",
}  # fmt: skip


@pytest.fixture
def lead(cast, now):
    who = people.account("lena", "Lena Berg", "SP", member_of=None, now=now)
    people.post(who, Role.LEAD, now=now, team=cast.north)
    return who


def closed(cast, now, *, days: int, by, outcome: str, who=None, alarms: int = 1) -> Case:
    """A red case that was taken two minutes after it was opened, and closed."""
    at = now - timedelta(days=days)
    case = people.red_case(cast, at, who)
    took, done = case.opened_at + timedelta(minutes=2), case.opened_at + timedelta(minutes=9)
    Case.objects.using(DB).filter(id=case.id).update(
        state="closed", taken_by=by, taken_at=took, closed_by=by, closed_at=done,
        outcome=outcome, note="Ringte.",
    )  # fmt: skip
    acts = [("taken", took, by), ("closed", done, by), *[("joined", took, None)] * (alarms - 1)]
    CaseEvent.objects.using(DB).bulk_create(
        CaseEvent(case=case, municipality_id=case.municipality_id,
                  enrolment_id=case.enrolment_id, at=at, what=what, by=account)
        for what, at, account in acts
    )  # fmt: skip
    return case


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/oversikt/{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_manual_alerts_are_cases_over_days_of_follow_up(cast, now, signed_in, lead) -> None:
    for day in (1, 2, 3):
        closed(cast, now, days=day, by=cast.ingrid, outcome="advice", alarms=2)

    text = page(signed_in(lead), "?dager=30")

    assert "<strong>0.10</strong> per patient-day" in text  # 3 cases, one person, 30 days
    assert "3 of 30" in text
    assert "The aim is at most 0.10" in text
    assert "6 of 30" in text  # alarms: each case was added to once
    assert "Above the aim of at most 0.10" in page(signed_in(lead), "?dager=7")


def test_answered_in_time_is_told_with_both_its_numbers(cast, now, signed_in, lead) -> None:
    closed(cast, now, days=1, by=cast.ingrid, outcome="advice")
    late = people.red_case(cast, now - timedelta(days=2))
    Case.objects.using(DB).filter(id=late.id).update(due_at=now - timedelta(days=1))

    text = page(signed_in(lead))

    assert "1 of 2" in text
    assert "50" + "\u202f%" not in text  # of two, no percentage
    rows = signed_in(lead).get("/oversikt/grunnlag?tall=in-time").content.decode()
    assert rows.index("Too late") < rows.index("In time")


def test_days_without_anything_are_no_green_days(cast, now, signed_in, lead) -> None:
    at = now - timedelta(days=1)
    reading = people.measured(cast.astrid, Kind.HEART_RATE, "70", at, source=cast.source)
    people.judged(reading, Zone.GREEN)

    text = page(signed_in(lead), "?dager=7")
    table = text[text.index("Zones day by day, as a table") :]

    day = (at + timedelta(hours=1)).astimezone().date()
    assert table.count("<td>1</td>") == 8  # eight days of the calendar, one person
    assert "<td>0</td><td>0</td><td>0</td><td>1</td><td>0</td>" in table, day
    assert table.count("<td>0</td><td>0</td><td>0</td><td>0</td><td>1</td>") == 7


def test_agreed_measurements_are_windows_with_something_in_them(cast, now, signed_in, lead) -> None:
    people.plan(cast.astrid, PLAN, approved_by=cast.nils, now=now, number=2,
                valid_from=now - timedelta(days=20))  # fmt: skip
    for day in (2, 3, 4):
        at = (now - timedelta(days=day)).replace(hour=11)
        people.measured(cast.astrid, Kind.OXYGEN_SATURATION, "93", at, source=cast.source)

    basis = signed_in(lead).get("/oversikt/grunnlag?tall=met&dager=7").content.decode()

    assert "3 of 6" in basis or "3 of 7" in basis  # today's window may be over
    assert "Astrid Lunde" in basis


def test_who_has_no_plan_and_whose_plan_is_due(cast, now, signed_in, lead) -> None:
    people.plan(cast.astrid, PLAN, approved_by=cast.nils, now=now, number=2,
                valid_from=now - timedelta(days=20))  # fmt: skip
    odd = people.person("Odd", "Moen", people.date(1950, 5, 5), SEL, [], followed_by=cast.north,
                        now=now)  # fmt: skip

    text = page(signed_in(lead))
    without = signed_in(lead).get("/oversikt/grunnlag?tall=without-plan").content.decode()
    due = signed_in(lead).get("/oversikt/grunnlag?tall=review-due").content.decode()

    assert "1 of 2" in text
    assert "1 of 1" in text
    assert "Odd Moen" in without
    assert "Astrid Lunde" not in without
    assert "Astrid Lunde" in due
    assert "Odd Moen" not in due
    assert OnScreen.objects.using(DB).filter(enrolment_id=odd.id).exists()


def test_the_monthly_list_is_a_suggestion_with_its_numbers(cast, now, signed_in, lead) -> None:
    for day in range(1, 8):
        closed(cast, now, days=day, by=cast.tor, outcome="no-action", alarms=2)

    text = page(signed_in(lead), "?dager=7")

    assert "<td>14</td><td>3.5</td>" in text
    assert "consider the limit" in text
    assert f'href="/person/{cast.astrid.id}/plan/"' in text
    assert "The doctor decides." in text


def test_only_the_lead_sees_colleagues_by_name(cast, now, signed_in, lead) -> None:
    closed(cast, now, days=1, by=cast.tor, outcome="advice")
    closed(cast, now, days=2, by=cast.ingrid, outcome="advice")

    assert "Tor Haugen" in page(signed_in(lead))
    assert "Ingrid Moe" in page(signed_in(lead))
    of_nurse = page(signed_in(cast.ingrid))
    assert "Tor Haugen" not in of_nurse
    assert "Everybody else together" in of_nurse
    assert "Ingrid Moe <span" in of_nurse


def test_another_team_and_a_block_take_people_out_of_every_number(
    cast, now, signed_in, lead
) -> None:
    closed(cast, now, days=1, by=cast.tor, outcome="advice")
    people.block(cast.astrid, account=lead, made_by=cast.nils, now=now)

    assert "0 people are followed up now." in page(signed_in(lead))
    assert "1 person is followed up now." in page(signed_in(cast.kari))
    for who in (lead, cast.kari):
        assert "Astrid" not in signed_in(who).get("/oversikt/grunnlag").content.decode()


def test_it_is_not_for_those_who_do_not_follow_up(cast, now, signed_in) -> None:
    helper = people.account("hege", "Hege Lien", "", member_of=None, now=now)
    people.post(helper, Role.ASSISTANT, now=now, team=cast.north)

    assert signed_in(helper).get("/oversikt/").status_code == 403
    assert signed_in(helper).get("/oversikt/grunnlag").status_code == 403
