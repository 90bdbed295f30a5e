"""Text messages through the provider: what is sent, and what its answers mean."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import pytest

from heime.edges.partners.channels import Knock, KnockFailed
from heime.edges.partners.sms import GatewayApi, number


class Provider:
    def __init__(self) -> None:
        self.status, self.answer, self.got = 200, b'{"ids": [421332671], "usage": {}}', []  # type: ignore[var-annotated]
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.got.append((self.path, self.headers["Authorization"], json.loads(body)))
                self.send_response(provider.status)
                self.send_header("Content-Length", str(len(provider.answer)))
                self.end_headers()
                self.wfile.write(provider.answer)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()


@pytest.fixture
def provider():
    made = Provider()
    yield made
    made.server.shutdown()
    made.thread.join()
    made.server.server_close()


KNOCK = Knock(
    uuid4(), "reminder-sms", uuid4(), "Heime: Du har noe å gjøre i Heime.", "/hjem/", "900 12 345"
)


def client(provider, **more) -> GatewayApi:
    return GatewayApi("a token", "Heime", address=provider.address, **more)


def test_the_provider_gets_a_number_a_sentence_and_nothing_else(provider):
    receipt = client(provider, base="https://heime.example.no").knock(KNOCK)

    ((path, authorization, body),) = provider.got
    assert (path, authorization, receipt) == ("/rest/mtsms", "Token a token", "421332671")
    assert body == {
        "sender": "Heime",
        "message": "Heime: Du har noe å gjøre i Heime. https://heime.example.no/hjem/",
        "userref": str(KNOCK.key),
        "recipients": [{"msisdn": 4790012345}],
    }


@pytest.mark.parametrize(
    ("status", "again"),
    [(500, True), (503, True), (429, True), (401, True), (403, False), (422, False)],
)
def test_what_can_pass_is_tried_again_and_what_cannot_is_not(provider, status, again):
    provider.status, provider.answer = status, b'{"code": "0x0213", "message": "no 90012345"}'
    with pytest.raises(KnockFailed) as failure:
        client(provider).knock(KNOCK)
    assert (failure.value.try_again, str(failure.value)) == (again, f"sms {status}")


def test_a_provider_that_is_not_there_is_tried_again():
    with pytest.raises(KnockFailed) as failure:
        GatewayApi("t", "Heime", address="http://127.0.0.1:1").knock(KNOCK)
    assert failure.value.try_again


def test_an_answer_that_cannot_be_read_is_still_an_answer(provider):
    provider.answer = b"ok"
    assert client(provider).knock(KNOCK) == "taken"


@pytest.mark.parametrize(
    ('written', 'expected'),
    [
        ("900 12 345", "4790012345"), ("+47 90012345", "4790012345"),
        ("0047 90012345", "4790012345"),
        ("+46701234567", "46701234567"), ("12", None), ("", None), ("+0 12345678", None),
        ("113", None),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_provider_wants_them(written, expected):
    assert number(written) == expected
