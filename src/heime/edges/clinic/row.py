"""One line of the list, as the page is given it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heime.core.worklist import Group, Sort
from heime.core.zone import Zone
from heime.edges.clinic.marks import Mark
from heime.edges.clinic.sparkline import Sparkline
from heime.records.worklist.models import Case


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. Texts are ready for the page; `case` is None for all but cases.

    limit: the lines that the latest value stands against. news: what is new since the reader last
    saw the person. lookers: who else has the person open now. link: where the row leads.
    """

    key: str
    case: Case | None
    enrolment_id: UUID
    municipality_id: int
    group: Group
    zone: Zone
    urgent: bool
    word: str
    name: str
    age: int | None
    place: str
    conditions: str
    marks: list[Mark]
    reason: str
    latest: str
    latest_at: datetime | None
    latest_when: str
    curve: Sparkline | None
    since: str
    due: str
    is_overdue: bool
    has_it: str
    is_mine: bool
    limit: str = ""
    sort: Sort = Sort.CASE
    link: str = ""
    news: str = ""
    lookers: str = ""
    climbed: str = ""
    """Of a red that nobody took in time: how far up it has gone, and what to do."""
    icon: str = ""
    """What it is instead of a zone, where it has none: nothing but grey looks unjudged."""
    chosen: str = ""
    """The id to choose the row by, where many can be acknowledged at once."""
    order: str = ""
    """Where it stands in its group, for a page that puts it in its place by itself."""
    html: str = ""
    """The row as it is rendered (edges/clinic/rendered.py); empty where nobody has yet."""

    @property
    def is_pending(self) -> bool:
        """A reading that is waited for: nothing to take or close yet."""
        return self.sort is Sort.AWAITED
