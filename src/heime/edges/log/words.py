"""Signals, and what is said of them, in words; and how an attempt becomes an answer."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heime.core.affected import ON_LIST, REFUSED
from heime.core.errors import NotFound, Refused
from heime.core.hours import HOME
from heime.core.log_words import reviewed
from heime.core.pseudonym import number_of
from heime.core.snooping import Finding, Reason
from heime.edges import web
from heime.edges.clinic import moments
from heime.edges.clinic.words import language
from heime.flow.break_glass import ProveFirst


def reason(code: str) -> str:
    """Why somebody should ask, in few words. It accuses nobody."""
    return {
        Reason.NO_WORK: _("Opened with no work to do"),
        Reason.SAME_NAME: _("Same family name"),
        Reason.SAME_ADDRESS: _("Same address"),
        Reason.COLLEAGUE: _("A colleague was looked up"),
        Reason.OWN_RECORD: _("Looked up themselves"),
        Reason.ENDED: _("Opened after the follow-up had ended"),
        Reason.MANY: _("Many more people than usual"),
        Reason.SAMPLE: _("Drawn by lot"),
    }[Reason(code)]


def why(code: str, facts: Mapping[str, int]) -> str:
    """The same in whole sentences: what was found, and what it may mean."""
    said = {
        Reason.NO_WORK: _(
            "The person was opened, but there was no open case that day, and nothing was done."
            " It may still have been right: a phone call, or a question from a colleague."
        ),
        Reason.SAME_NAME: _(
            "The employee and the person have the same family name, and no work explains the look."
            " Where few live, names are often shared."
        ),
        Reason.SAME_ADDRESS: _("The employee and the person are registered at the same address."),
        Reason.COLLEAGUE: _("The person who was looked up works here too."),
        Reason.OWN_RECORD: _(
            "The employee opened their own record at work. One's own record is read as a patient."
        ),
        Reason.ENDED: _(
            "The follow-up had ended, or the person had moved, and no work explains the look."
        ),
        Reason.MANY: _(
            "%(people)s people were opened in one day. This employee usually opens %(usual)s, and"
            " colleagues %(colleagues)s."
        ),
        Reason.SAMPLE: _(
            "Nothing odd was found. Five looks are drawn by lot each week, so that no look is"
            " certain to go unseen."
        ),
    }[Reason(code)]
    known = {name: facts.get(name, 0) for name in ("people", "usual", "colleagues")}
    return said % known if Reason(code) is Reason.MANY else said


def finding(code: str) -> str:
    """What came of asking."""
    return {
        Finding.EXPLAINED: _("As agreed"),
        Finding.FOLLOWED_UP: _("Not as agreed: passed on"),
        Finding.UNSETTLED: _("Cannot be settled"),
    }[Finding(code)]


def means(code: Finding) -> str:
    """What a finding says, before it is chosen."""
    return {
        Finding.EXPLAINED: _("There was a reason, and the rules were kept."),
        Finding.FOLLOWED_UP: _("Whoever answers for this employee has been told."),
        Finding.UNSETTLED: _("You have asked, and there is no answer to be had."),
    }[code]


def number(enrolment_id: UUID | None) -> str:
    """How somebody is called who has no name here; empty for nobody."""
    return number_of(enrolment_id) if enrolment_id else ""


def nobody() -> str:
    """How staff are called whom we know no name of."""
    return _("An employee who is not here any more")


def kind(code: str) -> str:
    """A kind of data that was seen."""
    own = {ON_LIST: _("stood on a list"), REFUSED: _("tried, and refused")}
    return own.get(code) or reviewed.thing(code, language()) or _("something else")


def waited(since: datetime, now: datetime) -> str:
    """How long something has waited, in whole days."""
    days = (now.astimezone(HOME).date() - since.astimezone(HOME).date()).days
    if days < 1:
        return _("since today")
    return ngettext("for %(days)s day", "for %(days)s days", days) % {"days": days}


def day(at: datetime, now: datetime) -> str:
    return moments.on(at.astimezone(HOME).date(), now.astimezone(HOME).date())


def why_not(refusal: Refused) -> str:
    """What a refusal means here, and what to do about it."""
    return {
        "missing-text": _("Choose what you found, and write a few words about it."),
        "not-allowed-now": _("Somebody has done this already. Look at the page again."),
        "forbidden": _("Somebody else must do this: it is about you, or you asked for it."),
    }.get(refusal.code, _("This cannot be done."))


def attempt(
    request: HttpRequest,
    do: Callable[[], object],
    again: Callable[[str, int], HttpResponse],
    *,
    then: str,
) -> HttpResponse:
    """Do it and go on to `then`; or show the page again with why not, and with which status.

    Whoever must prove who they are is sent there, and comes back to `then`.
    """
    try:
        do()
    except ProveFirst:
        return to_step_up(then)
    except NotFound:
        raise
    except Refused as refusal:
        return again(why_not(refusal), web.STATUS.get(refusal.code, 422))
    return HttpResponseRedirect(then)


def to_step_up(then: str) -> HttpResponse:
    """Off to prove who one is, and then on."""
    return HttpResponseRedirect(f"{reverse('step-up')}?{urlencode({'til': then})}")
