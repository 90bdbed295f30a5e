"""Irregular pulse that meters noticed, as AF-1 counts it (RS-1 7.5, CL-21).

A cuff and an oximeter used one after the other may both notice the same: what different meters say
within half an hour is one time of measuring. What stands in another session of the same kind is
another time, however soon the next session began (CL-06).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.takes import LENGTH

Flag = tuple[datetime, Kind | None]
"""When a flagged reading was taken, and of which kind; None where that was not remembered."""

DAYS = timedelta(days=6)
"""Local days before a session's own that count: seven with it."""


def times_before(flagged: Iterable[Flag], start: datetime, kind: Kind) -> int:
    """Times of measuring with a flag, in the seven local days that end with that of `start`, and
    before the session of `kind` that began then.

    flagged: each flagged reading, of every kind, oldest first.
    """
    begin = _second(start)  # as the server remembers them, so that both ways count alike
    first = begin.astimezone(HOME).date() - DAYS
    before = [(_second(at), of) for at, of in flagged if _second(at) < begin]
    before = [(at, of) for at, of in before if at.astimezone(HOME).date() >= first]
    own = [at for at, of in before if of is kind]
    others = [at for at, of in before if of is not kind and _is_apart(at, [*own, begin])]
    return _times(own) + _times(others)


def _is_apart(moment: datetime, others: Sequence[datetime]) -> bool:
    return all(abs(moment - other) >= LENGTH for other in others)


def _times(moments: Sequence[datetime]) -> int:
    """So many times of measuring are surely told of: what is half an hour after the last one."""
    count, since = 0, None
    for at in moments:
        if since is None or at - since >= LENGTH:
            count, since = count + 1, at
    return count


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
