"""Where lent tablets ask."""

from django.urls import path

from heime.edges.home import kiosk

urlpatterns = [
    path("hjem/api/v1/kiosk/start", kiosk.start, name="kiosk-start"),
    path("hjem/api/v1/kiosk/day", kiosk.day, name="kiosk-day"),
    path("hjem/api/v1/kiosk/cleared", kiosk.cleared, name="kiosk-cleared"),
]
