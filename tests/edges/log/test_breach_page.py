"""/logg/brudd: everybody affected, on the page and as a file; nothing personal in the address."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from heime.core.hours import HOME
from heime.core.pseudonym import number_of
from tests.flow.auditing import logged, looked


@pytest.fixture
def days(now) -> dict[str, str]:
    today = now.astimezone(HOME).date()
    return {"since": (today - timedelta(days=3)).isoformat(), "until": today.isoformat()}


def text(answer) -> str:
    return answer.content.decode()


def test_everybody_whom_a_user_saw_stands_as_a_number_with_what_was_seen(
    r, signed_in, days, now
) -> None:
    looked(r.cast.astrid, r.cast.tor, now, resource="plan")

    answer = signed_in(r.eva).post("/logg/brudd", days | {"user": " Tor "})

    assert answer.status_code == 200
    html = text(answer)
    assert "1 person" in html
    assert number_of(r.cast.astrid.id) in html
    assert "the plan 1" in html
    assert "Lunde" not in html
    assert str(r.cast.astrid.id) not in html
    assert logged("log.searched")[0].detail == f"affected account {r.cast.tor.id}"


def test_without_a_user_it_is_everybody_in_the_period(r, signed_in, days, now) -> None:
    looked(r.cast.astrid, r.cast.tor, now)

    html = text(signed_in(r.eva).post("/logg/brudd", days))

    assert "Seen 2 times in all." in html


def test_nobody_is_told_as_nobody_whoever_the_user_may_be(r, signed_in, days) -> None:
    client = signed_in(r.eva)
    for user in ("nobody-has-this", "kari"):
        html = text(client.post("/logg/brudd", days | {"user": user}))
        assert "0 people" in html
        assert "Nobody was seen." in html


@pytest.mark.parametrize(
    "span",
    [
        {}, {"since": "x"}, {"since": "2026-11-20", "until": "2026-11-19"},
        {"since": "2021-01-01", "until": "2026-01-01"}, {"until": "9999-12-31"},
        {"since": "0001-01-01", "until": "0001-01-02"},
    ],
)  # fmt: skip
def test_what_is_no_period_is_asked_for_again(r, signed_in, days, span) -> None:
    sent = span if not span or len(span) == 2 else days | span
    answer = signed_in(r.eva).post("/logg/brudd", sent)

    assert answer.status_code == 422
    assert "Write from and to which day" in text(answer)
    assert not logged("log.searched")


def test_a_file_is_for_one_who_proved_who_they_are_and_is_logged(
    r, signed_in, sure, days, now
) -> None:
    asked = signed_in(r.eva).post("/logg/brudd", days | {"form": "csv"})
    assert asked.status_code == 302
    assert not logged("exported")

    answer = sure(r.eva).post("/logg/brudd", days | {"form": "csv"})

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(text(answer).removeprefix("\ufeff")), delimiter=";"))
    assert rows[0] == ["Number", "Times", "First", "Last", "What was seen", "Follow-up"]
    assert rows[1][0] == number_of(r.cast.astrid.id)
    assert rows[1][5] == str(r.cast.astrid.id)
    assert "Lunde" not in text(answer)
    assert logged("exported")[0].detail == "affected 1"


@pytest.mark.parametrize("place", ["3454", "nowhere"])
def test_a_municipality_that_is_not_ones_own_is_not_searched(r, signed_in, days, place) -> None:
    answer = signed_in(r.eva).post("/logg/brudd", days | {"sted": place})

    assert answer.status_code == 422
    assert not logged("log.searched")
