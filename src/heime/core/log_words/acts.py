"""What is done with somebody's data, action by action: the clinic's, and what is done from home."""

from collections.abc import Mapping

from heime.core.log_words.names import CHANGED, DEEDS, SAW, Said

ALL: Mapping[str, tuple[Said, str]] = {
    **DEEDS,
    "reminders.seen": (SAW, "reminders"),
    "reminders.chosen": (CHANGED, "reminders"),
    "reminders.later": (CHANGED, "reminders"),
}
"""Action → what was done, and to what unless the entry says another kind of data."""
