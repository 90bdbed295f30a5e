"""Every way that signing in through a provider can fail. The value is the audit entry's detail."""

from enum import StrEnum


class Failure(StrEnum):
    UNREACHABLE = "provider-unreachable"
    REFUSED_BY_PROVIDER = "provider-refused"
    """It answered, but not in a way that lets anybody in."""
    CANCELLED = "cancelled"
    WRONG_ISSUER = "wrong-issuer"
    UNKNOWN_ATTEMPT = "unknown-attempt"
    """Never begun in this browser, used before, or too old."""
    CODE_REFUSED = "code-refused"
    """The code was used before, or is too old."""
    ASSERTION_REFUSED = "assertion-refused"
    """The provider does not believe that we are we: our key, or a clock, is wrong."""
    TOKEN_EXPIRED = "token-expired"  # noqa: S105 not a password
    WRONG_NONCE = "wrong-nonce"
    LEVEL_TOO_LOW = "level-too-low"
    BAD_SIGNATURE = "bad-signature"
    DPOP_REFUSED = "dpop-refused"
    TOKEN_REFUSED = "token-refused"  # noqa: S105
    """Any other claim that is not as it must be: for another client, from the future, …"""
    NOT_FRESH = "not-fresh"
    """Asked to prove it anew, and the provider let an old proof do."""
    SOMEBODY_ELSE = "somebody-else"
    """Asked to prove it anew, and another person did."""
    NOBODY_HERE = "nobody-here"
    ACCOUNT_CLOSED = "account-closed"


class SignInFailed(Exception):
    """Nobody is let in. Carries the failure and nothing about the person.

    because: for the technical log; never anything that the provider or the browser sent.
    noted: the story has written it to the audit log itself.
    """

    def __init__(self, failure: Failure, because: str = "", *, noted: bool = False) -> None:
        super().__init__(f"{failure}: {because}" if because else failure.value)
        self.failure = failure
        self.noted = noted
