"""`feed`, an internal command of the demo: the invented homes measure and answer on, and what they
send is posted through the FHIR door as a gateway would post it.
"""

import argparse
import http.client
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from heapq import merge
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from uuid_utils.compat import uuid7

from heime.core.quantity import decimals_of, scaled
from heime.core.questionnaires.shipped import SHIPPED
from heime.core.reading import Quality
from heime.edges.fhir import codes
from heime.edges.fhir.observation_out import Stored, build
from heime.edges.fhir.questionnaire_out import StoredAnswers, response
from heime.ops.population import cohort
from heime.ops.population.answers import live_answers
from heime.ops.population.live import live
from heime.ops.population.person import Answered, Sample

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
    seed = demo["seed"]
    coming: Iterator[tuple[datetime, Sample | Answered]] = merge(
        live(people, seed, started, args.speed),
        live_answers(people, seed, started, args.speed),
        key=lambda one: one[0],
    )
    for due, thing in coming:
        # `due` is in simulated time, which began with ours and runs faster.
        moment = started + (due - started) / args.speed
        time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
        enrolment = enrolments[thing.person_key]
        if isinstance(thing, Answered):
            door.post(answers(thing, enrolment, uuid7()), "QuestionnaireResponse")
        else:
            door.post(observation(thing, enrolment, uuid7()))
    return 0


def answers(answered: Answered, enrolment: UUID, key: UUID) -> bytes:
    """One form as the QuestionnaireResponse that a gateway sends, under the gateway's own key."""
    form = SHIPPED[answered.questionnaire]
    stored = StoredAnswers(
        key, enrolment, form.name, form.version, answered.answered_at, answered.answered_at,
        answered.items, answered.safe_now, answered.by,
    )  # fmt: skip
    return _known_as(response(stored), key, "{%s}")


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
    body = _known_as(build(row), key, "[{%s}]")
    marks = ",".join(_mark(bit) for quality, bit in BITS.items() if quality in sample.quality)
    if not marks:
        return body
    if COMPONENTS in body:
        return body.replace(COMPONENTS, COMPONENTS + f"{marks},".encode(), 1)
    return body[:-1] + b"," + COMPONENTS + f"{marks}]}}".encode()


def _known_as(body: bytes, key: UUID, written: str) -> bytes:
    """The id of a resource is the receiver's to give; what we call it goes as an identifier."""
    known_as = written % f'"system":"{SOURCE}","value":"{key}"'
    return body.replace(f'"id":"{key}"'.encode(), f'"identifier":{known_as}'.encode(), 1)


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
        self._path = address.path
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/fhir+json",
        }

    def post(self, body: bytes, kind: str = "Observation") -> int:
        """Deliver one resource of this kind; return the status it was answered with."""
        pause = 0.5
        while True:
            status = self._try(body, kind)
            if status is not None and status not in (429, 503) and status < 500:
                if status not in (200, 201):
                    print(f"feed: {kind} was answered {status}", file=sys.stderr, flush=True)
                return status
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _try(self, body: bytes, kind: str) -> int | None:
        try:
            self._connection.request("POST", f"{self._path}/{kind}", body, self._headers)
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return None
        return answer.status
