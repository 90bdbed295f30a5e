"""The work in a case, as its page shows it: acts, setting aside, closing by two, the note."""

from datetime import datetime, time, timedelta

import pytest

from heime.core.hours import HOME, Hours
from heime.core.setting_aside import latest
from heime.core.zone import Priority, Zone
from heime.edges.clinic import workview
from heime.records.worklist.models import Case, CaseAct, Task
from tests import people
from tests.edges.clinic.cases import whole_plan
from tests.people import DB

HTMX = {"HX-Request": "true"}


@pytest.fixture
def case(cast, now):
    return people.red_case(cast, now)


def now_in(case) -> Case:
    return Case.objects.using(DB).get(id=case.id)


def urgent(case) -> None:
    Case.objects.using(DB).filter(id=case.id).update(priority=Priority.HIGH)


def said(answer) -> str:
    return answer.content.decode()


def test_what_is_done_makes_the_note_and_nobody_types_it_again(cast, signed_in, case) -> None:
    ingrid = signed_in(cast.ingrid)
    ingrid.post(f"/sak/{case.id}/ta", headers=HTMX)

    answer = ingrid.post(
        f"/sak/{case.id}/gjort", {"what": "call", "text": "Bedre nå.", "minutes": "8"}, headers=HTMX
    )

    assert answer.status_code == 200
    html = said(answer)
    assert "Ingrid Moe ringde og fekk svar (8\u00a0min). Bedre nå." in html
    assert "Oksygenmetting 86" in html.split('id="note"')[1]
    assert 'name="minutes" inputmode="numeric" maxlength="3" value="8"' in html


def test_a_note_that_was_written_on_is_not_made_anew(cast, signed_in, case) -> None:
    ingrid = signed_in(cast.ingrid)
    ingrid.post(f"/sak/{case.id}/ta", headers=HTMX)
    typed = {"note": "Egne ord.", "note-made": "Laget."}

    answer = ingrid.post(f"/sak/{case.id}/gjort", {"what": "call-missed", **typed}, headers=HTMX)

    assert ">Egne ord.</textarea>" in said(answer)


@pytest.mark.parametrize("form", [{"what": "hand-over"}, {"what": "call", "minutes": "-4"}, {}])
def test_nobody_says_that_they_did_what_they_cannot_say(cast, signed_in, case, form) -> None:
    answer = signed_in(cast.ingrid).post(f"/sak/{case.id}/gjort", form, headers=HTMX)

    assert answer.status_code == 422
    assert not CaseAct.objects.using(DB).exists()


def test_the_plans_own_words_are_read_and_kept_as_given(cast, signed_in, case, now) -> None:
    whole_plan(cast, now)
    ingrid = signed_in(cast.ingrid)
    html = said(ingrid.post(f"/sak/{case.id}/ta", headers=HTMX))
    assert html.index("Ring teamet.") < html.index("Gjør som vanlig."), "the case's colour first"

    ingrid.post(f"/sak/{case.id}/gjort", {"what": "advice", "text": "Ring teamet."})

    assert CaseAct.objects.using(DB).get().text == "Ring teamet."


def test_a_task_for_a_colleague_stands_in_the_case_and_on_the_page_of_tasks(
    cast, signed_in, case
) -> None:
    ingrid, tor = signed_in(cast.ingrid), signed_in(cast.tor)
    ingrid.post(f"/sak/{case.id}/ta")
    ingrid.post(f"/sak/{case.id}/oppgave", {"what": "Ring Marit", "account": cast.tor.id})
    assert "Ring Marit" in said(tor.get("/oppgaver/"))

    task = Task.objects.using(DB).get()
    tor.post(f"/oppgave/{task.id}/gjort", {"said": "Hun kommer i kveld."})

    assert "Ring Marit" not in said(tor.get("/oppgaver/"))
    acts = [act.text for act in CaseAct.objects.using(DB).order_by("at")]
    assert acts == ["Ring Marit", "Ring Marit. Hun kommer i kveld."]


def test_a_task_goes_to_nobody_outside_the_team(cast, signed_in, case) -> None:
    answer = signed_in(cast.ingrid).post(
        f"/sak/{case.id}/oppgave", {"what": "Ring Marit", "account": cast.kari.id}
    )

    assert answer.status_code == 409
    assert not Task.objects.using(DB).exists()


