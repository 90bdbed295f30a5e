"""How the app at home looks for somebody: theirs to choose, or their team's for them."""

from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.roles import Scope
from heime.flow import keeping
from heime.flow.lend_tablet import Look, checked
from heime.records.access.reach import enrolment_within
from heime.records.audit.writes import note
from heime.records.looks.models import AppLook


def choose(enrolment_id: UUID, look: Look, *, contrast: bool, by: Actor, now: datetime) -> None:
    """From the app's next contact on, on every phone of theirs. The last to choose decides.

    Raises MissingText for a look that there is not, and NotFound for whoever is neither the
    person nor works with them: next of kin choose how their own phone looks, and no more.
    """
    checked(look)
    own = keeping.is_self(by, enrolment_id)
    person = enrolment_within(by, enrolment_id, Scope.CONTACT if own else Scope.WORK)
    if person is None:
        raise NotFound("Nobody whose look is this account's to choose.")
    kept = AppLook(
        municipality_id=person.municipality_id, enrolment_id=person.id, mode=look.mode,
        text_size=look.size, contrast=contrast, changed_by_id=by.account_id, changed_at=now,
    )  # fmt: skip
    AppLook.objects.bulk_create(
        [kept], update_conflicts=True, unique_fields=["enrolment"],
        update_fields=["mode", "text_size", "contrast", "changed_by", "changed_at"],
    )  # fmt: skip
    note(
        "look.chosen", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, resource="contact",
    )  # fmt: skip
