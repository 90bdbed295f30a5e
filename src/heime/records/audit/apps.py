from django.apps import AppConfig


class Audit(AppConfig):
    name = "heime.records.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
