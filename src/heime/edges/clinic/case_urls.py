"""Where the work with a case is done."""

from django.urls import path

from heime.edges.clinic import acting, journal

urlpatterns = [
    path("sak/<uuid:case_id>/gjort", acting.did, name="did"),
    path("sak/<uuid:case_id>/til-side", acting.set_aside, name="set-aside"),
    path("sak/<uuid:case_id>/hent", acting.bring_back, name="bring-back"),
    path("sak/<uuid:case_id>/bekreft", acting.confirm, name="confirm-closing"),
    path("sak/<uuid:case_id>/hold-apen", acting.keep_open, name="keep-open"),
    path("sak/<uuid:case_id>/ta-opp-igjen", acting.reopen, name="reopen"),
    path("sak/<uuid:case_id>/oppgave", acting.give_task, name="give-task"),
    path("sak/<uuid:case_id>/journal", journal.journal, name="journal"),
    path("oppgaver/", journal.tasks, name="tasks"),
    path("oppgave/<uuid:task_id>/gjort", acting.finish_task, name="finish-task"),
]
