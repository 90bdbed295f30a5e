"""Where the app asks and tells how somebody is reminded."""

from django.urls import path

from heime.edges.home import reminders

urlpatterns = [
    path("hjem/api/v1/push", reminders.browser, name="home-push"),
    path("hjem/api/v1/people/<uuid:person>/reminders", reminders.reminders, name="home-reminders"),
    path("hjem/api/v1/people/<uuid:person>/reminders/later", reminders.later, name="home-later"),
]
