"""Where the rows of the list come from: each room tells what it has that needs somebody.

A source is given the actor and the moment, reads through both walls, and answers with items. A new
room adds its line to SOURCES here, and the words of its sorts to TERMS in sorts.py.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid5

from heime.core.actor import Actor
from heime.core.roles import Scope
from heime.core.worklist import Item, Sort
from heime.core.zone import Priority, Zone
from heime.flow import acknowledge, on_its_way, sign_again
from heime.records.access.reach import within_reach
from heime.records.home import reads as home
from heime.records.intake.reads import items as intakes
from heime.records.messages import reads as messages
from heime.records.plans import waiting
from heime.records.worklist.models import Awaited
from heime.records.worklist.reads import task_items, unclosed

Source = Callable[[Actor, datetime], Sequence[Item]]

NOT_SETTLED = timedelta(minutes=5)
"""How long past its time a reading may wait before something must be wrong with it."""


def cases(actor: Actor, now: datetime) -> list[Item]:
    """Every case that is not closed; those that are set aside or handed over, until their time.

    about: of a red that nobody took in time, how far up it has gone.
    """
    up = on_its_way.climbed(actor)
    return [
        Item(
            Sort.ESCALATED if row["id"] in up else Sort.CASE, row["id"],
            row["enrolment_id"], row["municipality_id"], row["opened_at"], row["due_at"],
            Zone(row["zone"]), Priority(row["priority"]), row["taken_by_id"],
            row["waits_until"], up.get(row["id"], ""),
        )
        for row in unclosed(actor)
    ]  # fmt: skip


def awaited(actor: Actor, now: datetime) -> list[Item]:
    """Readings that are waited for; those long past their time are a fault of ours.

    about: the kind, as core.topics numbers it.
    """
    rows = Awaited.objects.filter(within_reach(actor, Scope.CASES)).values(
        "enrolment_id", "municipality_id", "kind", "zone", "since", "due_at"
    )
    found = []
    for row in rows:
        stuck = row["due_at"] < now - NOT_SETTLED
        found.append(
            Item(
                Sort.FAULT if stuck else Sort.AWAITED,
                uuid5(row["enrolment_id"], f"awaited {row['kind']}"),
                row["enrolment_id"], row["municipality_id"], row["since"], row["due_at"],
                None if stuck else Zone(row["zone"]),
                about=str(row["kind"]),
            )
        )  # fmt: skip
    return found


def plans(actor: Actor, now: datetime) -> list[Item]:
    """Plans that wait for a doctor, or are to be looked at again; each by its page's id."""
    return waiting.items(actor, now=now)


def plans_to_sign_again(actor: Actor, now: datetime) -> list[Item]:
    """Plans that a doctor should look at anew, after a stay, a drug, a diagnosis or a new meter."""
    return sign_again.waiting(actor, now=now)


def green_answers(actor: Actor, now: datetime) -> list[Item]:
    """Green answers that nobody has acknowledged. about: the form."""
    return [
        Item(
            Sort.ANSWER, one.id, one.enrolment, one.municipality, one.at, zone=Zone.GREEN,
            about=str(one.questionnaire),
        )
        for one in acknowledge.waiting(actor, now=now)
    ]  # fmt: skip


SOURCES: tuple[Source, ...] = (
    cases,
    awaited,
    plans,
    plans_to_sign_again,
    green_answers,
    intakes,
    on_its_way.hand_overs,
    task_items,
    messages.items,
    home.broken,
)
"""One line for each room. The order means nothing: core/worklist.py says where a row stands."""


def everything(actor: Actor, now: datetime) -> list[Item]:
    """All that needs somebody, from every room."""
    return [item for source in SOURCES for item in source(actor, now)]
