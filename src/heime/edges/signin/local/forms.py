"""What allauth's forms leave open."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.core.cache import cache

CODE_LIVES = 90
"""Seconds from the first to the last moment a code is believed: one period early, one late."""


class CodeForm(AuthenticateForm):
    """A code from an app or from the printed list, and each code once only.

    allauth remembers a used code for one period; with a period's grace on either side that is too
    short by two.
    """

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            used = f"totp:{self.user.pk}:{code.strip()}"
            if not cache.add(used, True, timeout=CODE_LIVES):
                raise get_adapter().validation_error("incorrect_code")
        return code


class NewPasskey(AddWebAuthnForm):
    """What a browser answers that has made a passkey.

    The library raises whatever comes when the answer is none at all; allauth catches but a part.
    """

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (ValueError, TypeError, LookupError) as wrong:
            raise get_adapter().validation_error("incorrect_code") from wrong
        return cleaned
