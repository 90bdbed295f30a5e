"""Every page and where it is. Each view says who may open it (edges/access.py)."""

from django.urls import include, path

from heime.edges import csp, privacy
from heime.edges.clinic import case_urls, casepage, live, work, worklist
from heime.edges.clinic import urls as clinic
from heime.edges.duty import urls as duty
from heime.edges.handover import urls as handover
from heime.edges.home import family_urls, kiosk_urls, reminder_urls
from heime.edges.home import urls as home
from heime.edges.intake import urls as intake
from heime.edges.kiosk import urls as kiosk
from heime.edges.log import urls as log
from heime.edges.messages import urls as messages
from heime.edges.office import figures, operation, who_sees_what
from heime.edges.overview import urls as overview
from heime.edges.people import urls as people
from heime.edges.person import urls as person
from heime.edges.plans import urls as plans
from heime.edges.record import urls as record
from heime.edges.signin import views as signin
from heime.edges.signin.local import urls as local
from heime.edges.signin.oidc import urls as oidc

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("endringer", live.changes, name="changes"),
    path("sak/<uuid:case_id>/", casepage.case_page, name="case"),
    path("sak/<uuid:case_id>/ta", work.take, name="take"),
    path("sak/<uuid:case_id>/gi-fra", work.release, name="release"),
    path("sak/<uuid:case_id>/lukk", work.close, name="close"),
    path("", include(case_urls)),
    path("tall/", figures.figures, name="figures"),
    path("drift/", operation.operation, name="operation"),
    path("hvem-ser-hva", who_sees_what.who_sees_what, name="who-sees-what"),
    path("hvem-ser-hva/prov", who_sees_what.try_out, name="try-out"),
    path("personvern/<int:number>", privacy.notice, name="privacy-notice"),
    path("inn/", signin.sign_in, name="sign-in"),
    path("inn/ut", signin.sign_out, name="sign-out"),
    path("inn/sprak", signin.choose_language, name="language"),
    path("csp", csp.report, name="csp"),
    path("", include(clinic)),
    path("", include(people)),
    path("", include(overview)),
    path("", include(plans)),
    path("", include(intake)),
    path("", include(person)),
    path("", include(record)),
    path("", include(log)),
    path("", include(duty)),
    path("", include(messages)),
    path("", include(handover)),
    path("", include(home)),
    path("", include(family_urls)),
    path("", include(reminder_urls)),
    path("", include(kiosk_urls)),
    path("", include(kiosk)),
    path("", include(local)),
    path("", include(oidc)),
]

handler400 = "heime.edges.web.bad_request"
handler404 = "heime.edges.web.not_found"
handler500 = "heime.edges.web.server_error"
