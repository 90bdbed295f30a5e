"""One list over everything that needs somebody: what a row is, and where it stands.

A reading that was judged, one that is waited for, a plan to approve, a message, a hand-over that
came back, a task, a green answer that nobody has looked at: each is an `Item`, and `PLACES` alone
says in which group it stands. Within a group: worst first (RS-1 7.6, PR-1), then by deadline where
rows have one, then oldest. Not first in, first out.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from heime.core.zone import Priority, Zone


class Sort(StrEnum):
    """What a row is about."""

    CASE = "case"
    AWAITED = "awaited"
    FAULT = "fault"
    """The plan or the system, not the person: a rule that raised, a plan that cannot be used."""
    ESCALATED = "escalated"
    """A red that nobody had in time, on its way up."""
    PLAN_TO_APPROVE = "plan-to-approve"
    PLAN_TO_REVIEW = "plan-to-review"
    PLAN_TO_SIGN_AGAIN = "plan-to-sign-again"
    """After a hospital stay, a new drug, diagnosis or meter: within three working days (8.9)."""
    MESSAGE = "message"
    MESSAGE_URGENT = "message-urgent"
    HELP = "help"
    """Somebody pressed "I need help now" and wants to be called."""
    TASK = "task"
    """Something a colleague was asked to do, or a follow-up call that is due."""
    HAND_OVER_BACK = "hand-over-back"
    """Declined, asked back about, or not accepted in time: the team's again."""
    HAND_OVER_WAITS = "hand-over-waits"
    PROMISE = "promise"
    """Somebody at home was told when they would have been seen to, and nobody had looked."""
    REFERRAL = "referral"
    ANSWER = "answer"
    """A green answer that nobody has acknowledged."""


class Group(StrEnum):
    """The groups of the list, in the order they stand (screens.md)."""

    RED = "red"
    YELLOW_HIGH = "yellow-high"
    YELLOW = "yellow"
    GREY = "grey"
    AWAITED = "awaited"
    TO_DO = "to-do"
    """Messages, plans and tasks."""
    ELSEWHERE = "elsewhere"
    """Waiting for others, or set aside until a time: counted, never gone."""
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Item:
    """One row, from whichever room owns what it is about.

    id: of the thing itself. due_at: when somebody must have answered. has_it: the account that has
    taken it. waits_until: set aside until then, or until it gets worse. about: what its sentence
    is made from, a word that the room which owns the sort understands; never a person's words.
    """

    sort: Sort
    id: UUID
    enrolment: UUID
    municipality: int
    since: datetime
    due_at: datetime | None = None
    zone: Zone | None = None
    priority: Priority | None = None
    has_it: UUID | None = None
    waits_until: datetime | None = None
    about: str = ""


PLACES: dict[Sort, Group | None] = {
    Sort.CASE: None,
    Sort.AWAITED: Group.AWAITED,
    Sort.FAULT: Group.GREY,
    Sort.ESCALATED: Group.RED,
    Sort.PLAN_TO_APPROVE: Group.TO_DO,
    Sort.PLAN_TO_REVIEW: Group.TO_DO,
    Sort.PLAN_TO_SIGN_AGAIN: Group.TO_DO,
    Sort.MESSAGE: Group.TO_DO,
    Sort.MESSAGE_URGENT: Group.YELLOW_HIGH,
    Sort.HELP: Group.RED,
    Sort.TASK: Group.TO_DO,
    Sort.PROMISE: Group.YELLOW_HIGH,
    Sort.HAND_OVER_BACK: Group.YELLOW_HIGH,
    Sort.HAND_OVER_WAITS: Group.ELSEWHERE,
    Sort.REFERRAL: Group.TO_DO,
    Sort.ANSWER: Group.ANSWERS,
}
"""Where each sort stands. None: by its own zone and priority (`group_of`)."""

WITHIN: dict[Sort, int] = {
    Sort.HELP: 0,
    Sort.ESCALATED: 0,
    Sort.PROMISE: 0,
    Sort.MESSAGE_URGENT: 1,
    Sort.HAND_OVER_BACK: 2,
    Sort.PLAN_TO_SIGN_AGAIN: 3,
    Sort.PLAN_TO_APPROVE: 4,
    Sort.TASK: 5,
    Sort.MESSAGE: 6,
    Sort.REFERRAL: 7,
    Sort.PLAN_TO_REVIEW: 8,
}
"""Which sort goes before which where zone and priority do not tell; those not named go last."""
_LAST = 99
_NEVER = datetime.max.replace(tzinfo=UTC)


def group_of(zone: Zone, priority: Priority) -> Group:
    """Where a case of this zone and priority stands."""
    if zone is Zone.RED:
        return Group.RED
    if zone is Zone.YELLOW:
        return Group.YELLOW_HIGH if priority is Priority.HIGH else Group.YELLOW
    return Group.GREY


def group_for(item: Item, *, now: datetime) -> Group:
    """The group of a row. What is set aside stands with what waits for others, until its time."""
    if item.waits_until is not None and item.waits_until > now:
        return Group.ELSEWHERE
    place = PLACES[item.sort]
    if place is not None:
        return place
    return group_of(item.zone or Zone.GREY, item.priority or Priority.LOW)


def sort_key(item: Item) -> tuple[int, int, int, datetime, datetime, UUID]:
    """Where a row stands in its group: zone and priority, sort, deadline, age."""
    return (
        -int(item.zone or 0),
        -int(item.priority or 0),
        WITHIN.get(item.sort, _LAST),
        _NEVER if item.zone is not None else item.due_at or _NEVER,
        item.since,
        item.id,
    )


def order_of(item: Item) -> str:
    """The same as a text that sorts alike, for a page that puts a row in its place by itself."""
    *numbers, due_at, since, id_ = sort_key(item)
    digits = "".join(f"{number + 9:02}" for number in numbers[:2]) + f"{numbers[2]:02}"
    return f"{digits}-{due_at.timestamp():020.6f}-{since.timestamp():020.6f}-{id_}"


def in_order(items: list[Item], *, now: datetime) -> dict[Group, list[Item]]:
    """Every row in its group, the groups as they stand on the page, empty ones left out."""
    found: dict[Group, list[Item]] = {}
    for item in sorted(items, key=sort_key):
        found.setdefault(group_for(item, now=now), []).append(item)
    return {group: found[group] for group in Group if group in found}
