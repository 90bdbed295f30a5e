"""Where plans are written, compared, signed and looked up."""

from django.urls import path

from heime.edges.plans import approval, editor, keeping, overview, versions

_PERSON, _PLAN = "person/<uuid:enrolment_id>/plan", "plan/<uuid:uid>"

urlpatterns = [
    path("planer/", overview.page, name="plans"),
    path("planer/maler", keeping.page, name="plan-templates"),
    path("planer/mal/<uuid:template_id>/", keeping.one, name="plan-template"),
    path("planer/mal/<slug:template>/", keeping.comes_with_heime, name="shipped-template"),
    path(f"{_PLAN}/mal", keeping.keep, name="keep-template"),
    path(f"{_PERSON}/", versions.page, name="person-plans"),
    path(f"{_PERSON}/ny", versions.start, name="draft-plan"),
    path(f"{_PLAN}/", editor.page, name="plan"),
    path(f"{_PLAN}/lagre", editor.save, name="save-plan"),
    path(f"{_PLAN}/virkning", editor.live, name="plan-effect"),
    path(f"{_PLAN}/godkjenn", approval.approve, name="approve-plan"),
    path(f"{_PLAN}/tilbake", approval.give_back, name="give-back-plan"),
]
