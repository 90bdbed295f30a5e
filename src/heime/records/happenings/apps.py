from django.apps import AppConfig


class Happenings(AppConfig):
    name = "heime.records.happenings"
    label = "happenings"
    default_auto_field = "django.db.models.BigAutoField"
