"""Duty in words: how far up something is, and what was done with a hand-over."""

from django.utils.translation import gettext as _

from heime.core.climbing import Step


def step(one: Step) -> str:
    """A step of the way up, as a name."""
    return {
        Step.COLLEAGUE: _("Colleagues in the team"),
        Step.LEAD: _("Team lead"),
        Step.ON_CALL: _("On call"),
        Step.DECIDED: _("What the municipality has decided"),
        Step.NOBODY: _("Nobody: the person is told"),
    }[one]


def climbed(code: str) -> str:
    """How far up a case is, for its row."""
    return {
        Step.COLLEAGUE: _("Nobody took it in time – colleagues told"),
        Step.LEAD: _("Nobody took it in time – team lead told"),
        Step.ON_CALL: _("Nobody has it – on call told"),
        Step.DECIDED: _("Nobody has it – told as the municipality has decided"),
        Step.NOBODY: _("Nobody has it – the person is told whom to call"),
    }.get(Step(code), code)
