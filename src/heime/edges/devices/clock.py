"""When a reading was taken, by the phone's or the hub's clock, from the meter's own.

A meter's clock has no time zone and is often wrong. A meter that can be asked what its clock
shows now is corrected exactly: only the time that has passed on it is used.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

SUSPECT_AFTER = timedelta(minutes=5)
"""A clock that is further off is suspect (clinical reference 1.4)."""

RIGHT, CORRECTED, SUSPECT, NONE = "right", "corrected", "suspect", "none"


@dataclass(frozen=True, slots=True)
class Placed:
    """How long ago it was taken, in seconds, and how far the meter's clock can be trusted.

    clock: right; corrected by what the meter showed when asked; suspect (old by the meter, which
        could not be asked, or in its future: ask the person); none (the meter gave no time).
    """

    seconds_ago: int
    clock: str


def placed(taken: str | None, shown: str | None, wall: str) -> Placed:
    """Place a reading in time.

    taken: the reading's time. shown: what the meter's clock shows now, None when it cannot be
    asked. wall: what the clock on the wall shows here. All are local times without zone.
    """
    if taken is None:
        return Placed(0, NONE)
    at, here = datetime.fromisoformat(taken), datetime.fromisoformat(wall)
    meter = here if shown is None else datetime.fromisoformat(shown)
    ago = meter - at
    if ago < -SUSPECT_AFTER:
        return Placed(0, SUSPECT)
    seconds = max(0, int(ago.total_seconds()))
    if shown is None:
        return Placed(seconds, RIGHT if ago <= SUSPECT_AFTER else SUSPECT)
    return Placed(seconds, RIGHT if abs(meter - here) <= SUSPECT_AFTER else CORRECTED)
