"""The demo's feeder sends what a gateway would: the door reads back what the meter showed."""

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import UUID, uuid4

import pytest

from heime.core.kinds import Kind
from heime.core.reading import Quality
from heime.edges.fhir import observation as door
from heime.edges.fhir import questionnaire_in, wire
from heime.ops import feed
from heime.ops.population.person import Answered, Sample

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
ENROLMENT = UUID("0198b5a0-0000-7000-8000-000000000001")


def sample(kind: Kind, value: str, second: str | None = None, **more: object) -> Sample:
    given = {"manual": False, "device": "Meter 7", "quality": Quality.NONE} | more
    return Sample("valdres-03", kind, value, second, NOW, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "shown",
    [
        sample(Kind.OXYGEN_SATURATION, "93"),
        sample(Kind.OXYGEN_SATURATION, "88", quality=Quality.LOW_PERFUSION),
        sample(Kind.BLOOD_PRESSURE, "134", "82"),
        sample(Kind.BLOOD_PRESSURE, "134", "82", quality=Quality.CUFF_LOOSE | Quality.MOVEMENT),
        sample(Kind.BODY_WEIGHT, "82.0", manual=True, device=""),
        sample(Kind.BODY_TEMPERATURE, "37.4"),
    ],
    ids=lambda shown: f"{shown.kind.label} {shown.quality.name or ''}",
)
def test_what_is_sent_is_read_back_as_it_was_shown(shown):
    key = uuid4()

    body = feed.observation(shown, ENROLMENT, key)
    read = door.read(wire.observation(body), now=NOW)

    assert read.kind is shown.kind
    assert read.quality == shown.quality
    assert read.manual == shown.manual
    assert read.device == shown.device
    assert read.measured_at == NOW
    assert str(key).encode() in body


@pytest.mark.parametrize("by", ["patient", "carer"])
def test_a_form_is_read_back_as_it_was_answered(by):
    key = uuid4()
    told = Answered("elverum-01", "phq9", {"1": 1, "9": 1}, "yes", by, NOW)

    body = feed.answers(told, ENROLMENT, key)
    read = questionnaire_in.read(questionnaire_in.decode(body), NOW)

    assert (read.questionnaire, read.items, read.safe_now) == ("phq9", told.items, "yes")
    assert (read.by, read.answered_at, read.subject.enrolment) == (by, NOW, ENROLMENT)
    assert read.key == f"{feed.SOURCE}|{key}"


class Moody(BaseHTTPRequestHandler):
    """A door that is busy twice before it answers, and hears everything."""

    answers: list[int]
    heard: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.headers["Authorization"], body))
        self.send_response(self.answers.pop(0))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_a_reading_is_sent_until_it_is_taken_and_is_the_same_each_time(monkeypatch):
    monkeypatch.setattr(feed.time, "sleep", lambda seconds: None)
    Moody.answers, Moody.heard = [503, 503, 201], []
    server = HTTPServer(("127.0.0.1", 0), Moody)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        status = feed.Door(f"http://127.0.0.1:{server.server_port}/fhir", "t").post(b"{}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

    assert status == 201
    assert Moody.heard == [("Bearer t", b"{}")] * 3
