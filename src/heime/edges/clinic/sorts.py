"""What each sort of row says and where it leads. Rooms add the words of their own sorts here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from heime.core.climbing import Step
from heime.core.worklist import Item, Sort
from heime.edges.clinic import words


@dataclass(frozen=True, slots=True)
class Terms:
    """A sort in words. word: what it is, in one or two words. said: what there is to do, in one
    sentence. link: the page where it is done."""

    word: Callable[[Item], str]
    said: Callable[[Item], str]
    link: Callable[[Item], str]


def to_person(item: Item) -> str:
    return reverse("person", args=[item.enrolment])


def to_page(name: str, of: Callable[[Item], object]) -> Callable[[Item], str]:
    """To a page of a room's own; to the person as long as the room has no such page."""

    def link(item: Item) -> str:
        try:
            return reverse(name, args=[of(item)])
        except NoReverseMatch:
            return to_person(item)

    return link


def _fault_said(item: Item) -> str:
    return _("%(what)s came and could not be judged. Call, and tell those who run Heime.") % {
        "what": words.kind_name(int(item.about))
    }


def _review_said(item: Item) -> str:
    return {
        "run-in": _("The run-in is over: look at the limits that it suggests."),
        "review": _("The plan is to be reviewed within two weeks."),
    }.get(item.about, _("The date for reviewing the plan has passed."))


def _intake_said(item: Item) -> str:
    return {
        "stands-still": _("Nothing has been done in the intake for two weeks."),
        "pause-over": _("The pause is over. Ask whether they are back."),
    }.get(item.about, _("Somebody is referred and waits for an assessment."))


def climbed(step: Step) -> str:
    """How far up a red is that nobody has."""
    return {
        Step.COLLEAGUE: _("Nobody took it in time: the colleagues are told. Take it now."),
        Step.LEAD: _("Nobody took it in time: the team lead is told. Take it now."),
        Step.ON_CALL: _("Nobody took it in time: whoever is on call is told. Take it now."),
        Step.DECIDED: _("Nobody took it in time: it has gone all the way up. Take it now."),
        Step.NOBODY: _("Nobody has it, and the person is told whom to call. Take it now."),
    }[step]


def _hand_over_back(item: Item) -> str:
    """What came of a hand-over, and what there is to do."""
    return {
        "asked": _("The receiver asks something. Answer, or take it back."),
        "declined": _("The receiver said no: it is yours again."),
        "late": _("Not answered in time: it is yours again. Call them."),
        "done": _("The receiver has closed it with a word back. Read it."),
    }.get(item.about, item.about)


TERMS: dict[Sort, Terms] = {
    Sort.FAULT: Terms(lambda item: _("Fault"), _fault_said, to_person),
    Sort.PLAN_TO_APPROVE: Terms(
        lambda item: _("Plan"),
        lambda item: _("A plan is proposed and waits for a doctor."),
        to_page("approve-plan", lambda item: item.id),
    ),
    Sort.PLAN_TO_REVIEW: Terms(
        lambda item: _("Plan"),
        _review_said,
        to_page("person-plans", lambda item: item.enrolment),
    ),
    Sort.PLAN_TO_SIGN_AGAIN: Terms(
        lambda item: _("Plan"),
        lambda item: _("Something has changed: the plan must be signed again."),
        to_page("person-plans", lambda item: item.enrolment),
    ),
    Sort.MESSAGE: Terms(
        lambda item: _("Message"),
        lambda item: _("A message that waits for an answer."),
        to_page("thread", lambda item: item.id),
    ),
    Sort.MESSAGE_URGENT: Terms(
        lambda item: _("Urgent message"),
        lambda item: _("A message that waits for an answer and is marked as urgent."),
        to_page("thread", lambda item: item.id),
    ),
    Sort.HELP: Terms(
        lambda item: _("Wants to be called"),
        lambda item: _("Pressed “I need help now”. Call at once."),
        to_page("thread", lambda item: item.id),
    ),
    Sort.TASK: Terms(
        lambda item: _("Task"),
        lambda item: _("Something you are asked to do."),
        lambda item: reverse("case", args=[item.about]) if item.about else to_person(item),
    ),
    Sort.HAND_OVER_BACK: Terms(
        lambda item: _("Hand-over back"),
        _hand_over_back,
        to_page("hand-over", lambda item: item.id),
    ),
    Sort.HAND_OVER_WAITS: Terms(
        lambda item: _("Handed over"),
        lambda item: _("Waits for an answer from those it was handed over to."),
        to_page("hand-over", lambda item: item.id),
    ),
    Sort.PROMISE: Terms(
        lambda item: _("Promise broken"),
        lambda item: _("Was told when somebody would have looked, and nobody had. Look and call."),
        lambda item: reverse("case", args=[item.about]),
    ),
    Sort.REFERRAL: Terms(
        lambda item: _("Pause") if item.about == "pause-over" else _("Referral"),
        _intake_said,
        to_page("intake", lambda item: item.enrolment),
    ),
    Sort.ANSWER: Terms(
        lambda item: _("Green"),
        lambda item: _("%(form)s answered, within the limits of the plan.") % {
            "form": words.kind_name(int(item.about))
        },
        to_person,
    ),
}  # fmt: skip
"""Sort → its words. Cases and awaited readings say what they are about by their judgement."""


def name_of(sort: Sort) -> str:
    """The sort itself, as the list is narrowed by it."""
    return {
        Sort.CASE: _("Cases"),
        Sort.AWAITED: _("Awaited readings"),
        Sort.FAULT: _("Faults"),
        Sort.ESCALATED: _("Not taken in time"),
        Sort.PLAN_TO_APPROVE: _("Plans to approve"),
        Sort.PLAN_TO_REVIEW: _("Plans to review"),
        Sort.PLAN_TO_SIGN_AGAIN: _("Plans to sign again"),
        Sort.MESSAGE: _("Messages"),
        Sort.MESSAGE_URGENT: _("Urgent messages"),
        Sort.HELP: _("Want to be called"),
        Sort.TASK: _("Tasks"),
        Sort.HAND_OVER_BACK: _("Hand-overs back"),
        Sort.HAND_OVER_WAITS: _("Handed over"),
        Sort.PROMISE: _("Promises broken"),
        Sort.REFERRAL: _("Referrals"),
        Sort.ANSWER: _("Green answers"),
    }[sort]
