"""The worklist: whose cases stand on it, in what order, and with which words."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from heime.core.kinds import Kind
from heime.core.zone import Priority, State, Zone
from heime.flow import see_people
from heime.records.access.models import OnScreen
from heime.records.access.reads import identify
from heime.records.duty.models import Climb
from heime.records.happenings.models import Happening
from heime.records.people.models import TeamMunicipality
from heime.records.worklist.models import Case, Loop
from tests import people
from tests.edges.clinic import cases


def page(client: Client, path: str = "/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode().replace("\u00a0", " ")


def names(html: str) -> list[str]:
    return re.findall(r'class="open"[^>]*>([^<]+)<', html)


def case_of(cast, now, given, zone, priority, minutes_ago=10):
    """Somebody else on the list, with a pulse that made this zone."""
    who = people.person(
        given,
        "Moen",
        people.date(1950, 1, 1),
        people.VAGA,
        ["copd"],
        followed_by=cast.north,
        now=now,
    )
    reading = people.measured(
        who, Kind.HEART_RATE, "120", now - timedelta(minutes=minutes_ago), source=cast.source
    )
    verdict = people.judged(reading, zone, "G-2", "C-3", priority=priority)
    return people.case(verdict, due_at=now + timedelta(hours=1))


def test_a_red_case_stands_with_its_reason_value_and_deadline(cast, signed_in, now) -> None:
    people.red_case(cast, now)

    html = page(signed_in(cast.ingrid))

    assert "Astrid Lunde" in html
    assert "Lom · COPD" in html
    assert "<strong>Red</strong>" in html
    assert "Oxygen saturation 86 % (limit 88), second measurement" in html
    assert "7 min ago" in html
    assert re.search(r'class="deadline">by ', html)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Oksygenmetning 86 % (grense 88), andre måling"),
        ("nn", "Oksygenmetting 86 % (grense 88), andre måling"),
        ("en", "Oxygen saturation 86 % (limit 88), second measurement"),
    ],
)
def test_the_reason_is_said_in_the_readers_language(
    cast, signed_in, now, language, sentence
) -> None:
    people.red_case(cast, now)

    assert sentence in page(signed_in(cast.ingrid, language))


def test_another_teams_nurse_sees_nothing_of_her(cast, signed_in, now) -> None:
    people.red_case(cast, now)

    html = page(signed_in(cast.kari))

    assert "Astrid" not in html
    assert "The worklist is empty" in html


def test_when_a_municipality_leaves_the_team_its_people_leave_the_list(
    cast, signed_in, now
) -> None:
    people.red_case(cast, now)
    TeamMunicipality.objects.using("arrange").filter(municipality_id=people.LOM).delete()

    assert "Astrid" not in page(signed_in(cast.ingrid))


def test_worst_first_and_then_the_one_who_has_waited_longest(cast, signed_in, now) -> None:
    case_of(cast, now, "Gul", Zone.YELLOW, Priority.NORMAL)
    case_of(cast, now, "Haster", Zone.YELLOW, Priority.HIGH)
    case_of(cast, now, "Graa", Zone.GREY, Priority.LOW)
    case_of(cast, now, "Roed", Zone.RED, Priority.NORMAL, minutes_ago=5)
    case_of(cast, now, "Ventet", Zone.RED, Priority.NORMAL, minutes_ago=50)
    case_of(cast, now, "Kritisk", Zone.RED, Priority.HIGH, minutes_ago=1)

    found = [name.split()[0] for name in names(page(signed_in(cast.ingrid)))]

    assert found == ["Kritisk", "Ventet", "Roed", "Haster", "Gul", "Graa"]


def test_a_red_that_nobody_took_in_time_stands_once_and_says_so(cast, signed_in, now) -> None:
    case_of(cast, now, "Roed", Zone.RED, Priority.NORMAL, minutes_ago=50)
    case = people.red_case(cast, now)
    Climb.objects.using("arrange").create(
        municipality_id=case.municipality_id, enrolment_id=case.enrolment_id, case_id=case.id,
        since=now, step="lead", at=now,
    )  # fmt: skip

    html = page(signed_in(cast.ingrid))

    assert names(html) == ["Astrid Lunde", "Roed Moen"]
    assert "Nobody took it in time: the team lead is told. Take it now." in html
    assert f"/sak/{case.id}/ta" in html

    Case.objects.using("arrange").filter(id=case.id).update(
        state="taken", taken_by=cast.tor, taken_at=now
    )
    assert "Nobody took it in time" not in page(signed_in(cast.ingrid))


def test_what_happened_since_the_plan_was_signed_is_a_row(cast, signed_in, now) -> None:
    Happening.objects.using("arrange").create(
        municipality_id=people.LOM, enrolment_id=cast.astrid.id, sort="stay", text="Lungeposten",
        starts_at=now, told_by="person", entered_by=cast.ingrid, entered_at=now,
    )  # fmt: skip

    html = page(signed_in(cast.ingrid))

    assert names(html) == ["Astrid Lunde"]
    assert "Plan" in html


def test_closed_cases_are_not_on_the_list(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)
    Case.objects.using("arrange").filter(id=case.id).update(
        state="closed", closed_at=now, closed_by=cast.tor, outcome="advice", note="Snakket."
    )

    assert "Astrid" not in page(signed_in(cast.ingrid))


def test_a_colleagues_case_says_who_has_it_and_offers_no_take(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)
    Case.objects.using("arrange").filter(id=case.id).update(
        state="taken", taken_by=cast.tor, taken_at=now
    )

    html = page(signed_in(cast.ingrid))

    assert "Tor Haugen" in html
    assert f"/sak/{case.id}/ta" not in html


def test_what_is_overdue_says_so_in_words(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)
    Case.objects.using("arrange").filter(id=case.id).update(due_at=now - timedelta(minutes=20))

    assert "20 min past the deadline" in page(signed_in(cast.ingrid))


def test_a_pending_reading_waits_in_its_own_group_and_cannot_be_taken(cast, signed_in, now) -> None:
    reading = people.measured(
        cast.astrid, Kind.OXYGEN_SATURATION, "90", now - timedelta(minutes=3), source=cast.source
    )
    verdict = people.judged(
        reading, Zone.YELLOW, "G-2", "C-1",
        state=State.PENDING, priority=None, by_plan=cast.plan,
    )  # fmt: skip
    people.awaited(verdict, due_at=now + timedelta(minutes=27))

    html = page(signed_in(cast.ingrid))

    assert "Waiting for a new measurement" in html
    assert "Oxygen saturation 90 % (limit 91), a second measurement is awaited" in html
    assert "/ta" not in html.split('id="list"')[1].split("</section>")[0]


def test_the_alarm_stands_when_nobody_follows_up_what_is_awaited(cast, signed_in, now) -> None:
    client = signed_in(cast.ingrid)
    assert "has not followed up" not in page(client)

    people.loop_done(now - timedelta(minutes=3))

    assert "Heime has not followed up waiting readings since" in page(client)


def test_a_loop_that_has_never_run_is_an_alarm_too(cast, signed_in) -> None:
    Loop.objects.using("arrange").all().delete()

    assert "never followed up" in page(signed_in(cast.ingrid))


def test_one_look_is_logged_for_a_list_that_refreshes_itself(cast, signed_in, now, log) -> None:
    people.red_case(cast, now)
    client = signed_in(cast.ingrid)

    for _ in range(4):
        page(client, "/?del=liste")

    assert log() == ["person.listed"]


def test_the_same_shift_at_another_pc_is_no_new_look(cast, signed_in, now, log) -> None:
    people.red_case(cast, now)
    page(signed_in(cast.ingrid))
    OnScreen.objects.using("arrange").update(seen_at=now - timedelta(hours=9))

    page(signed_in(cast.ingrid))

    assert log() == ["person.listed"]


def test_the_next_shift_is_a_new_look(cast, signed_in, now, log, monkeypatch) -> None:
    people.red_case(cast, now)
    client = signed_in(cast.ingrid)
    page(client)
    OnScreen.objects.using("arrange").update(seen_at=now - timedelta(hours=11))
    known = {one: now - timedelta(hours=1) for one in see_people._KNOWN}
    monkeypatch.setattr(see_people, "_KNOWN", known)

    page(client)

    assert log() == ["person.listed"] * 2


def test_a_look_that_was_not_kept_is_not_known(cast, now) -> None:
    token, _ = people.signed_in(cast.ingrid, now)
    on_it = [(cast.astrid.id, cast.astrid.municipality_id)]
    with transaction.atomic():
        see_people.listed(on_it, by=identify(token), now=now)
        transaction.set_rollback(True)
    assert (cast.ingrid.id, cast.astrid.id) not in see_people._KNOWN

    with transaction.atomic():
        see_people.listed(on_it, by=identify(token), now=now)
    assert see_people._KNOWN[cast.ingrid.id, cast.astrid.id] == now + see_people.SHIFT


def test_two_colleagues_looking_are_two_looks(cast, signed_in, now, log) -> None:
    people.red_case(cast, now)

    page(signed_in(cast.ingrid))
    page(signed_in(cast.tor))

    assert log() == ["person.listed"] * 2


def test_no_colour_stands_without_its_shape_and_word(cast, signed_in, now) -> None:
    people.red_case(cast, now)
    case_of(cast, now, "Graa", Zone.GREY, Priority.LOW)

    html = page(signed_in(cast.ingrid)).split('id="list"')[1]

    for row in html.split('<li class="row ')[1:]:
        zone = row[:5].removeprefix("row-")[0]
        assert f'shape-{zone}"' in row
        assert re.search(r"<strong>(Red|Not judged)</strong>", row)


@pytest.mark.parametrize(
    ("make", "latest"),
    [
        (cases.not_safe, "17 of 27"),
        (cases.bad_breath, "answered"),
        (cases.silent, "93 %"),
        (cases.home_week, "142/88 mmHg"),
    ],
)
def test_a_row_shows_the_newest_of_what_it_is_about(cast, signed_in, now, make, latest) -> None:
    make(cast, now, cases.whole_plan(cast, now))

    html = page(signed_in(cast.ingrid))

    assert f'<span class="value">{latest}</span>' in html


def test_a_form_that_nothing_in_the_plan_looks_at_is_on_the_list(cast, signed_in, now) -> None:
    at = now - timedelta(minutes=3)
    form = cases.response(cast, "who5", at, {"1": 2, "2": 2, "3": 2, "4": 2, "5": 2})
    verdict = cases.judgement(
        cast, cases.ASKED["who5"], at, Zone.GREY, "no-limit", about=form.id, by_plan=cast.plan
    )
    case = people.case(verdict, due_at=now + timedelta(days=5))
    client = signed_in(cast.ingrid)

    sentence = "WHO-5 could not be judged: the plan has no rules for it"
    assert f'<strong>Not judged</strong> <span aria-hidden="true">·</span> {sentence}' in page(
        client
    )
    assert f"<span>{sentence}.</span>" in page(client, f"/sak/{case.id}/")
