"""Whether a reading counts at all (RS-1 V-1, V-2, V-3), and whether it is credible (V-4).

Nothing here depends on the plan: the same reading is valid for everybody.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from heime.core.kinds import KINDS, LEAST_PULSE_PRESSURE
from heime.core.quantity import scaled
from heime.core.reading import ASKING_AGAIN, REJECTING, Reading

# Clinical reference 1.1, cross-checks: 10-14 or more than 120 mm[Hg] asks for another.
CREDIBLE_PULSE_PRESSURE = (scaled(Decimal(15)), scaled(Decimal(120)))

DUPLICATE_WITHIN = timedelta(minutes=5)
"""RS-1 7.7."""


def rejected_by(reading: Reading) -> str | None:
    """The rule that rejects this reading, or None when it is a valid result.

    A rejected reading is kept and shown to staff, never charted as a value and never used.
    """
    quality = reading.quality
    # Flags are slow to ask, and most readings have none.
    if reading.value is None or (quality != 0 and quality & REJECTING):
        return "V-2"
    spec = KINDS[reading.kind]
    if not spec.plausible.holds(reading.value):
        return "V-1"
    if spec.second_plausible is not None:
        if reading.second is None or not spec.second_plausible.holds(reading.second):
            return "V-1" if reading.second is not None else "V-2"
        if reading.value - reading.second < LEAST_PULSE_PRESSURE:
            return "V-3"
    return "V-2" if quality != 0 and quality & ASKING_AGAIN else None


def is_plausible(reading: Reading) -> bool:
    """Whether the value itself could be real, whatever the meter said of its signal.

    C-6 asks this: a critical value under a poor signal is still acted on, since filtering away
    a true emergency is the worse mistake (hazard 15).
    """
    rule = rejected_by(reading)
    return rule is None or (
        rule == "V-2"
        and not reading.quality & REJECTING
        and reading.value is not None
        and (reading.second is not None) == KINDS[reading.kind].has_two
    )


def is_credible(reading: Reading) -> bool:
    """Whether a valid reading is believed without a second one (V-4)."""
    spec = KINDS[reading.kind]
    if reading.value is None or not spec.credible.holds(reading.value):
        return False
    if spec.second_credible is not None:
        if reading.second is None or not spec.second_credible.holds(reading.second):
            return False
        least, most = CREDIBLE_PULSE_PRESSURE
        return least <= reading.value - reading.second <= most
    return True


def is_duplicate(reading: Reading, earlier: Reading) -> bool:
    """Whether two readings of one kind are one act of measuring (RS-1 7.7 duplicates, CL-32).

    Same meter, moment and value; or same meter and sequence number within five minutes; or one
    typed and one sent by a meter with the same value within five minutes.
    """
    same_value = reading.value == earlier.value and reading.second == earlier.second
    apart = abs(reading.measured_at - earlier.measured_at)
    if reading.device and reading.device == earlier.device:
        if reading.sequence is not None and earlier.sequence is not None:
            return reading.sequence == earlier.sequence and apart <= DUPLICATE_WITHIN
        return same_value and not apart
    return reading.manual != earlier.manual and same_value and apart <= DUPLICATE_WITHIN


def without_duplicates(readings: Sequence[Reading]) -> list[Reading]:
    """The readings with every repeat of an earlier one left out (CL-32)."""
    kept: list[Reading] = []
    for reading in readings:
        if not repeats_one_of(reading, kept):
            kept.append(reading)
    return kept


def repeats_one_of(reading: Reading, kept: Sequence[Reading]) -> bool:
    """Whether a reading repeats one of those before it, which are oldest first."""
    for earlier in reversed(kept):
        if reading.measured_at - earlier.measured_at > DUPLICATE_WITHIN:
            return False
        if is_duplicate(reading, earlier):
            return True
    return False
