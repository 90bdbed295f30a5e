"""What a browser calls itself, short enough that people know their devices apart."""

import re

from django.http import HttpRequest

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
             ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"),
             ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_MACHINES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
             ("Windows", "Windows"), ("Macintosh", "Mac"), ("CrOS", "Chromebook"),
             ("Linux", "Linux"))  # fmt: skip


def device_of(request: HttpRequest) -> str:
    """Such as "Chrome, Windows"; empty when it says nothing we know. Never the whole text: it
    would be a fingerprint of the person, and it can be anything."""
    said = request.headers.get("User-Agent", "")[:400]
    named = [_first(_BROWSERS, said), _first(_MACHINES, said)]
    return ", ".join(name for name in named if name)


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for mark, name in known if re.search(rf"\b{mark}", said)), "")
