"""What roles, places, grounds, parts and phases are called on the pages."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heime.core.phases import Phase
from heime.core.rights import Ground
from heime.core.roles import Place, Role, Scope


def role(one: Role) -> str:
    return {
        Role.NURSE: _("Nurse"),
        Role.DOCTOR: _("Team doctor"),
        Role.THERAPIST: _("Therapist"),
        Role.LEAD: _("Team lead"),
        Role.ASSISTANT: _("Assistant without health profession"),
        Role.GP: _("General practitioner"),
        Role.HOSPITAL: _("Hospital department"),
        Role.LEGEVAKT: _("Out-of-hours doctor"),
        Role.MANAGER: _("Municipal manager"),
        Role.COORDINATOR: _("Programme coordinator"),
        Role.AUDITOR: _("Privacy auditor"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.SUPPORT: _("Support"),
        Role.PATIENT: _("Patient"),
        Role.KIN: pgettext("role", "Next of kin"),
    }[one]


def place(one: Place) -> str:
    """The kinds of places, as headings."""
    return {
        Place.TEAM: _("Follow-up teams"),
        Place.ORGANISATION: _("GPs, hospital and out-of-hours care"),
        Place.MUNICIPALITY: _("Municipality"),
        Place.PROGRAMME: _("The programme"),
        Place.PERSON: _("At home"),
    }[one]


def scope(one: Scope) -> str:
    return {
        Scope.CONTACT: _("Name and contact"),
        Scope.VALUES: _("Readings and answers"),
        Scope.PLAN: _("The plan"),
        Scope.CASES: _("Cases"),
        Scope.MESSAGES: _("Messages"),
        Scope.ENTRY: _("Measure and answer on behalf"),
        Scope.LOG: _("Who has looked"),
        Scope.WORK: _("Work on cases"),
        Scope.PLANNING: _("Propose plans"),
        Scope.APPROVAL: _("Approve plans"),
        Scope.RIGHTS: _("Give and end access"),
    }[one]


def ground(one: Ground) -> str:
    return {
        Ground.SELF: _("One's own record"),
        Ground.CONSENT: _("Consent to next of kin"),
        Ground.INCAPACITY: _("Next of kin of somebody who cannot consent"),
        Ground.GUARDIAN: _("Guardian or parent"),
        Ground.GP: _("The person's GP"),
        Ground.REFERRAL: _("Referral"),
        Ground.EMERGENCY: _("Emergency access"),
    }[one]


def phase(one: Phase) -> str:
    return {
        Phase.REFERRED: _("Referred"),
        Phase.INTAKE: _("Intake"),
        Phase.ACTIVE: _("Active"),
        Phase.PAUSED: _("Paused"),
        Phase.ENDED: pgettext("phase", "Ended"),
    }[one]


def condition(code: str) -> str:
    """A condition in everyday words; one we do not know is shown as it is."""
    return {
        "heart_failure": _("heart failure"),
        "hypertension": _("high blood pressure"),
        "atrial_fibrillation": _("atrial fibrillation"),
        "after_infarction": _("after heart attack"),
        "copd": _("COPD"),
        "dementia": _("dementia"),
        "depression": _("depression"),
        "other": pgettext("condition", "other"),
    }.get(code, code)
