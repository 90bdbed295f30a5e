"""What has become of a person as far as their own rows tell it: everything in one question."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from heime.records.people.models import Enrolment

# Each of these tables has few rows about anybody, and most people are in none of them: asked one
# by one they cost a page six questions.
_BECAME = """
SELECT 1 AS part, 'offered' AS what, m.proposed_at AS at, a.name AS by, t.name AS about,
       '' AS given_by, NULL::date AS day, m.reason AS reason, m.id
  FROM move m JOIN account a ON a.id = m.proposed_by_id JOIN municipality t ON t.number = m.to_id
 WHERE m.enrolment_id = %(person)s
UNION ALL
SELECT 1, m.answer, m.answered_at, a.name, t.name, '', NULL, '', m.id
  FROM move m JOIN account a ON a.id = m.answered_by_id JOIN municipality t ON t.number = m.to_id
 WHERE m.enrolment_id = %(person)s AND m.answered_at IS NOT NULL
UNION ALL
SELECT 2, 'number-added', i.starts_at, '', i.system, i.assigner, NULL, '', i.id
  FROM identifier i WHERE i.patient_id = %(patient)s AND i.starts_at IS NOT NULL
UNION ALL
SELECT 2, 'number-replaced', i.ends_at, '', i.system, i.assigner, NULL, '', i.id
  FROM identifier i
 WHERE i.patient_id = %(patient)s AND i.ends_at IS NOT NULL AND i.use = 'old'
   AND i.lookup <> %(counts)s
UNION ALL
SELECT 3, 'linked', l.linked_at, a.name,
       CASE WHEN l.patient_id = %(patient)s THEN l.twin_id ELSE l.patient_id END::text,
       '', NULL, l.reason, l.id
  FROM patient_link l JOIN account a ON a.id = l.linked_by_id
 WHERE %(patient)s IN (l.patient_id, l.twin_id)
UNION ALL
SELECT 3, 'parted', l.ended_at, a.name,
       CASE WHEN l.patient_id = %(patient)s THEN l.twin_id ELSE l.patient_id END::text,
       '', NULL, '', l.id
  FROM patient_link l JOIN account a ON a.id = l.ended_by_id
 WHERE %(patient)s IN (l.patient_id, l.twin_id) AND l.ended_at IS NOT NULL
UNION ALL
SELECT 4, 'died', d.recorded_at, a.name, '', '', d.died_on, '', d.id
  FROM death d JOIN account a ON a.id = d.recorded_by_id WHERE d.enrolment_id = %(person)s
UNION ALL
SELECT 4, 'died-by-mistake', d.corrected_at, a.name, '', '', NULL, d.reason, d.id
  FROM death d JOIN account a ON a.id = d.corrected_by_id
 WHERE d.enrolment_id = %(person)s AND d.corrected_at IS NOT NULL
UNION ALL
SELECT 5, 'protected', p.written_at, a.name, '', '', NULL, '', p.id
  FROM protected_address p JOIN account a ON a.id = p.written_by_id
 WHERE p.enrolment_id = %(person)s
 ORDER BY part, id, at
"""


class Became(NamedTuple):
    """One thing. about: where to, what kind of number, or (of a link) the other patient's id."""

    what: str
    at: datetime
    by: str
    about: str
    given_by: str
    day: date | None
    reason: str


def became_of(person: Enrolment) -> list[Became]:
    """Moves, numbers, links, deaths and a hidden address, for a reader who works with the person
    (flow asks that); as far as the database's wall shows them.

    A number that was kept beside and then came to count is no old one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _BECAME,
            {
                "person": person.id,
                "patient": person.patient_id,
                "counts": bytes(person.patient.national_id_lookup or b""),
            },
        )
        return [Became(*row[1:8]) for row in cursor.fetchall()]
