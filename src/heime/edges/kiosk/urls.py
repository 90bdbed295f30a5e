"""The team's page of phones and tablets, and what is done on it."""

from django.urls import path

from heime.edges.kiosk import tabletpage

urlpatterns = [
    path("person/<uuid:enrolment_id>/nettbrett", tabletpage.tablets, name="tablets"),
    path("person/<uuid:enrolment_id>/nettbrett/visning", tabletpage.choose, name="choose-look"),
    path("person/<uuid:enrolment_id>/nettbrett/lan", tabletpage.lend, name="lend-tablet"),
    path("nettbrett/<uuid:device_id>/utseende", tabletpage.change, name="change-tablet"),
    path("nettbrett/<uuid:device_id>/tom", tabletpage.clear, name="clear-tablet"),
    path("nettbrett/<uuid:device_id>/stopp", tabletpage.end, name="end-phone"),
]
