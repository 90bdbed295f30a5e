"""What nobody's phone sends is refused, and what is right beside it stands."""

import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from heime.records.home.models import HomeDevice, HomeEntry
from heime.records.measurements.models import Measurement
from tests.edges.home.phone import ago, entry, iso, oxygen
from tests.people import DB


@pytest.fixture
def phone(bound, astrid):
    return bound(astrid)


ITS_OWN = "source_id IN (SELECT source_id FROM home_device)"
WRONG = [
    "text", None, 7, [], {}, {"id": 5}, {"id": "not-a-uuid", "sort": "reading"},
    entry("nothing"), entry("reading"), oxygen(value=95), oxygen(value="1e9"),
    oxygen(value="NaN"), oxygen(value="9" * 40), oxygen(unit="kg"), oxygen(kind="soul"),
    oxygen(quality=["x"] * 500), oxygen(quality="demo"), oxygen(device=[]), oxygen(manual="yes"),
    oxygen(device={"id": "x" * 999}), oxygen(on_behalf=1), oxygen(at="yesterday"),
    oxygen(at="2026-13-40T99:00:00Z"), oxygen(off_ms="1"), oxygen(off_ms=10**30),
    oxygen(off_ms=True), entry("answers", questionnaire="phq9", version="0", items={}),
    entry("answers", questionnaire="copd_daily", version="1.0", items={"k1": 99}),
    entry("answers", questionnaire="copd_daily", version="1.0", items={"k1": True}),
    entry("answers", questionnaire="copd_daily", version="1.0", items=[1]),
    entry("answers", questionnaire={"a": 1}, version=[], items=None),
    entry("wrong", of="x", why=5), entry("started", medicine="sugar"),
    entry("started", medicine="standby", k1_at_start=9), entry("pause", why="fun", until=ago()),
    entry("pause", why="admitted", until=[]), entry("not_today", task=1, reason="unwell"),
    entry("message", text="x" * 5000, thread=None, photo=None), entry("message", text=5),
    entry("message", text="hei", thread=None, photo={"base64": "%%%"}),
    entry("message", text="hei\0", thread=None, photo=None),
]  # fmt: skip


def test_each_is_refused_alone_and_the_right_one_beside_it_is_kept(phone):
    for place in range(0, len(WRONG), 40):
        some = WRONG[place : place + 40]
        told = phone.told(*some, oxygen("95"))
        refused = [one["status"] for one in told[:-1]]
        assert refused == ["refused"] * len(some), [
            (raw, one) for raw, one in zip(some, told, strict=False) if one["status"] != "refused"
        ]
        assert told[-1]["status"] == "kept"
    assert HomeEntry.objects.using(DB).filter(sort="reading").count() == 2


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"[" * 5000, b'{"entries": [[' + b"[" * 900,
        b'{"person": NaN}', b'{"person": 1.5}', b'{"entries": {}, "person": "x"}',
    ],
)  # fmt: skip
def test_what_is_no_request_is_told_so(phone, body):
    answer = phone.posts(body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-entry")


def test_a_hundred_and_one_are_too_many_and_so_is_none(phone):
    assert phone.sends(*[oxygen()] * 101).status_code == 400
    assert phone.sends().status_code == 400


def test_ten_million_bytes_are_not_read(phone):
    whole = {"person": str(phone.person), "sent_at": ago(), "entries": [oxygen(note="x" * 10**7)]}
    assert phone.posts(json.dumps(whole)).status_code == 400
    assert not Measurement.objects.using(DB).exists()


def test_a_clock_that_is_three_years_off_is_put_right(phone):
    wrong = datetime.now(UTC) + timedelta(days=3 * 365)
    made = oxygen(at=iso(wrong - timedelta(hours=2)), off_ms=None)
    (told,) = phone.told(made, sent_at=iso(wrong))
    assert told["status"] == "kept"
    taken = Measurement.objects.using(DB).get().measured_at
    assert abs(datetime.now(UTC) - timedelta(hours=2) - taken) < timedelta(minutes=1)
    (told,) = phone.told(oxygen(at=iso(wrong)))
    assert told["code"] == "impossible-time"


def test_a_phone_sends_for_its_own_person_and_nobody_else(phone, cast, log):
    (told,) = phone.told(oxygen(), person=str(cast.gudbrand.id))
    assert (told["status"], told["code"]) == ("refused", "not-found")
    assert not Measurement.objects.using(DB).exists()
    assert "denied" in log()


@pytest.mark.parametrize(
    "ended",
    [
        "UPDATE home_device SET revoked_at = now()",
        f"UPDATE bearer SET expires_at = now() WHERE {ITS_OWN}",
        f"UPDATE bearer SET revoked_at = now() WHERE {ITS_OWN}",
        "UPDATE account SET is_active = false WHERE username = 'marit'",
        "UPDATE access_right SET ends_at = now() WHERE ground = 'consent'",
        "UPDATE access_right SET scopes = '{contact,values}' WHERE ground = 'consent'",
        "INSERT INTO access_block (id, municipality_id, enrolment_id, account_id, scopes,"
        " starts_at, made_by_id, reason) SELECT gen_random_uuid(), municipality_id, enrolment_id,"
        " account_id, '{}', now() - interval '1 minute', account_id, '' FROM home_device",
    ],
)
def test_what_ends_stops_the_phone_at_its_next_request(bound, marit, database, ended):
    phone = bound(marit)
    assert phone.sends(oxygen()).status_code == 200
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        conn.execute(ended)
    answer = phone.sends(oxygen("90"), entry("call_me"))
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown-sender")
    assert phone.sends(entry("call_me")).status_code == 401
    assert Measurement.objects.using(DB).count() == 1


def test_next_of_kin_without_the_right_bind_no_phone(cast, marit, signed_in, database):
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        conn.execute("UPDATE access_right SET scopes = '{contact,values}' WHERE ground = 'consent'")
    answer = signed_in(marit).post(
        f"/hjem/api/v1/people/{cast.astrid.id}/device", '{"name": "Telefon"}',
        content_type="application/json",
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert not HomeDevice.objects.using(DB).exists()


def test_what_kin_send_is_by_them_and_the_worst_of_two_answers_counts(
    bound, astrid, marit, signed_in, cast, now
):
    from tests import people
    from tests.edges.home import plans

    people.plan(cast.astrid, plans.whole(), approved_by=cast.nils, now=now, number=2,
                valid_from=now - timedelta(days=1))  # fmt: skip
    calm = dict.fromkeys(("k1", "k2", "k3", "k4", "k5", "k6", "k7", "k9"), 0)
    own = entry("answers", questionnaire="copd_daily", version="1.0", items=calm, safe_now=None)
    theirs = own | entry("answers", items=calm | {"k1": 3})
    (first,) = bound(astrid).told(own)
    (second,) = bound(marit).told(theirs)
    assert (first["zone"], second["zone"]) == ("green", "red")
    day = signed_in(astrid).get(f"/hjem/api/v1/people/{cast.astrid.id}/day").json()
    assert [(one["by"], one["zone"]) for one in day["results"]] == [
        ("kin", "red"), ("patient", "green"),
    ]  # fmt: skip
    assert day["now"]["zone"] == "red"


def test_no_answer_says_more_than_was_sent(phone, cast):
    said = json.dumps(phone.sends(oxygen(), person=str(cast.gudbrand.id)).json())
    assert "Rudi" not in said
    assert "Astrid" not in said
