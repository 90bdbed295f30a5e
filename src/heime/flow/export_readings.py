"""Somebody of the team takes a person's readings out as a file: that is logged by itself."""

from datetime import datetime

from heime.core.actor import Actor
from heime.records.audit.writes import note
from heime.records.people.models import Enrolment


def taken(person: Enrolment, days: int, *, by: Actor, now: datetime) -> None:
    """Log it, with how far back it reached. Whom it is about was looked up in reach before."""
    note(
        "values.exported", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, detail=f"{days} days", resource="values",
    )  # fmt: skip
