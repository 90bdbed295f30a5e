"""From a query string to what is asked for, and from rows to pages."""

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heime.core.kinds import Kind
from heime.edges.fhir.outcome import Unusable
from heime.edges.fhir.search import Place, page_of, parse, place_of, searchset
from tests.edges.fhir.examples import ASTRID
from tests.edges.fhir.test_observation_out import stored

OURS = f"patient={ASTRID}"
BASE = "https://dho.example/fhir"


def refusal(query: str, strict: bool = False) -> Unusable:
    with pytest.raises(Unusable) as caught:
        parse(query, strict)
    return caught.value


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "query",
    [OURS, f"patient=Patient/{ASTRID}", f"subject=Patient/{ASTRID}",
     f"{OURS}&subject=Patient/{ASTRID}", f"patient=https://dho.example/fhir/Patient/{ASTRID}"],
)  # fmt: skip
def test_a_patient_may_be_named_in_several_ways(query):
    asked = parse(query)

    assert asked.enrolment == ASTRID
    assert (asked.count, asked.newest_first, asked.kinds) == (50, True, None)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("code=8867-4", 400),
        (f"{OURS}&patient={UUID(int=1)}", 400),
        ("patient=23", 404),
        ("_id=x", 404),
        ("patient.identifier=urn:oid:2.16.578.1.12.4.1.4.1%7C04817197073", 400),
        (f"{OURS}&code:not=8867-4", 400),
        (f"{OURS}&_has:Provenance:target:agent=1", 400),
        (f"{OURS}&_sort=value", 400),
        (f"{OURS}&_sort=date;drop", 400),
        (f"{OURS}&_count=0", 400),
        (f"{OURS}&_count=-1", 400),
        (f"{OURS}&_count=٣", 400),
        (f"{OURS}&date=yesterday", 400),
        (f"{OURS}&date=ap2026", 400),
        (f"{OURS}&date=2026-13", 400),
        (f"{OURS}&date=9999", 400),
        (f"{OURS}&date=2026-11-21T08:00:00%2B99:00", 400),
        (f"{OURS}&page=zzz", 400),
        (f"{OURS}&_format=xml", 406),
        (f"{OURS}&x={'y' * 2000}", 400),
        (f"{OURS}&" + "x=1&" * 40, 400),
        (f"{OURS}&code=%ff", 400),
    ],
)
def test_a_search_that_we_cannot_do_is_refused_and_not_guessed(query, status):
    assert refusal(query).status == status


def test_a_refusal_does_not_repeat_what_was_asked():
    no = refusal(f"{OURS}&04817197073=1", strict=True)

    assert "04817197073" not in no.text


@pytest.mark.parametrize(
    ("codes", "kinds"),
    [
        ("code=8867-4", {Kind.HEART_RATE}),
        ("code=http://loinc.org|8867-4,http://loinc.org|9279-1",
         {Kind.HEART_RATE, Kind.RESPIRATORY_RATE}),
        ("code=http://snomed.info/sct|27113001", {Kind.BODY_WEIGHT}),
        ("code=http://loinc.org|27113001", set()),
        ("code=|8867-4", set()),
        ("code=no-such-code", set()),
        ("code=http://loinc.org|", set(Kind)),
        ("code=8867-4,9279-1&code=8867-4", {Kind.HEART_RATE}),
        ("code=8867-4&code=9279-1", set()),
    ],
)  # fmt: skip
def test_codes_become_kinds(codes, kinds):
    assert parse(f"{OURS}&{codes}").kinds == kinds


@pytest.mark.parametrize(
    ("date", "since", "before", "why"),
    [
        ("2026-11-21", utc(2026, 11, 20, 23), utc(2026, 11, 21, 23), "a day in Oslo, in winter"),
        ("ge2026-07-01", utc(2026, 6, 30, 22), None, "and in summer"),
        ("2026-10-25", utc(2026, 10, 24, 22), utc(2026, 10, 25, 23), "a day of 25 hours"),
        ("gt2026-11-21", utc(2026, 11, 21, 23), None, "after the whole day"),
        ("sa2026-11-21", utc(2026, 11, 21, 23), None, "a moment that is after has begun after"),
        ("le2026-11-21", None, utc(2026, 11, 21, 23), "the day included"),
        ("lt2026-11-21", None, utc(2026, 11, 20, 23), "the day not included"),
        ("eb2026-11-21", None, utc(2026, 11, 20, 23), "ended before it"),
        ("eq2026-11", utc(2026, 10, 31, 23), utc(2026, 11, 30, 23), "a month"),
        ("2026-12", utc(2026, 11, 30, 23), utc(2026, 12, 31, 23), "the last month of a year"),
        ("2026", utc(2025, 12, 31, 23), utc(2026, 12, 31, 23), "a year"),
        ("2026-11-21T08:15Z", utc(2026, 11, 21, 8, 15), utc(2026, 11, 21, 8, 16), "a minute"),
        ("2026-11-21T08:15:00", utc(2026, 11, 21, 7, 15), utc(2026, 11, 21, 7, 15, 1),
         "a second, without a zone"),
        ("2026-11-21T08:15:00+01:00", utc(2026, 11, 21, 7, 15), utc(2026, 11, 21, 7, 15, 1),
         "a plus that nobody encoded"),
        ("2026-11-21T08:15:00.25Z", utc(2026, 11, 21, 8, 15, 0, 250_000),
         utc(2026, 11, 21, 8, 15, 0, 260_000), "a hundredth"),
    ],
)  # fmt: skip
def test_a_date_is_the_whole_of_what_was_written(date, since, before, why):
    asked = parse(f"{OURS}&date={date}")

    assert (asked.since, asked.before) == (since, before), why


