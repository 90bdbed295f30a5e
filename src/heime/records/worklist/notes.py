"""What is said of a reading that has raised something, in the cases it is behind."""

from datetime import datetime
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

# In the open case that the reading is behind: by itself, among what a judgement used, or as one
# of a NEWS2 set.
_NOTE_ON_READING = """
INSERT INTO case_event (id, municipality_id, enrolment_id, case_id, at, what, by_id, kind,
    measured_at, measurement_id, text)
SELECT %(id)s, c.municipality_id, c.enrolment_id, c.id, %(at)s, %(what)s, %(by)s, %(kind)s,
       %(measured_at)s, %(measurement)s, %(text)s
  FROM case_ c
 WHERE c.enrolment_id = %(enrolment)s AND c.state <> 'closed'
   AND EXISTS (SELECT FROM case_event e
        LEFT JOIN judgement j ON j.enrolment_id = e.enrolment_id AND j.kind = e.kind
             AND j.measured_at = e.measured_at AND j.judged_at = e.judged_at
        WHERE e.case_id = c.id AND e.what NOT IN ('invalid', 'marked')
          AND (e.measurement_id = %(measurement)s OR %(measurement)s = ANY (j.inputs)
               OR EXISTS (SELECT FROM vital_set v WHERE v.enrolment_id = c.enrolment_id
                    AND v.id = e.measurement_id AND %(measurement)s = ANY (v.readings))))
"""


async def note_invalid(
    conn: AsyncConnection,
    enrolment: UUID,
    reading: tuple[UUID, int, datetime],
    *,
    by: UUID,
    at: datetime,
) -> None:
    """What was raised by a reading stays, and says that it does not count: (id, kind, taken at)."""
    await _note(conn, "invalid", enrolment, reading, by, at, "")


async def note_marked(
    conn: AsyncConnection,
    enrolment: UUID,
    reading: tuple[UUID, int, datetime],
    *,
    by: UUID,
    at: datetime,
    text: str,
) -> None:
    """The same for what somebody at home says is wrong: it counts all the same, until staff say
    otherwise. text: their words."""
    await _note(conn, "marked", enrolment, reading, by, at, text)


async def _note(
    conn: AsyncConnection, what: str, enrolment: UUID, reading: tuple[UUID, int, datetime],
    by: UUID, at: datetime, text: str,
) -> None:  # fmt: skip
    id_, kind, measured_at = reading
    await conn.execute(
        _NOTE_ON_READING,
        {
            "id": uuid7.uuid7(), "at": at, "by": by, "kind": kind, "measured_at": measured_at,
            "measurement": id_, "enrolment": enrolment, "what": what, "text": text,
        },
    )  # fmt: skip
