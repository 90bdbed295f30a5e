"""The server dies between keeping and answering; the phone sends again; it is there once."""

import json
import os
import signal
import socket
import time
from urllib.parse import urlsplit

import httpx

from heime.records.measurements.models import Measurement
from tests.edges.home.phone import ago, oxygen
from tests.edges.served import serving
from tests.people import DB


def asked_and_not_heard(url: str, how: dict[str, str], body: str) -> socket.socket:
    """The request is whole, the line stays open, and nobody reads what comes back."""
    place = urlsplit(url)
    assert place.hostname is not None
    head = {"Host": place.netloc, "Content-Length": str(len(body.encode()))} | how
    lines = [f"POST {place.path} HTTP/1.1", *(f"{name}: {said}" for name, said in head.items())]
    line = socket.create_connection((place.hostname, place.port or 80), timeout=10)
    line.sendall("\r\n".join([*lines, "", body]).encode())
    return line


def is_kept(within: float = 20.0) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if Measurement.objects.using(DB).exists():
            return True
        time.sleep(0.01)
    return False


def test_what_was_kept_and_never_answered_is_kept_once(database, bound, astrid, tmp_path):
    phone, one = bound(astrid), oxygen("95")
    body = json.dumps({"person": str(phone.person), "sent_at": ago(), "entries": [one]})
    how = {"Authorization": f"Bearer {phone.credential}", "Content-Type": "application/json"}
    with serving(database, tmp_path) as served:
        line = asked_and_not_heard(f"{served.url}/hjem/api/v1/entries", how, body)
        assert is_kept()
        os.kill(served._process.pid, signal.SIGKILL)
        line.close()
    with serving(database, tmp_path) as again:
        answer = httpx.post(f"{again.url}/hjem/api/v1/entries", content=body, headers=how)
        assert answer.status_code == 200
        (told,) = answer.json()["answers"]
        assert (told["status"], told["zone"]) == ("known", "green")
    assert Measurement.objects.using(DB).count() == 1
