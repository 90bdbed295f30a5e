"""The way in and out, in words: steps, choices, figures, phases and refusals."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.core.intake import Delivery, Learner, Proposer, Standing, Step, Whose
from heime.core.intake_words import Able, BadIntake, Basis, Capacity, Coverage, Lives, Risk
from heime.core.start_figures import Figure, Source
from heime.edges.clinic import moments


def step(one: Step) -> str:
    return {
        Step.ASSESSMENT: _("Assessment"),
        Step.DECISION: _("Decision"),
        Step.BASIS: _("Consent or other ground"),
        Step.PLAN: _("Approved plan"),
        Step.FIGURES: _("Figures from before the start"),
        Step.EQUIPMENT: _("Equipment"),
        Step.TRAINING: _("Training"),
        Step.START: _("Start"),
    }[one]


def to_do(one: Step) -> str:
    """The one next thing, as a sentence."""
    return {
        Step.ASSESSMENT: _("Assess whether follow-up fits."),
        Step.DECISION: _("Decide yes or no, and tell the person."),
        Step.BASIS: _("Ask for the person's consent."),
        Step.PLAN: _("Make the plan and have a doctor approve it."),
        Step.FIGURES: _("Note how much help there was in the last year."),
        Step.EQUIPMENT: _("See to it that the equipment is there."),
        Step.TRAINING: _("Teach the person, or those who help them."),
        Step.START: _("Everything is ready. Start the follow-up."),
    }[one]


def standing(one: Standing) -> str:
    return {
        Standing.DONE: pgettext("step", "Done"),
        Standing.LEFT_OUT: _("Left out"),
        Standing.BEGUN: _("Begun, not finished"),
        Standing.OPEN: _("Can be done now"),
        Standing.WAITS: _("Something else comes first"),
    }[one]


def proposer(code: str) -> str:
    return {
        Proposer.GP: _("GP"),
        Proposer.HOME_CARE: _("Home care"),
        Proposer.HOSPITAL: _("Hospital"),
        Proposer.LEGEVAKT: _("Out-of-hours doctor"),
        Proposer.PATIENT: _("The person themselves"),
        Proposer.KIN: _("Next of kin"),
    }[Proposer(code)]


def risk(code: str) -> str:
    return {Risk.LOW: _("Low"), Risk.MEDIUM: pgettext("risk", "Medium"), Risk.HIGH: _("High")}[
        Risk(code)
    ]


def able(code: str) -> str:
    return {
        Able.ALONE: pgettext("manages", "Alone"),
        Able.WITH_HELP: _("With help"),
        Able.NO: pgettext("manages", "No"),
    }[Able(code)]


def lives(code: str) -> str:
    return {
        Lives.ALONE: pgettext("lives", "Alone"),
        Lives.WITH_OTHERS: _("With others"),
        Lives.WITH_CARE: _("Where there is staff"),
    }[Lives(code)]


def coverage(code: str) -> str:
    return {
        Coverage.GOOD: pgettext("coverage", "Good"),
        Coverage.WEAK: pgettext("coverage", "Weak"),
        Coverage.NONE: pgettext("coverage", "None"),
        Coverage.UNKNOWN: _("Not known"),
    }[Coverage(code)]


def capacity(code: str) -> str:
    return {
        Capacity.CAN: _("Can consent"),
        Capacity.PARTLY: _("Can consent to some of it"),
        Capacity.CANNOT: _("Clearly cannot understand what it is about"),
    }[Capacity(code)]


def basis(code: str) -> str:
    return {
        Basis.CONSENT: _("Consent: the person has said yes"),
        Basis.SECTION_4_6A: _("Decision by section 4-6 a (warning technology)"),
        Basis.CHAPTER_4A: _("Decision by chapter 4 A"),
    }[Basis(code)]


def thing(code: str) -> str:
    return {
        "oximeter": _("Pulse oximeter"),
        "blood-pressure": _("Blood pressure monitor"),
        "scale": _("Scale"),
        "thermometer": _("Thermometer"),
        "spirometer": _("Spirometer"),
        "tablet": _("Tablet"),
        "gateway": _("Gateway"),
        "safety-alarm": _("Safety alarm"),
        "other": _("Something else"),
    }[code]


def whose(code: str) -> str:
    return {Whose.OWN: _("Their own"), Whose.LENT: _("On loan")}[Whose(code)]


def delivery(code: str) -> str:
    return {
        Delivery.WANTED: _("Needed"),
        Delivery.ORDERED: _("Ordered"),
        Delivery.DELIVERED: _("Delivered"),
    }[Delivery(code)]


def taught(code: str) -> str:
    return {
        "measure": _("How to measure"),
        "answer": _("How to answer the questions"),
        "colours": _("What green, yellow and red mean, and what to do"),
        "whom-to-call": _("Whom to call: 113, 116 117 or the team. This is no emergency service"),
        "silence": _("What happens when nothing comes"),
    }[code]


def learner(code: str) -> str:
    return {
        Learner.PATIENT: _("The person"),
        Learner.KIN: _("Next of kin"),
        Learner.HOME_CARE: _("Home care"),
    }[Learner(code)]


def figure(code: str) -> str:
    return {
        Figure.ADMISSIONS: _("Admissions to hospital"),
        Figure.BED_DAYS: _("Days in hospital"),
        Figure.GP_CONTACTS: _("Contacts with the GP"),
        Figure.LEGEVAKT_CONTACTS: _("Contacts with out-of-hours care"),
        Figure.HOME_CARE_MINUTES: _("Home care, minutes a week"),
        Figure.TRAVEL_KM: _("Travel to health care, km"),
        Figure.WHO5: _("WHO-5, well-being"),
    }[Figure(code)]


def span(code: str) -> str:
    """What a figure is counted over, beside its name."""
    return {
        Figure.HOME_CARE_MINUTES: _("now"),
        Figure.WHO5: _("the last two weeks, 0 to 100"),
    }.get(Figure(code), _("the last 12 months"))


def source(code: str) -> str:
    return {
        Source.RECORD: _("Record system"),
        Source.OWN_WORD: _("The person's own word"),
        Source.KIN_WORD: _("Next of kin's word"),
        Source.ESTIMATE: _("Estimate"),
        Source.NOT_KNOWN: _("Not known"),
    }[Source(code)]


def why_paused(code: str) -> str:
    return {
        "holiday": _("Away"),
        "hospital": _("In hospital"),
        "equipment": _("Equipment does not work"),
        "own-wish": _("Own wish"),
    }.get(code, _("Other reason"))


def why_ended(code: str) -> str:
    return {
        "goal-reached": _("The goal is reached"),
        "no-benefit": _("It is of no use to them"),
        "too-ill": _("Too ill for this kind of follow-up"),
        "own-wish": _("Own wish"),
        "moved": _("Moves away"),
        "died": _("Has died"),
        "declined": _("Not taken in"),
    }.get(code, _("Other reason"))


def date_of(text: str | None, now: datetime) -> str:
    """A day kept as text, as the page says it."""
    return on(date.fromisoformat(text), now) if text else ""


def on(day: date, now: datetime) -> str:
    return moments.on(day, now.astimezone(HOME).date())


def became(code: str) -> str:
    """What came of a proposal, for those who made it."""
    return {
        "waits": _("Waits for an answer"),
        "yes": _("Taken in"),
        "no": _("Not taken in. The person has been told why"),
        "ended": _("The follow-up has ended"),
    }[code]


def why_not(refusal: Refused) -> str:
    """Why a step could not be written, and what to do."""
    if isinstance(refusal, BadIntake):
        return _field(refusal.field)
    return {
        "not-allowed-now": _("This cannot be done now. Look at what comes first."),
        "missing-text": _("Write the reason. It is kept with who wrote it."),
        "bad-national-id": _("This is no national identity number. Check the digits."),
        "bad-identifier": _("This is no national identity number. Check the digits."),
        "identifier-not-taken": _("This number cannot be used here: it is of another kind."),
        "forbidden": _("You cannot propose anybody there. Choose another municipality."),
    }.get(refusal.code, _("Something is missing or cannot be so. Look through the form."))


def _field(field: str) -> str:
    if field in set(Figure):
        return _("%(what)s: write a whole number and its source, or choose Not known.") % {
            "what": figure(field)
        }
    return {
        "basis": _("Choose a ground that fits what was found about consent."),
        "objects": _("Section 4-6 a does not hold against somebody who objects."),
        "told": _("The person must be told that this is no emergency service."),
        "decided_on": _("Write the day of the decision, not later than today."),
        "review_on": _("Choose a day within three months on which somebody looks again."),
        "capacity_why": _("Write what you saw, and who decided that they cannot consent."),
        "words": _("Write the grounds for the decision."),
        "reason": _("Write the reason. The person is given it."),
        "appeal": _("The person must be told that they may appeal."),
        "thing": _("Choose at least one thing, or leave the step out with a reason."),
        "on": _("Write the day for each thing that is taught, not later than today."),
        "who5": _("WHO-5 has five answers. Answer all of them."),
    }.get(field, _("Choose an answer in each group."))
