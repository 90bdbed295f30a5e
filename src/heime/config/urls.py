"""Every page and where it is. Each view says who may open it (edges/access.py)."""

from django.urls import path

from heime.edges.clinic import casepage, live, work, worklist
from heime.edges.signin import views as signin

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("endringer", live.changes, name="changes"),
    path("sak/<uuid:case_id>/", casepage.case_page, name="case"),
    path("sak/<uuid:case_id>/ta", work.take, name="take"),
    path("sak/<uuid:case_id>/gi-fra", work.release, name="release"),
    path("sak/<uuid:case_id>/lukk", work.close, name="close"),
    path("inn/", signin.sign_in, name="sign-in"),
    path("inn/ut", signin.sign_out, name="sign-out"),
    path("inn/sprak", signin.choose_language, name="language"),
]

handler404 = "heime.edges.web.not_found"
handler500 = "heime.edges.web.server_error"
