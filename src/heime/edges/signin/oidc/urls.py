"""The addresses that the providers and the buttons of the sign-in page use."""

from django.urls import path

from heime.edges.signin.oidc import leaving, views
from heime.edges.signin.oidc.profiles import PROFILES

# One line per provider and door, without a variable part: providers compare addresses by letter.
urlpatterns = [
    path("inn/nokler.json", views.own_public_keys, name="own-public-keys"),
    *(
        path(f"inn/{name}{rest}", view, {"provider": name}, name=f"{name}{door}")
        for name in PROFILES
        for rest, view, door in (
            ("", views.start, ""),
            ("/tilbake", views.come_back, "-come-back"),
            ("/ut-bak", leaving.back_channel, "-back-channel"),
            ("/ut-fram", leaving.front_channel, "-front-channel"),
        )
    ),
]
