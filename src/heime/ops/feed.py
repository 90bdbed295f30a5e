"""`feed`, an internal command of the demo: the invented homes measure on, and their readings are
posted through the FHIR door as a gateway would post them.
"""

import argparse
import http.client
import json
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from uuid_utils.compat import uuid7

from heime.core.quantity import decimals_of, scaled
from heime.core.reading import Quality
from heime.edges.fhir import codes
from heime.edges.fhir.observation_out import Stored, build
from heime.ops.population import cohort
from heime.ops.population.live import live
from heime.ops.population.person import Sample

LONGEST_PAUSE = 10.0
SOURCE = "urn:heime:demo"
COMPONENTS = b'"component":['
BITS = {
    Quality.MOVEMENT: "8410608.0",
    Quality.CUFF_LOOSE: "8410608.1",
    Quality.BAD_POSITION: "8410608.5",
    Quality.POOR_SIGNAL: "150604.11",
    Quality.LOW_PERFUSION: "150604.10",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", type=Path, required=True, help="the folder's demo.json")
    parser.add_argument("--speed", type=float, required=True)


def run(args: argparse.Namespace) -> int:
    demo: dict[str, Any] = json.loads(args.demo.read_text(encoding="utf-8"))
    enrolments = {patient["key"]: UUID(patient["id"]) for patient in demo["patients"]}
    door = Door(demo["fhir_url"], demo["gateway_token"])
    people = [one for one in cohort.people(demo["seed"]) if one.key in enrolments]
    started = datetime.now(UTC)
    for due, sample in live(people, demo["seed"], started, args.speed):
        # `due` is in simulated time, which began with ours and runs faster.
        moment = started + (due - started) / args.speed
        time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
        door.post(observation(sample, enrolments[sample.person_key], uuid7()))
    return 0


def observation(sample: Sample, enrolment: UUID, key: UUID) -> bytes:
    """One sample as the Observation that a gateway sends, under the gateway's own key."""
    value = Decimal(sample.value)
    row = Stored(
        id=key,
        enrolment_id=enrolment,
        kind=sample.kind,
        value=scaled(value),
        second=None if sample.second is None else scaled(Decimal(sample.second)),
        decimals=decimals_of(value),
        measured_at=sample.measured_at,
        received_at=sample.measured_at,
        rejected=False,
        device=sample.device,
        manual=sample.manual,
    )
    # The id of a resource is the receiver's to give; what we call it goes as an identifier.
    known_as = json.dumps({"system": SOURCE, "value": str(key)}, separators=(",", ":"))
    body = build(row).replace(f'"id":"{key}"'.encode(), f'"identifier":[{known_as}]'.encode())
    marks = ",".join(_mark(bit) for quality, bit in BITS.items() if quality in sample.quality)
    if not marks:
        return body
    if COMPONENTS in body:
        return body.replace(COMPONENTS, COMPONENTS + f"{marks},".encode(), 1)
    return body[:-1] + b"," + COMPONENTS + f"{marks}]}}".encode()


def _mark(bit: str) -> str:
    """What the meter says of its own reading, as the guides for personal devices send it."""
    code = {"coding": [{"system": codes.MDC_BITS, "code": bit}]}
    return json.dumps({"code": code, "valueBoolean": True}, separators=(",", ":"))


class Door:
    """The FHIR door, knocked on until it answers: a gateway keeps what it could not deliver."""

    def __init__(self, fhir_url: str, token: str) -> None:
        address = urlsplit(fhir_url)
        self._connection = http.client.HTTPConnection(
            address.hostname or "localhost", address.port, timeout=30
        )
        self._path = f"{address.path}/Observation"
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/fhir+json",
        }

    def post(self, body: bytes) -> int:
        """Deliver one Observation; return the status it was answered with."""
        pause = 0.5
        while True:
            status = self._try(body)
            if status is not None and status not in (429, 503) and status < 500:
                if status not in (200, 201):
                    print(f"feed: a reading was answered {status}", file=sys.stderr, flush=True)
                return status
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _try(self, body: bytes) -> int | None:
        try:
            self._connection.request("POST", self._path, body, self._headers)
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return None
        return answer.status
