"""What a curve says, in one sentence, before anybody looks at it.

"Within the limits" is said only when every measurement of the time was judged, and all of them
green; never "all is well".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heime.core.zone import Zone
from heime.edges.clinic import words
from heime.edges.clinic.words import NBSP


@dataclass(frozen=True, slots=True)
class Course:
    """One kind over some days. spans: the lowest and highest of each of its numbers, in words.

    zones: how each measurement was judged; None for one that is not judged for good. when: of the
    newest.
    """

    name: str
    spans: Sequence[tuple[str, str]]
    unit: str
    count: int
    zones: Sequence[int | None]
    when: str
    days: int


def unit(kind: int) -> str:
    """The unit as one says it aloud."""
    said = words.unit(kind)
    return _("a minute") if said == "/min" else said


def sentence(one: Course) -> str:
    """ "Oksygenmetning har vært mellom 91 og 94 % denne uka, innenfor grensene i planen." """
    said = {"name": one.name, "when": one.when, "time": time(one.days)}
    if one.count == 1:
        value = "/".join(low for low, _high in one.spans)
        first = _("%(name)s was %(value)s %(when)s.") % {**said, "value": _amount(value, one.unit)}
    else:
        first = _("%(name)s has been %(between)s %(time)s.") % {**said, "between": between(one)}
    return f"{first} {against_limits(one)}".strip()


def sum_sentence(one: Course) -> str:
    """Of a form's sum, which has no limits of the person's own."""
    said = {"name": one.name, "time": time(one.days), "between": between(one)}
    return _("%(name)s has been %(between)s %(time)s.") % said


def between(one: Course) -> str:
    """ "between 91 and 94 %"; of blood pressure both numbers; "92 %" when it was the same."""
    low = "/".join(low for low, _high in one.spans)
    high = "/".join(high for _low, high in one.spans)
    if low == high:
        return _amount(low, one.unit)
    if len(one.spans) > 1:
        (upper, top), (lower, most) = one.spans
        return _(
            "%(upper)s to %(top)s in upper pressure and %(lower)s to %(most)s in lower pressure"
        ) % {"upper": upper, "top": top, "lower": lower, "most": _amount(most, one.unit)}
    return _("between %(low)s and %(high)s") % {"low": low, "high": _amount(high, one.unit)}


def against_limits(one: Course) -> str:
    """How it was against the plan, as far as it was judged."""
    outside = sum(1 for zone in one.zones if zone in (Zone.YELLOW, Zone.RED))
    unjudged = sum(1 for zone in one.zones if zone is None or zone == Zone.GREY)
    if outside == 0 and unjudged == 0:
        return _("That is within the limits in the plan.")
    if unjudged == one.count:
        return _("It has not been judged against limits in the plan.")
    counts = {"count": outside, "of": one.count}
    said = []
    if outside:
        said.append(ngettext(
            "%(count)s of %(of)s measurements was outside the limits in the plan.",
            "%(count)s of %(of)s measurements were outside the limits in the plan.", outside,
        ) % counts)  # fmt: skip
    if unjudged:
        said.append(ngettext(
            "%(count)s measurement has not been judged.",
            "%(count)s measurements have not been judged.", unjudged,
        ) % {"count": unjudged})  # fmt: skip
    return " ".join(said)


def time(days: int) -> str:
    return {
        7: _("in the last seven days"),
        30: _("in the last 30 days"),
        90: _("in the last three months"),
        365: _("in the last year"),
    }[days]


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _amount(value: str, unit: str) -> str:
    return f"{value}{NBSP}{unit}" if unit else value
