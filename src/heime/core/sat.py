"""One session, form or set as it is remembered from judgement to judgement (course.py)."""

from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from heime.core.judging import local_day

FLAGGED, FAR, WORSE, DOUBTED = 1, 2, 4, 8
"""Marks: irregular pulse (AF-1), far from usual (T-1), a worse heart-failure symptom (W-2), a
weight that nothing has confirmed (V-4)."""
RESPONDENTS = ("patient", "carer", "trained_carer", "health_personnel")
"""Who answered a form: the number of its place here stands above the marks. Add, never move."""
_ABOVE_MARKS = 4


class Sat(NamedTuple):
    """One session, form or set, as short as it goes.

    start: seconds since 1970. value: the session value, of a daily form the breath, of an irregular
        pulse the number of the kind whose meter noticed it; None if there is none.
    zone, state: as they count now. marks: what of the marks holds, added up, and who answered.
    form: of a form its id; None where an earlier version remembered it.
    """

    start: int
    value: int | None
    zone: int
    state: int
    marks: int
    form: UUID | None = None

    @classmethod
    def of(cls, text: str) -> "Sat":
        start, value, zone, state, marks, *form = text.split(",")
        kept = int(value) if value else None
        return cls(
            int(start), kept, int(zone), int(state), int(marks), UUID(form[0]) if form else None
        )

    @property
    def text(self) -> str:
        value = "" if self.value is None else self.value
        form = "" if self.form is None else f",{self.form.hex}"
        return f"{self.start},{value},{self.zone},{self.state},{self.marks}{form}"

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.start, UTC)

    @property
    def day(self) -> date:
        """The local day it began on."""
        return local_day(self.moment)

    @property
    def by(self) -> str:
        """Who answered a form."""
        return RESPONDENTS[self.marks >> _ABOVE_MARKS]


def marks_of(
    *, far: bool = False, worse: bool = False, doubted: bool = False, by: str = "patient"
) -> int:
    who = RESPONDENTS.index(by) << _ABOVE_MARKS
    return FAR * far + WORSE * worse + DOUBTED * doubted + who


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.timestamp())
