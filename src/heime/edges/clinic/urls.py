"""What the list itself does, beside the case's own pages."""

from django.urls import path

from heime.edges.clinic import desk, printout

urlpatterns = [
    path("utvalg", desk.save_view, name="save-view"),
    path("utvalg/<uuid:view_id>/fjern", desk.remove_view, name="remove-view"),
    path("sak/<uuid:case_id>/ser", desk.looking, name="looking"),
    path("utskrift", printout.printout, name="printout"),
    path("svar/kvitter", desk.acknowledge_answers, name="acknowledge"),
    path("svar/angre", desk.take_back, name="take-back"),
]
