"""Where the log is read and reviewed."""

from django.urls import path

from heime.edges.log import breach, namespage, overview, personlog, signalpages

urlpatterns = [
    path("person/<uuid:enrolment_id>/logg", personlog.log_page, name="log"),
    path("logg/", overview.overview, name="log-review"),
    path("logg/tegn/", signalpages.signals, name="signals"),
    path("logg/tegn/<uuid:signal_id>", signalpages.signal, name="signal"),
    path("logg/tegn/<uuid:signal_id>/avgjor", signalpages.settle, name="settle-signal"),
    path("logg/tegn/<uuid:signal_id>/navn", signalpages.ask_name, name="ask-name"),
    path("logg/navn", namespage.names, name="names"),
    path("logg/navn/<uuid:reveal_id>/svar", namespage.answer, name="answer-name"),
    path("logg/brudd", breach.breach, name="breach"),
]
