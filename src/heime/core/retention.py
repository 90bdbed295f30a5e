"""For how long what is kept, when nobody has decided otherwise, and what becomes of it then.

The lengths are working defaults (reliability.md 4.6, norway.md 5.2). No municipality and no lawyer
has signed for them: whoever takes Heime into use decides, by `./heime retention set`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Sort(StrEnum):
    RECORD = "record"
    """Readings, answers, judgements, plans, cases, notes and messages: the patient record."""
    LOG = "log"
    """Who looked at what, when and why."""
    RIGHTS = "rights"
    """Rights, blocks and objections: proof of who could see, and why."""
    SIGN_IN = "sign-in"
    """Sign-ins that have ended or run out."""
    ON_SCREEN = "on-screen"
    """Whom somebody has had on a list lately, so that a list that renews is not a new look."""
    SEEN = "seen"
    """When each colleague last opened each person, to tell what is new to them."""
    LOOKING = "looking"
    """Who has a person open; counts for less than a minute."""
    TOKEN = "token"  # noqa: S105  a name, and no secret
    """Bearer tokens of gateways and partner systems, run out or revoked."""
    CODE = "code"
    """Codes given by hand, used or run out."""
    NOTICE = "notice"
    """Messages to the team's phone that were sent."""


@dataclass(frozen=True, slots=True)
class Terms:
    """by_itself: deleted each night; else only told of, and let go by decision of the archive."""

    keep: timedelta
    by_itself: bool
    municipal: bool
    """Whether a municipality decides: of what is its people's, and not of the machinery."""


_YEAR = timedelta(days=365)
DEFAULTS: dict[Sort, Terms] = {
    Sort.RECORD: Terms(10 * _YEAR, by_itself=False, municipal=True),
    Sort.LOG: Terms(10 * _YEAR, by_itself=False, municipal=True),
    Sort.RIGHTS: Terms(10 * _YEAR, by_itself=False, municipal=True),
    Sort.SIGN_IN: Terms(timedelta(days=1), by_itself=True, municipal=False),
    Sort.ON_SCREEN: Terms(timedelta(days=1), by_itself=True, municipal=False),
    Sort.SEEN: Terms(timedelta(days=90), by_itself=True, municipal=False),
    Sort.LOOKING: Terms(timedelta(days=1), by_itself=True, municipal=False),
    Sort.TOKEN: Terms(timedelta(days=35), by_itself=True, municipal=False),
    Sort.CODE: Terms(timedelta(days=90), by_itself=True, municipal=False),
    Sort.NOTICE: Terms(timedelta(days=90), by_itself=True, municipal=False),
}
