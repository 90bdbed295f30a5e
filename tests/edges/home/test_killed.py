"""The server dies between keeping and answering; the phone sends again; it is there once."""

import contextlib
import json
import os
import signal

import httpx

from heime.records.measurements.models import Measurement
from tests.edges.home.phone import ago, oxygen
from tests.edges.served import serving
from tests.people import DB


def test_what_was_kept_and_never_answered_is_kept_once(database, bound, astrid, tmp_path):
    phone, one = bound(astrid), oxygen("95")
    body = json.dumps({"person": str(phone.person), "sent_at": ago(), "entries": [one]})
    how = {"Authorization": f"Bearer {phone.credential}", "Content-Type": "application/json"}
    with serving(database, tmp_path) as served:
        # The answer is what is lost: the request is whole, and nobody waits for what comes back.
        with httpx.Client() as client, contextlib.suppress(httpx.ReadTimeout):
            client.post(
                f"{served.url}/hjem/api/v1/entries", content=body, headers=how,
                timeout=httpx.Timeout(10, read=0.0001),
            )  # fmt: skip
        while not Measurement.objects.using(DB).exists():
            continue
        os.kill(served._process.pid, signal.SIGKILL)
    with serving(database, tmp_path) as again:
        answer = httpx.post(f"{again.url}/hjem/api/v1/entries", content=body, headers=how)
        assert answer.status_code == 200
        (told,) = answer.json()["answers"]
        assert (told["status"], told["zone"]) == ("known", "green")
    assert Measurement.objects.using(DB).count() == 1
