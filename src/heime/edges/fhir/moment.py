"""When it was measured: FHIR's ways to say it, to one moment in UTC."""

import re
from datetime import UTC, datetime, timedelta

from heime.edges.fhir import wire
from heime.edges.fhir.outcome import Unusable

AHEAD = timedelta(minutes=5)
"""How far in the future a clock may be (architecture 3)."""
LONGEST = timedelta(minutes=30)
"""A period longer than one session is an average over time, and no reading."""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)?", re.ASCII
)


def measured_at(resource: wire.Observation, now: datetime) -> datetime:
    """When it was measured, in UTC: an instant, or the start of a short period. Raises Unusable."""
    period = resource.effectivePeriod
    given = {
        "effectiveDateTime": resource.effectiveDateTime,
        "effectiveInstant": resource.effectiveInstant,
        "effectivePeriod.start": period.start if period else "",
    }
    written = [(name, text) for name, text in given.items() if text]
    if not written:
        text = "The time it was measured is missing."
        raise Unusable(422, "required", "Observation.effective", text, "no-time")
    if len(written) > 1 or resource.effectiveTiming is not None:
        text = "An observation has one effective time."
        raise Unusable(400, "structure", "Observation.effective", text, "wrong-type")
    path = f"Observation.{written[0][0]}"
    start = instant(written[0][1], path)
    if period and period.end:
        _check_period(start, period.end)
    if start > now + AHEAD:
        text = "Measured more than five minutes in the future: is the clock right?"
        raise Unusable(422, "business-rule", path, text, "in-the-future")
    return start


def instant(text: str, path: str) -> datetime:
    """A FHIR dateTime with time and zone, in UTC; digits past the microsecond are cut off."""
    if _DATE.fullmatch(text):
        say = "A date alone does not say when in the day it was measured."
        raise Unusable(422, "value", path, say, "no-time")
    match = _TIME.fullmatch(text)
    if match and not match[2]:
        raise Unusable(422, "value", path, "The time needs its zone.", "no-zone")
    try:
        if match is None:
            raise ValueError
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unusable(400, "value", path, "This is no FHIR time.", "wrong-type") from None
    if moment.year < 1900:
        raise Unusable(422, "value", path, "Measured before 1900.", "out-of-range")
    return moment


def _check_period(start: datetime, end: str) -> None:
    path = "Observation.effectivePeriod.end"
    if not timedelta(0) <= instant(end, path) - start <= LONGEST:
        text = "A reading lasts at most half an hour; an average over longer is none."
        raise Unusable(422, "business-rule", path, text, "too-long")
