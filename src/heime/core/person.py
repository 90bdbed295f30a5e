"""What is known of the person that the rules ask for (scenario format 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from heime.core.kinds import Kind
from heime.core.quantity import Scaled


@dataclass(frozen=True, slots=True)
class Pause:
    """From when until when nothing is asked for: in hospital, on a journey (RS-1 7.7)."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment <= self.end


@dataclass(frozen=True, slots=True)
class Course:
    """A course of standby medicine under way: its first day, and the breath (k1) at its start."""

    started_on: date
    breath_at_start: int


@dataclass(frozen=True, slots=True)
class Person:
    """Facts about a person, as the responsible doctor has written them into the plan.

    dry_weight, personal_best: ten-thousandths of the kind's unit; None or absent switches the
        rules off that need them.
    scale_2: NEWS2 scale 2, a doctor's signed decision (clinical reference 2.2); never by diagnosis.
    baselines: totals at the start by questionnaire (phq9, gad7, who5 as the raw sum).
    """

    home_oxygen: bool = False
    atrial_fibrillation_known: bool = False
    dry_weight: Scaled | None = None
    personal_best: Mapping[Kind, Scaled] = field(default_factory=dict)
    habitual_news2: int = 0
    scale_2: bool = False
    baselines: Mapping[str, int] = field(default_factory=dict)
    critical_drugs: frozenset[str] = frozenset()
    course: Course | None = None
    pauses: tuple[Pause, ...] = ()


NOBODY = Person()
