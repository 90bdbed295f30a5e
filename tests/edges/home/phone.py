"""A phone at home, as far as the server knows it: a credential, and entries that it sends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.test import Client


@dataclass
class Phone:
    person: UUID
    credential: str
    device: str

    def sends(self, *entries: dict[str, Any], **more: Any) -> Any:
        """The answer to one request."""
        whole = {
            "person": str(self.person), "sent_at": iso(datetime.now(UTC)), "entries": list(entries),
        } | more  # fmt: skip
        return self.posts(json.dumps(whole))

    def posts(self, body: str | bytes) -> Any:
        return Client().post(
            "/hjem/api/v1/entries", body, content_type="application/json",
            headers={"Authorization": f"Bearer {self.credential}"},
        )  # fmt: skip

    def told(self, *entries: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        """The answers to entries that are received."""
        answer = self.sends(*entries, **more)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["answers"]
        return found


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def ago(**since: float) -> str:
    return iso(datetime.now(UTC) - timedelta(**since))


def entry(sort: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7.uuid7()), "at": ago(seconds=20), "off_ms": 0, "sort": sort,
    } | more  # fmt: skip


def oxygen(value: str = "95", **more: Any) -> dict[str, Any]:
    return entry(
        "reading",
        **{
            "kind": "oxygen_saturation", "value": value, "unit": "%", "manual": True,
            "device": None, "quality": [], "on_behalf": False,
        }
        | more,
    )  # fmt: skip


def off_scale(side: str = "below_range", **more: Any) -> dict[str, Any]:
    """What a meter that shows LO (or HI) gives: a reading without a number."""
    one = oxygen(quality=[side], **more)
    del one["value"]
    return one
