"""What the forms about a person send, whole: a test says what it changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from heime.core.hours import HOME
from heime.records.people.models import Enrolment


def local(at: datetime) -> str:
    """As a browser's field gives it."""
    return f"{at.astimezone(HOME):%Y-%m-%dT%H:%M}"


def address(person: Enrolment, rest: str = "") -> str:
    return f"/person/{person.id}/{rest}"


def values(now: datetime, **but: str) -> dict[str, str]:
    """An entry by phone a minute ago."""
    when = {"at": local(now - timedelta(minutes=1)), "how": "phone"}
    return when | {"key": "0198c0de-0000-7000-8000-000000000001"} | but


def news2(now: datetime, **but: str) -> dict[str, str]:
    """A whole set, taken on a visit."""
    seven = {
        "respiratory_rate": "18", "oxygen_saturation": "96", "blood_pressure": "130",
        "blood_pressure_low": "80", "heart_rate": "78", "body_temperature": "36,8",
        "on_oxygen": "no", "consciousness": "A", "minutes": "5",
    }  # fmt: skip
    return values(now, how="visit") | seven | but


def happening(now: datetime, **but: Any) -> dict[str, str]:
    """A stay that began yesterday."""
    day = (now - timedelta(days=1)).astimezone(HOME).date().isoformat()
    return {
        "sort": "stay", "starts_on": day, "ends_on": "", "text": "Lungeavdelingen",
        "told_by": "hospital", "kind": "",
    } | but  # fmt: skip
