from django.apps import AppConfig


class Credentials(AppConfig):
    name = "heime.records.credentials"
    label = "credentials"
    default_auto_field = "django.db.models.BigAutoField"
