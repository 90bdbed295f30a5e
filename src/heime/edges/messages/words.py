"""Messages in words: who writes, when an answer comes, who has read it, and why not."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heime.core.errors import Refused
from heime.core.messages import Side
from heime.edges.clinic import moments


def side(code: str) -> str:
    """As what somebody wrote; empty for what the name says already."""
    return {
        Side.TEAM: _("the follow-up team"),
        Side.PATIENT: "",
        Side.KIN: _("next of kin"),
        Side.OFFICE: "",
        "": _("Heime"),
    }.get(code, "")


def not_urgent(by: datetime, now: datetime) -> str:
    return _("Ordinary: answer by %(time)s") % {"time": moments.stamp(by, now)}


def urgent(by: datetime, now: datetime) -> str:
    return _("Urgent: answer by %(time)s") % {"time": moments.stamp(by, now)}


def closed(opens: datetime, now: datetime) -> str:
    """What the thread says by itself when the team is not there; of the past when it was."""
    if opens <= now:
        return _("The team was closed. It opened %(time)s.") % {"time": moments.stamp(opens, now)}
    return _(
        "Nobody reads this now. The team opens %(time)s and reads it then. If it cannot wait, call"
        " 113 when life is in danger, or the out-of-hours doctor on 116 117."
    ) % {"time": moments.stamp(opens, now)}


def settled(name: str) -> str:
    return _("%(name)s has read it. It needed no answer.") % {"name": name}


def help_title() -> str:
    return _("I need help now")


def wants_call(name: str) -> str:
    return _("%(name)s pressed “I need help now” and wants to be called.") % {"name": name}


def read_by(said: list[str]) -> str:
    """ "Read by Ingrid Moe 08:12, Tor Haugen 09:01"; that nobody has, when that is so."""
    if not said:
        return _("Not read yet")
    return _("Read by %(names)s") % {"names": ", ".join(said)}


def new(count: int) -> str:
    return ngettext("%(count)s new", "%(count)s new", count) % {"count": count}


def size(count: int) -> str:
    """How large a file is, roughly."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


def file_kind(is_picture: bool) -> str:
    return _("Picture") if is_picture else "PDF"


def why_not(refusal: Refused) -> str:
    """What a refusal means here, and what to do about it. What was written is still there."""
    return {
        "missing-text": _("Write something first; at most 4000 characters, and choose to whom."),
        "bad-file": _(
            "This file was not taken, and nothing was sent. Pictures must be JPEG or PNG; other"
            " files must be PDF without anything that runs. Choose the file again."
        ),
        "file-too-large": _(
            "The files are too large, and nothing was sent. At most 3 files of 8 MB each, and 48 MB"
            " in a day. Send fewer or smaller ones."
        ),
        "not-allowed-now": _(
            "This cannot be done now. Somebody else may have answered just now, or the follow-up"
            " has ended. Look at the page again."
        ),
        "forbidden": _("You read this, but do not write here."),
    }.get(refusal.code, _("This cannot be done."))
