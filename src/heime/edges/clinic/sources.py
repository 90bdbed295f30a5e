"""Where the rows of the list come from: each room tells what it has that needs somebody.

A new room adds its part here, and the words of its sorts to TERMS in sorts.py.
"""

from datetime import datetime

from heime.core.actor import Actor
from heime.core.narrowing import Placed
from heime.flow import acknowledge, on_its_way, sign_again
from heime.records.access import standing
from heime.records.access.standing import Names, Near, Part
from heime.records.home import reads as home
from heime.records.intake import reads as intake
from heime.records.messages import reads as messages
from heime.records.plans import waiting
from heime.records.worklist import standing as work

PARTS: tuple[Part, ...] = (
    *work.PARTS,
    *waiting.PARTS,
    sign_again.PART,
    acknowledge.PART,
    intake.PART,
    on_its_way.PART,
    messages.PART,
    home.PART,
)
"""The order means nothing: core/worklist.py says where a row stands."""


def everything(actor: Actor, now: datetime, near: Near | None = None) -> tuple[list[Placed], Names]:
    """All that needs somebody, from every room, and what the places it is in are called. near: of
    these people only."""
    return standing.placed(PARTS, actor, now, near)
