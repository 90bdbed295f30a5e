"""The number that stands for a person where nobody is to know who it is: the reviewers' pages."""

from hashlib import sha256
from uuid import UUID

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No I, L, O and U: what is read aloud over the phone is not misheard."""


def number_of(enrolment: UUID) -> str:
    """ "4K7Q-2MXB": the same each time for one follow-up, and nothing about whom it is.

    Forty bits: that any two of ten thousand people share one has a chance of 1 in 20 000.
    """
    drawn = int.from_bytes(sha256(b"heime-log-number" + enrolment.bytes).digest()[:5], "big")
    written = "".join(_LETTERS[drawn >> 5 * place & 31] for place in range(8))
    return f"{written[:4]}-{written[4:]}"
