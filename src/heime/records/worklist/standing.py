"""What stands on the list of the team's own work: cases, readings that are waited for, tasks."""

from datetime import datetime, timedelta
from uuid import uuid5

from heime.core.worklist import Item, Sort
from heime.core.zone import Zone
from heime.records.access.standing import Found, Part, as_item

NOT_SETTLED = timedelta(minutes=5)
"""How long past its time a reading may wait before something must be wrong with it."""

# about: of a red that nobody took in time, how far up it has gone.
_CASES = f"""
SELECT c.id, c.enrolment_id, c.municipality_id, c.opened_at, c.due_at, c.zone, c.priority,
       c.taken_by_id, c.waits_until,
       coalesce(CASE WHEN c.state = 'open' AND c.zone = {Zone.RED:d} THEN
           (SELECT u.step FROM climb u WHERE u.case_id = c.id AND u.enrolment_id = c.enrolment_id
             ORDER BY u.at DESC, u.id DESC LIMIT 1) END, '')
  FROM case_ c WHERE c.state <> 'closed' AND c.enrolment_id {{cases}}
"""  # noqa: S608  numbers and names of our own
_AWAITED = """
SELECT a.enrolment_id, a.enrolment_id, a.municipality_id, a.since, a.due_at, a.zone,
       NULL::smallint, NULL::uuid, NULL::timestamptz, a.kind::text
  FROM awaited a WHERE a.enrolment_id {cases}
"""
_TASKS = """
SELECT t.id, t.enrolment_id, t.municipality_id, t.made_at, t.due_at, NULL::smallint,
       NULL::smallint, t.account_id, NULL::timestamptz, coalesce(t.case_id::text, '')
  FROM task t WHERE t.done_at IS NULL AND t.enrolment_id {work}
"""


def _case(found: Found, now: datetime) -> Item:
    """Every case that is not closed; those that are set aside or handed over, until their time."""
    return as_item(Sort.ESCALATED if found.about else Sort.CASE, found)


def _awaited(found: Found, now: datetime) -> Item:
    """A reading that is waited for; one long past its time is a fault of ours. about: the kind, as
    core.topics numbers it."""
    row = found._replace(id=uuid5(found.enrolment, f"awaited {found.about}"))
    if found.due_at is not None and found.due_at < now - NOT_SETTLED:
        return as_item(Sort.FAULT, row._replace(zone=None))
    return as_item(Sort.AWAITED, row)


def _task(found: Found, now: datetime) -> Item:
    """Something that is to be done. about: the case that it was given from."""
    return as_item(Sort.TASK, found)


PARTS = (Part(_CASES, _case), Part(_AWAITED, _awaited), Part(_TASKS, _task))
