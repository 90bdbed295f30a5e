"""Where a person's own record is copied, corrected and erased."""

from django.urls import path

from heime.edges.record import corrections, erasures, views

urlpatterns = [
    path("person/<uuid:enrolment_id>/uttrekk", views.extract, name="extract"),
    path("person/<uuid:enrolment_id>/rettelser", corrections.corrections, name="corrections"),
    path("person/<uuid:enrolment_id>/sletting", erasures.erasures, name="erasures"),
    path("sletting/<uuid:erasure_id>/avgjor", erasures.decide, name="decide-erasure"),
]
