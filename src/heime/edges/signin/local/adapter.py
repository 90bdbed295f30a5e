"""The seam to allauth: it runs the steps, we decide what they end in and how secrets are kept."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heime.core.actor import Actor
from heime.edges.signin.context import cookie_name, keep_language
from heime.edges.signin.local.browser import device_of
from heime.edges.signin.views import safe_address
from heime.flow import local_sign_in
from heime.records.credentials import sealing
from heime.records.people.models import Account

PURPOSE = b"second factor"
TOO_MANY = _("Too many tries. Wait five minutes, then try again.")
WRONG = _("User name and password do not match. Check both and try again.")
WRONG_CODE = _("That is not right, or it has been used. Wait for the next code and try again.")


class LocalAccounts(DefaultAccountAdapter):
    """Local accounts: nobody signs up, nothing is mailed, and a sign-in ends in our own token."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": TOO_MANY,
        "username_password_mismatch": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        return safe_address(context.request, url) == url

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        local_sign_in.failed(str(credentials.get("username", "")), now=timezone.now())

    def pre_login(self, request: HttpRequest, user: Account, **more: Any) -> HttpResponse | None:
        """A password alone opens nothing but the demo: first somebody must have given a code."""
        if not user.is_active:
            return HttpResponseRedirect(reverse("account_login"))
        if settings.HEIME_MODE == "demo" or is_mfa_enabled(user):
            return None
        request.session.flush()
        return HttpResponseRedirect(reverse("device"))

    def login(self, request: HttpRequest, user: Account) -> None:
        """What allauth's steps end in. Its session is thrown away, whatever was in it."""
        passkey = did_use_passwordless_login(request, user)
        factors = is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
        token, actor = local_sign_in.begin(
            user,
            how="passkey" if passkey else "password",
            second_factor=passkey or factors,
            device=device_of(request),
            now=timezone.now(),
        )
        request.session.flush()
        request.begun = token, actor  # type: ignore[attr-defined]

    def post_login(
        self, request: HttpRequest, user: Account, *, redirect_url: str | None, **more: Any
    ) -> HttpResponse:
        token, actor = request.begun  # type: ignore[attr-defined]
        return carrying(request, token, actor, safe_address(request, redirect_url))


def carrying(
    request: HttpRequest, token: str, actor: Actor, to: str, *, by_code: bool = False
) -> HttpResponse:
    """The answer that takes a new sign-in along: by way of what the owner should know first.

    by_code: signed in with the very code that the owner should hear about; that tells nobody.
    """
    if not by_code and local_sign_in.untold(by=actor):
        to = reverse("told")
    response = HttpResponseRedirect(to)
    response.set_cookie(
        cookie_name(request), token, secure=request.is_secure(), httponly=True, samesite="Strict"
    )
    keep_language(response, request, actor.language)
    return response


class Factors(DefaultMFAAdapter):
    """Second factors: secrets sealed at rest, and names that people know."""

    error_messages: ClassVar = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return sealing.seal(text.encode(), purpose=PURPOSE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(bytes.fromhex(encrypted_text), purpose=PURPOSE).decode()

    def get_totp_issuer(self) -> str:
        return "Heime"

    def get_totp_label(self, user: Account) -> str:
        return user.username

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        return device_of(context.request)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": "Heime"}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """What the person's device keeps and shows. An account of a patient carries no name."""
        return {
            "id": user_pk_to_url_str(user).encode(),
            "display_name": user.name or "Heime",
            "name": user.username,
        }
