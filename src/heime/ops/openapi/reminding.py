"""What the app at home and lent tablets send, and what they are answered."""

from typing import Any

JSON = "application/json"


def _object(**properties: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return JSON, {"type": "object", "required": sorted(properties), "properties": properties}


_FLAG = {"type": "boolean"}
_CLOCK = {"type": "string", "description": "Local time, HH:MM."}
BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "home-push": _object(
        endpoint={"type": "string", "maxLength": 1000},
        keys=_object(p256dh={"type": "string"}, auth={"type": "string"})[1],
    ),
    "home-reminders": _object(
        push=_FLAG, sms=_FLAG, phone={"type": "string", "maxLength": 40},
        quiet_from=_CLOCK, quiet_until=_CLOCK,
    ),
    "home-look": _object(
        mode={"enum": ["normal", "simple"]},
        text_size={"type": "integer", "minimum": 1, "maximum": 4}, contrast=_FLAG,
    ),
    "home-device": _object(name={"type": "string", "maxLength": 60}),
    "home-entries": _object(
        person={"type": "string", "format": "uuid"},
        sent_at={"type": "string", "format": "date-time"},
        entries={"type": "array", "minItems": 1, "maxItems": 100, "items": {"type": "object"}},
    ),
    "kiosk-start": _object(code={"type": "string", "maxLength": 40}),
    "home-later": _object(what={"type": "string"}, minutes={"type": "integer"}),
}  # fmt: skip
ANSWERS: dict[str, tuple[str, str]] = {
    "home-me.get": ("200", JSON),
    "home-day.get": ("200", JSON),
    "home-look.post": ("200", JSON),
    "home-device.post": ("201", JSON),
    "home-entries.post": ("200", JSON),
    "home-push.post": ("204", ""),
    "home-push.delete": ("204", ""),
    "home-reminders.get": ("200", JSON),
    "home-reminders.post": ("200", JSON),
    "home-later.post": ("200", JSON),
    "kiosk-start.post": ("201", JSON),
    "kiosk-day.get": ("200", JSON),
    "kiosk-cleared.post": ("204", ""),
}
