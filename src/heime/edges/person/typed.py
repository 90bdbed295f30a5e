"""What staff typed, read strictly: numbers in the unit beside the field, a moment, how they know.

Nothing is guessed. What is not plausible is refused with what can be; what is plausible and not
credible must be confirmed by whoever typed it, who sees it read back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

import uuid_utils.compat as uuid7
from django.utils.translation import gettext as _

from heime.core import validity
from heime.core.arrival import Sent
from heime.core.errors import Refused
from heime.core.happenings import How
from heime.core.hours import HOME
from heime.core.kinds import KINDS, LEAST_PULSE_PRESSURE, Kind, Range
from heime.core.quantity import Scaled, decimals_of, scaled
from heime.core.reading import Reading
from heime.edges.clinic import words

OLDEST = timedelta(days=31)
"""Further back than this nobody remembers what a meter showed."""
AHEAD = timedelta(minutes=5)
Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Number:
    """One number that was typed, exact."""

    value: Scaled
    decimals: int


@dataclass(frozen=True, slots=True)
class Taken:
    """When, how known, and by which form: the same for all that is in one form."""

    at: datetime
    how: How
    key: str


@dataclass(slots=True)
class Form:
    """What was sent, and what is wrong with it, by the name of the field."""

    sent: Mapping[str, str]
    errors: Errors = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.sent.get(name, "").strip()

    def number(self, name: str) -> Number | None:
        """A number in Norwegian or English writing; None when empty or wrong."""
        text = self.text(name).replace("\u2212", "-").replace(",", ".").replace(" ", "")
        if not text:
            return None
        try:
            found = Decimal(text) if len(text) <= 12 and text.isascii() else None
            if found is None or "e" in text.lower():
                raise InvalidOperation
            return Number(scaled(found), decimals_of(found))
        except (InvalidOperation, Refused):
            self.errors[name] = _("Write a number, such as 37,2.")
            return None

    def within(self, name: str, number: Number | None, allowed: Range, kind: Kind) -> Number | None:
        """The number, if it can be true of anybody (V-1)."""
        if number is None or allowed.holds(number.value):
            return number
        low, high = (words.number(one, KINDS[kind].decimals) for one in (allowed.low, allowed.high))
        self.errors[name] = _("It must be between %(low)s and %(high)s.") % {
            "low": low, "high": high,
        }  # fmt: skip
        return None

    def taken(self, now: datetime) -> Taken | None:
        """When it was taken and how it is known. None, with the error kept, when that is wrong."""
        at = self.moment("at", now, missing=_("Write when it was measured."))
        how = self.text("how")
        if how not in set(How):
            self.errors["how"] = _("Choose how you know.")
        if at is None or "how" in self.errors:
            return None
        return Taken(at, How(how), self.key())

    def moment(self, name: str, now: datetime, *, missing: str) -> datetime | None:
        """A local time as a browser's field gives it: 2026-11-22T07:42."""
        try:
            found = datetime.fromisoformat(self.text(name)).replace(tzinfo=HOME)
        except ValueError:
            self.errors[name] = missing
            return None
        if not now - OLDEST <= found <= now + AHEAD:
            self.errors[name] = _("The time must be within the last 31 days, and not to come.")
            return None
        return min(found, now)

    def key(self) -> str:
        """The form's own key: sent twice, it makes one entry."""
        try:
            return str(UUID(self.text("key")))
        except ValueError:
            return str(uuid7.uuid7())


def reading_in(form: Form, kind: Kind) -> tuple[Number, Number | None] | None:
    """A value of a kind, both of a blood pressure; None when nothing usable was typed."""
    spec, name = KINDS[kind], kind.label
    first = form.within(name, form.number(name), spec.plausible, kind)
    if spec.second_plausible is None:
        return None if first is None else (first, None)
    low = f"{name}_low"
    second = form.within(low, form.number(low), spec.second_plausible, kind)
    if first is None and second is None:
        return None
    if first is None or second is None:
        form.errors.setdefault(name if first is None else low, _("Write both numbers."))
        return None
    if first.value - second.value < LEAST_PULSE_PRESSURE:
        form.errors[name] = _("The upper pressure must be well above the lower.")
        return None
    return first, second


def is_credible(kind: Kind, first: Number, second: Number | None, taken: Taken) -> bool:
    """Whether it is believed as it stands (V-4)."""
    reading = Reading(
        UUID(int=0), kind, first.value, taken.at, taken.at, None if second is None else second.value
    )
    return validity.is_credible(reading)


def sent_of(
    kind: Kind,
    first: Number,
    second: Number | None,
    taken: Taken,
    *,
    token: str,
    enrolment: UUID,
) -> Sent:
    """A reading on its way in, as a door makes it."""
    numbers = [first] if second is None else [first, second]
    said = (kind.label, taken.at.isoformat(), taken.how, *(one.value for one in numbers))
    return Sent(
        token=token, enrolment=enrolment, lookup=None, key=f"{taken.key}:{kind.label}",
        content="\x1f".join(map(str, said)).encode(), kind=kind, value=first.value,
        second=None if second is None else second.value,
        decimals=max(one.decimals for one in numbers), measured_at=taken.at, manual=True,
        by_staff=True,
    )  # fmt: skip


def local(moment: datetime) -> str:
    """A moment as a browser's field wants it."""
    return f"{moment.astimezone(HOME):%Y-%m-%dT%H:%M}"
