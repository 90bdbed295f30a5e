"""The list on paper, for when systems are down: taken out by somebody of the team, and logged."""

from datetime import datetime
from typing import Any
from uuid import UUID

from heime.core.actor import Actor
from heime.records.audit.writes import note_each
from heime.records.desk import printed


def everybody(*, by: Actor, now: datetime) -> list[dict[str, Any]]:
    """What the paper holds of everybody whom one's teams follow up; each is logged as printed."""
    people = printed.of_people(by)
    note_each(
        "list.printed",
        [(UUID(one["enrolment"]), one["municipality"]) for one in people],
        by=by, at=now, resource="values",
    )  # fmt: skip
    return people
