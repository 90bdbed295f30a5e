"""Where the app is, and the addresses that it reads and sends by."""

from django.urls import path

from heime.edges.home import api, entries, looks, shell

_PERSON = "hjem/api/v1/people/<uuid:person>/"

urlpatterns = [
    path("hjem/", shell.shell, name="home"),
    path("hjem/sw.js", shell.worker, name="home-worker"),
    path("hjem/manifest.webmanifest", shell.manifest, name="home-manifest"),
    path("hjem/api/v1/me", api.me, name="home-me"),
    path("hjem/api/v1/entries", entries.entries, name="home-entries"),
    path(f"{_PERSON}day", api.day, name="home-day"),
    path(f"{_PERSON}look", looks.look, name="home-look"),
    path(f"{_PERSON}device", api.device, name="home-device"),
    path("hjem/api/v1/devices/<uuid:device>", api.end_device, name="home-end-device"),
]
