"""Every way to be refused. The doors translate these once, to HTTP and to OperationOutcome."""


class Refused(Exception):
    """A request we understood and will not carry out.

    `code` is stable: it goes into logs, problem documents and tests. The text is safe to
    show: it never holds a name, an identity number or a reading.
    """

    code = "refused"


class UnknownUnit(Refused):
    code = "unknown-unit"


class UnknownKind(Refused):
    code = "unknown-code"


class TooPrecise(Refused):
    """More than four decimals: no meter at home is that fine, and we would have to round."""

    code = "too-precise"


class OutOfRange(Refused):
    """So far from anything a meter can show that it cannot be stored, not even as rejected."""

    code = "out-of-range"


class BadLimits(Refused):
    """A plan whose limits contradict each other or lie outside what can be measured."""

    code = "bad-limits"


class UnknownRule(Refused):
    code = "unknown-rule"


class NotAllowedNow(Refused):
    """Right request, wrong moment: the case is closed, or somebody else changed it first."""

    code = "not-allowed-now"


class TwoNeeded(NotAllowedNow):
    """A red case with high priority is closed by two, or by one who says why they are alone."""

    code = "two-needed"


class NotFound(Refused):
    """It does not exist, or the one who asks may not know that it does."""

    code = "not-found"


class NotYours(Refused):
    """Who you are is known, and it does not give you this."""

    code = "forbidden"


class SameKeyOtherContent(Refused):
    """A sender used one key for two different readings."""

    code = "same-key-other-content"


class MissingText(Refused):
    """Something that a person must write, a note or an outcome, was left empty."""

    code = "missing-text"


class UnknownSender(Refused):
    """No live token: unknown, expired or revoked."""

    code = "unknown-sender"


class UnknownPerson(NotFound):
    """Nobody that this sender may send for; whether they exist elsewhere is not said."""

    code = "unknown-person"


class BadPlan(Refused):
    """A plan that says something impossible; the text names the place."""

    code = "bad-plan"


class IncompleteSet(Refused):
    """A NEWS2 set that lacks an observation or took too long: no score is worked out (CL-25)."""

    code = "incomplete-set"
