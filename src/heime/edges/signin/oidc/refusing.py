"""The page for somebody who was not let in: what happened, what to do now, and whom to call."""

import logging

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from heime.edges.signin.oidc.failures import Failure, SignInFailed
from heime.edges.signin.oidc.profiles import Profile
from heime.flow import sign_in as door

log = logging.getLogger(__name__)

NOT_BY_TRYING = frozenset({Failure.ASSERTION_REFUSED, Failure.NOBODY_HERE, Failure.ACCOUNT_CLOSED})
"""Failures that another try will not mend."""
STATUS = {
    Failure.UNREACHABLE: 503,
    Failure.LEVEL_TOO_LOW: 403,
    Failure.SOMEBODY_ELSE: 403,
    Failure.NOBODY_HERE: 403,
    Failure.ACCOUNT_CLOSED: 403,
}
"""HTTP status by failure; any other is 400."""


def failed(request: HttpRequest, profile: Profile, failure: SignInFailed) -> HttpResponse:
    """Log that nobody was let in and why, and show the page."""
    now = timezone.now()
    log.warning("sign-in through %s failed: %s", profile.name, failure)
    if not failure.noted:
        with transaction.atomic():
            door.refused_sign_in(failure.failure.value, now=now)
    names = {"provider": profile.title}
    page = {
        "provider": profile,
        "failure": failure.failure,
        "title": title(failure.failure) % names,
        "advice": advice(failure.failure) % names,
        "again": failure.failure not in NOT_BY_TRYING,
        "help": settings.SIGN_IN_HELP,
        "now": now,
    }
    status = STATUS.get(failure.failure, 400)
    return render(request, "signin/failed.html", page, status=status)


def title(failure: Failure) -> str:
    """What happened, in one line."""
    return {
        Failure.UNREACHABLE: _("%(provider)s does not answer"),
        Failure.REFUSED_BY_PROVIDER: _("%(provider)s could not sign you in"),
        Failure.CANCELLED: _("The sign-in was stopped"),
        Failure.WRONG_ISSUER: _("The answer came from the wrong place"),
        Failure.UNKNOWN_ATTEMPT: _("This sign-in cannot be used any more"),
        Failure.CODE_REFUSED: _("This sign-in has been used already"),
        Failure.ASSERTION_REFUSED: _("%(provider)s does not recognise Heime"),
        Failure.TOKEN_EXPIRED: _("The answer from %(provider)s came too late"),
        Failure.WRONG_NONCE: _("The answer belongs to another sign-in"),
        Failure.LEVEL_TOO_LOW: _("A safer way to sign in is needed"),
        Failure.BAD_SIGNATURE: _("We could not be sure that the answer was genuine"),
        Failure.DPOP_REFUSED: _("The answer was not tied to this sign-in"),
        Failure.TOKEN_REFUSED: _("The answer from %(provider)s was not in order"),
        Failure.NOT_FRESH: _("You must show who you are once more"),
        Failure.SOMEBODY_ELSE: _("Somebody else signed in"),
        Failure.NOBODY_HERE: _("You have no access to Heime"),
        Failure.ACCOUNT_CLOSED: _("Your access to Heime is closed"),
    }[failure]


def advice(failure: Failure) -> str:
    """What to do now."""
    return {
        Failure.UNREACHABLE: _(
            "Nothing is wrong with you or your device. Wait a minute and try again."
        ),
        Failure.CANCELLED: _(
            "It was not finished at %(provider)s, and nothing has happened. Try again when you"
            " are ready."
        ),
        Failure.UNKNOWN_ATTEMPT: _(
            "It took more than ten minutes, began in another window, or was used before. Begin"
            " again from here."
        ),
        Failure.CODE_REFUSED: _(
            "Each sign-in can be used once. This can happen when a page is loaded twice. Begin"
            " again from here."
        ),
        Failure.ASSERTION_REFUSED: _(
            "The fault is ours, and trying again will not help. Please call, so that it is mended."
        ),
        Failure.TOKEN_EXPIRED: _("Try again. If it happens again, a clock is wrong: please call."),
        Failure.LEVEL_TOO_LOW: _(
            "Health information asks for the highest level. Try again, and choose BankID, Buypass"
            " or Commfides."
        ),
        Failure.NOT_FRESH: _("Try again, and go through the whole sign-in at %(provider)s."),
        Failure.SOMEBODY_ELSE: _(
            "What you were about to do must be confirmed by yourself. Try again as yourself."
        ),
        Failure.NOBODY_HERE: _(
            "%(provider)s knows who you are, but nobody has given you access here. Whoever follows"
            " you up, or your leader, can do so."
        ),
        Failure.ACCOUNT_CLOSED: _("If you think that it should be open, please call."),
    }.get(
        failure,
        _("We stopped, to be on the safe side. Begin again from here. If it happens again: call."),
    )
