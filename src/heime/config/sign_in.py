"""The settings of signing in through HelseID and ID-porten: all of one provider's, or none."""

import os
from urllib.parse import urlsplit

from heime.config import env
from heime.edges.signin.oidc.addresses import safe

EXTRA = {"helseid": ("ORGANISATION", "organisation"), "idporten": ("ON_BEHALF_OF", "on_behalf_of")}


def providers() -> dict[str, dict[str, str]]:
    """What this installation is to each provider that it uses, by the provider's name."""
    found = {}
    for name, (setting, word) in EXTRA.items():
        issuer, client = f"HEIME_{name.upper()}_ISSUER", f"HEIME_{name.upper()}_CLIENT"
        if issuer not in os.environ:
            continue
        env.text("HEIME_SIGNIN_KEYS")  # without keys of ours nobody could come through
        found[name] = {
            "issuer": _issuer(issuer),
            "client": env.text(client),
            "base_url": _address("HEIME_BASE_URL"),
            word: optional(f"HEIME_{name.upper()}_{setting}"),
        }
    return found


def _issuer(name: str) -> str:
    """As the provider writes it, since it is compared letter by letter: a last slash too."""
    _address(name)
    return env.text(name)


def _address(name: str) -> str:
    address = env.url(name)
    if not safe(address) or urlsplit(address).query:
        raise env.BadSetting(f"{name} must begin with https://; http is for this machine only.")
    return address


def optional(name: str) -> str:
    """A text that may be left out."""
    return env.text(name) if name in os.environ else ""
