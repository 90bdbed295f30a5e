"""Writing the log, in the transaction of what it tells about."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.records.audit.asking import asking_now
from heime.records.planned import planned_once

_ENTRY = """
INSERT INTO audit_entry
    (at, enrolment_id, account_id, sign_in_id, municipality_id, action, detail,
     resource, ground, denied, request_id, purpose, role, organisation_id, device)
SELECT %s, q.enrolment, %s, %s, q.municipality, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s
  FROM unnest(%s::uuid[], %s::smallint[]) AS q(enrolment, municipality)
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
    _write(
        action, [(enrolment_id, municipality_id)], by=by, at=at, detail=detail,
        account_id=account_id, resource=resource, ground=ground, denied=denied,
    )  # fmt: skip


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
        _write(action, people, by=by, at=at, resource=resource, ground=ground)


def _write(
    action: str,
    people: Sequence[tuple[UUID | None, int | None]],
    *,
    by: Actor | None,
    at: datetime,
    detail: str | None = None,
    account_id: UUID | None = None,
    resource: str | None = None,
    ground: str | None = None,
    denied: bool = False,
) -> None:
    who = by.account_id if by else account_id
    request = asking_now()
    planned_once(
        _ENTRY,
        [
            at, who, by.sign_in_id if by else None, action, detail,
            resource, ground or (request.ground if request else None), denied or None,
            *(
                [request.request_id, request.purpose, request.role,
                 request.organisation_id, request.device]
                if request else [None] * 5
            ),
            [person for person, _ in people], [place for _, place in people],
        ],
    )  # fmt: skip
