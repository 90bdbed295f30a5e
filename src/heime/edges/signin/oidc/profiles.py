"""What differs between the two providers, as data. Source: HelseID's and ID-porten's own guides."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings

from heime.core.identity import Provider

_HELSEID = "helseid://claims/"


@dataclass(frozen=True)
class Profile:
    """One provider: what we ask it for, what we demand of it, and what it calls things.

    name: in our addresses and settings. title: what people call it.
    algorithms: with which it may sign its tokens; none else is looked at.
    dpop: whether tokens are bound to a key of ours, so that a stolen one opens nothing.
    userinfo: whether claims are also asked for with the access token; the ID token's win.
    ask: further parameters of the request.
    levels: what the claim `level` says -> our scale; `least` is what we let in.
    """

    name: Provider
    title: str
    scopes: tuple[str, ...]
    algorithms: frozenset[str]
    dpop: bool
    userinfo: bool
    ask: Mapping[str, str]
    level: str
    levels: Mapping[str, int]
    least: int
    national_id: str
    hpr_number: str | None = None
    organisation: str | None = None


HELSEID = Profile(
    name="helseid",
    title="HelseID",
    scopes=(
        "openid",
        "profile",
        "helseid://scopes/identity/pid",
        "helseid://scopes/identity/security_level",
        "helseid://scopes/hpr/hpr_number",
    ),
    algorithms=frozenset({"PS256", "ES256", "RS256"}),
    dpop=True,
    userinfo=True,
    ask=MappingProxyType({}),
    level=f"{_HELSEID}identity/security_level",
    levels=MappingProxyType({"2": 2, "3": 3, "4": 4}),
    least=4,
    national_id=f"{_HELSEID}identity/pid",
    hpr_number=f"{_HELSEID}hpr/hpr_number",
    organisation=f"{_HELSEID}client/claims/orgnr_child",
)

IDPORTEN = Profile(
    name="idporten",
    title="ID-porten",
    scopes=("openid", "profile"),
    algorithms=frozenset({"RS256"}),
    dpop=False,
    userinfo=False,
    ask=MappingProxyType({"acr_values": "idporten-loa-high"}),
    level="acr",
    levels=MappingProxyType(
        {"idporten-loa-low": 2, "idporten-loa-substantial": 3, "idporten-loa-high": 4}
    ),
    least=4,
    national_id="pid",
)

PROFILES: Mapping[str, Profile] = MappingProxyType({p.name: p for p in (HELSEID, IDPORTEN)})


@dataclass(frozen=True)
class Registration:
    """What this installation is to one provider, from the settings.

    organisation: HelseID: the one that this client belongs to, stated in every assertion.
    on_behalf_of: ID-porten: whose service it is, when a supplier runs it for several.
    """

    issuer: str
    client: str
    base_url: str
    organisation: str = ""
    on_behalf_of: str = ""

    def redirect_uri(self, profile: Profile) -> str:
        """Where the provider sends people back to. It compares letter by letter."""
        return f"{self.base_url}/inn/{profile.name}/tilbake"


def registered(profile: Profile) -> Registration | None:
    """How we are known to this provider; None when it is not in use here."""
    given = settings.SIGN_IN_PROVIDERS.get(profile.name)
    return Registration(**given) if given else None


def offered() -> list[Profile]:
    """The providers that the sign-in page has a button for."""
    return [profile for profile in PROFILES.values() if registered(profile)]
