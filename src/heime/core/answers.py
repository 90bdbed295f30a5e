"""Green answers: which may be acknowledged without being opened, and what the person is told."""

from heime.core.zone import State, Zone

_RECEIPTS = {
    "nb": "Svaret ditt er lest av {name}.",
    "nn": "Svaret ditt er lese av {name}.",
    "en": "Your answer has been read by {name}.",
}
"""It says that somebody has read, and never that all is well."""


def may_be_acknowledged(zone: int | None, state: int | None, *, has_case: bool) -> bool:
    """Only green, only settled, only of somebody who has no case.

    Whoever has a case has their answers read in it; what is unjudged (None) is never green.
    """
    return zone == Zone.GREEN and state == State.FINAL and not has_case


def receipt(name: str, *, language: str) -> str:
    """What the person is shown when somebody has read their answer."""
    return _RECEIPTS.get(language, _RECEIPTS["nb"]).format(name=name)
