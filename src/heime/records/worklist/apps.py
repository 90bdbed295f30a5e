from django.apps import AppConfig


class Worklist(AppConfig):
    name = "heime.records.worklist"
    label = "worklist"
    default_auto_field = "django.db.models.BigAutoField"
