"""Hand-overs in words."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heime.core.hand_over import State, Urgency
from heime.core.isbar import PARTS
from heime.edges.clinic.words import said


def state(code: str) -> str:
    return {
        State.SENT: _("Waits for an answer"),
        State.ASKED: _("The receiver has asked something"),
        State.ACCEPTED: pgettext("hand-over", "Accepted"),
        State.DECLINED: pgettext("hand-over", "Declined"),
        State.LATE: _("Not answered in time"),
        State.WITHDRAWN: _("Taken back by the team"),
        State.DONE: _("Closed by the receiver"),
    }[State(code)]


def urgency(code: str) -> str:
    return {
        Urgency.NOW: _("Now: they must answer at once"),
        Urgency.TODAY: _("Today"),
        Urgency.DAYS: _("Within two working days"),
    }[Urgency(code)]


def happened(what: str) -> str:
    return {
        "sent": pgettext("hand-over", "Sent"),
        "asked": _("Asked back"),
        "answered": pgettext("hand-over", "Answered"),
        "accepted": pgettext("hand-over", "Accepted"),
        "declined": pgettext("hand-over", "Declined"),
        "late": _("Not answered in time"),
        "withdrawn": _("Taken back by the team"),
        "done": _("Closed by the receiver"),
    }.get(what, what)


def receiver(sort: str) -> str:
    """Kinds of receivers, as headings."""
    return {
        "gp": _("GP office"),
        "department": _("Hospital department"),
        "hospital": _("Hospital"),
        "legevakt": _("Out-of-hours doctor"),
    }.get(sort, sort)


def part(name: str) -> str:
    return said(PARTS[name])
