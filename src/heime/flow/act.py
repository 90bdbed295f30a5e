"""Step 5: what was done in a case is kept as it is done, so that nobody types it again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heime.core.actor import Actor
from heime.core.casework import Act, CaseState
from heime.core.errors import MissingText, NotAllowedNow
from heime.flow import work_case
from heime.records.audit.writes import note
from heime.records.worklist.models import CaseAct
from heime.records.worklist.notify import changed

LONGEST = 2000
MOST_MINUTES = 600


def did(
    case_id: UUID,
    what: Act,
    *,
    by: Actor,
    now: datetime,
    text: str = "",
    minutes: int | None = None,
    ref: UUID | None = None,
) -> CaseAct:
    """Keep something that was done in a case, also by somebody who does not have it.

    ref: the message, plan version, hand-over or task it was. Raises NotFound; MissingText for a
    note without text or a text that is too long; NotAllowedNow for a closed case, or minutes that
    nobody can have used.
    """
    text = text.strip()
    if (what is Act.NOTE and not text) or len(text) > LONGEST:
        raise MissingText(f"Write what was done, in at most {LONGEST} characters.")
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise NotAllowedNow("Nobody uses that many minutes on one thing.")
    with transaction.atomic():
        case = work_case.locked(case_id, by, now)
        if case.state == CaseState.CLOSED:
            raise NotAllowedNow("This case is closed. Take it up again first.")
        made = CaseAct.objects.create(
            municipality_id=case.municipality_id, enrolment_id=case.enrolment_id, case=case,
            what=what.value, at=now, by_id=by.account_id, minutes=minutes, text=text, ref=ref,
        )  # fmt: skip
        note(
            "case.done", by=by, at=now, detail=what.value,
            enrolment_id=case.enrolment_id, municipality_id=case.municipality_id,
        )  # fmt: skip
        changed(case.enrolment.team_id, case.enrolment_id)
        return made
