"""Which addresses may be asked at all."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def safe(url: str) -> bool:
    """https, or this machine itself: nobody can listen there."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or parts.username or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and on_this_machine(host))


def on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
