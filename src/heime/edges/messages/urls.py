"""Where messages are found: the staff's, and the patient's and next of kin's own."""

from django.urls import path

from heime.edges.messages import files, home, personpage, staff, templatespage

_THREAD = "meldinger/<uuid:thread_id>/"

urlpatterns = [
    path("meldinger/", staff.inbox, name="messages"),
    path("meldinger/maler", templatespage.page, name="message-templates"),
    path("meldinger/maler/<uuid:template_id>/bort", templatespage.away, name="retire-template"),
    path("meldinger/person/<uuid:enrolment_id>/", personpage.page, name="messages-of"),
    path("meldinger/person/<uuid:enrolment_id>/ny", personpage.new, name="new-message"),
    path(_THREAD, staff.thread, name="thread"),
    path(f"{_THREAD}svar", staff.answer, name="answer-message"),
    path(f"{_THREAD}ta", staff.take, name="take-message"),
    path(f"{_THREAD}gi-fra", staff.release, name="release-message"),
    path(f"{_THREAD}ferdig", staff.settle, name="settle-message"),
    path(f"{_THREAD}ulest", staff.unread, name="unread-message"),
    path("vedlegg/<uuid:file_id>/", files.file, name="message-file"),
    path("hjem/meldinger", home.inbox, name="own-messages"),
    path("hjem/meldinger/ny/<uuid:enrolment_id>/", home.new, name="own-new-message"),
    path("hjem/meldinger/<uuid:thread_id>/", home.thread, name="own-thread"),
    path("hjem/hjelp", home.help_now, name="help-now"),
    path("hjem/hjelp/<uuid:enrolment_id>/ring", home.call_me, name="call-me"),
]
