"""The pages of duty, and where they are."""

from django.urls import path

from heime.edges.duty import demophone

urlpatterns = [
    path("demo-telefon", demophone.demo_phone, name="demo-phone"),
]
