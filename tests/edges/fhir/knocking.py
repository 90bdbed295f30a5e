"""The FHIR door itself, opened in this process on a real database, and somebody who knocks."""

import asyncio
import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from heime.edges.fhir.door import Door as Application
from tests.edges.fhir import examples
from tests.edges.fhir.examples import quantity

JSON = "application/fhir+json"


class Door:
    """Knocks, and waits for the answer. Several at once with `together`."""

    def __init__(
        self, runner: asyncio.Runner, client: httpx.AsyncClient, application: Application
    ) -> None:
        self._runner = runner
        self._client = client
        self.application = application

    def get(self, path: str, token: str | None, **headers: str) -> httpx.Response:
        return self._run(self._client.get(path, headers=_headers(token, headers)))

    def post(self, path: str, body: Any, token: str | None, **headers: str) -> httpx.Response:
        return self._run(self._post(path, body, token, headers))

    def together(self, path: str, bodies: Sequence[tuple[Any, str]]) -> list[httpx.Response]:
        """Several senders in the same moment."""

        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(
                *(self._post(path, body, token, {}) for body, token in bodies)
            )

        return self._runner.run(all_of_them())

    def _run(self, request: Any) -> httpx.Response:
        async def one() -> httpx.Response:
            answer: httpx.Response = await request
            return answer

        return self._runner.run(one())

    async def _post(
        self, path: str, body: Any, token: str | None, more: dict[str, str]
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": JSON.encode()} | _headers(token, more)
        return await self._client.post(path, content=content, headers=headers)

    @staticmethod
    def pulse(who: UUID | str, value: Any = 61, *, minutes_ago: float = 1, **more: Any) -> Any:
        """A pulse of now, about one of ours."""
        at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        return examples.pulse(
            **{
                "subject": {"reference": f"Patient/{who}"},
                "effectiveDateTime": at.isoformat(timespec="milliseconds"),
                "valueQuantity": quantity(value, "/min"),
            }
            | more
        )

    @staticmethod
    def bundle(kind: str, *resources: Any) -> Any:
        request = {"method": "POST", "url": "Observation"}
        entries = [{"resource": resource, "request": request} for resource in resources]
        return {"resourceType": "Bundle", "type": kind, "entry": entries}


def _headers(token: str | None, more: dict[str, str]) -> dict[str, bytes]:
    own = {"Authorization": f"Bearer {token}"} if token is not None else {}
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {name: value.encode("latin-1") for name, value in (own | named).items()}


def refusal(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, the refusal's own code, and the path it points at."""
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    issue = outcome["issue"][0]
    path = issue.get("expression", [""])[0]
    return answer.status_code, issue["details"]["coding"][0]["code"], path


@contextmanager
def knocking(ingest_url: str) -> Iterator[Door]:
    """The door, open while the block lasts."""
    with asyncio.Runner() as runner:
        application = Application(ingest_url)
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(application), base_url="http://testserver"
        )
        try:
            yield Door(runner, client, application)
        finally:
            runner.run(client.aclose())
            runner.run(application.stop())
            # What was just connecting when it was told to stop is closed only when it is freed;
            # until then the server waits for its password, and no database can be dropped.
            gc.collect()


def at_once(
    ingest_url: str, who: UUID, token: str, more: dict[str, Any], *, doors: int
) -> list[httpx.Response]:
    """The same reading at several doors, each with connections of its own, in the same moment."""
    body = json.dumps(Door.pulse(who, **more)).encode()

    async def knock(application: Application) -> httpx.Response:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            headers = {"Content-Type": JSON.encode()} | _headers(token, {})
            return await client.post("/fhir/Observation", content=body, headers=headers)

    async def all_of_them() -> list[httpx.Response]:
        opened = [Application(ingest_url) for _ in range(doors)]
        try:
            return await asyncio.gather(*map(knock, opened))
        finally:
            for application in opened:
                await application.stop()

    return asyncio.run(all_of_them())
