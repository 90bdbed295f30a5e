from django.apps import AppConfig


class Keeping(AppConfig):
    name = "heime.records.keeping"
    label = "keeping"
    default_auto_field = "django.db.models.BigAutoField"
