"""A replay when somebody has said that a reading does not count, or that a stay never was.

From the moment it is said, and not before: what was judged meanwhile was judged with it.
"""

from heime.core.happenings import Reset
from heime.core.kinds import Kind
from heime.core.reading import Reading
from heime.core.record import Record


def leave_out(record: Record, reading: Reading, *, still_done: bool) -> None:
    """still_done: what was agreed counts as measured all the same."""
    series = record.series.get(reading.kind)
    if series is None:
        return
    series.put_back([one for one in series.everything if one.id != reading.id])
    if still_done:
        label = reading.kind.label
        record.done[label] = max(record.done.get(label, reading.measured_at), reading.measured_at)


def reset(record: Record, found: Reset, *, undone: bool = False) -> None:
    """Baselines start anew, or what started them anew turned out not to have happened."""
    for kind in Kind if found.kind is None else (found.kind,):
        record.series_of(kind).reset(found.at, undone=undone)
