"""What the bare server refuses before anybody reads a request, and says with every answer."""

import asyncio
from typing import Any

import pytest

from heime.edges import bounds

HOSTS = ["heime.example", ".valdres.example"]


def scope(*headers: tuple[str, str], query: str = "") -> dict[str, Any]:
    return {
        "type": "http", "method": "POST", "path": "/", "raw_path": b"/",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }  # fmt: skip


HOST = ("host", "heime.example")


@pytest.mark.parametrize(
    ("asked", "status", "why"),
    [
        (scope(HOST), None, "ours"),
        (scope(("host", "heime.example:8480")), None, "ours, at a port"),
        (scope(("host", "lom.valdres.example")), None, "a name under one of ours"),
        (scope(), 400, "says no host"),
        (scope(HOST, HOST), 400, "says two, and who decides which one counts?"),
        (scope(("host", "evil.example")), 400, "would end up in addresses that we answer with"),
        (scope(("host", "heime.example.evil.example")), 400, "begins like ours"),
        (scope(("host", "heime.example@evil.example")), 400, "looks like ours"),
        (scope(HOST, *[(f"x-{n}", "1") for n in range(64)]), 431, "too many headers"),
        (scope(HOST, ("cookie", "x" * 40_000)), 431, "too long ones"),
        (scope(HOST, query="x" * 9000), 414, "too long an address"),
    ],
)
def test_a_request_is_looked_at_when_its_head_is_sound(asked, status, why) -> None:
    refused = bounds.refusal(asked, HOSTS)

    assert (refused and refused[0]) == status, why


def answered(asked: dict[str, Any], *parts: bytes) -> tuple[int | None, int]:
    """The status of the answer, and how many bytes the application got to read."""
    waiting = [
        {"type": "http.request", "body": part, "more_body": n < len(parts) - 1}
        for n, part in enumerate(parts)
    ]
    sent: list[Any] = []
    read = 0

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        nonlocal read
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            read += len(message["body"])
            if not message["more_body"]:
                await bounds.plain(send, 200, b"read\n")
                return

    asyncio.run(bounds.bounded(app, asked, receive, send))
    return (sent[0]["status"] if sent else None), read


def test_a_form_is_passed_on_whole() -> None:
    assert answered(scope(HOST), b"over=1&", b"note=Ringte") == (200, 18)


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    asked = scope(HOST, ("content-length", str(bounds.LARGEST_FORM + 1)))

    assert answered(asked, b"x") == (413, 0)


def test_one_that_does_not_say_so_is_cut_off() -> None:
    part = b"x" * 100_000
    status, read = answered(scope(HOST), *[part] * 40)

    assert status is None
    assert read <= bounds.LARGEST_FORM


@pytest.mark.parametrize("length", ["-1", "a", "1e9", ""])
def test_a_length_that_is_no_number_is_refused(length) -> None:
    assert answered(scope(HOST, ("content-length", length)), b"x")[0] == 413


@pytest.mark.parametrize("over_tls", [True, False])
def test_bare_answers_say_that_they_are_no_pages(over_tls) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(bounds.plain(bounds.closed(send, over_tls=over_tls), 200, b"alive\n"))
    headers = dict(sent[0]["headers"])

    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"cache-control"] == b"no-store"
    assert b"default-src 'none'" in headers[b"content-security-policy"]
    assert (b"strict-transport-security" in headers) is over_tls


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/fhir/metadata", "evil.example", 400),
        ("/inn/", "evil.example", 400),
        ("/live", "10.0.0.7:8480", 200),
    ],
)
def test_the_server_asks_it_of_pages_and_of_fhir_and_not_of_who_watches_over_it(
    path, host, status
) -> None:
    from heime.config import asgi

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    asked = scope(("host", host)) | {"path": path, "method": "GET", "raw_path": path.encode()}
    asyncio.run(asgi.application(asked, receive, send))

    assert sent[0]["status"] == status
    assert (b"x-content-type-options", b"nosniff") in sent[0]["headers"]
