"""One's own desk: filters in the address, saved views, what is new to whom, who looks at whom."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from heime.core.zone import Priority, Zone
from heime.edges.clinic.keys import keys
from heime.flow import at_the_desk
from heime.records.desk.models import Looking, SavedView, Seen
from heime.records.worklist.models import Awaited, Case
from tests import people
from tests.architecture.repository import ROOT
from tests.edges.clinic.test_worklist import case_of, names, page
from tests.people import DB


@pytest.fixture
def lists(cast, now):
    """Astrid of Lom is red; Gul of Vågå is yellow, and Tor has her."""
    people.red_case(cast, now)
    yellow = case_of(cast, now, "Gul", Zone.YELLOW, Priority.NORMAL)
    Case.objects.using(DB).filter(id=yellow.id).update(
        state="taken", taken_by=cast.tor, taken_at=now
    )


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("/?hvem=ingen", ["Astrid Lunde"]),
        ("/?hvem=kolleger", ["Gul Moen"]),
        ("/?hvem=mine", []),
        ("/?sone=gul", ["Gul Moen"]),
        ("/?kommune=3434", ["Astrid Lunde"]),
        ("/?tilstand=copd&kommune=3435", ["Gul Moen"]),
        ("/?slag=message", []),
        ("/?kommune=abc&sone=x&lag=1&slag=y", ["Astrid Lunde", "Gul Moen"]),
    ],
)
@pytest.mark.usefixtures("lists")
def test_the_address_narrows_the_list_and_its_renewal(cast, signed_in, address, left) -> None:
    client = signed_in(cast.ingrid)

    assert names(page(client, address)) == left
    assert names(page(client, f"{address}&del=liste")) == left


@pytest.mark.usefixtures("lists")
def test_a_red_that_is_left_out_is_told_of(cast, signed_in) -> None:
    client = signed_in(cast.ingrid)

    assert "1 red is outside this view – show" in page(client, "/?sone=gul")
    assert "outside this view" not in page(client, "/?kommune=3434")
    assert names(page(client, "/?sone=rod")) == ["Astrid Lunde"], "where the line leads"


@pytest.mark.usefixtures("lists")
def test_each_choice_says_how_many_it_shows(cast, signed_in) -> None:
    html = page(signed_in(cast.ingrid))

    for said in ("Red (1)", "Yellow (1)", "Lom (1)", "Vågå (1)", "Mine (0)"):
        assert said in html


@pytest.mark.usefixtures("lists")
def test_an_empty_view_says_how_to_see_the_rest(cast, signed_in) -> None:
    html = page(signed_in(cast.ingrid), "/?hvem=mine")

    assert "Nothing fits this view." in html
    assert "2 on the whole list." in html


@pytest.mark.usefixtures("lists")
def test_a_saved_view_that_comes_first_is_what_the_list_opens_with(cast, signed_in) -> None:
    client = signed_in(cast.ingrid)
    form = {"name": "Gule", "query": "sone=gul&kommune=<script>", "default": "1"}
    assert client.post("/utvalg", form).status_code == 302

    assert names(page(client)) == ["Gul Moen"]
    assert names(page(client, "/?alle=1")) == ["Astrid Lunde", "Gul Moen"]
    assert names(page(signed_in(cast.tor))) == ["Astrid Lunde", "Gul Moen"], "nobody else's"
    assert SavedView.objects.using(DB).get().query == "sone=gul", "only what is understood"


def test_there_are_nine_views_and_others_cannot_remove_them(cast, signed_in) -> None:
    client = signed_in(cast.ingrid)
    for number in range(9):
        assert client.post("/utvalg", {"name": f"Nr {number}"}).status_code == 302
    assert client.post("/utvalg", {"name": "En til"}).status_code == 422
    one = SavedView.objects.using(DB).first()

    assert signed_in(cast.tor).post(f"/utvalg/{one.id}/fjern").status_code == 404
    assert client.post(f"/utvalg/{one.id}/fjern").status_code == 302
    assert SavedView.objects.using(DB).count() == 8


def test_what_is_new_is_new_to_each(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)
    ingrid, tor = signed_in(cast.ingrid), signed_in(cast.tor)
    assert '<span class="news">New</span>' in page(ingrid)

    page(ingrid, f"/sak/{case.id}/")

    assert 'class="news"' not in page(ingrid)
    assert '<span class="news">New</span>' in page(tor)


def test_worse_since_one_looked(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)
    client = signed_in(cast.ingrid)
    page(client, f"/sak/{case.id}/")
    Seen.objects.using(DB).update(zone=Zone.YELLOW)

    assert "Worse since last" in page(client)


def test_a_colleague_sees_who_is_looking_until_it_is_forgotten(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)
    page(signed_in(cast.tor), f"/sak/{case.id}/")
    client = signed_in(cast.ingrid)

    assert "Tor Haugen is looking" in page(client)
    assert "Tor Haugen is looking at this now" in page(client, f"/sak/{case.id}/ser")
    assert "is looking" not in page(signed_in(cast.tor), "/?del=liste").replace("Ingrid Moe is", "")

    Looking.objects.using(DB).update(at=now - at_the_desk.FORGOTTEN_AFTER)
    assert "is looking" not in page(client)


def test_one_looks_at_one_person_at_a_time(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)
    other = case_of(cast, now, "Gul", Zone.YELLOW, Priority.NORMAL)
    client = signed_in(cast.ingrid)

    page(client, f"/sak/{case.id}/")
    page(client, f"/sak/{other.id}/")

    assert [row.enrolment_id for row in Looking.objects.using(DB).all()] == [other.enrolment_id]


def test_nobody_looks_at_whom_they_do_not_reach(cast, signed_in, now) -> None:
    case = people.red_case(cast, now)

    assert signed_in(cast.kari).get(f"/sak/{case.id}/ser").status_code == 404
    assert not Looking.objects.using(DB).exists()


def test_a_reading_stuck_past_its_time_is_a_fault_of_ours(cast, signed_in, now) -> None:
    at = now - timedelta(hours=1)
    reading = people.measured(
        cast.astrid, people.Kind.OXYGEN_SATURATION, "90", at, source=cast.source
    )
    people.awaited(people.judged(reading, Zone.YELLOW), due_at=now - timedelta(minutes=6))
    assert Awaited.objects.using(DB).exists()

    html = page(signed_in(cast.ingrid))

    assert "Not judged / fault" in html
    assert "came and could not be judged. Call, and tell those who run Heime." in html


def test_more_rows_than_are_made_are_counted_and_a_link_leads_on(
    cast, signed_in, now, monkeypatch
) -> None:
    monkeypatch.setattr("heime.edges.clinic.worklist.FIRST", 2)
    for given in ("En", "To", "Tre"):
        case_of(cast, now, given, Zone.YELLOW, Priority.NORMAL)
    client = signed_in(cast.ingrid)

    html = page(client)

    assert len(names(html)) == 2
    assert "2 of 3 are shown, the worst first." in html
    assert re.search(r'<h2 id="group-yellow">Yellow <span class="count">3</span>', html)
    (more,) = re.findall(r'class="more"><a [^>]*href="([^"]+)"', html)
    assert len(names(page(client, more.replace("&amp;", "&")))) == 3


def test_every_key_of_the_help_does_what_the_script_knows() -> None:
    script = Path(ROOT / "app/src/clinic/keys.ts").read_text(encoding="utf-8")
    known = set(re.findall(r"^  (\w+)(?::|,)", script.split("const ACTS")[1].split("};")[0], re.M))

    assert {act for key in keys() for act in key.acts.values()} == known
