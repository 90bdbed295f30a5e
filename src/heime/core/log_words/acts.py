"""What is done with somebody's data, action by action: the clinic's, and what is done from home."""

from collections.abc import Mapping

from heime.core.log_words.names import CHANGED, DEEDS, DID, FETCHED, SAW, Said

ALL: Mapping[str, tuple[Said, str]] = {
    **DEEDS,
    "home-device.bound": (CHANGED, "device"),
    "home-device.revoked": (CHANGED, "device"),
    "home.told": (DID, ""),
    "home.marked-wrong": (CHANGED, "values"),
    "home.promise-broken": (CHANGED, "cases"),
    "reminders.seen": (SAW, "reminders"),
    "reminders.chosen": (CHANGED, "reminders"),
    "reminders.later": (CHANGED, "reminders"),
    "look.chosen": (CHANGED, "contact"),
    "kiosk.lent": (CHANGED, "device"),
    "kiosk.changed": (CHANGED, "device"),
    "kiosk.wiped": (CHANGED, "device"),
    "kiosk.bound": (CHANGED, "device"),
    "kiosk.read": (FETCHED, "plan"),
    "kiosk.cleared": (CHANGED, "device"),
}
"""Action → what was done, and to what unless the entry says another kind of data."""
