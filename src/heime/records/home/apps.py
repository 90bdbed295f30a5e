from django.apps import AppConfig


class Home(AppConfig):
    name = "heime.records.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"
