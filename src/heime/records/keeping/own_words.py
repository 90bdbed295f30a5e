"""What a person changes of their own record: the words that say what matters, and no more."""

from uuid import UUID

from django.db import connection


def keep_matters(enrolment_id: UUID, words: str) -> bool:
    """Keep their words. False for whoever is not the person: the database asks that itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT write_own_matters(%s, %s)", [enrolment_id, words])
        row = cursor.fetchone()
    return bool(row and row[0])
