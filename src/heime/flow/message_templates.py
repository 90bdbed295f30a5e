"""What a municipality's teams often answer: written once by a team lead, in three languages.

A template that is changed is a new one, and the old is retired: what was used stays as it was.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotAllowedNow, NotFound, NotYours
from heime.core.messages import LONGEST
from heime.core.roles import Role
from heime.records.access.reach import LIVE
from heime.records.audit.writes import note
from heime.records.messages.models import Template
from heime.records.people.models import Municipality, TeamMunicipality

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Wording:
    """A template as it was written."""

    name: str
    nb: str
    nn: str
    en: str


def keeps_for(by: Actor) -> list[Municipality]:
    """The municipalities whose templates this actor keeps: those their own teams serve."""
    led = {post.team for post in by.posts if post.role is Role.LEAD and post.team}
    served = TeamMunicipality.objects.filter(LIVE, team_id__in=led)
    return list(
        Municipality.objects.filter(number__in=served.values("municipality_id")).order_by("name")
    )


def write(
    municipality: int, wording: Wording, *, by: Actor, now: datetime, instead_of: UUID | None = None
) -> Template:
    """Write a template, or a new wording of one. Raises MissingText, NotYours and NotAllowedNow."""
    _check(wording)
    _must_keep(municipality, by)
    with transaction.atomic():
        if instead_of is not None:
            retire(instead_of, by=by, now=now)
        same = Template.objects.filter(
            municipality_id=municipality, name=wording.name.strip(), retired_at=None
        )
        if same.exists():
            raise NotAllowedNow("There is a template of that name.")
        made = Template.objects.create(
            municipality_id=municipality, name=wording.name.strip(), nb=wording.nb.strip(),
            nn=wording.nn.strip(), en=wording.en.strip(), changed_by_id=by.account_id,
            changed_at=now,
        )  # fmt: skip
        note("message.template", by=by, at=now, municipality_id=municipality, detail=str(made.id))
        return made


def retire(template_id: UUID, *, by: Actor, now: datetime) -> None:
    """Nobody is offered it any more. Raises NotFound and NotYours."""
    found = Template.objects.filter(id=template_id, retired_at=None).first()
    if found is None:
        raise NotFound("There is no such template in use.")
    _must_keep(found.municipality_id, by)
    Template.objects.filter(id=found.id).update(
        retired_at=now, changed_by_id=by.account_id, changed_at=now
    )
    note(
        "message.template", by=by, at=now, municipality_id=found.municipality_id,
        detail=str(found.id),
    )  # fmt: skip


def _check(wording: Wording) -> None:
    texts = (wording.nb, wording.nn, wording.en)
    if not 0 < len(wording.name.strip()) <= LONGEST_NAME:
        raise MissingText(f"A template has a name of 1 to {LONGEST_NAME} characters.")
    if not all(0 < len(text.strip()) <= LONGEST for text in texts):
        raise MissingText(f"A template has 1 to {LONGEST} characters in each language.")


def _must_keep(municipality: int, by: Actor) -> None:
    if municipality not in {one.number for one in keeps_for(by)}:
        raise NotYours("A municipality's templates are kept by the lead of a team that serves it.")
