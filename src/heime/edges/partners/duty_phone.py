"""Knocking on the door of whoever is on duty. Only that something happened, never what.

The text messages of real use come with their provider; until then the demo's phone is a list, and
without any channel a notice is marked as shown on the worklist only.
"""

from collections import deque
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Knock:
    """What is sent: to which team, that what happened, and a key that is the same on each try."""

    team: UUID
    what: str
    key: UUID


class KnockFailed(Exception):
    """It could not be sent. The text holds no personal data."""

    def __init__(self, reason: str, *, try_again: bool) -> None:
        super().__init__(reason)
        self.try_again = try_again


class DutyPhone(Protocol):
    def knock(self, knock: Knock) -> str:
        """Send once per key; return the provider's receipt. Raises KnockFailed."""
        ...


class WorklistOnly:
    """No channel is set up: the worklist itself is all the notice there is, and the row says so."""

    def knock(self, knock: Knock) -> str:
        return "no channel: on the worklist only"


class FakePhone:
    """The demo's and the tests' phone: remembers what it got, and answers the same key the same."""

    def __init__(self) -> None:
        self.heard: deque[Knock] = deque(maxlen=100)

    def knock(self, knock: Knock) -> str:
        if all(known.key != knock.key for known in self.heard):
            self.heard.append(knock)
        return f"fake-{knock.key}"
