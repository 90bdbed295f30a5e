from django.apps import AppConfig


class Looks(AppConfig):
    name = "heime.records.looks"
    label = "looks"
    default_auto_field = "django.db.models.BigAutoField"
