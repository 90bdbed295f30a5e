"""One judge at a time per enrolment: the key of its advisory transaction lock."""

from uuid import UUID


def enrolment_lock_key(enrolment_id: UUID) -> int:
    """The key for pg_advisory_xact_lock: the random half of the id, as a signed 64-bit number.

    Whoever judges or changes a case takes it first; several are taken in the order of the keys.
    """
    return int.from_bytes(enrolment_id.bytes[8:], "big", signed=True)
