from django.apps import AppConfig


class Plans(AppConfig):
    name = "heime.records.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"
