"""Something that is kept is wrong, or lacks something: an addition says so, and stands beside it.

Nothing is changed in what it points at (helsepersonelloven 42), and nothing is judged anew by it:
whoever reads the one sees the other.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast

from heime.core.actor import Actor
from heime.core.corrections import GONE, SEEN_WITH, Sort
from heime.core.errors import NotFound
from heime.core.messages import Sort as Line
from heime.flow import keeping
from heime.records.access.reach import within_reach
from heime.records.audit.writes import note
from heime.records.keeping.models import Correction
from heime.records.keeping.reads import corrections_of, corrections_of_messages
from heime.records.measurements.models import Measurement, Response
from heime.records.messages import reads as messages
from heime.records.messages.models import Message
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
    """Add a correction to a reading, answers, a note, a version of the plan or a message. By a
    clinician.

    Raises NotFound for what is not of this person, and MissingText without a text.
    """
    person = keeping.kept_by(by, enrolment_id)
    if not keeping.works_with(by, enrolment_id) or not exists(enrolment_id, sort, about, by):
        raise NotFound("There is nothing of that kind about anybody whom you follow up.")
    made = Correction.objects.create(
        municipality_id=person.municipality_id,
        enrolment_id=person.id,
        sort=sort,
        about=about if sort is Sort.PLAN else str(UUID(about)),
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
        Sort.MESSAGE: messages.messages_within(by).filter(sort=Line.SAID).exclude(text=GONE),
    }[sort]
    return found.filter(within_reach(by, SEEN_WITH[sort]), enrolment_id=enrolment_id)


def made(enrolments: Collection[UUID], by: Actor) -> list[Correction]:
    """Every correction that the actor may see, those of messages too, the newest first."""
    found = corrections_of(enrolments, by) + of_messages(
        messages.messages_within(by), enrolments, by
    )
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def of_messages(
    read: QuerySet[Message], enrolments: Collection[UUID], by: Actor
) -> list[Correction]:
    """What corrects messages that the actor has read already, the newest first."""
    ids = read.filter(enrolment_id__in=enrolments).values_list(Cast("id", CharField()))
    return corrections_of_messages(enrolments, by, ids)
