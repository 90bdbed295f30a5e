"""Why a reading does not count, in words: the same wherever the reading is shown."""

from datetime import datetime

from django.utils.translation import gettext as _

from heime.edges.clinic import moments
from heime.records.happenings.models import Invalidation


def word() -> str:
    """Beside a value, where there is room for no more."""
    return _("does not count")


def reason(code: str) -> str:
    return {
        "other-person": _("It was somebody else's"),
        "wrong-value": _("The value was read or typed wrongly"),
        "faulty-meter": _("The meter was faulty"),
        "wrong-technique": _("It was measured in a wrong way"),
        "other": _("Another reason"),
    }[code]


def why(out: Invalidation | None) -> str:
    """The reason, what was written, and whether it counts as done; empty for one that counts."""
    if out is None:
        return ""
    done = _("Counts as measured all the same") if out.still_done else ""
    return ". ".join(part for part in (reason(out.reason), out.text, done) if part)


def by(out: Invalidation | None, now: datetime) -> str:
    """Who said so, and when."""
    return f"{out.made_by.name} {moments.stamp(out.made_at, now)}" if out else ""
