"""Irregular pulse that meters noticed, as AF-1 counts it (RS-1 7.5, CL-21).

A cuff and an oximeter used one after the other may both notice the same: what any meter says
within half an hour is one time of measuring.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from heime.core.events import HOME
from heime.core.takes import LENGTH

DAYS = timedelta(days=6)
"""Local days before a session's own that count: seven with it."""


def times_before(flagged: Iterable[datetime], start: datetime) -> int:
    """Times of measuring with a flag, in the seven local days that end with that of `start`, and
    before the session that began then.

    flagged: when each flagged reading was taken, of every kind, oldest first.
    """
    first = start.astimezone(HOME).date() - DAYS
    count, since = 0, None
    for at in flagged:
        if at > start - LENGTH:
            break
        if at.astimezone(HOME).date() >= first and (since is None or at - since >= LENGTH):
            count, since = count + 1, at
    return count
