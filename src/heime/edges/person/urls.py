"""Where one person is seen, and where staff enter what others cannot."""

from django.urls import path

from heime.edges.person import curves as curves_
from heime.edges.person import (
    entering,
    export,
    formentry,
    happened,
    invalid,
    personpage,
    readings,
    setentry,
    storypage,
)

_PERSON = "person/<uuid:enrolment_id>"

urlpatterns = [
    path(f"{_PERSON}/", personpage.person_page, name="person"),
    path(f"{_PERSON}/fase", personpage.move, name="move-phase"),
    path(f"{_PERSON}/viktig", personpage.what_matters, name="what-matters"),
    path(f"{_PERSON}/kurver", curves_.curves, name="curves"),
    path(f"{_PERSON}/malinger", readings.readings, name="readings"),
    path(f"{_PERSON}/malinger.csv", export.export, name="export-readings"),
    path(f"{_PERSON}/malinger/ny", entering.enter_values, name="enter-values"),
    path(f"{_PERSON}/malinger/news2", setentry.enter_news2, name="enter-set"),
    path(f"{_PERSON}/skjema", formentry.choose, name="choose-form"),
    path(f"{_PERSON}/skjema/<slug:name>", formentry.enter_form, name="enter-form"),
    path(f"{_PERSON}/hendelser", storypage.story, name="person-story"),
    path(f"{_PERSON}/hendelser/ny", happened.tell, name="tell-happening"),
    path("hendelse/<uuid:happening_id>/slutt", happened.end, name="end-stay"),
    path("hendelse/<uuid:happening_id>/stryk", happened.strike, name="strike-happening"),
    path(f"{_PERSON}/maling/<int:kind>/<uuid:reading_id>", invalid.invalidate, name="invalidate"),
]
