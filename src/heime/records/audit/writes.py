"""Writing the log, in the transaction of what it tells about."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.records.audit.asking import Asking, asking_now
from heime.records.planned import planned_once

ENTRIES = """
INSERT INTO audit_entry
    (at, enrolment_id, account_id, sign_in_id, municipality_id, action, detail,
     resource, ground, denied, request_id, purpose, role, organisation_id, device)
SELECT %(at)s, q.enrolment_id, %(who)s, %(sign_in)s, q.municipality_id, %(action)s, %(detail)s,
       %(resource)s, %(ground)s, %(denied)s, %(request)s, %(purpose)s, %(role)s,
       %(organisation)s, %(device)s
  FROM """
"""One act for each row (enrolment_id, municipality_id) of what stands behind it; asks with what
`entry` gives."""
_ENTRY = f"""{ENTRIES}
       unnest(%(people)s::uuid[], %(places)s::smallint[]) AS q(enrolment_id, municipality_id)
"""
_SEVERAL = """
INSERT INTO audit_entry
    (at, action, account_id, sign_in_id, enrolment_id, municipality_id, request_id, purpose, role,
     organisation_id, ground, device)
SELECT %s, %s, *
  FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::smallint[], %s::uuid[], %s::text[],
              %s::text[], %s::uuid[], %s::text[], %s::text[])
"""
# Not by the ORM: it asks for the new id back, and nobody who writes the log may read it.


def note(
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    enrolment_id: UUID | None = None,
    municipality_id: int | None = None,
    detail: str | None = None,
    account_id: UUID | None = None,
    resource: str | None = None,
    ground: str | None = None,
    denied: bool = False,
) -> None:
    """Log one act. Ids only: no name and no value belongs in `detail`.

    account_id: whom it is about when nobody has got in (`by` is None): a failed sign-in.
    resource: what kind of data it was (core.log_words), where the action does not say it.
    ground: by what right; the request's own (records.audit.asking) when not given.
    """
    said = entry(
        action, by=by, at=at, detail=detail, account_id=account_id, resource=resource,
        ground=ground, denied=denied,
    )  # fmt: skip
    _write([(enrolment_id, municipality_id)], said)


def note_each(
    action: str,
    people: Sequence[tuple[UUID, int]],
    *,
    by: Actor,
    at: datetime,
    resource: str | None = None,
    ground: str | None = None,
) -> None:
    """Log the same act for several people, each given by enrolment and municipality."""
    if people:
        _write(people, entry(action, by=by, at=at, resource=resource, ground=ground))


def note_of_several(
    action: str,
    people: Sequence[tuple[UUID, int]],
    *,
    by: Sequence[tuple[Actor, Asking]],
    at: datetime,
) -> None:
    """Log the same act of several: for each of the people (enrolment, municipality; one may stand
    there several times) who did it, and by which request."""
    if not people:
        return
    columns = zip(
        *(
            (who.account_id, who.sign_in_id, person, place, request.request_id, request.purpose,
             request.role, request.organisation_id, request.ground, request.device)
            for (person, place), (who, request) in zip(people, by, strict=True)
        ),
        strict=True,
    )  # fmt: skip
    planned_once(_SEVERAL, [at, action, *(list(column) for column in columns)])


def entry(
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    detail: str | None = None,
    account_id: UUID | None = None,
    resource: str | None = None,
    ground: str | None = None,
    denied: bool = False,
) -> dict[str, object]:
    """What ENTRIES asks with, in the request at hand."""
    request = asking_now()
    return {
        "at": at, "action": action, "detail": detail, "resource": resource,
        "who": by.account_id if by else account_id, "sign_in": by.sign_in_id if by else None,
        "ground": ground or (request.ground if request else None), "denied": denied or None,
        "request": request.request_id if request else None,
        "purpose": request.purpose if request else None,
        "role": request.role if request else None,
        "organisation": request.organisation_id if request else None,
        "device": request.device if request else None,
    }  # fmt: skip


def _write(people: Sequence[tuple[UUID | None, int | None]], said: dict[str, object]) -> None:
    of = {"people": [person for person, _ in people], "places": [place for _, place in people]}
    planned_once(_ENTRY, said | of)