def test_two_dates_are_an_interval_and_the_narrower_end_counts():
    asked = parse(f"{OURS}&date=ge2026-11-01&date=lt2026-11-08&date=lt2026-11-05")

    assert (asked.since, asked.before) == (utc(2026, 10, 31, 23), utc(2026, 11, 4, 23))


def test_not_a_date_leaves_an_interval_out():
    assert parse(f"{OURS}&date=ne2026-11-21").not_in == (
        (utc(2026, 11, 20, 23), utc(2026, 11, 21, 23)),
    )


def test_order_and_size():
    asked = parse(f"{OURS}&_sort=date&_count=5000")

    assert (asked.newest_first, asked.count) == (False, 1000)


def test_what_we_do_not_know_is_ignored_aloud_unless_the_sender_is_strict():
    assert parse(f"{OURS}&_elements=id").ignored == ("_elements",)
    assert refusal(f"{OURS}&_elements=id", strict=True).status == 400


# --- Pages --------------------------------------------------------------------------------------


def test_a_page_without_more_has_no_next():
    answer = json.loads(searchset(parse(OURS), BASE, [stored()], more=False))

    assert answer["type"] == "searchset"
    assert [link["relation"] for link in answer["link"]] == ["self"]
    assert answer["entry"][0]["fullUrl"] == f"{BASE}/Observation/{UUID(int=7)}"
    assert answer["entry"][0]["search"] == {"mode": "match"}


def test_next_leads_to_the_place_after_the_last_row():
    asked = parse(f"{OURS}&code=http://loinc.org|8310-5&_count=1")
    answer = json.loads(searchset(asked, BASE, [stored()], more=True))

    link = next(link["url"] for link in answer["link"] if link["relation"] == "next")
    again = parse(urlsplit(link).query)

    assert again.after == Place(stored().measured_at, stored().id)
    assert (again.enrolment, again.kinds, again.count) == (ASTRID, {Kind.BODY_TEMPERATURE}, 1)


def test_the_page_after_next_replaces_the_place():
    asked = parse(f"{OURS}&page={page_of(Place(utc(2026, 1, 1), UUID(int=1)))}")
    answer = json.loads(searchset(asked, BASE, [stored()], more=True))

    assert answer["link"][1]["url"].count("page=") == 1


def test_what_was_ignored_is_told_in_the_answer():
    answer = json.loads(searchset(parse(f"{OURS}&_total=none"), BASE, [], more=False))

    assert answer["entry"][0]["search"] == {"mode": "outcome"}
    assert answer["entry"][0]["resource"]["issue"][0]["severity"] == "warning"


def test_an_odd_host_cannot_write_into_the_answer():
    answer = json.loads(searchset(parse(OURS), 'http://x","a":"b', [stored()], more=True))

    assert answer["entry"][0]["fullUrl"].startswith('http://x","a":"b/Observation/')
    assert "a" not in answer


def test_nothing_found_is_a_bundle_without_entries():
    assert "entry" not in json.loads(searchset(parse(OURS), BASE, [], more=False))


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_page_is_the_place_it_was_made_from(moment, uuid):
    assert place_of(page_of(Place(moment, uuid))) == Place(moment, uuid)


@given(st.text(max_size=60))
def test_no_page_made_by_hand_breaks_anything(text):
    status = 400
    try:
        place_of(text)
    except Unusable as refusal:
        status = refusal.status
    assert status == 400


@given(st.text(max_size=200), st.booleans())
def test_no_query_string_breaks_the_search(text, strict):
    for query in (text, f"{OURS}&{text}", f"{OURS}&date={text}", f"{OURS}&code={text}"):
        status = 400
        try:
            json.loads(searchset(parse(query, strict), BASE, [stored()], more=True))
        except Unusable as refusal:
            status = refusal.status
        assert status in (400, 404, 406)
