"""Words of what staff enter and tell: how they know, what happened, why it does not count."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heime.core.errors import Refused
from heime.core.happenings import How, Sort, ToldBy
from heime.edges.people import words


def how(code: str) -> str:
    return {
        How.PHONE: _("By phone"),
        How.VISIT: _("On a home visit"),
        How.OTHER: _("In another way"),
    }[How(code)]


def sort(code: str) -> str:
    return {
        Sort.STAY: _("Hospital stay"),
        Sort.OXYGEN: _("Other oxygen flow"),
        Sort.MEDICINE: _("Change of medicine"),
        Sort.DIAGNOSIS: _("New diagnosis"),
        Sort.DEVICE: _("New meter"),
    }[Sort(code)]


def follows(code: str) -> str:
    """What a happening leads to, said before it is told (core/happenings)."""
    return {
        Sort.STAY: _("What is usual for the person is counted anew from the stay."),
        Sort.OXYGEN: _("What is usual for the oxygen saturation is counted anew."),
        Sort.MEDICINE: _("What is usual is counted as before."),
        Sort.DIAGNOSIS: _("What is usual is counted as before."),
        Sort.DEVICE: _("What is usual is counted anew for what the meter measures."),
    }[Sort(code)]


def told_by(code: str) -> str:
    return {
        ToldBy.PERSON: pgettext("told by", "The person"),
        ToldBy.KIN: pgettext("told by", "Next of kin"),
        ToldBy.HOSPITAL: pgettext("told by", "The hospital"),
        ToldBy.GP: pgettext("told by", "The GP"),
        ToldBy.RECORD: pgettext("told by", "The record of another service"),
        ToldBy.TEAM: pgettext("told by", "The team itself"),
    }[ToldBy(code)]


def why_not(refusal: Refused) -> str:
    """Why something could not be entered, and what to do."""
    return {
        "incomplete-set": incomplete(),
        "not-allowed-now": _(
            "This has been done already, or the times cannot be right. Look at the page again."
        ),
        "missing-text": _("Something that must be filled in is missing."),
        "same-key-other-content": _(
            "This form has been sent already, with other values. Open it anew from the person's"
            " page."
        ),
    }.get(refusal.code) or words.why_not(refusal)


def incomplete() -> str:
    """NEWS2 that is not whole: what it is, and what to do with what there is."""
    return _(
        "NEWS2 is incomplete and is not worked out: all seven must be taken within 15 minutes. Take"
        " what is missing, or enter what you have as single measurements."
    )


def typed_by_person() -> str:
    return _("Typed at home")


def by_meter() -> str:
    return _("From a meter")
