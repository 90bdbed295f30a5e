"""The end of a follow-up: why, and a summary made from what was done, for somebody to finish."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.phases import Phase, WhyEnded
from heime.core.roles import Scope
from heime.flow import keeping, phase
from heime.records.access.reach import within_reach
from heime.records.audit.writes import note
from heime.records.intake import reads
from heime.records.intake.models import Closing
from heime.records.measurements.models import Measurement, Response
from heime.records.people.models import Enrolment
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Case

LONGEST_SUMMARY = 8000


@dataclass(frozen=True, slots=True)
class Facts:
    """What was done, in numbers. readings, answers: by kind or form (core.topics), how many.

    outcomes: of the cases that are closed; open: how many are not. versions: of approved plans,
    from when each held. pauses: how many.
    """

    person: Enrolment
    since: datetime
    until: datetime | None
    readings: list[tuple[int, int]]
    answers: list[tuple[int, int]]
    outcomes: dict[str, int]
    open: int
    versions: list[datetime]
    pauses: int


def facts(enrolment_id: UUID, *, by: Actor) -> Facts:
    """For a clinician of the team, until a month after the end. Raises NotFound."""
    person = keeping.worked_with(by, enrolment_id)
    changes = reads.changes_of(person.id, by)
    started = [one.at for one in changes if one.after == Phase.ACTIVE]
    cases = Case.objects.filter(within_reach(by, Scope.CASES), enrolment_id=person.id)
    closed = Counter(cases.exclude(outcome="").values_list("outcome", flat=True))
    plans = PlanVersion.objects.filter(
        within_reach(by, Scope.PLAN), enrolment_id=person.id, approved_at__isnull=False,
        shadow=False,
    )  # fmt: skip
    valued = within_reach(by, Scope.VALUES)
    readings = Measurement.objects.filter(valued, enrolment_id=person.id, rejected=False)
    answers = Response.objects.filter(valued, enrolment_id=person.id)
    return Facts(
        person,
        started[0] if started else person.starts_at,
        person.ends_at,
        list(readings.values_list("kind").annotate(Count("id")).order_by("kind")),
        list(answers.values_list("questionnaire").annotate(Count("id")).order_by("questionnaire")),
        dict(closed),
        cases.count() - sum(closed.values()),
        list(plans.order_by("valid_from").values_list("valid_from", flat=True)),
        sum(1 for one in changes if one.before == Phase.ACTIVE and one.after == Phase.PAUSED),
    )


def end(enrolment_id: UUID, why: str, summary: str, *, by: Actor, now: datetime) -> Closing:
    """End a follow-up, with its summary. Raises NotFound, MissingText, and NotAllowedNow for one
    that has ended, a reason that there is not, and a death: that has a form of its own."""
    if why not in set(WhyEnded) - {WhyEnded.DIED, WhyEnded.DECLINED}:
        raise NotAllowedNow("Choose why the follow-up ends.")
    text = _text(summary)
    person = phase.move(enrolment_id, Phase.ENDED, by=by, now=now, why=why)
    return _keep(person, why, text, by=by, now=now)


def write_again(enrolment_id: UUID, summary: str, *, by: Actor, now: datetime) -> Closing:
    """Another summary of one that has ended; the earlier ones stay. Raises as `end` does."""
    person = keeping.worked_with(by, enrolment_id)
    if person.phase != Phase.ENDED:
        raise NotAllowedNow("This follow-up has not ended.")
    why = next((one.why for one in reversed(reads.changes_of(person.id, by))), "")
    return _keep(person, why or WhyEnded.OTHER, _text(summary), by=by, now=now)


def newest(enrolment_id: UUID, *, by: Actor) -> Closing | None:
    """The summary that counts. Raises NotFound for whoever does not work with the person."""
    person = keeping.worked_with(by, enrolment_id)
    return next(iter(reads.closings_of(person.id, by)), None)


def printed(enrolment_id: UUID, *, by: Actor, now: datetime) -> tuple[Enrolment, Closing]:
    """The summary that counts, for paper; that it was taken out is logged. Raises NotFound."""
    person = keeping.worked_with(by, enrolment_id)
    kept = newest(enrolment_id, by=by)
    if kept is None:
        raise NotFound("No summary is written.")
    note(
        "closing.printed", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id,
    )  # fmt: skip
    return person, kept


def _text(summary: str) -> str:
    words = summary.replace("\r\n", "\n").strip()
    if not words or len(words) > LONGEST_SUMMARY:
        raise MissingText(f"Write the summary, in 1 to {LONGEST_SUMMARY} characters.")
    return words


def _keep(person: Enrolment, why: str, text: str, *, by: Actor, now: datetime) -> Closing:
    made = Closing.objects.create(
        municipality_id=person.municipality_id, enrolment_id=person.id, why=why, text=text,
        made_by_id=by.account_id, made_at=now,
    )  # fmt: skip
    note(
        "closing.written", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, detail=why,
    )  # fmt: skip
    return made
