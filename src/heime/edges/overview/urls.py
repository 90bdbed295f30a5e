"""Where the overview is."""

from django.urls import path

from heime.edges.overview import basispage, page

urlpatterns = [
    path("oversikt/", page.overview, name="overview"),
    path("oversikt/grunnlag", basispage.basis, name="overview-basis"),
]
