"""What a notice says on somebody's phone, in their language. Never a name, never anybody's health.

A new kind of notice needs a line in `said` and one in `PAGES`; without them it says that something
in Heime waits, and leads to the first page.
"""

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

PAGES = {
    "case-red": "/sak/{id}/",
    "case-climbed": "/sak/{id}/",
    "nobody-has-it": "/hjem/",
    "promise-broken": "/hjem/",
    "promise-broken-team": "/sak/{id}/",
    "reminder": "/hjem/",
    "reminder-sms": "/hjem/",
    "task": "/",
    "plan-to-approve": "/plan/{id}/godkjenn",
    "plan-approved": "/",
    "message": "/hjem/meldinger/{id}/",
    "message-urgent": "/hjem/meldinger/{id}/",
    "team-message": "/meldinger/{id}/",
    "hand-over": "/mottak/{id}/",
    "hand-over-answered": "/mottak/{id}/",
    "hand-over-declined": "/overlevert/{id}/",
    "hand-over-asked": "/overlevert/{id}/",
    "hand-over-accepted": "/overlevert/{id}/",
    "hand-over-back": "/overlevert/{id}/",
    "hand-over-done": "/overlevert/{id}/",
    "emergency-opened": "/gjennomgang/",
    "emergency-tell-patient": "/gjennomgang/",
}
"""What happened → the page that it leads to."""


URGENT = ("nobody-has-it", "message-urgent", "promise-broken")
"""What goes every way that there is, and is pushed at once: one of them may lie in a drawer."""
REMINDERS = ("reminder", "reminder-sms")


def text_of(what: str, language: str) -> str:
    """The notice as it is sent, without its link."""
    return f"Heime: {said_of(what, language)}"


def said_of(what: str, language: str) -> str:
    """The same for what shows by itself that it comes from Heime."""
    with translation.override(language):
        return _said(what)


def page_of(what: str, about: UUID) -> str:
    """The path that a notice leads to."""
    return PAGES.get(what, "/").format(id=about)


def _said(what: str) -> str:
    return {
        "case-red": _("Something on the worklist is urgent."),
        "case-climbed": _("Something on the worklist is urgent, and nobody has taken it yet."),
        "nobody-has-it": _("Nobody has seen your readings yet. Open Heime to see whom to call."),
        "promise-broken": _(
            "We promised that somebody would look, and nobody has yet."
            " Open Heime to see whom to call."
        ),
        "promise-broken-team": _(
            "Somebody at home was promised a look, and nobody has looked yet."
        ),
        "reminder": _("You have something to do in Heime."),
        "reminder-sms": _("You have something to do in Heime."),
        "task": _("A colleague has asked you to do something."),
        "plan-to-approve": _("A plan waits for your approval."),
        "plan-approved": _("There is a new plan for you."),
        "message": _("You have a message."),
        "message-urgent": _("You have a message that is urgent."),
        "team-message": _("A message to the team is urgent."),
        "hand-over": _("A hand-over waits for your answer."),
        "hand-over-answered": _("You have an answer in a hand-over."),
        "hand-over-declined": _("A hand-over was declined. It is the team's again."),
        "hand-over-asked": _("There is a question in a hand-over."),
        "hand-over-accepted": _("A hand-over was accepted."),
        "hand-over-back": _("A hand-over was not answered in time. It is the team's again."),
        "hand-over-done": _("A hand-over was closed by the receiver."),
        "emergency-opened": _("Somebody has used emergency access. Look at it today."),
        "emergency-tell-patient": _("See that the person knows that emergency access was used."),
        "safety-event": _("Something has happened that whoever runs Heime must look at."),
    }.get(what, _("Something is waiting for you."))
