"""A meter that shows HI or LO: the value is above or below all that it can show.

There is no number, so none may be charted, averaged or confirmed. But HI is no failed reading
either: somebody whose blood glucose is past what a meter can show is in more danger than somebody
whose meter shows 25. It is taken as past every line that the plan has on that side, and final at
once. Where the plan has no line there it is no result, as any reading without a value.

Design, needs clinical sign-off: RS-1 says nothing of it. It follows C-6 and the fail-safe of C-2.
"""

from collections.abc import Sequence
from dataclasses import replace

from heime.core import spirometry
from heime.core.kinds import Kind
from heime.core.limits import KindLimits
from heime.core.reading import OFF_SCALE, REJECTING, Quality, Reading
from heime.core.rules import priority_of
from heime.core.verdict import Verdict, joined
from heime.core.zone import State, Zone

FACT = "off_scale"
"""What a verdict calls it among its facts; `above` or `below`."""
ABOVE, BELOW = "above", "below"
_OWN_WAY = {Kind.BODY_WEIGHT, *spirometry.BLOWN}
"""Kinds that no limit profile judges (CL-07): without a number there is nothing to compare."""


def side_of(reading: Reading) -> str | None:
    """`above` or `below`; None for every reading that is not off its meter's scale."""
    if reading.value is not None or not reading.quality & OFF_SCALE:
        return None
    return ABOVE if reading.quality & Quality.ABOVE_RANGE else BELOW


def zone_of(reading: Reading, lines: KindLimits) -> Zone | None:
    """The zone of a reading off its meter's scale; None when no line of the plan says."""
    side = side_of(reading)
    if side is None or reading.quality & REJECTING or reading.kind in _OWN_WAY:
        return None
    high = side == ABOVE
    zones = [one.zone_past(high=high) for one in (lines.first, lines.second)]
    return max((zone for zone in zones if zone is not None), default=None)


def verdict(readings: Sequence[Reading], lines: KindLimits) -> Verdict:
    """The verdict over readings of one session that are all off the scale, oldest first.

    Each must have a zone. What is measured later does not make it less (CL-08).
    """
    worst = max(readings, key=lambda one: (zone_of(one, lines) or Zone.GREY, _is_past(one, lines)))
    zone = zone_of(worst, lines) or Zone.YELLOW
    rules = ("G-2", "C-6", "V-2") if _is_past(worst, lines) else ("G-2", "V-2")
    return Verdict(
        readings[0].measured_at, zone, State.FINAL, priority_of(rules, zone), rules, (worst.id,),
        facts=((FACT, side_of(worst) or ABOVE),),
    )  # fmt: skip


def beside(values: Verdict, off: Verdict) -> Verdict:
    """A session's verdict when some of it has values and some is off the scale.

    It begins where its first abnormal reading does (CL-09). Unless the values are worse by
    themselves there is no session value: what is off the scale has no place in a baseline.
    """
    start = off.started_at
    if values.zone is not Zone.GREEN:
        start = min(start, values.started_at)
    both = replace(joined(values, off), started_at=start)
    if values.zone > off.zone:
        return both
    return replace(both, values=(), inputs=(*off.inputs, *values.inputs))


def _is_past(reading: Reading, lines: KindLimits) -> bool:
    """Whether there is a critical line on that side (C-6)."""
    if side_of(reading) == ABOVE:
        return any(one.crit_high is not None for one in (lines.first, lines.second))
    return any(one.crit_low is not None for one in (lines.first, lines.second))
