"""What is told from home beside readings and answers, read strictly: each sort by its fields."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from heime.core.home_entry import BadEntry, Sort
from heime.core.home_tasks import REASONS
from heime.core.hours import HOME
from heime.core.messages import LONGEST
from heime.core.standby import Medicine
from heime.flow.home_acts import PAUSES
from heime.flow.receive_home import Wrong

Raw = Mapping[str, Any]

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})\Z"
)
_MOST_BREATH = 3
_LONGEST_WHY = 400
_MOST_ALSO = 20


def moment(value: Any, what: str) -> datetime:
    """A time with its offset, as ISO 8601."""
    if not isinstance(value, str) or not _TIME.match(value):
        raise BadEntry(f"{what}: must be a time with its offset.")
    try:
        found = datetime.fromisoformat(value)
        found.timestamp()
    except (ValueError, OverflowError):
        raise BadEntry(f"{what}: is no time.") from None
    return found


def id_of(raw: Any, what: str = "id") -> UUID:
    try:
        return UUID(raw) if isinstance(raw, str) else UUID("")
    except ValueError:
        raise BadEntry(f"{what}: must be a UUID.") from None


def _text(raw: Raw, name: str, longest: int) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise BadEntry(f"{name}: must be text of at most {longest} characters.")
    return value


def _word(raw: Raw, name: str, known: tuple[str, ...]) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or value not in known:
        raise BadEntry(f"{name}: there is no such word here.")
    return value


def _wrong(raw: Raw) -> Wrong:
    why = _text(raw, "why", _LONGEST_WHY) if raw.get("why") is not None else ""
    return Wrong(id_of(raw.get("of"), "of"), why.strip())


def _started(raw: Raw) -> dict[str, Any]:
    breath = raw.get("k1_at_start")
    if breath is not None and (type(breath) is not int or not 0 <= breath <= _MOST_BREATH):
        raise BadEntry("k1_at_start: must be a whole number from 0 to 3, or null.")
    medicine = _word(raw, "medicine", tuple(one.value for one in Medicine))
    return {"medicine": medicine, "k1_at_start": breath}


def _not_today(raw: Raw) -> dict[str, Any]:
    return {"task": id_of(raw.get("task"), "task"), "reason": _word(raw, "reason", REASONS)}


def _pause(raw: Raw) -> dict[str, Any]:
    why, until = _word(raw, "why", tuple(PAUSES)), raw.get("until")
    if isinstance(until, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", until):
        try:
            return {"why": why, "first_day": date.fromisoformat(until)}
        except ValueError:
            raise BadEntry("until: is no day.") from None
    return {"why": why, "first_day": moment(until, "until").astimezone(HOME).date()}


def _message(raw: Raw) -> dict[str, Any]:
    thread, photo = raw.get("thread"), raw.get("photo")
    if photo is not None and not (
        isinstance(photo, Mapping) and isinstance(photo.get("base64"), str)
    ):
        raise BadEntry("photo: must be an object with base64, or null.")
    said = {
        "text": _text(raw, "text", LONGEST),
        "thread": None if thread is None else id_of(thread, "thread"),
        "photo": photo,
    }
    # Left out where there is nobody: what was sent before there was such a field stays the same.
    return said | {"also": also} if (also := _also(raw.get("also"))) else said


def _also(raw: Any) -> list[str]:
    """Who is taken into a new thread: "patient", and kin as "k:" and their account."""
    if raw is None:
        return []
    if not isinstance(raw, list) or len(raw) > _MOST_ALSO:
        raise BadEntry("also: must be a list of whom to take in.")
    for one in raw:
        if one != "patient":
            id_of(one.removeprefix("k:") if isinstance(one, str) else one, "also")
    return raw


def _nothing(raw: Raw) -> dict[str, Any]:
    return {}


READ: Mapping[Sort, Callable[[Raw], Any]] = {
    Sort.WRONG: _wrong,
    Sort.STARTED: _started,
    Sort.NOT_TODAY: _not_today,
    Sort.PAUSE: _pause,
    Sort.PAUSE_OVER: _nothing,
    Sort.MESSAGE: _message,
    Sort.CALL_ME: _nothing,
}
