"""Everything that an intake asks for, written by the team: for tests of what follows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from heime.core.intake import TRAINING
from heime.core.start_figures import Figure
from heime.flow import note_figures, take_in
from tests.flow.letting_in import did

TODAY = datetime.now(UTC).date().isoformat()
ASSESSED = {
    "risk": "high", "measuring": "alone", "digital": "with-help", "language": "norsk",
    "lives": "alone", "coverage": "weak", "capacity": "can",
}  # fmt: skip
YES = {"answer": "yes"}
CONSENTS = {"basis": "consent", "told": "1", "words": "Sa ja da vi ringte."}
METER = [{"thing": "oximeter", "whose": "lent", "state": "delivered"}]
TAUGHT = [{"thing": thing, "who": "patient", "on": TODAY} for thing in TRAINING]
FIGURES = {
    Figure.ADMISSIONS: ("2", "record"), Figure.BED_DAYS: ("9", "record"),
    Figure.GP_CONTACTS: ("6", "own-word"), Figure.LEGEVAKT_CONTACTS: ("1", "own-word"),
    Figure.HOME_CARE_MINUTES: ("", "not-known"), Figure.TRAVEL_KM: ("840", "estimate"),
    Figure.WHO5: ("52", "own-word"),
}  # fmt: skip


def decided_on(who: Any, person: Any) -> None:
    """Assessed, and taken in."""
    did(who, take_in.assess, person.id, ASSESSED)
    did(who, take_in.decide, person.id, YES)


def made_ready(who: Any, person: Any) -> None:
    """Everything but the plan, which a doctor approves."""
    decided_on(who, person)
    did(who, take_in.give_ground, person.id, CONSENTS)
    did(who, take_in.note_equipment, person.id, METER)
    did(who, take_in.note_training, person.id, TAUGHT)
    did(who, note_figures.note_all, person.id, FIGURES, None, date.fromisoformat(TODAY))