def test_an_urgent_red_asks_for_a_colleague_or_a_reason(cast, signed_in, case) -> None:
    urgent(case)
    ingrid, tor = signed_in(cast.ingrid), signed_in(cast.tor)
    ingrid.post(f"/sak/{case.id}/ta")
    form = {"outcome": "advice", "note": "Ringte.", "minutes": "9"}

    assert ingrid.post(f"/sak/{case.id}/lukk", form, headers=HTMX).status_code == 409
    alone = ingrid.post(f"/sak/{case.id}/lukk", form | {"how": "alone"}, headers=HTMX)
    assert alone.status_code == 422
    ingrid.post(f"/sak/{case.id}/lukk", form | {"how": "colleague"}, headers=HTMX)
    assert now_in(case).state == "taken"
    assert ingrid.post(f"/sak/{case.id}/bekreft", headers=HTMX).status_code == 409
    tor.post(f"/sak/{case.id}/bekreft", headers=HTMX)

    assert (now_in(case).state, now_in(case).minutes) == ("closed", 9)


def test_the_journal_text_is_copied_fetched_and_printed(cast, signed_in, case, log) -> None:
    ingrid = signed_in(cast.ingrid)
    ingrid.post(f"/sak/{case.id}/ta")
    assert ingrid.get(f"/sak/{case.id}/journal").status_code == 404, "not before it is closed"
    ingrid.post(f"/sak/{case.id}/lukk", {"outcome": "advice", "note": "Ringte.\nBedre."})

    text = said(ingrid.get(f"/sak/{case.id}/journal"))
    assert text.startswith("Journalnotat, digital heimeoppfølging\nNamn: Astrid Lunde\n"), "in Lom"
    assert text.endswith("\n\nRingte.\nBedre.\n")
    pdf = ingrid.get(f"/sak/{case.id}/journal?som=pdf")
    assert pdf.content.startswith(b"%PDF")
    assert "Lunde" not in pdf.headers["Content-Disposition"]
    assert signed_in(cast.kari).get(f"/sak/{case.id}/journal").status_code == 404
    assert log()[-1] == "denied"


def test_taken_up_again_leads_to_the_new_case_and_back_to_the_old(cast, signed_in, case) -> None:
    ingrid = signed_in(cast.ingrid)
    ingrid.post(f"/sak/{case.id}/ta")
    ingrid.post(f"/sak/{case.id}/lukk", {"outcome": "advice", "note": "Ringte."})

    answer = ingrid.post(f"/sak/{case.id}/ta-opp-igjen")

    again = Case.objects.using(DB).get(earlier_id=case.id)
    assert answer.url == f"/sak/{again.id}/"
    assert f"/sak/{case.id}/" in said(ingrid.get(answer.url))
    assert f"/sak/{again.id}/" in said(ingrid.get(f"/sak/{case.id}/"))


def test_setting_aside_says_until_when_and_offers_the_way_back(cast, signed_in, case, now) -> None:
    Case.objects.using(DB).filter(id=case.id).update(zone=3)
    ingrid = signed_in(cast.ingrid)
    wrong = ingrid.post(f"/sak/{case.id}/til-side", {"for": "other", "until": "1h"}, headers=HTMX)
    assert wrong.status_code == 422

    html = said(
        ingrid.post(f"/sak/{case.id}/til-side", {"for": "patient", "until": "3d"}, headers=HTMX)
    )

    assert now_in(case).state == "waiting"
    assert "Set aside" in html
    assert f"/sak/{case.id}/hent" in html
    ingrid.post(f"/sak/{case.id}/hent", headers=HTMX)
    assert now_in(case).state == "open"


def test_a_red_is_not_offered_three_days(cast, signed_in, case) -> None:
    ingrid = signed_in(cast.ingrid)

    html = said(ingrid.get(f"/sak/{case.id}/", headers=HTMX))

    assert 'value="3d"' not in html
    answer = ingrid.post(f"/sak/{case.id}/til-side", {"for": "patient", "until": "3d"})
    assert answer.status_code == 409


def test_at_any_time_of_the_week_there_is_something_to_set_a_red_aside_until() -> None:
    hours, red = Hours(time(8), time(15, 30)), Case(zone=Zone.RED)
    monday = datetime(2026, 11, 23, tzinfo=HOME)
    for minutes in range(0, 7 * 24 * 60, 7):
        now = monday + timedelta(minutes=minutes)
        offered = workview.untils(red, now, hours)
        assert offered, now
        assert all(now < one.at <= latest(Zone.RED, now, hours) for one in offered)


def test_before_the_team_opens_a_red_waits_until_then() -> None:
    early = datetime(2026, 11, 23, 7, 24, tzinfo=HOME)
    offered = workview.untils(Case(zone=Zone.RED), early, Hours(time(8), time(15, 30)))
    assert [(one.code, one.at.time()) for one in offered] == [("open", time(8))]
