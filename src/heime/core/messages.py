"""Who writes to whom, when an answer may be expected, and what is said when nobody is there.

The team is in every thread. What a patient wrote to the team alone is theirs and the team's; next
of kin and others are in a thread from its first message on, or never. Heime does not guess from
words how somebody is (clinical reference 6.6, 7): whoever needs help at once is told whom to call,
and has a button that puts them first on the team's list.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from heime.core.errors import MissingText, NotYours
from heime.core.hours import HOME, Hours, due_at
from heime.core.phases import Phase
from heime.core.zone import Priority, Zone

LONGEST = 4000
"""Characters of one message."""
FIRST_LINE = 80


class Side(StrEnum):
    """As what somebody writes."""

    PATIENT = "patient"
    KIN = "kin"
    TEAM = "team"
    OFFICE = "office"
    """The GP office, or another unit that treats the person."""


class Sort(StrEnum):
    """What a line of a thread is."""

    SAID = "said"
    CALL_ME = "call-me"
    """Somebody pressed "I need help now": they want to be called."""
    CLOSED = "closed"
    """By itself: nobody reads now, and when they do."""
    SETTLED = "settled"
    """Read by somebody of the team, who decided that it needs no answer."""


WRITES_TO: dict[Side, frozenset[Side]] = {
    Side.TEAM: frozenset({Side.PATIENT, Side.KIN, Side.OFFICE}),
    Side.PATIENT: frozenset({Side.KIN}),
    Side.KIN: frozenset({Side.PATIENT}),
    Side.OFFICE: frozenset(),
}
"""Whom each may take into a new thread, besides the team, which is in all of them."""

WRITING = frozenset({Phase.REFERRED, Phase.INTAKE, Phase.ACTIVE, Phase.PAUSED})
"""Where somebody must be for messages to be sent; when the follow-up has ended, they are read."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody who answers the telephone. name: what it calls itself."""

    name: str
    number: str


TO_TALK_TO = (HelpLine("Mental Helse", "116 123"), HelpLine("Kirkens SOS", "22 40 00 40"))
"""Day and night, besides 113 and 116 117. Numbers of clinical reference 6.6, 3: to be verified
before each release."""


def check_company(writer: Side, wanted: frozenset[Side]) -> None:
    """Raises NotYours when the writer may not take these into a new thread."""
    beyond = wanted - {Side.TEAM, writer} - WRITES_TO[writer]
    if beyond:
        raise NotYours(f"As {writer} one does not write to {', '.join(sorted(beyond))} here.")
    if writer is Side.TEAM and not wanted - {Side.TEAM}:
        raise MissingText("A message must be to somebody outside the team.")


def checked_text(text: str) -> str:
    """What somebody wrote, without space around it. Raises MissingText when empty or too long."""
    said = text.replace("\r\n", "\n").strip()
    if not said or len(said) > LONGEST:
        raise MissingText(f"A message has 1 to {LONGEST} characters.")
    return said


def answer_by(sent: datetime, hours: Hours, *, urgent: bool, call_me: bool = False) -> datetime:
    """When the team has answered at the latest, by its opening hours.

    Ordinary: before closing time on the next working day. Urgent: as a yellow of high priority,
    within four open hours and the same day. Wants to be called: as a red of high priority.
    Design defaults (clinical reference 7.9) that the municipality must sign.
    """
    if call_me:
        return due_at(Zone.RED, Priority.HIGH, sent, hours)
    if urgent:
        return due_at(Zone.YELLOW, Priority.HIGH, sent, hours)
    day = sent.astimezone(HOME) + timedelta(days=1)
    while not hours.is_working_day(day.date()):
        day += timedelta(days=1)
    return hours.closing(day)


REST_FROM, REST_TO = time(21), time(8)
"""Nobody's telephone makes a sound between these, local time, for what can wait."""


def tell_at(sent: datetime, *, urgent: bool) -> datetime:
    """When somebody at home is told that a message has come: not at night, unless it is urgent."""
    local = sent.astimezone(HOME)
    if urgent or REST_TO <= local.time() < REST_FROM:
        return sent
    day = local.date() + timedelta(days=1 if local.time() >= REST_FROM else 0)
    return datetime.combine(day, REST_TO, HOME)


def first_line(text: str) -> str:
    """What a thread is called: messages have no subject."""
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    return line if len(line) <= FIRST_LINE else f"{line[: FIRST_LINE - 1].rstrip()}…"


NAME, OPEN = "[navn]", "[åpningstid]"
"""What a template may have in it, filled in when it is used."""


def filled(template: str, *, name: str, hours: str) -> str:
    """A template with the person's name and the opening hours in their places."""
    return template.replace(NAME, name).replace(OPEN, hours)
