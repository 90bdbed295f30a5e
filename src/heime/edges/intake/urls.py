"""Where the way in, and the way out, are found."""

from django.urls import path

from heime.edges.intake import (
    ending,
    importing,
    listing,
    pausing,
    referring,
    steppage,
    stepping,
)

_PERSON = "person/<uuid:enrolment_id>/inntak"

urlpatterns = [
    path("inntak/", listing.coming, name="intake-list"),
    path("inntak/henvis", referring.page, name="refer"),
    path("inntak/liste", importing.page, name="import-people"),
    path(_PERSON, steppage.page, name="intake"),
    path(f"{_PERSON}/steg", stepping.write, name="intake-step"),
    path(f"{_PERSON}/uten", stepping.leave_out, name="leave-out-step"),
    path(f"{_PERSON}/rett", stepping.correct, name="correct-figure"),
    path(f"{_PERSON}/start", stepping.start, name="start-follow-up"),
    path(f"{_PERSON}/pause", pausing.pause, name="pause"),
    path(f"{_PERSON}/lenger", pausing.extend, name="extend-pause"),
    path(f"{_PERSON}/tilbake", pausing.resume, name="resume"),
    path(f"{_PERSON}/slutt", ending.page, name="end-follow-up"),
    path(f"{_PERSON}/slutt.pdf", ending.paper, name="closing-paper"),
]
