"""How a reading stands against a person's plan: zone, state and priority (scenario format 5)."""

from enum import IntEnum


class Zone(IntEnum):
    """Ordered, so that max() is the worst: grey hides green and is never hidden by it (CL-03)."""

    GREEN = 1
    GREY = 2
    YELLOW = 3
    RED = 4


class State(IntEnum):
    """How settled a judgement is."""

    FINAL = 1
    PENDING = 2
    """A second reading is awaited; the zone is provisional (C-1, C-4)."""
    REJECTED = 3
    """Not a valid result (V-1, V-2, V-3): kept, shown to staff, never charted as a value."""
    HISTORICAL = 4
    """Too old to be judged live when it arrived and already overtaken (L-1)."""
    INVALID = 5
    BLOCKED = 6


class Priority(IntEnum):
    """How the worklist orders cases of one zone (RS-1 7.6)."""

    LOW = 1
    NORMAL = 2
    HIGH = 3
