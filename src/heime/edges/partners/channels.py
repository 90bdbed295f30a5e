"""Knocking on somebody's door by push, text message or e-mail. Only that something happened, never
what.

A provider's client has the shape `Channel`; which ones there are is `Channels`. Until somebody has
chosen providers there is the demo's phone, and without any channel a notice is marked as shown in
Heime only.
"""

from collections import deque
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import psycopg

NOWHERE = "no channel: in Heime only"
"""The receipt of a notice that nobody outside could be told of."""
ANYBODY = ""
"""The number of somebody who has left none: the demo's phone reaches them all the same."""


@dataclass(frozen=True, slots=True)
class Knock:
    """What is sent. key: the same on each try, so that a provider sends it once.

    to: a number or an address. text: in the receiver's language, with nothing about anybody's
    health. link: the page that it is about, which asks whoever opens it who they are.
    """

    key: UUID
    what: str
    team: UUID
    text: str = ""
    link: str = ""
    to: str = ANYBODY
    account: UUID | None = None


class KnockFailed(Exception):
    """It could not be sent. The text holds no personal data."""

    def __init__(self, reason: str, *, try_again: bool) -> None:
        super().__init__(reason)
        self.try_again = try_again


class Channel(Protocol):
    def knock(self, knock: Knock) -> str:
        """Send once per key; return the provider's receipt. Raises KnockFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Browser:
    """One subscription, as the browser gave it; the keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str


class Gone(Exception):
    """The browser is no longer there: nothing is to be sent to it again."""


class Pushes(Protocol):
    def send(self, browser: Browser, text: str, link: str, *, urgent: bool = False) -> str:
        """Send once; return the service's receipt. Raises Gone and KnockFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Channels:
    """Whom Heime can send through. reaches_all: also those without a number, as only a fake can."""

    sms: Channel | None = None
    email: Channel | None = None
    reaches_all: bool = False
    push: Pushes | None = None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where somebody has said that they can be reached; empty where they have not."""

    phone: str = ""
    email: str = ""


def ways_to(where: Addresses, channels: Channels) -> list[tuple[str, Channel, str]]:
    """How somebody can be told, the quickest first: (name, channel, number or address)."""
    found: list[tuple[str, Channel, str]] = []
    if channels.sms is not None and (where.phone or channels.reaches_all):
        found.append(("sms", channels.sms, where.phone))
    if channels.email is not None and where.email:
        found.append(("email", channels.email, where.email))
    return found


class FakePhone:
    """The tests' phone: remembers what it got, and answers the same key the same."""

    def __init__(self) -> None:
        self.heard: deque[Knock] = deque(maxlen=100)

    def knock(self, knock: Knock) -> str:
        if all(known.key != knock.key for known in self.heard):
            self.heard.append(knock)
        return f"fake-{knock.key}"


class DemoPhone:
    """The demo's phone: what would have been sent stands in a table that a page shows.

    On a connection of its own, as a provider's client would be: what it got stays got, even when
    whoever sent it dies before noting that down.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def knock(self, knock: Knock) -> str:
        try:
            with psycopg.connect(self._url, connect_timeout=5) as conn:
                conn.execute(
                    "INSERT INTO demo_message (id, at, sent_to, account_id, team_id, text, link)"
                    " VALUES (%s, clock_timestamp(), %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                    [knock.key, knock.to, knock.account, knock.team, knock.text, knock.link],
                )
        except psycopg.Error as error:
            raise KnockFailed(type(error).__name__, try_again=True) from None
        return f"demo-{knock.key}"
