"""The pages of handing over, and where they are."""

from django.urls import path

from heime.edges.handover import sheet, views

urlpatterns = [
    path("sak/<uuid:case_id>/overlever", views.hand_over, name="send-hand-over"),
    path("overlevert/<uuid:hand_over_id>/", views.sent, name="hand-over"),
    path("overlevert/<uuid:hand_over_id>/utskrift", views.printed, name="print-hand-over"),
    path("overlevert/<uuid:hand_over_id>/ark", sheet.sent, name="hand-over-sheet"),
    path("overlevert/<uuid:hand_over_id>/videre", views.follow_up, name="follow-hand-over"),
    path("mottak/", views.received, name="received"),
    path("mottak/<uuid:hand_over_id>/", views.received_one, name="received-one"),
    path("mottak/<uuid:hand_over_id>/ark", sheet.received, name="received-sheet"),
    path("mottak/<uuid:hand_over_id>/svar", views.answer, name="answer-hand-over"),
]
