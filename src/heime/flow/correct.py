"""Something that is kept is wrong, or lacks something: an addition says so, and stands beside it.

Nothing is changed in what it points at (helsepersonelloven 42), and nothing is judged anew by it:
whoever reads the one sees the other.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Model, QuerySet

from heime.core.actor import Actor
from heime.core.corrections import SEEN_WITH, Sort
from heime.core.errors import NotFound
from heime.flow import keeping
from heime.records.access.reach import within_reach
from heime.records.audit.writes import note
from heime.records.keeping.models import Correction
from heime.records.measurements.models import Measurement, Response
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Case


def add(
    enrolment_id: UUID,
    sort: Sort,
    about: str,
    *,
    text: str,
    mistaken: bool,
    asked_by_person: bool,
    by: Actor,
    now: datetime,
) -> Correction:
    """Add a correction to a reading, answers, a note or a version of the plan. By a clinician.

    Raises NotFound for what is not of this person, and MissingText without a text.
    """
    person = keeping.kept_by(by, enrolment_id)
    if not keeping.works_with(by, enrolment_id) or not exists(enrolment_id, sort, about, by):
        raise NotFound("There is nothing of that kind about anybody whom you follow up.")
    made = Correction.objects.create(
        municipality_id=person.municipality_id,
        enrolment_id=person.id,
        sort=sort,
        about=about,
        text=keeping.said(text, "Say what is wrong, and what is right"),
        mistaken=mistaken,
        asked_by_person=asked_by_person,
        made_by_id=by.account_id,
        made_at=now,
    )
    note(
        "correction.made", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, detail=f"{sort} {about}",
        resource=SEEN_WITH[sort].value,
    )  # fmt: skip
    return made


def exists(enrolment_id: UUID, sort: Sort, about: str, by: Actor) -> bool:
    """Whether the person has such a thing, and the actor reaches it."""
    try:
        id_: UUID | int = int(about) if sort is Sort.PLAN else UUID(about)
    except ValueError:
        return False
    return things(enrolment_id, sort, by).filter(id=id_).exists()


def things(enrolment_id: UUID, sort: Sort, by: Actor) -> QuerySet[Model]:
    """Everything of a kind that may be corrected, as far as the actor reaches it."""
    found = {
        Sort.READING: Measurement.objects.all(),
        Sort.ANSWERS: Response.objects.all(),
        Sort.NOTE: Case.objects.exclude(note=""),
        Sort.PLAN: PlanVersion.objects.filter(approved_at__isnull=False),
    }[sort]
    return found.filter(within_reach(by, SEEN_WITH[sort]), enrolment_id=enrolment_id)
