"""The day is one document, and a phone that judges from it comes to what the server came to."""

import json
from datetime import UTC, datetime, timedelta

from django.test import Client

from heime.ops.scenarios import answer, files
from tests.edges.home.phone import ago, oxygen


def a_day(client, person):
    answer_ = client.get(f"/hjem/api/v1/people/{person.id}/day")
    assert answer_.status_code == 200, answer_.content
    return answer_.json()


def judged(day):
    """What `heime judge` says of the day's judging block, at the moment the day was made."""
    block = day["judging"]
    scenario = {
        "format": "heime-scenario/1", "source": "the day", "title": "-", "why": "-",
        "time_zone": "Europe/Oslo", "ask": "judgement", "rule_set": block["rule_set"],
        "person": block["person"], "plans": block["plans"], "history": block["history"],
        # Whole seconds, and not before what came in within the same one.
        "now": (datetime.fromisoformat(day["made_at"]).astimezone(UTC) + timedelta(seconds=1))
        .replace(microsecond=0).isoformat(), "input": [],
    }  # fmt: skip
    return answer.of(files.read(json.dumps(scenario).encode()))


def test_me_says_for_whom_one_is_here(signed_in, cast, astrid, marit):
    me = signed_in(astrid).get("/hjem/api/v1/me").json()
    (one,) = me["people"]
    assert (one["own"], one["given_name"]) == (True, "Astrid")
    assert "entry" in one["may"]
    (other,) = signed_in(marit).get("/hjem/api/v1/me").json()["people"]
    assert (other["own"], other["person"]) == (False, str(cast.astrid.id))


def test_who_is_not_signed_in_is_told_so(database):
    assert Client().get("/hjem/api/v1/me").status_code == 401


def test_the_day_shows_what_came(signed_in, bound, cast, astrid):
    bound(astrid).told(oxygen("95"))
    day = a_day(signed_in(astrid), cast.astrid)
    (result,) = day["results"]
    assert (result["value"], result["zone"], result["by"]) == ("95", "green", "patient")
    assert day["now"]["zone"] == "green"
    assert day["team"]["name"] == cast.north.name
    assert day["whom_to_call"]["legevakt"] == "116117"


def test_the_phone_judges_as_the_server_does(signed_in, bound, cast, astrid):
    phone = bound(astrid)
    for seconds, value in ((90, "95"), (60, "85"), (30, "84")):  # a day tells no less than seconds
        (told,) = phone.told(oxygen(value, at=ago(seconds=seconds)))
        day = a_day(signed_in(astrid), cast.astrid)
        said = judged(day)
        assert (said["zone"], said["state"]) == (day["now"]["zone"], day["now"]["state"])
        assert (said["zone"], said["state"]) == (told["zone"], told["state"])


def test_nobody_elses_day_is_shown(signed_in, cast, astrid):
    answer_ = signed_in(astrid).get(f"/hjem/api/v1/people/{cast.gudbrand.id}/day")
    assert (answer_.status_code, answer_.json()["code"]) == (404, "not-found")
