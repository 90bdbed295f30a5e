"""One value of one kind at one moment, as a meter or a person gave it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag
from uuid import UUID

from heime.core.kinds import Kind
from heime.core.quantity import Scaled


class Quality(IntFlag):
    """What the meter said about its own reading (clinical reference 1.5), as it is stored."""

    NONE = 0
    # Rejected at once (V-2).
    DEMO = 1
    TESTING = 2
    INVALID = 4
    UNAVAILABLE = 8
    CALIBRATING = 16
    SENSOR_DISCONNECTED = 32
    SENSOR_OFF_USER = 64
    SENSOR_MALFUNCTION = 128
    # Asks for another reading (V-2).
    QUESTIONABLE = 256
    EARLY_ESTIMATE = 512
    POOR_SIGNAL = 1024
    INADEQUATE_SIGNAL = 2048
    ERRATIC_SIGNAL = 4096
    LOW_PERFUSION = 8192
    MOVEMENT = 16384
    CUFF_LOOSE = 32768
    BAD_POSITION = 65536
    # Says something of the heart, not of the reading: nothing is rejected for it (AF-1).
    IRREGULAR_PULSE = 1 << 17
    # There is no value, since it is above or below all that the meter can show: HI, LO (off_scale).
    ABOVE_RANGE = 1 << 18
    BELOW_RANGE = 1 << 19


REJECTING = Quality(255)
ASKING_AGAIN = Quality(0x1FF00)
OFF_SCALE = Quality.ABOVE_RANGE | Quality.BELOW_RANGE


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading. Times are aware; `value` and `second` are ten-thousandths of the kind's unit.

    value: None when the meter reported that it has no value (failed, off the person, HI or LO).
    second: the diastolic of a blood pressure, else None.
    received_at: when the service got it; what L-1 counts age from.
    device: the sender's own name for the meter, empty when unknown (duplicates are told by it).
    sequence: the meter's own number of the reading.
    pair: label of the cuff readings that belong together; empty when the sender gave none.
    manual: typed by a person rather than sent by a meter.
    oxygen: how much was given when it was taken ("off", or litres a minute), empty when unknown.
    model: which model of meter, empty when unknown. A change of either starts the baseline anew.
    """

    id: UUID
    kind: Kind
    value: Scaled | None
    measured_at: datetime
    received_at: datetime
    second: Scaled | None = None
    decimals: int = 0
    quality: Quality = Quality.NONE
    device: str = ""
    sequence: int | None = None
    pair: str = ""
    manual: bool = False
    oxygen: str = ""
    model: str = ""
