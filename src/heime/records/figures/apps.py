from django.apps import AppConfig


class Figures(AppConfig):
    name = "heime.records.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"
