"""How old the printed lists are (ops/printed.py makes them): for whoever looks from outside."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

FOLDER = "printed"
"""In the data folder."""
OLD = timedelta(minutes=90)
"""They are made every hour: an age at which somebody must look at it."""


def oldest(place: Path, now: datetime) -> timedelta | None:
    """How old the oldest list in the folder is; None when there is none."""
    times = [path.stat().st_mtime for path in place.glob("*.pdf")]
    return now - datetime.fromtimestamp(min(times), UTC) if times else None
