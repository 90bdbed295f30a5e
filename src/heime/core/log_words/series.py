"""The log in figures: which of a few kinds of act an entry is, for those who watch it by day."""

from enum import StrEnum


class Series(StrEnum):
    READS = "reads"
    """A person, or something of theirs, was opened."""
    SEARCHES = "searches"
    DENIED = "denied"
    """Somebody tried, and was refused."""
    EMERGENCIES = "emergencies"
    EXPORTS = "exports"
    """What left Heime: copies and prints."""
    RIGHTS = "rights"
    """Who may see whom was changed: rights, blocks, roles, names that were let out."""


_BY_BEGINNING = {"right.": Series.RIGHTS, "block.": Series.RIGHTS, "role.": Series.RIGHTS}
_BY_END = {".searched": Series.SEARCHES, ".read": Series.READS, ".opened": Series.READS}
_BY_NAME = {
    "denied": Series.DENIED,
    "emergency.opened": Series.EMERGENCIES,
    "exported": Series.EXPORTS,
    "printed": Series.EXPORTS,
    "person.found": Series.SEARCHES,
    "name.confirmed": Series.RIGHTS,
    "name.revealed": Series.READS,
}


def series_of(action: str, denied: bool) -> Series | None:
    """None for what is none of these: work that was done, what came in, being on a list."""
    if denied:
        return Series.DENIED
    if action in _BY_NAME:
        return _BY_NAME[action]
    starts = (one for beginning, one in _BY_BEGINNING.items() if action.startswith(beginning))
    ends = (one for ending, one in _BY_END.items() if action.endswith(ending))
    return next(starts, None) or next(ends, None)
